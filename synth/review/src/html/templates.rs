//! The templates of the page.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderError,
    RenderErrorReason,
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::page::Page;
use crate::escape::escaped;

/// Every part of the page, by the name of its file: the page itself, and what
/// it is made of.
const PARTS: &[(&str, &str)] = &[
    ("page.hbs", include_str!("template/page.hbs")),
    ("stack.hbs", include_str!("template/stack.hbs")),
    ("change.hbs", include_str!("template/change.hbs")),
    ("row.hbs", include_str!("template/row.hbs")),
    ("finding.hbs", include_str!("template/finding.hbs")),
    ("style.css", include_str!("template/style.css")),
    ("script.js", include_str!("template/script.js")),
];
const STYLE: &str = "style.css";
const SCRIPT: &str = "script.js";
/// The largest file that is taken for a template.
const MOST_BYTES: u64 = 1024 * 1024;

/// The templates: ours, some of them perhaps replaced.
#[derive(Debug)]
pub struct Templates {
    registry: Handlebars<'static>,
    style: String,
    script: String,
}

/// What is wrong with a template.
#[derive(Debug)]
pub enum TemplateError {
    /// The folder or a file in it cannot be read.
    Read {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder has a file that is no part of the page.
    Unknown {
        /// The file.
        path: PathBuf,
    },
    /// A template cannot be parsed, or asks for what is not there.
    Template {
        /// What and where.
        what: String,
    },
}

impl TemplateError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Read { .. } => {
                "a folder of templates has `.hbs` files, `style.css` or `script.js`".to_owned()
            }
            Self::Unknown { .. } => {
                let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
                format!("the parts of the page are: {}", names.join(", "))
            }
            Self::Template { .. } => {
                "the fields that templates can use are listed in docs/review/html.md".to_owned()
            }
        }
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, source } => write!(f, "could not read {}: {source}", path.display()),
            Self::Unknown { path } => {
                write!(f, "{} is no part of the page", path.display())
            }
            Self::Template { what } => f.write_str(what),
        }
    }
}

impl std::error::Error for TemplateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            Self::Unknown { .. } | Self::Template { .. } => None,
        }
    }
}

/// What the page's template is given.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    page: &'a Page,
    style: &'a str,
    script: &'a str,
    policy: String,
}

impl Templates {
    /// Our own.
    ///
    /// # Errors
    ///
    /// Never, as a test shows.
    pub fn new() -> Result<Self, TemplateError> {
        Self::with(ours)
    }

    /// Those in a folder, and ours for the parts that it has no file for.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read or is no template.
    pub fn in_folder(folder: &Path) -> Result<Self, TemplateError> {
        let read = |path: &Path| {
            let path = path.to_owned();
            move |source| TemplateError::Read { path, source }
        };
        let mut theirs = Vec::new();
        for entry in fs::read_dir(folder).map_err(read(folder))? {
            let path = entry.map_err(read(folder))?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let known = PARTS.iter().find(|(part, _)| name == Some(*part));
            let Some((part, _)) = known else {
                let template = path.extension().is_some_and(|it| it == "hbs");
                if template {
                    return Err(TemplateError::Unknown { path });
                }
                // A readme, an editor's file.
                continue;
            };
            if fs::metadata(&path).map_err(read(&path))?.len() > MOST_BYTES {
                let source = io::Error::other("it is too large for a template");
                return Err(TemplateError::Read { path, source });
            }
            let text = fs::read_to_string(&path).map_err(read(&path))?;
            theirs.push((*part, text));
        }
        Self::with(|name| {
            let own = theirs.iter().find(|(part, _)| *part == name);
            own.map_or_else(|| ours(name), |(_, text)| text.clone())
        })
    }

    fn with(text: impl Fn(&str) -> String) -> Result<Self, TemplateError> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        // Text in a `pre` keeps its lines.
        registry.set_prevent_indent(true);
        registry.register_escape_fn(escaped);
        registry.register_helper("prose", Box::new(prose));
        for (name, _) in PARTS {
            let Some(partial) = name.strip_suffix(".hbs") else {
                continue;
            };
            registry
                .register_template_string(partial, text(name))
                .map_err(|error| {
                    let (line, column) = error.pos().unwrap_or_default();
                    let what = format!("{name}:{line}:{column}: {}", error.reason());
                    TemplateError::Template { what }
                })?;
        }
        Ok(Self {
            registry,
            style: whole(STYLE, text(STYLE), "</style")?,
            script: whole(SCRIPT, text(SCRIPT), "</script")?,
        })
    }

    pub(super) fn render(&self, page: &Page) -> Result<String, TemplateError> {
        let whole = Whole {
            page,
            style: &self.style,
            script: &self.script,
            policy: self.policy(),
        };
        self.registry
            .render("page", &whole)
            .map_err(|error| TemplateError::Template {
                what: explained(&error),
            })
    }

    /// What the browser is told to allow: our style and our script, by their
    /// digests, and nothing else.
    fn policy(&self) -> String {
        let digest = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
        format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            digest(&self.style),
            digest(&self.script)
        )
    }
}

/// `{{prose text}}`: a sentence of ours, in which what is between backticks is
/// code.
fn prose(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = helper.param(0).and_then(|text| text.value().as_str());
    let mut parts = text.unwrap_or_default().split('`').peekable();
    let mut code = false;
    while let Some(part) = parts.next() {
        let closed = parts.peek().is_some();
        match (code, closed) {
            (false, _) => out.write(&escaped(part))?,
            (true, true) => {
                out.write("<code>")?;
                out.write(&escaped(part))?;
                out.write("</code>")?;
            }
            // The last backtick has no partner.
            (true, false) => {
                out.write("`")?;
                out.write(&escaped(part))?;
            }
        }
        code = !code;
    }
    Ok(())
}

/// Where and why a template cannot be filled in.
fn explained(error: &RenderError) -> String {
    let name = error.template_name.as_deref().unwrap_or("page");
    let line = error.line_no.unwrap_or_default();
    let column = error.column_no.unwrap_or_default();
    let why = match error.reason() {
        RenderErrorReason::MissingVariable(Some(field)) => format!("there is no field `{field}`"),
        reason => reason.to_string(),
    };
    format!("{name}.hbs:{line}:{column}: {why}")
}

/// A part that goes into the page as it is, and must not end before it does.
fn whole(name: &str, text: String, end: &str) -> Result<String, TemplateError> {
    if text.to_ascii_lowercase().contains(end) {
        return Err(TemplateError::Template {
            what: format!("{name} has `{end}` in it, where the page would end it"),
        });
    }
    Ok(text)
}

fn ours(name: &str) -> String {
    let found = PARTS.iter().find(|(part, _)| *part == name);
    found.map_or_else(String::new, |(_, text)| (*text).to_owned())
}
