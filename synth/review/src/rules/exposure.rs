//! What is open to the world by a switch of its own.

use super::case::{Hit, code, code_of, is_on};
use super::{Check, Rule};
use crate::model::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "bucket-public",
        severity: Severity::Critical,
        title: "A bucket may be read by everybody",
        about: "A bucket gets an access list for everybody, or what blocks public access to it, or to all \
                buckets of the account, is turned off or removed.",
        advice: "Leave public access blocked, and serve files by a CDN with an origin access control or \
                 by signed URLs.",
        check: Check::Resource(|case| {
            const BLOCKS: [&str; 2] = [
                "aws_s3_bucket_public_access_block",
                "aws_s3_account_public_access_block",
            ];
            const SWITCHES: [&str; 4] = [
                "block_public_acls",
                "block_public_policy",
                "ignore_public_acls",
                "restrict_public_buckets",
            ];
            let mut hits = Vec::new();
            if case.is(&BLOCKS) {
                if case.is_gone() && !case.others.bucket_goes(case.before("bucket")) {
                    let what = "What blocks public access is destroyed.";
                    hits.push(Hit::new(what).severity(Severity::High));
                }
                for switch in SWITCHES.iter().filter(|switch| case.turns_off(switch)) {
                    hits.push(Hit::new(format!("{} is turned off.", code(switch))).at(*switch));
                }
            }
            if case.is(&["aws_s3_bucket", "aws_s3_bucket_acl", "aws_s3_object"]) {
                for acl in ["public-read", "public-read-write", "authenticated-read"] {
                    if case.becomes("acl", acl) {
                        hits.push(
                            Hit::new(format!("Its access list becomes {}.", code(acl))).at("acl"),
                        );
                    }
                }
            }
            hits
        }),
    },
    Rule {
        id: "database-public",
        severity: Severity::High,
        title: "A database gets a public address",
        about: "`publicly_accessible` is turned on: the database has an address on the internet, and \
                its security groups alone decide who gets to it.",
        advice: "Leave it off, and connect through the private network.",
        check: Check::Resource(|case| {
            const PATHS: [&str; 2] = ["publicly_accessible", "public_network_access_enabled"];
            PATHS
                .iter()
                .filter(|path| case.is_managed() && case.turns_on(path))
                .map(|path| Hit::new(format!("{} is turned on.", code(path))).at(*path))
                .collect()
        }),
    },
    Rule {
        id: "snapshot-shared",
        severity: Severity::Critical,
        title: "An image or snapshot is shared with everybody",
        about: "An image or snapshot becomes public: everybody can copy what is on it.",
        advice: "Share it with the accounts that need it.",
        check: Check::Resource(|case| {
            let image = case.is(&["aws_ami_launch_permission"]) && case.becomes("group", "all");
            let snapshot = case.is(&[
                "aws_db_snapshot",
                "aws_db_cluster_snapshot",
                "aws_db_snapshot_copy",
            ]) && case
                .after("shared_accounts")
                .as_array()
                .is_some_and(|list| list.iter().any(|one| one == "all"))
                && case.before("shared_accounts") != case.after("shared_accounts");
            if image || snapshot {
                vec![Hit::new("It is shared with every account of AWS.")]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "imdsv1",
        severity: Severity::High,
        title: "Instances hand out credentials without a token",
        about: "The metadata service of instances does not insist on its second version. A program on \
                one that can be made to fetch a URL then gives away the role's credentials.",
        advice: "Set `http_tokens = \"required\"` in `metadata_options`.",
        check: Check::Resource(|case| {
            let path = "metadata_options.http_tokens";
            if !case.is(&[
                "aws_instance",
                "aws_launch_template",
                "aws_launch_configuration",
            ]) || case.is_unknown(path)
            {
                return Vec::new();
            }
            let (before, after) = (case.before(path), case.after(path));
            if case.is_changed() && before == "required" && after != "required" {
                return vec![Hit::new("Tokens are required until now, and will not be.").at(path)];
            }
            if case.is_new() && after != "required" {
                let what = if after.is_null() {
                    format!("{} is not set.", code("http_tokens"))
                } else {
                    format!("{} is {}.", code("http_tokens"), code_of(after))
                };
                return vec![Hit::new(what).at(path).severity(Severity::Medium)];
            }
            Vec::new()
        }),
    },
    Rule {
        id: "cluster-public",
        severity: Severity::High,
        title: "A cluster's interface is open to everybody",
        about: "The interface of a Kubernetes cluster, a broker or a search domain newly has a public \
                address that is open to every network.",
        advice: "Set the networks that may get at it, or leave the public address off.",
        check: Check::Resource(|case| {
            let open = |path: &str| {
                case.after(path)
                    .as_array()
                    .is_some_and(|list| list.iter().any(|one| one == "0.0.0.0/0"))
            };
            let cluster = case.is(&["aws_eks_cluster"])
                && is_on(case.after("vpc_config.endpoint_public_access"))
                && open("vpc_config.public_access_cidrs")
                && (case.is_new()
                    || case.before("vpc_config.public_access_cidrs")
                        != case.after("vpc_config.public_access_cidrs")
                    || case.turns_on("vpc_config.endpoint_public_access"));
            if cluster && (case.is_new() || case.is_changed()) {
                vec![
                    Hit::new("Its interface is open to every network.")
                        .at("vpc_config.public_access_cidrs"),
                ]
            } else {
                Vec::new()
            }
        }),
    },
    Rule {
        id: "cors-open",
        severity: Severity::Low,
        title: "Every web page may ask",
        about: "A bucket, API or function newly answers scripts of every origin, with credentials or \
                for writing.",
        advice: "Name the origins of your own pages.",
        check: Check::Resource(|case| {
            let any = |path: &str| {
                let list = |value: &serde_json::Value| {
                    value
                        .as_array()
                        .is_some_and(|list| list.iter().any(|one| one == "*"))
                };
                !list(case.before(path)) && list(case.after(path))
            };
            let (origins, methods) = match case.change.resource_type.as_str() {
                "aws_s3_bucket_cors_configuration" | "aws_s3_bucket" => {
                    ("cors_rule.allowed_origins", "cors_rule.allowed_methods")
                }
                "aws_apigatewayv2_api" => (
                    "cors_configuration.allow_origins",
                    "cors_configuration.allow_methods",
                ),
                "aws_lambda_function_url" => ("cors.allow_origins", "cors.allow_methods"),
                _ => return Vec::new(),
            };
            let writes = case.after(methods).as_array().is_some_and(|list| {
                list.iter().any(|method| {
                    matches!(
                        method.as_str(),
                        Some("PUT" | "POST" | "DELETE" | "PATCH" | "*")
                    )
                })
            });
            if (case.is_new() || case.is_changed()) && any(origins) && writes {
                vec![Hit::new("Scripts of every origin may write.").at(origins)]
            } else {
                Vec::new()
            }
        }),
    },
];
