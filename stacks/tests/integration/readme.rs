//! The README shows code next to the JSON it becomes.

use synth_aws::{AwsProvider, S3Bucket};
use synth_core::prelude::*;

use crate::harness::root;

#[test]
fn the_json_is_what_the_code_becomes() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let block = |language: &str| {
        let start = format!("```{language}\n");
        let (_, rest) = readme.split_once(&start).unwrap();
        rest.split_once("```").unwrap().0.to_owned()
    };
    // The same code as in the README, which the documentation tests compile.
    let app = App::new();
    let stack = app.stack("serverless");
    stack.add("aws", AwsProvider::new().region("us-east-1"));
    let images = stack.add(
        "images",
        S3Bucket::new()
            .bucket_prefix("postagram-")
            .force_destroy(true),
    );
    stack.output("address", interpolate!["s3://", images.bucket(), "/photos"]);
    let other = app.stack("webservice");
    other.output("bucket", images.arn());

    let synthesis = app.synth().unwrap();
    let document = synthesis.document("serverless").unwrap().text();
    let json = block("json");
    let (outputs, resources) = json.split_at(json.find("  \"resource\"").unwrap());
    assert!(document.contains(outputs), "{document}");
    assert!(
        document.contains(resources.trim_end_matches(",\n")),
        "{document}"
    );
    let code: String = block("rust").split_whitespace().collect();
    for line in [
        "stack.output(\"address\",interpolate![\"s3://\",images.bucket(),\"/photos\"]);",
        "other.output(\"bucket\",images.arn());",
    ] {
        assert!(code.contains(line), "{line}");
    }
}
