//! A stack that was written with CDKTF, in Rust: the `storage` of
//! `tests/fixtures/cdktf-app/aws.js`, with the same addresses, so that the state
//! of the one is the state of the other and its plan is empty.
//!
//! The stacks that read it stay where they are. CDKTF adds the outputs they read
//! when they are in the same app; they are not, any more, so they are written out
//! here under the names that CDKTF gave them.

use std::convert::Infallible;
use std::process::ExitCode;

use synth_aws::{AwsProvider, DynamodbTable, DynamodbTableAttribute, S3Bucket};
use synth_core::LocalBackend;
use synth_core::prelude::*;

fn main() -> ExitCode {
    synth_core::run(|app| {
        define(app);
        Ok::<(), Infallible>(())
    })
}

fn define(app: &App) {
    let stack = app.stack("storage");
    stack.backend(LocalBackend::new("../../../states/storage.tfstate"));
    stack.add("aws", AwsProvider::new().region("eu-west-1"));
    let images = stack.add(
        "images",
        S3Bucket::new().bucket_prefix("images-").force_destroy(true),
    );
    let posts = stack.add(
        "posts",
        DynamodbTable::new("posts")
            .billing_mode("PAY_PER_REQUEST")
            .hash_key("user")
            .range_key("id")
            .attribute([
                DynamodbTableAttribute::new("user", "S"),
                DynamodbTableAttribute::new("id", "S"),
            ]),
    );
    stack.add(
        "cross-stack-output-aws_s3_bucketimagesbucket",
        Output::new(images.bucket()).sensitive(true),
    );
    stack.add(
        "cross-stack-output-aws_dynamodb_tablepostsname",
        Output::new(posts.name()).sensitive(true),
    );
}
