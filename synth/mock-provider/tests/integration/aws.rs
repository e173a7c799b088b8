//! The whole schema of the AWS provider, where there is a copy of it.

use crate::harness::Project;
use serde_json::{Value as Json, json};
use std::path::PathBuf;
use terraform_provider_mock::{Behaviors, MockProvider, Protocol, Schemas};

const REQUIRES: &str = r#"
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = "eu-central-1"
  default_tags {
    tags = { team = "blue" }
  }
}
"#;

/// The schema; nothing, said aloud, where the folder of schemas is missing.
fn schema() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("SYNTH_SCHEMA_DIR").map(PathBuf::from) else {
        eprintln!("skipped: SYNTH_SCHEMA_DIR names no folder with a file aws-*.json");
        return None;
    };
    let files = std::fs::read_dir(&folder).expect("a readable folder");
    let mut files: Vec<PathBuf> = files
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("aws-") && name.ends_with(".json")
        })
        .collect();
    files.sort();
    Some(
        files
            .pop()
            .expect("a file aws-*.json in the folder of schemas"),
    )
}

pub(crate) fn project(body: &str, types: &[&str]) -> Option<Project> {
    let mut builder = MockProvider::builder(Schemas::from_file(schema()?).unwrap());
    if !types.is_empty() {
        builder = builder.types(types.iter().copied());
    }
    Some(Project::new(builder.start().unwrap(), &config(body)))
}

pub(crate) fn config(body: &str) -> String {
    format!("{REQUIRES}{body}")
}

