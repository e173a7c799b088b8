//! What is known of AWS beyond its schema, against the schema.

use crate::aws::project;
use crate::harness::Project;

const TYPES: &[&str] = &[
    "aws_acm_certificate",
    "aws_autoscaling_group",
    "aws_dynamodb_table",
    "aws_iam_policy_document",
    "aws_iam_role",
    "aws_lambda_function",
    "aws_lb",
    "aws_lb_listener",
    "aws_lb_target_group",
    "aws_route53_record",
    "aws_s3_bucket",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_sqs_queue",
    "aws_ssm_parameter",
    "aws_vpc",
    "aws_vpc_security_group_ingress_rule",
];

/// Configurations, and all that is wrong with each: in a few words, and at
/// which line.
const CASES: &[(&str, &[(&str, &str)])] = &[
    // Values, ranges and conflicts.
    (
        r#"resource "aws_sqs_queue" "a" {
            name                    = "jobs"
            delay_seconds           = 901
            policy                  = "{"
            kms_master_key_id       = "alias/a"
            sqs_managed_sse_enabled = true
        }"#,
        &[
            (
                "`delay_seconds` has to be from 0 to 900, got 901",
                "delay_seconds           = 901",
            ),
            (
                r#"`policy` has to be JSON, got "{""#,
                r#"policy                  = "{""#,
            ),
            (
                "`kms_master_key_id`, `sqs_managed_sse_enabled` exclude each other",
                "sqs_managed_sse_enabled = true",
            ),
        ],
    ),
    // Cases, where a default counts as well.
    (
        r#"resource "aws_sqs_queue" "a" {
            name       = "jobs"
            fifo_queue = true
        }
        resource "aws_sqs_queue" "b" {
            name                        = "jobs.fifo"
            content_based_deduplication = true
        }"#,
        &[
            (
                "`name` has to be 1 to 75 letters, digits, `_` and `-`, then `.fifo` \
                 where `fifo_queue` is true, got \"jobs\"",
                r#"name       = "jobs""#,
            ),
            (
                "`name` has to be 1 to 80 letters, digits, `_` and `-` \
                 where `fifo_queue` is false, got \"jobs.fifo\"",
                r#"name                        = "jobs.fifo""#,
            ),
            (
                "`content_based_deduplication` must not be set: it is for FIFO queues",
                "content_based_deduplication = true",
            ),
        ],
    ),
    // What is needed in a case, and what excludes what.
    (
        r#"resource "aws_lambda_function" "a" {
            function_name = "label images"
            role          = "labeler"
            filename      = "a.zip"
            image_uri     = "registry/a"
            runtime       = "rust"
        }"#,
        &[
            (
                "`function_name` has to be the name or ARN of a function, got \"label images\"",
                r#"function_name = "label images""#,
            ),
            (
                "`role` has to be an ARN, such as arn:aws:iam::123456789012:role/name, \
                 got \"labeler\"",
                r#"role          = "labeler""#,
            ),
            (
                "`runtime` has to be one of \"nodejs\", ...",
                r#"runtime       = "rust""#,
            ),
            (
                "`filename`, `image_uri` exclude each other",
                r#"image_uri     = "registry/a""#,
            ),
            (
                "`handler` has to be set where `package_type` is \"Zip\"",
                r#"resource "aws_lambda_function" "a" {"#,
            ),
        ],
    ),
    // Attributes of a table, and who uses them.
    (
        r#"resource "aws_dynamodb_table" "a" {
            name         = "posts"
            billing_mode = "PAY_PER_REQUEST"
            hash_key     = "user"
            range_key    = "id"
            attribute {
                name = "user"
                type = "S"
            }
            attribute {
                name = "day"
                type = "D"
            }
        }"#,
        &[
            (
                r#"`attribute.type` has to be one of "B", "N", "S", got "D""#,
                r#"resource "aws_dynamodb_table" "a" {"#,
            ),
            (
                r#""day" is at none of `hash_key`, ..."#,
                r#"resource "aws_dynamodb_table" "a" {"#,
            ),
            (
                r#""id" is at none of `attribute.name`"#,
                r#"range_key    = "id""#,
            ),
        ],
    ),
    // Nested blocks, each by itself.
    (
        r#"resource "aws_s3_bucket_lifecycle_configuration" "a" {
            bucket = "images"
            rule {
                id     = "old"
                status = "enabled"
                transition {
                    days          = 30
                    storage_class = "COLD"
                }
            }
            rule {
                id     = "older"
                status = "Enabled"
                expiration { date = "tomorrow" }
            }
        }"#,
        &[
            (
                "`rule.expiration.date` has to be a time in RFC 3339, \
                 such as 2026-01-31T12:00:00Z, got \"tomorrow\"",
                r#"expiration { date = "tomorrow" }"#,
            ),
            (
                r#"`rule.status` has to be one of "Enabled", "Disabled", got "enabled""#,
                r#"status = "enabled""#,
            ),
            (
                "`rule.transition.storage_class` has to be one of \"GLACIER\", ...",
                "transition {",
            ),
        ],
    ),
    // Networks.
    (
        r#"resource "aws_vpc" "a" { cidr_block = "10.0.0.0/8" }
        resource "aws_vpc" "b" { cidr_block = "10.0.0.1/16" }
        resource "aws_vpc_security_group_ingress_rule" "a" {
            security_group_id = "sg-1"
            ip_protocol       = "tcp"
            from_port         = 70000
        }"#,
        &[
            (
                "`cidr_block` has to be a network in CIDR notation with a prefix \
                 from /16 to /28, got \"10.0.0.0/8\"",
                r#"resource "aws_vpc" "a" { cidr_block = "10.0.0.0/8" }"#,
            ),
            (
                "`cidr_block` has to be an IPv4 network in CIDR notation without bits \
                 of a host, such as 10.0.0.0/16, got \"10.0.0.1/16\"",
                r#"resource "aws_vpc" "b" { cidr_block = "10.0.0.1/16" }"#,
            ),
            (
                "`from_port` has to be from -1 to 65535, got 70000",
                "from_port         = 70000",
            ),
            (
                "exactly one of `cidr_ipv4`, ...",
                r#"resource "aws_vpc_security_group_ingress_rule" "a" {"#,
            ),
        ],
    ),
    // Load balancing.
    (
        r#"resource "aws_lb" "a" {
            name    = "internal-web"
            subnets = ["subnet-1"]
        }
        resource "aws_lb_target_group" "a" {
            name     = "web"
            port     = 80
            protocol = "http"
            vpc_id   = "vpc-1"
            health_check { path = "health" }
        }
        resource "aws_lb_listener" "a" {
            load_balancer_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/a"
            port              = 443
            default_action { type = "redirect" }
        }"#,
        &[
            (
                "`name` has to be a name that does not begin with `internal-` ...",
                r#"name    = "internal-web""#,
            ),
            (
                "`default_action.redirect` has to be set where `default_action.type` is \"redirect\"",
                r#"default_action { type = "redirect" }"#,
            ),
            (
                r#"`health_check.path` has to be a path that begins with `/`, got "health""#,
                r#"health_check { path = "health" }"#,
            ),
            (
                "`protocol` has to be one of \"HTTP\", ...",
                r#"protocol = "http""#,
            ),
        ],
    ),
    // A secret is not repeated; a data source is judged as well.
    (
        r#"resource "aws_ssm_parameter" "a" {
            name           = "token"
            type           = "Secret"
            value          = "hunter2"
            insecure_value = "hunter2"
        }
        data "aws_iam_policy_document" "a" {
            version = "2026-01-01"
            statement { effect = "allow" }
        }"#,
        &[
            (
                r#"`statement.effect` has to be one of "Allow", "Deny", got "allow""#,
                r#"statement { effect = "allow" }"#,
            ),
            (
                r#"`version` has to be one of "2008-10-17", "2012-10-17", got "2026-01-01""#,
                r#"version = "2026-01-01""#,
            ),
            (
                r#"`type` has to be one of "String", "StringList", "SecureString", got "Secret""#,
                r#"type           = "Secret""#,
            ),
            (
                "`insecure_value`, `value` exclude each other",
                r#"value          = "hunter2""#,
            ),
        ],
    ),
];

