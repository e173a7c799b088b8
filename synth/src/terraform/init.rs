//! `terraform init`, when it is needed.

use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::lock_file::{self, LockFile};
use super::runner::{Runner, StackResult, own};
use crate::error::{Error, Result};
use crate::run_folder::{Kind, RunFolder, TERRAFORM};

/// In `.terraform`: for what the last `init` was good.
const STAMP: &str = "synth-init";
/// Where providers come from if a source names no host, and who makes them if
/// it names nobody.
const REGISTRIES: &[&str] = &["registry.terraform.io", "registry.opentofu.org"];

/// A plugin cache is not made for several at once, and so is our lock file.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What is asked for beyond the usual.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Init {
    /// Move the state where the new backend keeps it.
    pub(crate) migrate_state: bool,
    /// Do it although nothing seems to have changed.
    pub(crate) again: bool,
}

impl Runner {
    /// Makes a folder ready for plans. `root` is where the project's lock file
    /// is. Tells whether Terraform had to be asked.
    pub(crate) fn init(
        &self,
        run: &RunFolder,
        root: &Path,
        init: Init,
        before: &dyn Fn(),
    ) -> StackResult<bool> {
        let doing = "init";
        let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let data = run.folder.join(TERRAFORM);
        let stamp = data.join(STAMP);
        let locked = own(run, doing, LockFile::read(root))?;
        if run.kind != Kind::Offline {
            own(run, doing, locked.write(&run.folder))?;
        }
        let wanted = self.fingerprint(run);
        let done = fs::read_to_string(&stamp).is_ok_and(|done| done == wanted);
        if done && !init.migrate_state && !init.again {
            return Ok(false);
        }
        before();
        let arguments = arguments(run, &locked, init);
        self.text(run, doing, &arguments)?;
        if run.kind == Kind::Live {
            own(run, doing, take_over(run, root, locked))?;
        }
        let written = fs::create_dir_all(&data)
            .and_then(|()| fs::write(&stamp, self.fingerprint(run)))
            .map_err(Error::io("write", &stamp));
        own(run, doing, written)?;
        Ok(true)
    }

    /// What `init` depends on.
    fn fingerprint(&self, run: &RunFolder) -> String {
        let mut digest = Sha256::new();
        let mut add = |bytes: &[u8]| {
            digest.update(bytes.len().to_le_bytes());
            digest.update(bytes);
        };
        add(self.terraform.program().as_os_str().as_encoded_bytes());
        add(self.version.to_string().as_bytes());
        let document = run.document.value();
        add(document["terraform"].to_string().as_bytes());
        let providers = document["provider"].as_object();
        for name in providers.into_iter().flat_map(|providers| providers.keys()) {
            add(name.as_bytes());
        }
        for kind in ["resource", "data", "ephemeral"] {
            let types = document[kind].as_object();
            // The provider of a type is the first part of its name.
            for name in types.into_iter().flat_map(|types| types.keys()) {
                add(name.split('_').next().unwrap_or_default().as_bytes());
            }
        }
        let modules = document["module"].as_object();
        for (name, module) in modules.into_iter().flatten() {
            add(name.as_bytes());
            add(module["source"].to_string().as_bytes());
            add(module["version"].to_string().as_bytes());
        }
        let replaced = run.folder.join("_override.tf.json");
        add(&fs::read(replaced).unwrap_or_default());
        add(&fs::read(run.folder.join(lock_file::NAME)).unwrap_or_default());
        let attached = run.environment().iter();
        let attached = attached.filter(|(name, _)| name == "TF_REATTACH_PROVIDERS");
        add(&[u8::from(attached.count() > 0)]);
        let mut text = String::new();
        for byte in digest.finalize() {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

fn arguments(run: &RunFolder, locked: &LockFile, init: Init) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = ["init", "-input=false", "-no-color"]
        .map(OsString::from)
        .into();
    match run.kind {
        Kind::Live => {
            if is_outdated(run.document.value(), locked) {
                arguments.push("-upgrade".into());
            }
            if init.migrate_state {
                arguments.extend(["-migrate-state".into(), "-force-copy".into()]);
            }
        }
        // Its own state is where it always is.
        Kind::Offline | Kind::Preview => arguments.push("-reconfigure".into()),
    }
    if let Some(providers) = run.provider_folder() {
        let mut argument = OsString::from("-plugin-dir=");
        argument.push(providers);
        arguments.push(argument);
    }
    arguments
}

/// Puts what `init` locked into the project's lock file, but for the mock.
fn take_over(run: &RunFolder, root: &Path, mut locked: LockFile) -> Result<()> {
    let before = LockFile::read(root)?;
    locked.merge(LockFile::read(&run.folder)?, |address| {
        !is_mocked(&run.folder, address)
    });
    if locked == before {
        return Ok(());
    }
    locked.write(root)
}

/// Whether the mock was installed from a mirror in a provider's place: it has
/// its schema beside it.
fn is_mocked(folder: &Path, address: &str) -> bool {
    let provider = folder.join(TERRAFORM).join("providers").join(address);
    let inside = |path: &Path| -> Vec<std::path::PathBuf> {
        let entries = fs::read_dir(path).into_iter().flatten();
        entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect()
    };
    inside(&provider)
        .iter()
        .flat_map(|version| inside(version))
        .any(|platform| platform.join("schema.json").exists())
}

/// Whether a provider is locked in another version than the one that the
/// document requires exactly.
fn is_outdated(document: &Value, locked: &LockFile) -> bool {
    let required = document["terraform"]["required_providers"].as_object();
    required.into_iter().flatten().any(|(name, provider)| {
        let version = provider["version"].as_str().or(provider.as_str());
        let source = provider["source"].as_str().unwrap_or(name);
        let exact = version.map(|version| version.trim_start_matches('=').trim());
        let exact = exact.filter(|version| version.starts_with(|c: char| c.is_ascii_digit()));
        exact.is_some_and(|version| {
            addresses(source)
                .iter()
                .filter_map(|address| locked.version(address))
                .any(|locked| locked != version)
        })
    })
}

/// The full addresses that a source may stand for.
fn addresses(source: &str) -> Vec<String> {
    match source.matches('/').count() {
        2.. => vec![source.to_owned()],
        1 => REGISTRIES
            .iter()
            .map(|host| format!("{host}/{source}"))
            .collect(),
        _ => REGISTRIES
            .iter()
            .map(|host| format!("{host}/hashicorp/{source}"))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn exact_versions_that_are_locked_otherwise_are_outdated() {
        let folder = tempfile::tempdir().unwrap();
        let block =
            "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"6.0.0\"\n}\n";
        fs::write(folder.path().join(lock_file::NAME), block).unwrap();
        let locked = LockFile::read(folder.path()).unwrap();
        for (aws, outdated) in [
            (
                json!({"source": "hashicorp/aws", "version": "6.0.0"}),
                false,
            ),
            (json!({"source": "aws", "version": "= 6.1.0"}), true),
            (
                json!({"source": "hashicorp/aws", "version": "~> 6.0"}),
                false,
            ),
            (json!({"source": "other/aws", "version": "6.1.0"}), false),
        ] {
            let document = json!({"terraform": {"required_providers": {"aws": aws}}});
            assert_eq!(is_outdated(&document, &locked), outdated, "{document}");
        }
    }
}
