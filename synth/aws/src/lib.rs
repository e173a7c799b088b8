//! Typed bindings of the AWS provider.
//!
//! `src/bindings` is generated: `synth.toml` lists what is bound, and
//! `synth bindgen` writes it. Everything bound is at the root of the crate:
//!
//! ```
//! use synth_aws::{S3Bucket, S3BucketVersioning, S3BucketVersioningVersioningConfiguration};
//!
//! let images = S3Bucket::new()
//!     .bucket_prefix("postagram-")
//!     .force_destroy(true);
//! let versioning = S3BucketVersioning::new(
//!     "postagram",
//!     S3BucketVersioningVersioningConfiguration::new("Enabled"),
//! );
//! # let _ = (images, versioning);
//! ```
//!
//! A nested struct that shares its name with another binding is found in its
//! module: `s3_bucket::S3BucketVersioning` is the deprecated block of a
//! bucket, [`S3BucketVersioning`] the resource.

mod bindings;

pub use bindings::*;
use synth_core::schema::BindingSchema;

/// The schemas of everything bound.
#[must_use]
pub fn schemas() -> &'static [&'static BindingSchema] {
    SCHEMAS
}

/// The provider's schema as `terraform providers schema -json` prints it, as
/// far as it is bound, without descriptions.
#[must_use]
pub fn provider_schema_json() -> serde_json::Value {
    synth_core::provider_schemas(SCHEMAS)
}
