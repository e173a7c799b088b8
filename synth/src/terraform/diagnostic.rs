//! What Terraform found, with the construct that it is about.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::paths::shown;
use crate::sources::Place;

/// A diagnostic, as `synth validate --json` prints it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diagnostic {
    severity: Severity,
    summary: String,
    detail: String,
    /// Where it is, as far as Terraform tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
    /// The block: `aws_s3_bucket.images`, `output.url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// The construct that made the block.
    #[serde(skip_serializing_if = "Option::is_none")]
    construct_path: Option<String>,
    /// The line of code that the construct comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Place>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    Error,
    Warning,
}

/// What `terraform validate -json` prints.
#[derive(Debug, Deserialize)]
pub(crate) struct Verdict {
    pub(crate) valid: bool,
    diagnostics: Vec<Raw>,
}

/// A diagnostic as Terraform prints it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub(crate) struct Raw {
    severity: Severity,
    pub(crate) summary: String,
    #[serde(default)]
    pub(crate) detail: String,
    /// The instance that it is about, if it is about one.
    #[serde(default)]
    pub(crate) address: Option<String>,
    range: Option<Range>,
    snippet: Option<Snippet>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
struct Range {
    filename: String,
    start: Position,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
struct Position {
    line: u64,
    column: u64,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
struct Snippet {
    context: Option<String>,
    #[serde(default)]
    values: Vec<Named>,
}

/// A value that an expression uses.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
struct Named {
    #[serde(default)]
    traversal: String,
}

impl Verdict {
    /// The diagnostics of the stack in `folder`, with their constructs, and
    /// where `source` says that those come from.
    /// Terraform finds them in any order; here they go by place.
    pub(crate) fn diagnostics(
        self,
        folder: &Path,
        document: Option<&Document>,
        source: impl Fn(&str) -> Option<Place>,
    ) -> Vec<Diagnostic> {
        let resolve = |raw: Raw| raw.resolve(folder, document, &source);
        let mut diagnostics: Vec<Diagnostic> = self.diagnostics.into_iter().map(resolve).collect();
        diagnostics.sort_by(|a, b| {
            (&a.file, a.line, a.column, &a.summary).cmp(&(&b.file, b.line, b.column, &b.summary))
        });
        diagnostics
    }
}

impl Raw {
    /// Whether it is what Terraform fails for.
    pub(crate) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The block that it is in: `resource.aws_s3_bucket.images`.
    pub(crate) fn block(&self) -> Option<&str> {
        self.snippet.as_ref()?.context.as_deref()
    }

    /// What follows `prefix` in the first value of the expression that starts
    /// with it.
    pub(crate) fn traversal_into(&self, prefix: &str) -> Option<&str> {
        let mut values = self.snippet.as_ref()?.values.iter();
        values.find_map(|value| value.traversal.strip_prefix(prefix))
    }

    /// With its construct, and the place in the code of the app.
    pub(crate) fn resolve(
        self,
        folder: &Path,
        document: Option<&Document>,
        source: impl Fn(&str) -> Option<Place>,
    ) -> Diagnostic {
        let block = self.snippet.and_then(|snippet| snippet.context);
        let of_block = |block: &str| document?.construct_path(block);
        let of_address = |address: &str| document?.construct_of_address(address);
        let construct_path = block
            .as_deref()
            .and_then(of_block)
            .or_else(|| self.address.as_deref().and_then(of_address));
        let address = self.address.or_else(|| {
            let block = block?;
            let address = block.strip_prefix("resource.").unwrap_or(&block);
            Some(address.to_owned())
        });
        let place = self.range.as_ref();
        Diagnostic {
            severity: self.severity,
            summary: self.summary,
            detail: self.detail,
            file: place.map(|range| shown(&folder.join(&range.filename))),
            line: place.map(|range| range.start.line),
            column: place.map(|range| range.start.column),
            address,
            source: construct_path.as_deref().and_then(source),
            construct_path,
        }
    }
}

impl Diagnostic {
    /// Whether it makes the stack invalid.
    pub(crate) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The one line that says what is wrong.
    pub(crate) fn summary(&self) -> &str {
        &self.summary
    }
}

/// Everything but the summary: the construct, the place, the detail.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        match (&self.construct_path, &self.address) {
            (Some(construct), Some(address)) => lines.push(format!("  at {construct} ({address})")),
            (None, Some(address)) => lines.push(format!("  at {address}")),
            _ => {}
        }
        if let Some(source) = &self.source {
            lines.push(format!("  defined at {source}"));
        }
        if let (Some(file), Some(line), Some(column)) = (&self.file, self.line, self.column) {
            lines.push(format!("  in {file}:{line}:{column}"));
        }
        lines.extend(
            self.detail
                .lines()
                .map(|line| format!("  {line}").trim_end().to_owned()),
        );
        f.write_str(&lines.join("\n"))
    }
}
