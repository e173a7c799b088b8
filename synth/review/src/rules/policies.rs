//! IAM policies that become wider.

use super::case::{Case, Hit, code};
use super::{Check, Rule};
use crate::model::Severity;
use crate::policy::{Difference, Grant, Kind, Scope, covers, overlaps};

/// Actions with which one can get any right there is.
const ESCALATION: [&str; 22] = [
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PassRole",
    "iam:PutGroupPolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "lambda:AddPermission",
    "sts:AssumeRole",
    "organizations:LeaveOrganization",
    "kms:PutKeyPolicy",
];

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "iam-admin",
        severity: Severity::Critical,
        title: "Everything is allowed",
        about: "A policy allows every action on every resource, or one of AWS's policies that does is \
                attached.",
        advice: "Allow the actions that are needed, on the resources they are needed for.",
        check: Check::Resource(|case| {
            let mut hits = widened(case, |grant| {
                grant.actions.is_everything()
                    && grant.resources.as_ref().is_some_and(Scope::is_everything)
            });
            hits.extend(managed(case));
            hits
        }),
    },
    Rule {
        id: "iam-public",
        severity: Severity::Critical,
        title: "Everybody is allowed",
        about: "A policy allows something to everybody, anybody outside your account included, and \
                without a condition that restricts who that is.",
        advice: "Name the accounts, roles or services; or add a condition such as \
                 `aws:PrincipalOrgID`, `aws:SourceAccount` or `aws:SourceArn`.",
        check: Check::Resource(|case| {
            widened(case, |grant| {
                grant.principals.as_ref().is_some_and(|principals| {
                    principals.is_everything() || matches!(principals, Scope::AllBut(_))
                }) && !restricts_who(grant)
            })
        }),
    },
    Rule {
        id: "iam-condition-removed",
        severity: Severity::High,
        title: "A condition is removed or loosened",
        about: "What was allowed under a condition is allowed without it, or under another one.",
        advice: "Check what the condition kept out: other accounts, other networks, sessions without \
                 a second factor.",
        check: Check::Resource(|case| {
            found(case, |difference| {
                matches!(difference.kind, Kind::Loosened(_))
            })
        }),
    },
    Rule {
        id: "iam-deny-removed",
        severity: Severity::High,
        title: "Something is not denied any more",
        about: "A statement that denies is removed or made narrower. Denials win over whatever else \
                allows, so other policies may come into force by this.",
        advice: "Check what other policies allow that this one kept out.",
        check: Check::Resource(|case| found(case, |difference| difference.kind == Kind::Undenied)),
    },
    Rule {
        id: "iam-escalation",
        severity: Severity::High,
        title: "Rights can be extended with it",
        about: "A policy newly allows an action with which one can get other rights (passing or \
                assuming any role, changing policies, making access keys), on all resources.",
        advice: "Name the roles or policies it is needed for in `Resource`, and restrict \
                 `iam:PassRole` by `iam:PassedToService`.",
        check: Check::Resource(|case| {
            widened(case, |grant| {
                let broad = grant.resources.as_ref().is_some_and(Scope::is_everything);
                let escalates = match &grant.actions {
                    Scope::Only(actions) => actions
                        .iter()
                        .any(|action| ESCALATION.iter().any(|dangerous| covers(action, dangerous))),
                    Scope::AllBut(actions) => ESCALATION
                        .iter()
                        .any(|dangerous| !actions.iter().any(|action| overlaps(action, dangerous))),
                };
                broad && escalates && !grant.actions.is_everything() && grant.conditions.is_empty()
            })
        }),
    },
    Rule {
        id: "iam-wildcard",
        severity: Severity::Medium,
        title: "A whole service is allowed",
        about: "A policy newly allows every action, or every action of a service, on some resource; or \
                one with a wildcard on every resource.",
        advice: "Name the actions. Those that a program calls can be counted.",
        check: Check::Resource(|case| {
            widened(case, |grant| {
                let broad = grant.resources.as_ref().is_some_and(Scope::is_everything);
                let Scope::Only(actions) = &grant.actions else {
                    return false;
                };
                !(broad && grant.actions.is_everything())
                    && actions.iter().any(|action| {
                        action == "*" || action.ends_with(":*") || (broad && action.contains('*'))
                    })
            })
        }),
    },
    Rule {
        id: "iam-not",
        severity: Severity::Medium,
        title: "Allowed is all but something",
        about: "A statement newly allows with `NotAction`, `NotResource` or `NotPrincipal`. It also \
                allows what will only be invented tomorrow.",
        advice: "Name what is allowed; or allow more and deny the exceptions.",
        check: Check::Resource(|case| {
            widened(case, |grant| {
                let all_but = |scope: &Scope| matches!(scope, Scope::AllBut(_));
                all_but(&grant.actions)
                    || grant.resources.as_ref().is_some_and(all_but)
                    || grant.principals.as_ref().is_some_and(all_but)
            })
        }),
    },
    Rule {
        id: "iam-wider",
        severity: Severity::Low,
        title: "A policy allows more",
        about: "A policy of something that is in use allows actions, resources or principals that it \
                did not allow before. Graver cases have rules of their own.",
        advice: "Check that each of them is needed.",
        check: Check::Resource(|case| {
            if !case.is_changed() {
                return Vec::new();
            }
            found(case, |difference| difference.kind == Kind::Allowed)
        }),
    },
    Rule {
        id: "iam-unreadable",
        severity: Severity::Low,
        title: "A policy is too large to be compared",
        about: "A statement has so many parts that what it allows was not compared one by one.",
        advice: "Split the statement, or read the difference of its text.",
        check: Check::Resource(|case| found(case, |difference| difference.kind == Kind::TooLarge)),
    },
];