#[test]
fn what_aws_refuses_is_refused() {
    let Some(project) = project("", TYPES) else {
        return;
    };
    for (body, expected) in CASES {
        check(&project, body, expected);
    }
}

/// An expectation that ends in `...` leaves the end open.
fn check(project: &Project, body: &str, expected: &[(&str, &str)]) {
    let mut found = project.config(&crate::aws::config(body)).errors();
    found.sort();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    let as_expected = found.len() == expected.len()
        && found.iter().zip(&expected).all(|(found, (summary, code))| {
            let same = match summary.strip_suffix("...") {
                Some(start) => found.0.starts_with(start),
                None => found.0 == *summary,
            };
            same && found.1 == *code
        });
    assert!(as_expected, "{body}\n{found:#?}\n{expected:#?}");
}

#[test]
fn a_wrong_provider_configuration_is_refused() {
    let Some(project) = project("", TYPES) else {
        return;
    };
    let body = r#"provider "aws" {
        alias                 = "there"
        region                = "Frankfurt"
        allowed_account_ids   = ["123456789012"]
        forbidden_account_ids = ["210987654321"]
    }
    resource "aws_sqs_queue" "a" { provider = aws.there }"#;
    check(
        &project,
        body,
        &[
            (
                "`allowed_account_ids`, `forbidden_account_ids` exclude each other",
                r#"forbidden_account_ids = ["210987654321"]"#,
            ),
            (
                "`region` has to be the name of a region, such as us-east-1 \
                 unless `skip_region_validation` is true, got \"Frankfurt\"",
                r#"region                = "Frankfurt""#,
            ),
        ],
    );
}

