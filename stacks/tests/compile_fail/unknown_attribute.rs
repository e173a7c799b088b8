use synth_aws::S3Bucket;
use synth_core::prelude::*;

fn main() {
    let app = App::new();
    let bucket = app.stack("example").add("bucket", S3Bucket::new());
    let _ = bucket.aarn();
}
