//! Data sources of AWS whose answer follows from the question.

use crate::aws::project;
use serde_json::json;

#[test]
fn the_default_network_is_the_same_whoever_asks() {
    let body = r#"
    data "aws_vpc" "default" {
      region  = "us-east-1"
      default = true
    }
    data "aws_ec2_instance_type_offerings" "t3" {
      region        = "us-east-1"
      location_type = "availability-zone"
      filter {
        name   = "instance-type"
        values = ["t3.micro"]
      }
    }
    data "aws_subnets" "all" {
      region = "us-east-1"
      filter {
        name   = "vpc-id"
        values = [data.aws_vpc.default.id]
      }
    }
    data "aws_subnets" "offered" {
      region = "us-east-1"
      filter {
        name   = "availability-zone"
        values = data.aws_ec2_instance_type_offerings.t3.locations
      }
    }
    data "aws_subnet" "each" {
      region   = "us-east-1"
      for_each = toset(data.aws_subnets.all.ids)
      id       = each.value
    }
    output "zones" { value = sort([for subnet in data.aws_subnet.each : subnet.availability_zone]) }
    output "networks" { value = length(toset([for subnet in data.aws_subnet.each : subnet.cidr_block])) }
    output "vpcs" { value = one(toset([for subnet in data.aws_subnet.each : subnet.vpc_id])) == data.aws_vpc.default.id }
    output "offered" { value = length(setsubtract(data.aws_subnets.all.ids, data.aws_subnets.offered.ids)) }
    "#;
    let types = [
        "aws_vpc",
        "aws_subnet",
        "aws_subnets",
        "aws_ec2_instance_type_offerings",
    ];
    let Some(project) = project(body, &types) else {
        return;
    };
    project.apply();
    let zones = ["a", "b", "c", "d", "e", "f"].map(|letter| format!("us-east-1{letter}"));
    assert_eq!(project.output("zones"), json!(zones));
    assert_eq!(project.output("networks"), json!(6));
    assert_eq!(project.output("vpcs"), json!(true));
    // One zone is too old for the type.
    assert_eq!(project.output("offered"), json!(1));
    let vpc = project.state("data.aws_vpc.default");
    assert_eq!(vpc["cidr_block"], "172.31.0.0/16");
}

#[test]
fn the_provider_says_who_and_where() {
    let types = [
        "aws_caller_identity",
        "aws_partition",
        "aws_region",
        "aws_regions",
        "aws_default_tags",
        "aws_arn",
        "aws_service_principal",
        "aws_elb_service_account",
        "aws_availability_zone",
        "aws_sns_topic",
    ];
    let body = r#"
    provider "aws" {
      alias  = "china"
      region = "cn-north-1"
      assume_role { role_arn = "arn:aws-cn:iam::333333333333:role/deploy" }
      default_tags { tags = { team = "red" } }
    }
    data "aws_caller_identity" "me" { provider = aws.china }
    data "aws_partition" "here" { provider = aws.china }
    data "aws_region" "here" { provider = aws.china }
    data "aws_default_tags" "here" { provider = aws.china }
    data "aws_elb_service_account" "here" { provider = aws.china }
    data "aws_region" "there" { region = "eu-west-3" }
    data "aws_regions" "all" {}
    data "aws_service_principal" "lambda" { service_name = "lambda" }
    data "aws_availability_zone" "one" { name = "eu-central-1b" }
    data "aws_arn" "parts" { arn = "arn:aws:s3:::bucket/key:x" }
    resource "aws_sns_topic" "a" {
      provider = aws.china
      name     = "a"
    }
    "#;
    let Some(project) = project(body, &types) else {
        return;
    };
    project.apply();
    let of = |address: &str, name: &str| project.state(address)[name].clone();
    assert_eq!(
        of("data.aws_caller_identity.me", "account_id"),
        "333333333333"
    );
    assert_eq!(
        of("data.aws_caller_identity.me", "arn"),
        "arn:aws-cn:sts::333333333333:assumed-role/deploy/mock"
    );
    assert_eq!(of("data.aws_partition.here", "partition"), "aws-cn");
    assert_eq!(
        of("data.aws_partition.here", "dns_suffix"),
        "amazonaws.com.cn"
    );
    assert_eq!(of("data.aws_region.here", "region"), "cn-north-1");
    assert_eq!(of("data.aws_region.there", "description"), "Europe (Paris)");
    assert_eq!(
        of("data.aws_default_tags.here", "tags"),
        json!({"team": "red"})
    );
    assert_eq!(
        of("data.aws_elb_service_account.here", "id"),
        "638102146993"
    );
    assert_eq!(
        of("data.aws_regions.all", "names").as_array().map(Vec::len),
        Some(17)
    );
    assert_eq!(
        of("data.aws_service_principal.lambda", "name"),
        "lambda.amazonaws.com"
    );
    assert_eq!(of("data.aws_availability_zone.one", "zone_id"), "euc1-az2");
    assert_eq!(of("data.aws_arn.parts", "resource"), "bucket/key:x");
    assert_eq!(
        of("aws_sns_topic.a", "arn"),
        "arn:aws-cn:sns:cn-north-1:333333333333:a"
    );
}

#[test]
fn what_cannot_be_answered_says_why() {
    let body = r#"
    data "aws_elb_service_account" "none" { region = "eu-central-2" }
    data "aws_iam_policy_document" "twice" {
      statement { sid = "A" }
      statement { sid = "A" }
    }"#;
    let types = ["aws_elb_service_account", "aws_iam_policy_document"];
    let Some(project) = project(body, &types) else {
        return;
    };
    project
        .run(&["plan"])
        .ends_with(1)
        .says("no account of load balancers is known in eu-central-2")
        .says("`statement` has two statements with the Sid `A`");
}

#[test]
fn what_is_looked_up_by_name_has_the_arn_of_that_name() {
    let types = ["aws_sqs_queue", "aws_iam_role", "aws_lambda_function"];
    let body = r#"
    data "aws_sqs_queue" "jobs" { name = "jobs" }
    data "aws_iam_role" "me" { name = "me" }
    data "aws_lambda_function" "label" { function_name = "label" }
    "#;
    let Some(project) = project(body, &types) else {
        return;
    };
    project.apply();
    for (address, arn) in [
        (
            "data.aws_sqs_queue.jobs",
            "arn:aws:sqs:eu-central-1:123456789012:jobs",
        ),
        ("data.aws_iam_role.me", "arn:aws:iam::123456789012:role/me"),
        (
            "data.aws_lambda_function.label",
            "arn:aws:lambda:eu-central-1:123456789012:function:label",
        ),
    ] {
        assert_eq!(project.state(address)["arn"], arn);
    }
}
