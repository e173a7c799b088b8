//! The configuration that makes the bucket.

use serde_json::{Map, Value, json};

use super::Place;

/// The key of the bucket's own state. Stacks have longer ones.
const KEY: &str = "synth-bootstrap.tfstate";
/// The versions of the provider that know all of it.
const PROVIDER: &str = ">= 5.0";
/// How long a version of a state is kept after it was replaced, in days.
const KEEP_DAYS: u32 = 365;

/// How Terraform keeps two runs from changing the same state.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Locking {
    /// By an object beside the state, since version 1.10.
    File,
    /// By an entry in a table of DynamoDB.
    Table,
}

impl Locking {
    /// What the version of Terraform or OpenTofu can do.
    pub(crate) fn of_version(version: &str) -> Self {
        let mut numbers = version.split('.').map(str::parse::<u64>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), Some(Ok(minor))) if (major, minor) < (1, 10) => Self::Table,
            _ => Self::File,
        }
    }
}

impl Place {
    /// The name of the table that locks the bucket's states.
    pub(crate) fn table(&self) -> String {
        format!("{}-locks", self.bucket)
    }

    /// The settings of the backend, but for the key.
    pub(crate) fn backend(&self, locking: Locking, key: &str) -> Value {
        let mut backend = json!({
            "bucket": self.bucket,
            "key": key,
            "region": self.region,
            "encrypt": true,
        });
        match locking {
            Locking::File => backend["use_lockfile"] = json!(true),
            Locking::Table => backend["dynamodb_table"] = json!(self.table()),
        }
        for name in ["profile", "assume_role"] {
            let value = match self.provider.get(name) {
                // The provider has a block, the backend an argument.
                Some(Value::Array(list)) => list.first(),
                other => other,
            };
            if let Some(value) = value {
                backend[name] = value.clone();
            }
        }
        json!({ "s3": backend })
    }

    /// `main.tf.json`: with its state in the bucket, or in a file while there is
    /// none. `adopt` takes over a bucket that is there already.
    pub(super) fn configuration(&self, locking: Locking, in_bucket: bool, adopt: bool) -> Value {
        let mut terraform = json!({
            "required_providers": { "aws": { "source": "hashicorp/aws", "version": PROVIDER } },
        });
        if in_bucket {
            terraform["backend"] = self.backend(locking, KEY);
        }
        let mut configuration = json!({
            "terraform": terraform,
            "provider": { "aws": [self.provider] },
            "resource": self.resources(locking),
        });
        if adopt {
            configuration["import"] = json!([{ "to": "aws_s3_bucket.state", "id": self.bucket }]);
        }
        configuration
    }

    fn resources(&self, locking: Locking) -> Value {
        let bucket = "${aws_s3_bucket.state.bucket}";
        let keep = json!({ "prevent_destroy": true });
        let arn = "${aws_s3_bucket.state.arn}";
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [arn, format!("{arn}/*")],
                "Condition": { "Bool": { "aws:SecureTransport": "false" } },
            }],
        });
        let one = |settings: Value| json!({ "state": settings });
        let mut resources = Map::new();
        let mut add = |kind: &str, settings: Value| {
            resources.insert(kind.to_owned(), one(settings));
        };
        add(
            "aws_s3_bucket",
            json!({ "bucket": self.bucket, "lifecycle": keep }),
        );
        add(
            "aws_s3_bucket_versioning",
            json!({ "bucket": bucket, "versioning_configuration": { "status": "Enabled" } }),
        );
        add(
            "aws_s3_bucket_server_side_encryption_configuration",
            json!({ "bucket": bucket, "rule": [{
                "apply_server_side_encryption_by_default": { "sse_algorithm": "AES256" },
            }] }),
        );
        add(
            "aws_s3_bucket_public_access_block",
            json!({
                "bucket": bucket,
                "block_public_acls": true,
                "block_public_policy": true,
                "ignore_public_acls": true,
                "restrict_public_buckets": true,
            }),
        );
        add(
            "aws_s3_bucket_policy",
            // S3 refuses changes of both at once.
            json!({
                "bucket": bucket,
                "policy": policy.to_string(),
                "depends_on": ["aws_s3_bucket_public_access_block.state"],
            }),
        );
        add(
            "aws_s3_bucket_lifecycle_configuration",
            json!({
                "bucket": bucket,
                "depends_on": ["aws_s3_bucket_versioning.state"],
                "rule": [{
                    "id": "old-versions",
                    "status": "Enabled",
                    "filter": { "prefix": "" },
                    "noncurrent_version_expiration": { "noncurrent_days": KEEP_DAYS },
                }],
            }),
        );
        if locking == Locking::Table {
            add(
                "aws_dynamodb_table",
                json!({
                    "name": self.table(),
                    "billing_mode": "PAY_PER_REQUEST",
                    "hash_key": "LockID",
                    "attribute": [{ "name": "LockID", "type": "S" }],
                    "lifecycle": keep,
                }),
            );
        }
        Value::Object(resources)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_versions_lock_by_a_table() {
        for (version, locking) in [
            ("1.5.7", Locking::Table),
            ("1.9.8", Locking::Table),
            ("1.10.0", Locking::File),
            ("1.11.4", Locking::File),
            ("2.0.0-beta1", Locking::File),
        ] {
            assert_eq!(Locking::of_version(version), locking, "{version}");
        }
    }

    #[test]
    fn the_backend_acts_as_the_provider_does() {
        let provider = json!({
            "profile": "work", "region": "eu-west-1", "assume_role": [{ "role_arn": "arn:r" }],
        });
        let place = Place {
            bucket: "b-1".to_owned(),
            region: "eu-west-1".to_owned(),
            provider: provider.as_object().unwrap().clone(),
            named: false,
        };
        assert_eq!(
            place.backend(Locking::File, "k"),
            json!({ "s3": {
                "bucket": "b-1", "key": "k", "region": "eu-west-1", "encrypt": true,
                "use_lockfile": true, "profile": "work", "assume_role": { "role_arn": "arn:r" },
            } })
        );
        let backend = place.backend(Locking::Table, "k");
        assert_eq!(backend["s3"]["dynamodb_table"], "b-1-locks");
        assert!(backend["s3"].get("use_lockfile").is_none());
        let resources = place.resources(Locking::Table);
        assert_eq!(
            resources["aws_dynamodb_table"]["state"]["name"],
            "b-1-locks"
        );
    }
}