/// Whether a condition says who, or from where.
fn restricts_who(grant: &Grant) -> bool {
    const KEYS: [&str; 15] = [
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principaltag/*",
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourceip",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "*:sub",
    ];
    grant.conditions.iter().any(|condition| {
        let restricts = KEYS.iter().any(|key| covers(key, &condition.key));
        let operator = condition.operator.to_ascii_lowercase();
        restricts
            && !operator.contains("not")
            && !operator.contains("ifexists")
            && !condition
                .values
                .iter()
                .any(|value| value == "*" || value == "0.0.0.0/0")
    })
}

/// One hit for each attribute, with what differs in it.
fn found(case: &Case<'_>, wanted: impl Fn(&Difference) -> bool) -> Vec<Hit> {
    if !case.action().writes() {
        return Vec::new();
    }
    case.compared()
        .iter()
        .filter_map(|(policies, differences)| {
            let texts: Vec<String> = differences
                .iter()
                .filter(|difference| wanted(difference))
                .map(|difference| code(&difference.named(&policies.names).to_string()))
                .collect();
            let what = match texts.as_slice() {
                [] => return None,
                [one] => format!("It {one}."),
                [first, rest @ ..] => format!("It {first}, and {} more of the kind.", rest.len()),
            };
            let what = what.replacen("It `", "The policy `", 1);
            Some(Hit::new(what).at(policies.attribute.as_str()))
        })
        .collect()
}

/// What is allowed anew, also under looser conditions.
fn widened(case: &Case<'_>, wanted: impl Fn(&Grant) -> bool) -> Vec<Hit> {
    found(case, |difference| {
        matches!(difference.kind, Kind::Allowed | Kind::Loosened(_)) && wanted(&difference.grant)
    })
}

/// AWS's own policies that allow everything, or everything with rights.
fn managed(case: &Case<'_>) -> Vec<Hit> {
    const POLICIES: [&str; 3] = ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"];
    let texts = |value: &serde_json::Value| -> Vec<String> {
        match value {
            serde_json::Value::String(text) => vec![text.clone()],
            serde_json::Value::Array(list) => list
                .iter()
                .filter_map(|v| v.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        }
    };
    let mut hits = Vec::new();
    for path in ["policy_arn", "managed_policy_arns", "managed_policies"] {
        let before = texts(case.before(path));
        for arn in texts(case.after(path)) {
            let name = arn.rsplit('/').next().unwrap_or(&arn);
            let ours = arn.contains(":iam::aws:policy/");
            if ours && POLICIES.contains(&name) && !before.contains(&arn) && case.is_managed() {
                let what = format!("AWS's policy {} is attached.", code(name));
                let severity = if name == POLICIES[0] {
                    Severity::Critical
                } else {
                    Severity::High
                };
                hits.push(Hit::new(what).at(path).severity(severity));
            }
        }
    }
    hits
}
