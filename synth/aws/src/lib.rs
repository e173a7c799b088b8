//! Typed bindings of the AWS provider.
//!
//! `src/bindings` is generated: `synth.toml` lists what is bound, and
//! `synth bindgen` writes it.
//!
//! Each service is a cargo feature, none of which is on by default, so that a
//! stack compiles only what it names: `s3`, `lambda`, `vpc`. The documentation
//! of a binding says which it needs; `full` has all. The provider itself and
//! data sources of no service, such as `DataRegion`, are always there. In the
//! dev profile, the bindings compile in 0.6 CPU seconds with no feature, in 11
//! with the fourteen of Postagram's stacks, and in 15 with all (2 cores of an
//! AMD EPYC; `bench/synth/RESULTS.md`).
//!
//! Everything bound is at the root of the crate:
//!
//! ```
//! use synth_aws::{
//!     AwsProvider, DataAmi, DataAmiFilter, S3Bucket, S3BucketVersioning,
//!     S3BucketVersioningVersioningConfiguration,
//! };
//! use synth_core::prelude::*;
//!
//! let app = App::new();
//! let stack = app.stack("serverless");
//! stack.add("aws", AwsProvider::new().region("us-east-1"));
//! let images = stack.add(
//!     "images",
//!     S3Bucket::new().bucket_prefix("postagram-").force_destroy(true),
//! );
//! stack.add(
//!     "versioning",
//!     S3BucketVersioning::new(
//!         images.bucket(),
//!         S3BucketVersioningVersioningConfiguration::new("Enabled"),
//!     ),
//! );
//! stack.add(
//!     "ami",
//!     DataAmi::new().filter([DataAmiFilter::new("architecture", ["x86_64"])]),
//! );
//! stack.output("bucket_name", images.bucket());
//! let synthesis = app.synth()?;
//! # Ok::<(), synth_core::SynthError>(())
//! ```
//!
//! A nested struct that shares its name with another binding is found in its
//! module: `s3_bucket::S3BucketVersioning` is the deprecated block of a
//! bucket, `S3BucketVersioning` the resource.

mod bindings;
pub mod patterns;

pub use bindings::*;
use synth_core::schema::BindingSchema;

/// The schemas of everything bound, as far as features compile it.
#[must_use]
pub fn schemas() -> &'static [&'static BindingSchema] {
    SCHEMAS
}

/// The provider's schema as `terraform providers schema -json` prints it, as
/// far as it is bound and compiled, without descriptions. The program
/// `provider-schema` of this package prints it with all features.
#[must_use]
pub fn provider_schema_json() -> serde_json::Value {
    synth_core::provider_schemas(SCHEMAS)
}
