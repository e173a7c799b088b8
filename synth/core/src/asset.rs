//! Assets: files that travel with a stack.

use std::panic::Location;
use std::path::{Path, PathBuf};

use crate::expr::Expr;
use crate::node::Node;
use crate::value::Value;

/// Something that is put into the stack's folder beside the document.
///
/// Paths in the document carry no hash, so that it does not change with every
/// build; use [`AssetRef::base64_sha256`] where AWS has to see a change.
#[derive(Debug, Clone)]
#[must_use]
pub struct Asset {
    pub(crate) source: AssetSource,
}

/// Where an asset's content comes from.
#[derive(Debug, Clone)]
pub(crate) enum AssetSource {
    /// One file, under its own name.
    File(PathBuf),
    /// A folder, as it is.
    Directory(PathBuf),
    /// A folder as `archive.zip`, the same bytes from the same content.
    Archive(PathBuf),
    /// A workspace program that the command line builds.
    Program(ProgramAsset),
}

impl Asset {
    /// A file. Paths are relative to the project's root, which is where the
    /// app runs.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            source: AssetSource::File(path.into()),
        }
    }

    /// A folder with everything in it.
    pub fn directory(path: impl Into<PathBuf>) -> Self {
        Self {
            source: AssetSource::Directory(path.into()),
        }
    }

    /// A folder, packed into a zip file.
    pub fn archive(path: impl Into<PathBuf>) -> Self {
        Self {
            source: AssetSource::Archive(path.into()),
        }
    }

    /// A program of this workspace, built when the stack is deployed: a file
    /// ending in `.zip` holds it as Lambda's `bootstrap`, any other is the
    /// executable itself.
    pub fn program(package: &'static str, file_name: &'static str) -> ProgramAsset {
        ProgramAsset {
            package,
            file_name,
            architecture: "x86_64",
            glibc: None,
        }
    }

    /// The name of the file in the asset's folder; empty for a folder.
    pub(crate) fn file_name(&self) -> String {
        match &self.source {
            AssetSource::File(path) => path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            AssetSource::Directory(_) => String::new(),
            AssetSource::Archive(_) => "archive.zip".into(),
            AssetSource::Program(program) => program.file_name.into(),
        }
    }
}

/// A program on its way to become an [`Asset`]: what it is built for.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct ProgramAsset {
    pub(crate) package: &'static str,
    pub(crate) file_name: &'static str,
    pub(crate) architecture: &'static str,
    pub(crate) glibc: Option<&'static str>,
}

impl ProgramAsset {
    /// The processor, as AWS writes it: `x86_64`, which is the default, or
    /// `arm64`.
    pub fn architecture(mut self, name: &'static str) -> Self {
        self.architecture = name;
        self
    }

    /// The version of glibc where it runs, such as `2.34` on Amazon Linux 2023:
    /// what is built is checked to need nothing newer. Unchecked by default.
    pub fn glibc(mut self, version: &'static str) -> Self {
        self.glibc = Some(version);
        self
    }

    /// What the file holds.
    pub(crate) fn kind(&self) -> &'static str {
        match Path::new(self.file_name).extension() {
            Some(kind) if kind == "zip" => "zip",
            _ => "binary",
        }
    }
}

impl From<ProgramAsset> for Asset {
    fn from(program: ProgramAsset) -> Self {
        Self {
            source: AssetSource::Program(program),
        }
    }
}

/// An asset of a stack.
#[derive(Debug, Clone)]
pub struct AssetRef {
    pub(crate) path: String,
    pub(crate) hash: Option<String>,
}

impl AssetRef {
    /// Where Terraform finds it: a path relative to the stack's folder, which
    /// is where Terraform runs.
    #[must_use]
    pub fn path(&self) -> Value<String> {
        self.path.clone().into()
    }

    /// A SHA-256 over the names, modes and content of what was found, in
    /// hexadecimal. `None` for a program, which is not built yet: see
    /// [`base64_sha256`](Self::base64_sha256).
    #[must_use]
    pub fn hash(&self) -> Option<&str> {
        self.hash.as_deref()
    }

    /// The file's SHA-256 as Terraform computes it when it plans, for
    /// `source_code_hash` and the like.
    #[must_use]
    pub fn base64_sha256(&self) -> Value<String> {
        self.digest("filebase64sha256")
    }

    /// The same in hexadecimal, as `sha256sum` has it.
    #[must_use]
    pub fn sha256(&self) -> Value<String> {
        self.digest("filesha256")
    }

    fn digest(&self, function: &'static str) -> Value<String> {
        let path = Node::String(self.path.clone().into());
        Expr::call(function, vec![path]).into_value()
    }
}

/// An asset as its stack keeps it.
#[derive(Debug, Clone)]
pub(crate) struct AssetState {
    /// `assets/ID`
    pub(crate) folder: String,
    pub(crate) file_name: String,
    pub(crate) source: AssetSource,
    pub(crate) construct_path: String,
    pub(crate) location: &'static Location<'static>,
}
