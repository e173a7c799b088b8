//! One run of the app, and what it wrote.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::document::Document;
use crate::error::{Error, Result};
use crate::manifest::{self, Manifest, Stack};
use crate::project::{Project, Stage};
use crate::scratch::Scratch;
use crate::ui::Ui;
use crate::{annotations, app, sources};

/// What the app wrote, in a folder that goes away with this value.
#[derive(Debug)]
pub(crate) struct Synthesis {
    /// Removes the folder when it is dropped.
    _staging: TempDir,
    folder: PathBuf,
    pub(crate) manifest: Manifest,
}

impl Synthesis {
    /// Runs the app for a stage. Its annotations are printed; an error among
    /// them is a failure.
    pub(crate) fn run(project: &Project, stage: &Stage, scratch: &Scratch, ui: Ui) -> Result<Self> {
        let staging = scratch.staging()?;
        let folder = staging.path().join("out");
        fs::create_dir(&folder).map_err(Error::io("create", &folder))?;
        let file = staging.path().join("sources.json");
        app::run(project, stage, &folder, &file, ui)?;
        let manifest = read(&folder)?;
        annotations::report(&manifest, ui)?;
        sources::keep(&file, project, stage)?;
        Ok(Self {
            _staging: staging,
            folder,
            manifest,
        })
    }

    /// The document of a stack.
    pub(crate) fn document(&self, stack: &Stack) -> Result<Document> {
        let document = Document::read(&self.folder.join(&stack.document));
        document.ok_or_else(|| Error::Unusable {
            what: format!("the app wrote no JSON to {}", stack.document.display()),
            hint: None,
        })
    }

    /// Where the manifest and the stacks are.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

fn read(folder: &Path) -> Result<Manifest> {
    let path = folder.join(manifest::FILE);
    let Ok(text) = fs::read_to_string(&path) else {
        return Err(Error::Unusable {
            what: "the app wrote no manifest.json".to_owned(),
            hint: Some(
                "it must end with `app.synth()` and write to the folder in the environment variable \
                 CDKTF_OUTDIR, so do not give `outdir` in the code"
                    .to_owned(),
            ),
        });
    };
    let unusable = |what| Error::Unusable { what, hint: None };
    let manifest = Manifest::parse(&text)
        .map_err(|what| unusable(format!("the app wrote an unusable manifest.json: {what}")))?;
    for stack in manifest.stacks() {
        let document = folder.join(&stack.document);
        if !document
            .symlink_metadata()
            .is_ok_and(|metadata| metadata.is_file())
        {
            return Err(unusable(format!(
                "the app wrote no {}, which its manifest.json names",
                stack.document.display()
            )));
        }
    }
    Ok(manifest)
}
