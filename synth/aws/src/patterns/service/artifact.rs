//! The program, as an object that instances fetch.

use synth_core::prelude::*;

use crate::S3Object;
use crate::patterns::architecture::Architecture;
use crate::patterns::bucket::Bucket;
use crate::patterns::role::Role;
use crate::patterns::statement::Statement;

/// One version of an object, and what it has to hash to.
pub(super) struct Artifact {
    pub(super) object: Ref<S3Object>,
    pub(super) sha256: Value<String>,
    arn: Value<String>,
}

/// Puts the program into the bucket.
///
/// The key is fixed and the bucket versioned: instances ask for one version,
/// so an older launch template, which a rollback goes back to, still finds
/// what it was made for.
pub(super) fn upload(
    scope: &Scope,
    id: &'static str,
    package: &'static str,
    architecture: Architecture,
    artifacts: &Bucket,
) -> Artifact {
    let program = scope.add_asset(id, architecture.program(package, package));
    let object = scope.add(
        format!("{id}_artifact"),
        S3Object::new(artifacts.bucket.bucket(), package)
            .source(program.path())
            .source_hash(program.base64_sha256())
            // Without it the object has no version.
            .depends_on(&artifacts.versioning),
    );
    Artifact {
        sha256: program.sha256(),
        arn: interpolate![artifacts.bucket.arn(), "/", package],
        object,
    }
}

impl Artifact {
    pub(super) fn grant_download(&self, role: &Role) {
        let statement = Statement::allow(["s3:GetObjectVersion"])
            .on([self.arn.clone()])
            .about(self.object.path());
        role.allow(statement);
    }
}
