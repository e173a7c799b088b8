//! The cargo workspace, as cargo describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::target::{Architecture, Libc, Target};
use super::toolchain::cargo_command;
use crate::error::{Error, Result};
use crate::program;
use crate::project::Project;

/// What `cargo metadata` prints, as far as it matters.
#[derive(Debug, Deserialize)]
pub(crate) struct Workspace {
    #[serde(rename = "workspace_root")]
    pub(crate) root: PathBuf,
    pub(crate) target_directory: PathBuf,
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    /// None for what is on this machine.
    source: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<CargoTarget>,
}

#[derive(Debug, Deserialize)]
struct CargoTarget {
    name: String,
    kind: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Debug, Deserialize)]
struct DependencyKind {
    /// None for what programs are built from.
    kind: Option<String>,
}

/// A program of the workspace.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) package: String,
    /// The name of the executable.
    pub(crate) binary: String,
    /// The manifests of the package, and of those it is built from that are on
    /// this machine.
    pub(crate) manifests: BTreeSet<PathBuf>,
    /// Folders of packages whose build scripts may read any file there.
    pub(crate) scripted: BTreeSet<PathBuf>,
}

impl Workspace {
    /// Asks cargo. What it has to say against it comes through.
    pub(crate) fn examine(project: &Project) -> Result<Self> {
        let mut command = cargo_command(&project.root);
        command.args(["metadata", "--format-version", "1"]);
        // Otherwise cargo downloads what other systems need.
        for architecture in [Architecture::X86_64, Architecture::Arm64] {
            let libc = Libc::Gnu;
            let triple = Target { architecture, libc }.triple();
            command.args(["--filter-platform", &triple]);
        }
        let (status, printed) = program::job(&command).map_err(|error| Error::ToolFailed {
            what: format!("could not run `cargo metadata`: {error}"),
        })??;
        if !status.success() {
            return Err(Error::ToolFailed {
                what: "`cargo metadata` failed; what it said is above".to_owned(),
            });
        }
        serde_json::from_slice(&printed).map_err(|error| Error::ToolFailed {
            what: format!("`cargo metadata` printed something unusable: {error}"),
        })
    }

    /// The program of a package.
    pub(crate) fn program(&self, package: &str) -> Result<Program> {
        let unknown = |what: String| Error::Unbuildable {
            what,
            hints: vec![format!(
                "the packages of the workspace are in {}",
                self.root.join("Cargo.toml").display()
            )],
        };
        let found = self
            .packages
            .iter()
            .find(|one| one.name == package && one.source.is_none());
        let found =
            found.ok_or_else(|| unknown(format!("the workspace has no package `{package}`")))?;
        let binaries: Vec<&str> = found.binaries().collect();
        let binary = match binaries.as_slice() {
            [only] => *only,
            several if several.contains(&package) => package,
            [] => return Err(unknown(format!("package `{package}` has no program"))),
            several => {
                return Err(unknown(format!(
                    "package `{package}` has several programs, and none is called like it: {}",
                    several.join(", ")
                )));
            }
        };
        let local = self.local_dependencies(found);
        let manifest = |package: &&Package| package.manifest_path.clone();
        Ok(Program {
            package: package.to_owned(),
            binary: binary.to_owned(),
            manifests: local.iter().map(manifest).collect(),
            scripted: local
                .iter()
                .filter(|package| package.has_script())
                .filter_map(|package| package.manifest_path.parent().map(Path::to_owned))
                .collect(),
        })
    }

    /// The package, and what it is built from that is on this machine.
    fn local_dependencies<'a>(&'a self, package: &'a Package) -> Vec<&'a Package> {
        let packages: BTreeMap<&str, &Package> =
            self.packages.iter().map(|p| (p.id.as_str(), p)).collect();
        let nodes: BTreeMap<&str, &Node> = self
            .resolve
            .nodes
            .iter()
            .map(|node| (node.id.as_str(), node))
            .collect();
        let mut open = vec![package.id.as_str()];
        let mut seen = BTreeSet::new();
        let mut local = Vec::new();
        while let Some(id) = open.pop() {
            let Some(found) = packages.get(id).filter(|_| seen.insert(id)) else {
                continue;
            };
            // A registry's package depends on nothing of ours.
            if found.source.is_some() {
                continue;
            }
            local.push(*found);
            let dependencies = nodes.get(id).into_iter().flat_map(|node| &node.deps);
            let built = dependencies.filter(|dependency| dependency.is_built());
            open.extend(built.map(|dependency| dependency.pkg.as_str()));
        }
        local
    }
}

impl Package {
    fn binaries(&self) -> impl Iterator<Item = &str> {
        let binary = |target: &&CargoTarget| target.kind.iter().any(|kind| kind == "bin");
        self.targets
            .iter()
            .filter(binary)
            .map(|target| target.name.as_str())
    }

    fn has_script(&self) -> bool {
        let mut kinds = self.targets.iter().flat_map(|target| &target.kind);
        kinds.any(|kind| kind == "custom-build")
    }
}

impl Dependency {
    /// Whether it is more than a dependency of tests.
    fn is_built(&self) -> bool {
        let tests = |kind: &DependencyKind| kind.kind.as_deref() == Some("dev");
        self.dep_kinds.is_empty() || !self.dep_kinds.iter().all(tests)
    }
}
