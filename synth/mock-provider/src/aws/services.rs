//! The tables of what is known of each service's resources and data sources.

/// Every table, by the name of its file.
pub(crate) const SERVICES: &[(&str, &str)] = &[
    ("acm.json", include_str!("services/acm.json")),
    (
        "apigatewayv2-more.json",
        include_str!("services/apigatewayv2-more.json"),
    ),
    (
        "appautoscaling-more.json",
        include_str!("services/appautoscaling-more.json"),
    ),
    (
        "autoscaling-more.json",
        include_str!("services/autoscaling-more.json"),
    ),
    (
        "autoscaling.json",
        include_str!("services/autoscaling.json"),
    ),
    (
        "cloudfront-more.json",
        include_str!("services/cloudfront-more.json"),
    ),
    (
        "cloudwatch-more.json",
        include_str!("services/cloudwatch-more.json"),
    ),
    ("cloudwatch.json", include_str!("services/cloudwatch.json")),
    (
        "cognitoidentity-more.json",
        include_str!("services/cognitoidentity-more.json"),
    ),
    (
        "cognitoidp-more.json",
        include_str!("services/cognitoidp-more.json"),
    ),
    ("cognitoidp.json", include_str!("services/cognitoidp.json")),
    (
        "dynamodb-more.json",
        include_str!("services/dynamodb-more.json"),
    ),
    ("dynamodb.json", include_str!("services/dynamodb.json")),
    ("ec2-more.json", include_str!("services/ec2-more.json")),
    ("ec2.json", include_str!("services/ec2.json")),
    ("ecr-more.json", include_str!("services/ecr-more.json")),
    ("ecs-more.json", include_str!("services/ecs-more.json")),
    ("elbv2-more.json", include_str!("services/elbv2-more.json")),
    ("elbv2.json", include_str!("services/elbv2.json")),
    (
        "events-more.json",
        include_str!("services/events-more.json"),
    ),
    ("iam-more.json", include_str!("services/iam-more.json")),
    ("iam.json", include_str!("services/iam.json")),
    ("kms-more.json", include_str!("services/kms-more.json")),
    ("kms.json", include_str!("services/kms.json")),
    (
        "lambda-more.json",
        include_str!("services/lambda-more.json"),
    ),
    ("lambda.json", include_str!("services/lambda.json")),
    ("logs-more.json", include_str!("services/logs-more.json")),
    ("logs.json", include_str!("services/logs.json")),
    ("meta-more.json", include_str!("services/meta-more.json")),
    ("meta.json", include_str!("services/meta.json")),
    ("pipes-more.json", include_str!("services/pipes-more.json")),
    ("provider.json", include_str!("services/provider.json")),
    ("rds-more.json", include_str!("services/rds-more.json")),
    (
        "route53-more.json",
        include_str!("services/route53-more.json"),
    ),
    ("route53.json", include_str!("services/route53.json")),
    ("s3-more.json", include_str!("services/s3-more.json")),
    ("s3.json", include_str!("services/s3.json")),
    (
        "s3control-more.json",
        include_str!("services/s3control-more.json"),
    ),
    (
        "scheduler-more.json",
        include_str!("services/scheduler-more.json"),
    ),
    (
        "secretsmanager-more.json",
        include_str!("services/secretsmanager-more.json"),
    ),
    ("sfn-more.json", include_str!("services/sfn-more.json")),
    ("sns-more.json", include_str!("services/sns-more.json")),
    ("sns.json", include_str!("services/sns.json")),
    ("sqs-more.json", include_str!("services/sqs-more.json")),
    ("sqs.json", include_str!("services/sqs.json")),
    ("ssm-more.json", include_str!("services/ssm-more.json")),
    ("ssm.json", include_str!("services/ssm.json")),
    ("sts.json", include_str!("services/sts.json")),
    ("wafv2-more.json", include_str!("services/wafv2-more.json")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Behaviors;
    use std::collections::BTreeMap;
    use std::path::Path;

    #[test]
    fn every_table_is_listed_and_can_be_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/aws/services");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let listed: Vec<&str> = SERVICES.iter().map(|(name, _)| *name).collect();
        assert_eq!(listed, files);
        for (name, table) in SERVICES {
            let table = Behaviors::from_slice(table.as_bytes());
            assert!(table.is_ok(), "{name}: {}", table.unwrap_err());
        }
    }

    #[test]
    fn no_type_is_described_twice() {
        let mut owners = BTreeMap::new();
        for (name, table) in SERVICES {
            let table = Behaviors::from_slice(table.as_bytes()).unwrap();
            let resources = table.resources.into_keys().map(|of| ("resource", of));
            let data_sources = table.data_sources.into_keys().map(|of| ("data", of));
            for described in resources.chain(data_sources) {
                let other = owners.insert(described.clone(), name);
                assert_eq!(other, None, "{described:?} is in {name} as well");
            }
        }
    }
}
