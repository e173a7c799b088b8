//! What the stacks allow is what the programs call: nothing is missing, and
//! nothing is there that nobody uses.

use std::collections::{BTreeMap, BTreeSet};

use contract::rights;
use serde_json::Value as Json;
use synth_testing::Deployment;

use crate::harness::{deployment, mock};

/// Resources of the stacks by address, once Terraform has made them.
fn resources(deployment: &Deployment, stack: &str) -> BTreeMap<String, Json> {
    deployment.apply(stack);
    let state = deployment.stdout(stack, &["show", "-json"]);
    let state: Json = serde_json::from_str(&state).unwrap();
    let resources = state["values"]["root_module"]["resources"].as_array();
    let resources = resources.unwrap().iter();
    resources
        .map(|one| {
            let address = one["address"].as_str().unwrap().to_owned();
            (address, one["values"].clone())
        })
        .collect()
}

/// Every action that a policy allows, with every resource it is allowed on.
fn allowed(policy: &Json) -> BTreeSet<(String, String)> {
    let policy: Json = serde_json::from_str(policy.as_str().unwrap()).unwrap();
    let mut allowed = BTreeSet::new();
    for statement in policy["Statement"].as_array().unwrap() {
        assert_eq!(statement["Effect"], "Allow");
        for action in statement["Action"].as_array().unwrap() {
            for resource in statement["Resource"].as_array().unwrap() {
                let text = |json: &Json| json.as_str().unwrap().to_owned();
                allowed.insert((text(action), text(resource)));
            }
        }
    }
    allowed
}

/// What the rights of a program come out as, on exact resources.
fn expected(actions: &[&str], images: &str, posts: &str) -> BTreeSet<(String, String)> {
    let mut expected = BTreeSet::new();
    for action in actions {
        let mut on = |resource: String| {
            expected.insert(((*action).to_owned(), resource));
        };
        match *action {
            "s3:ListBucket" => on(images.to_owned()),
            "dynamodb:Query" => {
                on(posts.to_owned());
                on(format!("{posts}/index/{}", contract::table::FEED_INDEX));
            }
            action if action.starts_with("s3:") => on(format!("{images}/*")),
            action if action.starts_with("dynamodb:") => on(posts.to_owned()),
            // Rekognition has no resources that a policy could name.
            "rekognition:DetectLabels" => on("*".to_owned()),
            other => panic!("{other}: say here what it is allowed on"),
        }
    }
    expected
}

#[test]
fn policies_allow_what_programs_call() {
    for stage in ["dev", "prod"] {
        let mock = mock();
        let deployment = deployment(stage, &mock);
        let serverless = resources(&deployment, "serverless");
        let webservice = resources(&deployment, "webservice");
        let arn = |resources: &BTreeMap<String, Json>, address: &str| {
            resources[address]["arn"].as_str().unwrap().to_owned()
        };
        let images = arn(&serverless, "aws_s3_bucket.images");
        let posts = arn(&serverless, "aws_dynamodb_table.posts");

        let mut labeler = expected(rights::LABEL_LAMBDA, &images, &posts);
        // What Lambda itself does in the function's name.
        let log = arn(&serverless, "aws_cloudwatch_log_group.labeler_log");
        for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
            labeler.insert((action.to_owned(), format!("{log}:*")));
        }
        let failures = arn(&serverless, "aws_sqs_queue.labeler_failures");
        labeler.insert(("sqs:SendMessage".to_owned(), failures));
        let actual = &serverless["aws_iam_role_policy.labeler_rights"]["policy"];
        assert_eq!(allowed(actual), labeler, "{stage}");

        let mut api = expected(rights::API, &images, &posts);
        // What the instance's script fetches.
        let artifacts = arn(&webservice, "aws_s3_bucket.artifacts");
        let artifact = format!("{artifacts}/api");
        api.insert(("s3:GetObjectVersion".to_owned(), artifact));
        let actual = &webservice["aws_iam_role_policy.api_rights"]["policy"];
        assert_eq!(allowed(actual), api, "{stage}");
    }
}
