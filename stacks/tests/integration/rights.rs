//! Programs may do what they do, and nothing else with posts and images.

use std::collections::BTreeSet;

use contract::rights;
use serde_json::Value as Json;

use crate::harness::app;

/// The actions on posts and images that the policies of a stack allow.
fn allowed(stack: &str) -> BTreeSet<String> {
    let synthesis = app("dev").synth().unwrap();
    let documents = synthesis.documents();
    let document = documents.iter().find(|document| document.stack() == stack);
    let document: Json = serde_json::from_str(document.unwrap().text()).unwrap();
    let policies = document["resource"]["aws_iam_role_policy"].as_object();
    policies
        .unwrap()
        .values()
        .flat_map(|policy| policy["policy"].as_str().unwrap().split('"'))
        .filter(|word| {
            ["dynamodb:", "rekognition:", "s3:"]
                .iter()
                .any(|service| word.starts_with(service))
        })
        .map(str::to_owned)
        .collect()
}

fn needed(rights: &[&str], more: &[&str]) -> BTreeSet<String> {
    let all = rights.iter().chain(more);
    all.map(|right| (*right).to_owned()).collect()
}

#[test]
fn the_labeler_may_do_what_it_does() {
    assert_eq!(allowed("serverless"), needed(rights::LABEL_LAMBDA, &[]));
}

#[test]
fn the_server_may_do_what_it_does() {
    // An instance fetches the server's artifact.
    let artifact = ["s3:GetObjectVersion"];
    assert_eq!(allowed("webservice"), needed(rights::API, &artifact));
}
