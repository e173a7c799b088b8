//! Grants on the objects of a bucket.

use synth_core::prelude::*;

use super::grants;
use crate::S3Bucket;
use crate::patterns::{Grantee, Statement};

grants! {
    /// Grants on the objects of a bucket, or on those below a prefix.
    ObjectGrants {
        /// The ARNs of the objects, and what to call them.
        resources;

        /// Lets read objects. Who may not [list](BucketPrefixes::grant_list) too
        /// is told of a missing object that access is denied.
        grant_read: ["s3:GetObject"];
        /// Lets read versions of objects that are not the current one.
        grant_read_version: ["s3:GetObjectVersion"];
        /// Lets write objects, by a single request each.
        grant_write: ["s3:PutObject"];
        /// Lets delete objects; in a versioned bucket they are hidden.
        grant_delete: ["s3:DeleteObject"];
        /// Lets delete versions of objects for good.
        grant_delete_version: ["s3:DeleteObjectVersion"];
        /// Lets read and write.
        grant_read_write: ["s3:GetObject", "s3:PutObject"];
        /// Lets read and delete.
        grant_read_delete: ["s3:DeleteObject", "s3:GetObject"];
    }
}

/// Listing, which is a right on the bucket and not on its objects.
pub trait BucketPrefixes {
    /// The bucket's objects whose keys begin with `prefix`.
    fn prefix(&self, prefix: impl Into<String>) -> BucketPrefix;

    /// Lets list the bucket, and be told that an object is missing.
    ///
    /// Allows `s3:ListBucket`.
    #[track_caller]
    fn grant_list(&self, to: &impl Grantee);
}

impl ObjectGrants for Ref<S3Bucket> {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        let arn = interpolate![self.arn(), "/*"];
        (vec![arn], format!("the objects of {}", self.path()))
    }
}

impl BucketPrefixes for Ref<S3Bucket> {
    fn prefix(&self, prefix: impl Into<String>) -> BucketPrefix {
        BucketPrefix {
            bucket: self.clone(),
            prefix: prefix.into(),
        }
    }

    fn grant_list(&self, to: &impl Grantee) {
        let statement = Statement::allow(["s3:ListBucket"]);
        to.role()
            .allow(statement.on([self.arn()]).about(self.path()));
    }
}

/// The objects of a bucket below a prefix.
#[derive(Debug, Clone)]
pub struct BucketPrefix {
    pub(crate) bucket: Ref<S3Bucket>,
    pub(crate) prefix: String,
}

impl ObjectGrants for BucketPrefix {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        let prefix = &self.prefix;
        let arn = interpolate![self.bucket.arn(), "/", prefix.as_str(), "*"];
        let subject = format!("the objects `{prefix}*` of {}", self.bucket.path());
        (vec![arn], subject)
    }
}

impl BucketPrefix {
    /// Lets list the objects below the prefix.
    ///
    /// Allows `s3:ListBucket` where the request's prefix begins with this one.
    #[track_caller]
    pub fn grant_list(&self, to: &impl Grantee) {
        let below = format!("{}*", self.prefix);
        let statement = Statement::allow(["s3:ListBucket"])
            .on([self.bucket.arn()])
            .when("StringLike", "s3:prefix", [below])
            .about(format!(
                "{}, for the prefix `{}`",
                self.bucket.path(),
                self.prefix
            ));
        to.role().allow(statement);
    }
}