#[test]
fn what_is_said_out_loud_is_no_change() {
    let Some(project) = project("", TYPES) else {
        return;
    };
    let role = |more: &str| {
        crate::aws::config(&format!(
            r#"resource "aws_iam_role" "a" {{
                name               = "a"
                assume_role_policy = "{{}}"
                {more}
            }}
            resource "aws_sqs_queue" "a" {{ region = "eu-west-3" }}"#
        ))
    };
    let state = project.config(&role("")).apply().state("aws_iam_role.a");
    assert_eq!(state["path"], "/");
    assert_eq!(state["arn"], "arn:aws:iam::123456789012:role/a");
    let queue = project.state("aws_sqs_queue.a");
    let arn = queue["arn"].as_str().unwrap();
    assert!(
        arn.starts_with("arn:aws:sqs:eu-west-3:123456789012:"),
        "{arn}"
    );
    assert_eq!(queue["visibility_timeout_seconds"], 30);
    project
        .config(&role("path = \"/\"\nmax_session_duration = 3600"))
        .apply();
    project
        .config(&role("path = \"/service/\""))
        .plan()
        .says("path = \"/\" -> \"/service/\" # forces replacement");
}

#[test]
fn records_that_validate_a_certificate_are_known_by_their_domain() {
    let types = &["aws_acm_certificate", "aws_route53_record"];
    let body = r#"
    resource "aws_acm_certificate" "a" {
        domain_name               = "example.com"
        subject_alternative_names = ["www.example.com"]
        validation_method         = "DNS"
    }
    resource "aws_route53_record" "validation" {
        for_each = {
            for option in aws_acm_certificate.a.domain_validation_options :
            option.domain_name => option
        }
        zone_id = "Z1"
        name    = each.value.resource_record_name
        type    = each.value.resource_record_type
        records = [each.value.resource_record_value]
        ttl     = 60
    }"#;
    let Some(project) = project(body, types) else {
        return;
    };
    let record = project
        .apply()
        .state(r#"aws_route53_record.validation["www.example.com"]"#);
    let name = record["name"].as_str().unwrap();
    assert!(
        name.starts_with('_') && name.ends_with(".www.example.com."),
        "{name}"
    );
    assert_eq!(record["type"], "CNAME");
}

/// Types whose elements of sets have defaults next to what AWS chooses, and
/// one whose ARN needs a constant.
#[test]
fn a_second_plan_finds_nothing_to_change() {
    let types = &[
        "aws_cloudfront_distribution",
        "aws_instance",
        "aws_scheduler_schedule",
    ];
    let body = r#"
    resource "aws_instance" "a" {
        ami           = "ami-1"
        instance_type = "t3.micro"
        ebs_block_device {
            device_name = "/dev/sdg"
            volume_size = 5
        }
        ebs_block_device {
            device_name = "/dev/sdh"
            volume_size = 5
        }
    }
    resource "aws_cloudfront_distribution" "a" {
        enabled = true
        origin {
            domain_name = "example.com"
            origin_id   = "web"
        }
        default_cache_behavior {
            allowed_methods        = ["GET", "HEAD"]
            cached_methods         = ["GET", "HEAD"]
            target_origin_id       = "web"
            viewer_protocol_policy = "https-only"
            cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
        }
        restrictions {
            geo_restriction { restriction_type = "none" }
        }
        viewer_certificate { cloudfront_default_certificate = true }
    }
    resource "aws_scheduler_schedule" "a" {
        name                = "nightly"
        schedule_expression = "rate(1 days)"
        flexible_time_window { mode = "OFF" }
        target {
            arn      = "arn:aws:sqs:eu-central-1:123456789012:jobs"
            role_arn = "arn:aws:iam::123456789012:role/scheduler"
        }
    }"#;
    let Some(project) = project(body, types) else {
        return;
    };
    let schedule = project.apply().state("aws_scheduler_schedule.a");
    assert_eq!(schedule["group_name"], "default");
    assert_eq!(schedule["id"], "default/nightly");
    let bigger = body.replacen("volume_size = 5", "volume_size = 6", 1);
    project
        .config(&crate::aws::config(&bigger))
        .plan()
        .says("# forces replacement");
}
