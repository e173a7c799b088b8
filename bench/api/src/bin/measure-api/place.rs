//! Where everything is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bench_common::Result;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The folders this run works with.
pub(crate) struct Place {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// The peers' sources.
    pub(crate) peers: PathBuf,
    /// Compiled programs, a folder for each profile.
    target: PathBuf,
}

/// Packages of the peers whose versions say what was measured.
const TELLING: [&str; 9] = [
    "fastapi",
    "uvicorn",
    "boto3",
    "botocore",
    "aiobotocore",
    "uvloop",
    "httptools",
    "orjson",
    "pydantic",
];

impl Place {
    pub(crate) fn find() -> Result<Self> {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = package.ancestors().nth(2).ok_or("no workspace")?;
        let own = std::env::current_exe()?;
        let target = own.ancestors().nth(2).ok_or("no target folder")?;
        allow_many_files();
        Ok(Self {
            root: root.to_owned(),
            peers: package.join("peers"),
            target: target.to_owned(),
        })
    }

    /// One of our programs, as the server is deployed.
    pub(crate) fn ours(&self, name: &str) -> Command {
        Command::new(self.target.join("server").join(name))
    }

    /// A program of the peers' Python.
    pub(crate) fn python(&self, name: &str) -> PathBuf {
        self.target.join("bench-api-venv/bin").join(name)
    }

    /// Fails when something to measure is not there.
    pub(crate) fn complete(&self) -> Result<()> {
        let built = self.target.join("server");
        for needed in [
            self.python("uvicorn"),
            built.join("api"),
            built.join("backend"),
        ] {
            if !needed.exists() {
                let needed = needed.display();
                return Err(format!("{needed} is not there: `bench/api/run` makes it").into());
            }
        }
        Ok(())
    }

    /// What ours is held against, with versions.
    pub(crate) fn peers(&self) -> Result<String> {
        let installed = fs::read_to_string(self.peers.join("requirements.txt"))?;
        let versions = TELLING.iter().filter_map(|name| {
            let lines = installed.lines().filter_map(|line| line.split_once("=="));
            lines
                .filter(|(package, _)| package == name)
                .map(|(package, version)| format!("{package} {version}"))
                .next()
        });
        let output = Command::new(self.python("python"))
            .arg("--version")
            .output()?;
        let python = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok([python]
            .into_iter()
            .chain(versions)
            .collect::<Vec<_>>()
            .join(", "))
    }
}

/// A thousand connections are more files than is usual; servers inherit it.
fn allow_many_files() {
    let limit = getrlimit(Resource::Nofile);
    let all = Rlimit {
        current: limit.maximum,
        ..limit
    };
    if let Err(error) = setrlimit(Resource::Nofile, all) {
        eprintln!("warning: cannot raise the number of open files: {error}");
    }
}
