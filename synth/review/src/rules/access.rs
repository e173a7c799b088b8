//! Who gets access, other than by policies.

use super::case::{Hit, code, code_of, is_on};
use super::data::off;
use super::{Check, Rule};
use crate::model::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "function-public",
        severity: Severity::High,
        title: "A function can be called by everybody",
        about: "The URL of a Lambda function asks nobody who they are, or a permission lets everybody \
                invoke it.",
        advice: "Set `authorization_type = \"AWS_IAM\"`, or put an API with an authorizer in front; in a \
                 permission, name the service and its `source_arn`.",
        check: Check::Resource(|case| {
            let mut hits = Vec::new();
            if case.is(&["aws_lambda_function_url"]) && case.becomes("authorization_type", "NONE") {
                hits.push(Hit::new("Its URL needs no authorization.").at("authorization_type"));
            }
            let open = !is_on(case.after("source_account"))
                && !is_on(case.after("source_arn"))
                && !case.is_unknown("source_arn")
                && !is_on(case.after("principal_org_id"));
            if case.is(&["aws_lambda_permission"]) && case.becomes("principal", "*") && open {
                hits.push(Hit::new("Everybody may invoke the function.").at("principal"));
            }
            hits
        }),
    },
    Rule {
        id: "service-unbound",
        severity: Severity::Medium,
        title: "A service may call for anybody",
        about: "A permission lets a service of AWS invoke a function, and does not say for whose \
                resource. Whoever can point that service at your function can call it.",
        advice: "Set `source_arn` to the resource that calls, and `source_account` for a bucket.",
        check: Check::Resource(|case| {
            let service = case.after("principal").as_str();
            let is_service = service.is_some_and(|name| name.ends_with(".amazonaws.com"));
            let bound = ["source_arn", "source_account", "principal_org_id"]
                .iter()
                .any(|path| is_on(case.after(path)) || case.is_unknown(path));
            let was_bound =
                is_on(case.before("source_arn")) || is_on(case.before("source_account"));
            let news = case.is_new() || (case.is_changed() && was_bound);
            if case.is(&["aws_lambda_permission"]) && is_service && !bound && news {
                let what = format!(
                    "{} may invoke it for whichever resource.",
                    code_of(case.after("principal"))
                );
                vec![Hit::new(what).at("principal")]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "access-key-created",
        severity: Severity::Medium,
        title: "An access key is created",
        about: "A key of an IAM user is created. It works from anywhere until somebody revokes it, and \
                its secret is in the state.",
        advice: "Use a role: of the instance or function, by OIDC in pipelines, by sign-in for people.",
        check: Check::Resource(|case| {
            if case.is(&["aws_iam_access_key"]) && case.is_new() {
                vec![Hit::new("A key that does not expire is created.")]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "sign-in-weaker",
        severity: Severity::Medium,
        title: "Sign-in becomes weaker",
        about: "A second factor, advanced security or a password policy of a user pool is turned off or \
                loosened.",
        advice: "Leave it on; let single users be excepted by another pool or group.",
        check: Check::Resource(|case| {
            if !case.is(&["aws_cognito_user_pool", "aws_iam_account_password_policy"]) {
                return Vec::new();
            }
            let mut hits = Vec::new();
            let (before, after) = (
                case.before("mfa_configuration"),
                case.after("mfa_configuration"),
            );
            let weight = |value: &serde_json::Value| match value.as_str() {
                Some("ON") => 2,
                Some("OPTIONAL") => 1,
                _ => 0,
            };
            if case.is_changed() && weight(after) < weight(before) {
                let what = format!(
                    "The second factor goes from {} to {}.",
                    code_of(before),
                    code_of(after)
                );
                hits.push(Hit::new(what).at("mfa_configuration"));
            }
            for path in ["password_policy.minimum_length", "minimum_password_length"] {
                let (before, after) = (case.before(path).as_u64(), case.after(path).as_u64());
                if let (Some(before), Some(after)) = (before, after)
                    && case.is_changed()
                    && after < before
                {
                    let what =
                        format!("Passwords may have {after} characters instead of {before}.");
                    hits.push(Hit::new(what).at(path));
                }
            }
            hits.extend(off(
                case,
                &["user_pool_add_ons.advanced_security_mode"],
                "looks for stolen passwords until now",
            ));
            hits
        }),
    },
    Rule {
        id: "authorizer-removed",
        severity: Severity::High,
        title: "A route needs no authorization any more",
        about: "A route, method or listener rule of an API asked who calls, and does not any more.",
        advice: "Check that whatever is behind it asks itself, or is meant for everybody.",
        check: Check::Resource(|case| {
            let paths: &[&str] = match case.change.resource_type.as_str() {
                "aws_apigatewayv2_route" => &["authorization_type"],
                "aws_api_gateway_method" => &["authorization"],
                "aws_appsync_graphql_api" => &["authentication_type"],
                _ => return Vec::new(),
            };
            let open = |value: &serde_json::Value| {
                value.is_null() || matches!(value.as_str(), Some("NONE" | "API_KEY"))
            };
            paths
                .iter()
                .filter(|path| case.is_changed() && !case.is_unknown(path))
                .filter(|path| !open(case.before(path)) && open(case.after(path)))
                .map(|path| {
                    let what = format!(
                        "{} goes from {} to none.",
                        code(path),
                        code_of(case.before(path))
                    );
                    Hit::new(what).at(*path)
                })
                .collect()
        }),
    },
];
