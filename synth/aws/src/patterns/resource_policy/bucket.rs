//! The policy of a bucket, and the block that keeps it private.

use std::cell::RefCell;

use synth_core::prelude::*;

use super::{RequireTls, ResourcePolicy, add, plain_http};
use crate::patterns::statement::Statement;
use crate::{S3Bucket, S3BucketPolicy, S3BucketPublicAccessBlock};

impl ResourcePolicy for Ref<S3Bucket> {
    type Policy = S3BucketPolicy;

    fn add_to_policy(&self, statement: Statement) -> Ref<S3BucketPolicy> {
        let access = self.attached(BlockedAccess::default).0.borrow().clone();
        add(self, statement, |policy| {
            let element = S3BucketPolicy::new(self.bucket(), policy);
            match access {
                // S3 refuses changes of both at once.
                Some(access) => element.depends_on(&access),
                None => element,
            }
        })
    }
}

impl RequireTls for Ref<S3Bucket> {
    fn require_tls(&self) -> Ref<S3BucketPolicy> {
        let everything = [self.arn(), interpolate![self.arn(), "/*"]];
        self.add_to_policy(plain_http("s3:*").on(everything))
    }
}

/// The one public access block of a bucket, once it has been asked for.
#[derive(Default)]
struct BlockedAccess(RefCell<Option<Ref<S3BucketPublicAccessBlock>>>);

/// Buckets that nobody outside the account reaches.
pub trait BlockPublicAccess {
    /// Refuses every way of making the bucket or its objects public. Any
    /// number of calls give one block.
    #[track_caller]
    fn block_public_access(&self) -> Ref<S3BucketPublicAccessBlock>;
}

impl BlockPublicAccess for Ref<S3Bucket> {
    fn block_public_access(&self) -> Ref<S3BucketPublicAccessBlock> {
        let _here = self.scope().call_site();
        let blocked = self.attached(BlockedAccess::default);
        let mut place = blocked.0.borrow_mut();
        let made = place.get_or_insert_with(|| {
            self.scope().add(
                format!("{}_access", self.id_in_scope()),
                S3BucketPublicAccessBlock::new(self.bucket())
                    .block_public_acls(true)
                    .block_public_policy(true)
                    .ignore_public_acls(true)
                    .restrict_public_buckets(true),
            )
        });
        made.clone()
    }
}
