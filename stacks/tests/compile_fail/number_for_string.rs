use synth_aws::S3Bucket;

fn main() {
    let _ = S3Bucket::new().bucket(42);
}
