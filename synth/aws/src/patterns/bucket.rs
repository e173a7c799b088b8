//! Buckets as one wants them: private, encrypted, versioned, tidy.

use synth_core::prelude::*;

use super::account::account_id;
use super::resource_policy::{BlockPublicAccess, RequireTls, ResourcePolicy};
use super::statement::Statement;
use crate::s3_bucket_server_side_encryption_configuration::S3BucketServerSideEncryptionConfigurationRule;
use crate::{
    S3Bucket, S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationNoncurrentVersionExpiration, S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleExpiration, S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLogging, S3BucketOwnershipControls, S3BucketOwnershipControlsRule,
    S3BucketServerSideEncryptionConfiguration,
    S3BucketServerSideEncryptionConfigurationApplyServerSideEncryptionByDefault,
    S3BucketVersioning, S3BucketVersioningVersioningConfiguration,
};

/// A bucket that nobody reaches from outside the account or without TLS, that
/// is encrypted, keeps what is replaced for a while, and does not keep what
/// was never finished.
///
/// ```
/// use synth_aws::AwsProvider;
/// use synth_aws::patterns::PrivateBucket;
/// use synth_core::prelude::*;
///
/// let app = App::new();
/// let stack = app.stack("example");
/// stack.add("aws", AwsProvider::new());
/// let images = PrivateBucket::new()
///     .name_prefix("photos-")
///     .keep_old_versions_days(90)
///     .define(&stack, "images");
/// stack.output("bucket", images.bucket.bucket());
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct PrivateBucket {
    name_prefix: Option<String>,
    force_destroy: bool,
    keep_old_versions_days: u32,
    expire_days: Option<u32>,
    log_to: Option<(Ref<S3Bucket>, String)>,
}

/// The parts of a [`PrivateBucket`].
#[derive(Debug, Clone)]
pub struct Bucket {
    /// The bucket.
    pub bucket: Ref<S3Bucket>,
    /// What is put into the bucket has a version once this is there.
    pub versioning: Ref<S3BucketVersioning>,
}

impl Default for PrivateBucket {
    fn default() -> Self {
        Self::new()
    }
}

impl PrivateBucket {
    /// Old versions stay for 30 days.
    pub fn new() -> Self {
        Self {
            name_prefix: None,
            force_destroy: false,
            keep_old_versions_days: 30,
            expire_days: None,
            log_to: None,
        }
    }

    /// What its name begins with; the rest is Terraform's. 37 characters at
    /// most.
    pub fn name_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.name_prefix = Some(prefix.into());
        self
    }

    /// Whether it may be destroyed with everything in it.
    pub fn force_destroy(mut self, enabled: bool) -> Self {
        self.force_destroy = enabled;
        self
    }

    /// How long a replaced or deleted object can be had back.
    pub fn keep_old_versions_days(mut self, days: u32) -> Self {
        self.keep_old_versions_days = days;
        self
    }

    /// Deletes objects of this age, as logs should be.
    pub fn expire_days(mut self, days: u32) -> Self {
        self.expire_days = Some(days);
        self
    }

    /// Writes who asked for what into another bucket, below `prefix`.
    pub fn log_to(mut self, bucket: &Ref<S3Bucket>, prefix: impl Into<String>) -> Self {
        self.log_to = Some((bucket.clone(), prefix.into()));
        self
    }

    /// Adds everything: the bucket as `ID`, the rest as `ID_...`.
    #[expect(
        clippy::must_use_candidate,
        reason = "it is called for what it adds to the stack"
    )]
    #[track_caller]
    pub fn define(self, scope: &Scope, id: &'static str) -> Bucket {
        let _here = scope.call_site();
        let mut element = S3Bucket::new().force_destroy(self.force_destroy);
        if let Some(prefix) = &self.name_prefix {
            element = element.bucket_prefix(prefix);
        }
        let bucket = scope.add(id, element);
        bucket.block_public_access();
        bucket.require_tls();
        scope.add(
            format!("{id}_ownership"),
            S3BucketOwnershipControls::new(
                bucket.bucket(),
                // No access control lists: policies alone say who may what.
                S3BucketOwnershipControlsRule::new("BucketOwnerEnforced"),
            ),
        );
        scope.add(
            format!("{id}_encryption"),
            S3BucketServerSideEncryptionConfiguration::new(
                bucket.bucket(),
                S3BucketServerSideEncryptionConfigurationRule::new()
                    .apply_server_side_encryption_by_default(
                        S3BucketServerSideEncryptionConfigurationApplyServerSideEncryptionByDefault::new("AES256"),
                    ),
            ),
        );
        let versioning = scope.add(
            format!("{id}_versioning"),
            S3BucketVersioning::new(
                bucket.bucket(),
                S3BucketVersioningVersioningConfiguration::new("Enabled"),
            ),
        );
        scope.add(
            format!("{id}_lifecycle"),
            S3BucketLifecycleConfiguration::new(bucket.bucket())
                .rule(self.rules())
                // Rules on old versions need versioning.
                .depends_on(&versioning),
        );
        if let Some((target, prefix)) = &self.log_to {
            log_to(scope, id, &bucket, target, prefix);
        }
        Bucket { bucket, versioning }
    }

    fn rules(&self) -> Vec<S3BucketLifecycleConfigurationRule> {
        let rule = |id: &str| {
            S3BucketLifecycleConfigurationRule::new(id, "Enabled")
                .filter(S3BucketLifecycleConfigurationRuleFilter::new().prefix(""))
        };
        let mut rules = vec![
            rule("unfinished-uploads").abort_incomplete_multipart_upload(
                S3BucketLifecycleConfigurationAbortIncompleteMultipartUpload::new()
                    .days_after_initiation(1),
            ),
            rule("old-versions")
                .noncurrent_version_expiration(
                    S3BucketLifecycleConfigurationNoncurrentVersionExpiration::new(
                        self.keep_old_versions_days,
                    ),
                )
                // What marks a deleted object goes once nothing is behind it.
                .expiration(
                    S3BucketLifecycleConfigurationRuleExpiration::new()
                        .expired_object_delete_marker(true),
                ),
        ];
        if let Some(days) = self.expire_days {
            let expiration = S3BucketLifecycleConfigurationRuleExpiration::new().days(days);
            rules.push(rule("age").expiration(expiration));
        }
        rules
    }
}

/// Lets S3 write the log of `bucket` into `target`, and asks for it.
fn log_to(scope: &Scope, id: &str, bucket: &Ref<S3Bucket>, target: &Ref<S3Bucket>, prefix: &str) {
    let mut statement = Statement::allow(["s3:PutObject"])
        .by_service("logging.s3.amazonaws.com")
        .on([interpolate![target.arn(), "/", prefix, "*"]])
        .when(
            "StringEquals",
            "aws:SourceAccount",
            [account_id(target.scope())],
        );
    // The stack of a target elsewhere comes first, and cannot know the bucket.
    if scope.root().path() == target.scope().root().path() {
        statement = statement.when("ArnLike", "aws:SourceArn", [bucket.arn()]);
    }
    let policy = target.add_to_policy(statement);
    scope.add(
        format!("{id}_logging"),
        S3BucketLogging::new(bucket.bucket(), target.bucket(), prefix).depends_on(&policy),
    );
}
