//! Buckets: private and versioned, all of them.

use synth_aws::{
    S3Bucket, S3BucketPublicAccessBlock, S3BucketVersioning,
    S3BucketVersioningVersioningConfiguration,
};
use synth_core::prelude::*;

use crate::config::Config;

/// A bucket that nobody reaches from outside, and that keeps what is replaced.
pub(crate) struct PrivateBucket {
    pub(crate) bucket: Ref<S3Bucket>,
    /// What is put into the bucket has a version once this is there.
    pub(crate) versioning: Ref<S3BucketVersioning>,
}

impl PrivateBucket {
    /// Adds the bucket `id`, its access block and its versioning.
    pub(crate) fn define(stack: &Stack, config: &Config, id: &'static str) -> Self {
        let bucket = stack.add(
            id,
            S3Bucket::new()
                .bucket_prefix(config.name(&format!("{id}-")))
                .force_destroy(config.disposable),
        );
        stack.add(
            format!("{id}_access"),
            S3BucketPublicAccessBlock::new(bucket.bucket())
                .block_public_acls(true)
                .block_public_policy(true)
                .ignore_public_acls(true)
                .restrict_public_buckets(true),
        );
        let versioning = stack.add(
            format!("{id}_versioning"),
            S3BucketVersioning::new(
                bucket.bucket(),
                S3BucketVersioningVersioningConfiguration::new("Enabled"),
            ),
        );
        Self { bucket, versioning }
    }
}
