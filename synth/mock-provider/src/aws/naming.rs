//! Identifiers in the shapes AWS gives them.

use crate::engine::{Context, Seed};

/// Prefixes of identifiers, by what they identify.
const PREFIXES: [(&str, &str); 31] = [
    ("allocation", "eipalloc"),
    ("ami", "ami"),
    ("customer_gateway", "cgw"),
    ("default_network_acl", "acl"),
    ("default_route_table", "rtb"),
    ("default_security_group", "sg"),
    ("default_subnet", "subnet"),
    ("default_vpc", "vpc"),
    ("dhcp_options", "dopt"),
    ("ebs_snapshot", "snap"),
    ("ebs_volume", "vol"),
    ("efs_file_system", "fs"),
    ("eip", "eipalloc"),
    ("instance", "i"),
    ("internet_gateway", "igw"),
    ("key_pair", "key"),
    ("launch_template", "lt"),
    ("main_route_table", "rtb"),
    ("nat_gateway", "nat"),
    ("network_acl", "acl"),
    ("network_interface", "eni"),
    ("primary_network_interface", "eni"),
    ("route_table", "rtb"),
    ("route_table_association", "rtbassoc"),
    ("security_group", "sg"),
    ("security_group_rule", "sgr"),
    ("subnet", "subnet"),
    ("volume", "vol"),
    ("vpc", "vpc"),
    ("vpc_endpoint", "vpce"),
    ("vpc_peering_connection", "pcx"),
];

/// Services whose name in an ARN is not the first word of the resource type.
const SERVICES: [(&str, &str); 38] = [
    ("acmpca", "acm-pca"),
    ("alb", "elasticloadbalancing"),
    ("ami", "ec2"),
    ("api", "apigateway"),
    ("apigatewayv2", "apigateway"),
    ("autoscaling", "autoscaling"),
    ("cloudwatch_event", "events"),
    ("cloudwatch_log", "logs"),
    ("cognito", "cognito-idp"),
    ("customer", "ec2"),
    ("db", "rds"),
    ("default", "ec2"),
    ("docdb", "rds"),
    ("ebs", "ec2"),
    ("efs", "elasticfilesystem"),
    ("eip", "ec2"),
    ("elb", "elasticloadbalancing"),
    ("flow", "ec2"),
    ("instance", "ec2"),
    ("internet", "ec2"),
    ("key", "ec2"),
    ("kinesis_firehose", "firehose"),
    ("launch", "ec2"),
    ("lb", "elasticloadbalancing"),
    ("msk", "kafka"),
    ("nat", "ec2"),
    ("neptune", "rds"),
    ("network", "ec2"),
    ("placement", "ec2"),
    ("route", "ec2"),
    ("security", "ec2"),
    ("sfn", "states"),
    ("snapshot", "ec2"),
    ("spot", "ec2"),
    ("subnet", "ec2"),
    ("volume", "ec2"),
    ("vpc", "ec2"),
    ("wafv2", "wafv2"),
];

/// A text in AWS's shape; nothing if the name of the attribute says nothing
/// about AWS.
pub(crate) fn text(
    type_name: &str,
    name: &str,
    noun: &str,
    index: usize,
    seed: Seed,
    context: &Context,
) -> Option<String> {
    let region = context.region();
    let zone = || char::from(b"abcdef"[index % 6]);
    Some(match name {
        "arn" => arn(type_name, noun, seed, context),
        "account_id" | "owner_id" | "owner" | "registry_id" | "caller_id" => {
            context.account().to_owned()
        }
        "availability_zone" | "zone_name" => format!("{region}{}", zone()),
        "region" | "bucket_region" => region.to_owned(),
        "unique_id" => format!("AROA{}", seed.upper(17)),
        "hosted_zone_id" | "zone_id" => format!("Z{}", seed.upper(13)),
        "key_id" if noun != "kms" => seed.uuid(),
        _ if name.ends_with("_arn") => {
            let owner = SERVICE_OF_NOUN
                .iter()
                .find(|(of, _)| *of == noun)
                .map_or(type_name, |(_, owner)| owner);
            arn(owner, noun, seed, context)
        }
        _ if name == "id" || name.ends_with("_id") => {
            let position = PREFIXES.binary_search_by_key(&noun, |(of, _)| of).ok()?;
            format!("{}-{}", PREFIXES[position].1, seed.hex(17))
        }
        _ => return None,
    })
}

/// Types that own the ARN an attribute of another type holds.
const SERVICE_OF_NOUN: [(&str, &str); 6] = [
    ("certificate", "aws_acm_certificate"),
    ("kms_key", "aws_kms_key"),
    ("role", "aws_iam_role"),
    ("secret", "aws_secretsmanager_secret"),
    ("topic", "aws_sns_topic"),
    ("vpc", "aws_vpc"),
];

fn arn(type_name: &str, noun: &str, seed: Seed, context: &Context) -> String {
    let own = type_name.strip_prefix("aws_").unwrap_or(type_name);
    let service = service(own);
    let region = match service {
        "iam" | "route53" | "cloudfront" | "s3" => "",
        _ => context.region(),
    };
    let account = if service == "s3" {
        ""
    } else {
        context.account()
    };
    let noun = noun
        .strip_prefix(service)
        .map_or(noun, |rest| rest.trim_start_matches('_'));
    let noun = if noun.is_empty() { "resource" } else { noun };
    let partition = super::partition(context.region());
    format!(
        "arn:{partition}:{service}:{region}:{account}:{}/{}",
        noun.replace('_', "-"),
        seed.hex(17)
    )
}

fn service(own: &str) -> &str {
    let first = own.split('_').next().unwrap_or(own);
    let matches = |of: &str| {
        own.strip_prefix(of)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    SERVICES
        .iter()
        .filter(|(of, _)| matches(of))
        .max_by_key(|(of, _)| of.len())
        .map_or(first, |(_, service)| service)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(type_name: &str, name: &str, noun: &str) -> Option<String> {
        text(
            type_name,
            name,
            noun,
            0,
            Seed::new(&[b"x"]),
            &Context::default(),
        )
    }

    #[test]
    fn prefixes_are_sorted() {
        assert!(PREFIXES.is_sorted_by_key(|(noun, _)| noun));
    }

    #[test]
    fn identifiers_have_their_prefix() {
        let id = |noun| made("aws_thing", "id", noun);
        assert!(id("vpc").is_some_and(|id| id.starts_with("vpc-")));
        assert!(id("security_group").is_some_and(|id| id.starts_with("sg-")));
        assert_eq!(id("s3_bucket"), None);
    }

    #[test]
    fn arns_name_the_service() {
        for (type_name, noun, start) in [
            ("aws_vpc", "vpc", "arn:aws:ec2:us-east-1:123456789012:vpc/"),
            (
                "aws_iam_user",
                "iam_user",
                "arn:aws:iam::123456789012:user/",
            ),
            (
                "aws_cloudwatch_log_stream",
                "cloudwatch_log_stream",
                "arn:aws:logs:us-east-1:123456789012:cloudwatch-log-stream/",
            ),
            (
                "aws_sqs_queue",
                "sqs_queue",
                "arn:aws:sqs:us-east-1:123456789012:queue/",
            ),
        ] {
            let arn = made(type_name, "arn", noun).unwrap();
            assert!(arn.starts_with(start), "{arn}");
        }
    }
}
