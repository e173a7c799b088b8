//! Where everything is, and building what is measured.

use std::path::{Path, PathBuf};
use std::process::Command;

use bench_common::process::Program;
use bench_common::{Result, machine};

/// The folders this run works with.
pub(crate) struct Place {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// The peer's sources.
    peer: PathBuf,
    /// Compiled programs, a folder for each profile.
    target: PathBuf,
}

impl Place {
    pub(crate) fn find() -> Result<Self> {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = package.ancestors().nth(2).ok_or("no workspace")?;
        let own = std::env::current_exe()?;
        let target = own.ancestors().nth(2).ok_or("no target folder")?;
        Ok(Self {
            root: root.to_owned(),
            peer: package.join("peer"),
            target: target.to_owned(),
        })
    }

    fn python(&self) -> PathBuf {
        self.target.join("bench-api-venv/bin/python")
    }

    /// Ours, as it is deployed.
    pub(crate) fn ours(&self) -> Command {
        Command::new(self.target.join("lambda/label-lambda"))
    }

    /// The one in Python.
    pub(crate) fn peer(&self) -> Command {
        let mut command = Command::new(self.python());
        command.arg(self.peer.join("bootstrap.py"));
        command
    }

    /// Builds ours, and looks for the peer's libraries.
    pub(crate) fn build(&self) -> Result<()> {
        if !self.python().exists() {
            return Err("boto3 is not installed: run `bench/api/install` first".into());
        }
        eprintln!("building ours");
        let command = ["cargo", "build", "--locked", "--profile", "lambda"];
        let package = ["-p", "label-lambda"];
        let build = Program::new("cargo build", &self.root, command.iter().chain(&package));
        build.env("CARGO_TARGET_DIR", &self.target).run()?;
        Ok(())
    }

    /// What ours is held against, with versions.
    pub(crate) fn peers(&self) -> String {
        let python = self.python();
        let versions = "import boto3, botocore, platform; print('Python', \
             platform.python_version() + ', boto3', boto3.__version__ + ', botocore', \
             botocore.__version__)";
        machine::said(&python.to_string_lossy(), &["-c", versions])
    }
}
