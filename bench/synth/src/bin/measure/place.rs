//! Where everything is, and building what is measured.

use std::fs;
use std::path::{Path, PathBuf};

use bench_common::process::Program;
use bench_common::{Result, machine};

/// The folders this run works with.
pub(crate) struct Place {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// CDKTF's programs.
    pub(crate) cdktf: PathBuf,
    /// Compiled programs, a folder for each profile.
    target: PathBuf,
    /// For whatever is written; gone afterwards.
    scratch: tempfile::TempDir,
}

impl Place {
    pub(crate) fn find() -> Result<Self> {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = package.ancestors().nth(2).ok_or("no workspace")?;
        let own = std::env::current_exe()?;
        let target = own.ancestors().nth(2).ok_or("no target folder")?;
        Ok(Self {
            root: root.to_owned(),
            cdktf: package.join("cdktf"),
            target: target.to_owned(),
            scratch: tempfile::tempdir()?,
        })
    }

    /// What ours is held against, with versions.
    pub(crate) fn peers(&self) -> Result<String> {
        let package = fs::read_to_string(self.cdktf.join("package.json"))?;
        let package: serde_json::Value = serde_json::from_str(&package)?;
        let version = |section: &str, name: &str| {
            let version = package[section][name].as_str();
            format!("{name} {}", version.unwrap_or("?"))
        };
        let peers = [
            format!("Node {}", machine::said("node", &["--version"])),
            version("dependencies", "cdktf"),
            version("dependencies", "@cdktf/provider-aws"),
            version("dependencies", "constructs"),
            version("devDependencies", "cdktf-cli"),
            version("devDependencies", "ts-node"),
            version("devDependencies", "typescript"),
        ];
        Ok(peers.join(", "))
    }

    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// One of our programs, as a release build.
    pub(crate) fn release(&self, name: &str) -> PathBuf {
        self.target.join("release").join(name)
    }

    /// One of our programs, as `cargo run` builds it.
    pub(crate) fn debug(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }

    /// Builds our programs in both profiles, to run beside CDKTF's.
    pub(crate) fn build(&self) -> Result<()> {
        for needed in ["node_modules", "build"] {
            if !self.cdktf.join(needed).exists() {
                return Err("CDKTF is not installed: run `bench/synth/install` first".into());
            }
        }
        for profile in ["release", "dev"] {
            eprintln!("building our programs: {profile}");
            let packages = ["-p", "synth-bench", "-p", "stacks"];
            let command = ["cargo", "build", "--locked", "--profile", profile];
            let build = Program::new("cargo build", &self.root, command.iter().chain(&packages));
            build.env("CARGO_TARGET_DIR", &self.target).run()?;
        }
        Ok(())
    }

    /// A program of CDKTF's, run by Node.
    pub(crate) fn node(&self, name: &str, arguments: &[&str]) -> Program {
        let command = ["node"].iter().chain(arguments);
        Program::new(name, &self.cdktf, command)
    }

    /// Fails unless two programs' documents of a stack are equal.
    pub(crate) fn compare(&self, stack: &str, ours: &Path, theirs: &Path) -> Result<()> {
        let document = |folder: &Path| folder.join("stacks").join(stack).join("cdk.tf.json");
        let compare = [self.release("compare"), document(ours), document(theirs)];
        let name = format!("comparing the documents of {stack}");
        Program::new(&name, &self.root, compare).run()?;
        Ok(())
    }
}
