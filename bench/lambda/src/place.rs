//! Where everything is.

use std::path::{Path, PathBuf};
use std::process::Command;

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

    /// Fails when something to measure is not there.
    pub(crate) fn complete(&self) -> Result<()> {
        for needed in [self.python(), self.target.join("lambda/label-lambda")] {
            if !needed.exists() {
                let needed = needed.display();
                return Err(format!("{needed} is not there: `bench/lambda/run` makes it").into());
            }
        }
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