const STACK: &str = r#"
data "aws_caller_identity" "me" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}
data "aws_availability_zones" "all" { state = "available" }
data "aws_vpc" "default" { default = true }
data "aws_subnets" "default" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.default.id]
  }
}
data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.images.arn}/*"]
  }
}

resource "aws_s3_bucket" "images" {
  bucket_prefix = "postagram-"
  force_destroy = true
}
resource "aws_s3_bucket_versioning" "images" {
  bucket = aws_s3_bucket.images.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_object" "server" {
  bucket  = aws_s3_bucket.images.id
  key     = "server"
  content = "CONTENT"
}
resource "aws_dynamodb_table" "posts" {
  name         = "postagram"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "user"
  range_key    = "id"
  attribute {
    name = "user"
    type = "S"
  }
  attribute {
    name = "id"
    type = "S"
  }
  global_secondary_index {
    name            = "by_id"
    hash_key        = "id"
    projection_type = "ALL"
  }
}
resource "aws_iam_role" "labeler" {
  name               = "labeler"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
resource "aws_lambda_function" "labeler" {
  function_name = "labeler"
  role          = aws_iam_role.labeler.arn
  runtime       = "provided.al2023"
  handler       = "bootstrap"
  filename      = "main.tf"
  publish       = true
  environment {
    variables = { BUCKET = aws_s3_bucket.images.bucket, TABLE = aws_dynamodb_table.posts.name }
  }
}
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = data.aws_vpc.default.id
  ingress = [{
    description      = "http"
    from_port        = 80
    to_port          = 80
    protocol         = "tcp"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = null
    prefix_list_ids  = null
    security_groups  = null
    self             = null
  }]
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_launch_template" "web" {
  name_prefix            = "web-"
  image_id               = data.aws_ssm_parameter.ami.value
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.web.id]
  user_data              = base64encode("object ${aws_s3_object.server.version_id}")
}
resource "aws_autoscaling_group" "web" {
  name_prefix         = "web-"
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = slice(data.aws_subnets.default.ids, 0, 2)
  launch_template {
    id      = aws_launch_template.web.id
    version = aws_launch_template.web.latest_version
  }
}
output "policy" { value = data.aws_iam_policy_document.read.json }
"#;

const TYPES: &[&str] = &[
    "aws_caller_identity",
    "aws_partition",
    "aws_region",
    "aws_availability_zones",
    "aws_vpc",
    "aws_subnets",
    "aws_ssm_parameter",
    "aws_iam_policy_document",
    "aws_s3_bucket",
    "aws_s3_bucket_versioning",
    "aws_s3_object",
    "aws_dynamodb_table",
    "aws_iam_role",
    "aws_lambda_function",
    "aws_security_group",
    "aws_launch_template",
    "aws_autoscaling_group",
];

#[test]
fn a_stack_of_common_resources() {
    let Some(project) = project(STACK, &[]) else {
        return;
    };
    project.run(&["validate"]).succeeds();
    project.apply();

    let bucket = project.state("aws_s3_bucket.images");
    let name = bucket["bucket"].as_str().unwrap();
    assert!(name.starts_with("postagram-"), "{name}");
    assert_eq!(bucket["arn"], format!("arn:aws:s3:::{name}"));
    assert_eq!(bucket["tags_all"], json!({"team": "blue"}));
    assert_eq!(bucket["region"], "eu-central-1");
    assert_eq!(
        project.state("aws_lambda_function.labeler")["arn"],
        "arn:aws:lambda:eu-central-1:123456789012:function:labeler"
    );
    let me = project.state("data.aws_caller_identity.me");
    assert_eq!(me["account_id"], "123456789012");
    let image = project.state("aws_launch_template.web")["image_id"].clone();
    assert!(image.as_str().unwrap().starts_with("ami-"), "{image}");
    let policy: Json = serde_json::from_str(&project.read(&["output", "-raw", "policy"])).unwrap();
    assert_eq!(
        policy["Statement"][0]["Resource"],
        format!("arn:aws:s3:::{name}/*")
    );

    // A change of the object ripples through to the group.
    project.config(&config(&STACK.replace("CONTENT", "OTHER CONTENT")));
    project
        .plan()
        .says("aws_s3_object.server will be updated in-place")
        .says("~ latest_version = 1 -> (known after apply)")
        .says("aws_autoscaling_group.web will be updated in-place")
        .says("0 to add, 3 to change, 0 to destroy");
    project.apply();
    assert_eq!(
        project.state("aws_launch_template.web")["latest_version"],
        2
    );

    project.config(&config(
        &STACK.replace("\"web\"\n  vpc_id", "\"www\"\n  vpc_id"),
    ));
    project
        .plan()
        .says("aws_security_group.web must be replaced");
    project.run(&["destroy", "-auto-approve"]).succeeds();
}

#[test]
fn only_the_types_in_use_are_served() {
    let Some(project) = project(STACK, TYPES) else {
        return;
    };
    project.plan();
    project
        .config(&config(r#"resource "aws_sqs_queue" "q" {}"#))
        .run(&["validate"])
        .ends_with(1)
        .says(r#"does not support resource type "aws_sqs_queue"."#);
}

#[test]
fn protocol_6_serves_it_as_well() {
    let Some(file) = schema() else {
        return;
    };
    let mock = MockProvider::builder(Schemas::from_file(file).unwrap())
        .protocol(Protocol::V6)
        .types(TYPES.iter().copied())
        .start()
        .unwrap();
    Project::new(mock, &config(STACK)).apply();
}

#[test]
fn the_tables_fit_the_schema() {
    let Some(file) = schema() else {
        return;
    };
    let schemas = Schemas::from_file(file).unwrap();
    let mistakes = Behaviors::aws().mistakes(&schemas);
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    let aws = &schemas.providers["registry.terraform.io/hashicorp/aws"];
    for name in Behaviors::aws().resources.keys() {
        assert!(aws.resources.contains_key(name), "{name}");
    }
    for name in Behaviors::aws().data_sources.keys() {
        assert!(aws.data_sources.contains_key(name), "{name}");
    }
}

/// What Terraform reads back is what was loaded, description for description.
#[test]
fn the_schema_arrives_whole() {
    let Some(file) = schema() else {
        return;
    };
    let loaded: Json = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let project = project("", &[]).unwrap();
    let served: Json =
        serde_json::from_str(&project.read(&["providers", "schema", "-json"])).unwrap();
    let address = "registry.terraform.io/hashicorp/aws";
    for kind in [
        "resource_schemas",
        "data_source_schemas",
        "ephemeral_resource_schemas",
    ] {
        let [loaded, served] = [&loaded, &served].map(|document| {
            document["provider_schemas"][address][kind]
                .as_object()
                .unwrap()
        });
        assert_eq!(loaded.len(), served.len());
        for (name, schema) in loaded {
            assert_eq!(plain(&served[name]), plain(schema), "{name}");
        }
    }
}

/// The schema without what Terraform leaves out when it says nothing.
fn plain(json: &Json) -> Json {
    match json {
        Json::Object(entries) => entries
            .iter()
            .filter(|(_, value)| !matches!(value, Json::Null | Json::Bool(false)))
            .map(|(key, value)| (key.clone(), plain(value)))
            .collect(),
        Json::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}
