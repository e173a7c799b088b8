//! Scripts from templates, with values that only Terraform knows.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext};
use serde_json::Value as Json;
use synth_core::functions::{replace, template};
use synth_core::prelude::*;
use synth_core::{IntoNode, Node};

/// What EC2 takes as user data: 16 KB before it is encoded.
const LIMIT: usize = 16 * 1024;

/// Stands around the number of a value in rendered text, where Terraform's
/// expression is put in later. No script has it.
const MARK: char = '\u{1}';

/// A shell script from a handlebars template.
///
/// The template is strict: a name that is not known is an error. Nothing is
/// escaped for HTML. `{{quote name}}` writes a value as one word of the shell,
/// whatever is in it; `{{name}}` works for [texts](Self::text) alone, so that
/// a value cannot get into a script unquoted.
///
/// ```
/// use synth_aws::patterns::Script;
///
/// let script = Script::new("echo {{quote greeting}} # by {{program}}\n")
///     .value("greeting", "it's me")
///     .text("program", "hello")
///     .render()?;
/// assert_eq!(script.as_str(), Some("echo 'it'\\''s me' # by hello\n"));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Script {
    template: String,
    entries: BTreeMap<String, Json>,
    values: Vec<Value<String>>,
}

impl Script {
    /// A template without anything in it yet.
    pub fn new(template: impl Into<String>) -> Self {
        Self {
            template: template.into(),
            entries: BTreeMap::new(),
            values: Vec::new(),
        }
    }

    /// A text that the template may put anywhere, unquoted: it is the caller
    /// who vouches for it.
    pub fn text(mut self, name: &str, text: impl Into<String>) -> Self {
        self.entries
            .insert(name.to_owned(), Json::String(text.into()));
        self
    }

    /// A value, to be written by `{{quote NAME}}`.
    pub fn value(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        let mark = self.mark(value.into());
        self.entries.insert(name.to_owned(), mark);
        self
    }

    /// A list of names with values: inside `{{#each LIST}}` they are `{{name}}`
    /// and `{{quote value}}`.
    pub fn variables(mut self, list: &str, variables: Vec<(&'static str, Value<String>)>) -> Self {
        let entries = variables
            .into_iter()
            .map(|(name, value)| serde_json::json!({ "name": name, "value": self.mark(value) }))
            .collect();
        self.entries.insert(list.to_owned(), Json::Array(entries));
        self
    }

    /// The script. A literal where all its values are.
    ///
    /// # Errors
    ///
    /// A template that cannot be read, that names what is not there, or that
    /// writes a value without quoting it; a script that is too long for EC2.
    pub fn render(self) -> Result<Value<String>, String> {
        if self.template.contains(MARK) {
            return Err("the template has a control character in it".to_owned());
        }
        let quoted = Arc::new(Mutex::new(0_usize));
        let counted = Arc::clone(&quoted);
        let mut handlebars = Handlebars::new();
        handlebars.set_strict_mode(true);
        handlebars.register_escape_fn(handlebars::no_escape);
        handlebars.register_helper(
            "quote",
            Box::new(
                move |helper: &Helper<'_>,
                      _: &Handlebars<'_>,
                      _: &Context,
                      _: &mut RenderContext<'_, '_>,
                      output: &mut dyn Output|
                      -> HelperResult {
                    let parameter = helper.param(0).map(|parameter| parameter.value());
                    let Some(text) = parameter.and_then(Json::as_str) else {
                        let path = helper
                            .param(0)
                            .and_then(|parameter| parameter.relative_path());
                        let path = path.map_or("", String::as_str);
                        let reason = format!("`quote` takes the name of a value, not `{path}`");
                        return Err(handlebars::RenderErrorReason::Other(reason).into());
                    };
                    if text.starts_with(MARK) {
                        *counted.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                        output.write(text)?;
                    } else {
                        output.write(&quote(text))?;
                    }
                    Ok(())
                },
            ),
        );
        let text = handlebars
            .render_template(&self.template, &self.entries)
            .map_err(|error| format!("the template cannot be used: {error}"))?;
        let pieces: Vec<&str> = text.split(MARK).collect();
        let marked = pieces.len() / 2;
        if marked != *quoted.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err("the template writes a value without `quote`".to_owned());
        }
        let literal: usize = pieces.iter().step_by(2).map(|piece| piece.len()).sum();
        if literal > LIMIT {
            return Err(format!(
                "the script has {literal} bytes, and user data may have {LIMIT}"
            ));
        }
        let mut parts = Vec::with_capacity(pieces.len());
        for (place, piece) in pieces.into_iter().enumerate() {
            let value = piece
                .parse()
                .ok()
                .and_then(|number: usize| self.values.get(number));
            match value {
                Some(value) if place % 2 == 1 => parts.extend(quoted_value(value)),
                _ => parts.push(piece.into_node()),
            }
        }
        Ok(joined(parts))
    }

    fn mark(&mut self, value: Value<String>) -> Json {
        self.values.push(value);
        Json::String(format!("{MARK}{}{MARK}", self.values.len() - 1))
    }
}

/// One text where all parts are literals, a template otherwise.
fn joined(parts: Vec<Node>) -> Value<String> {
    if parts.iter().all(|part| part.as_str().is_some()) {
        let text: String = parts.iter().filter_map(Node::as_str).collect();
        return text.into();
    }
    template(parts)
}

/// A literal as one word of the shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A value as one word of the shell: what only Terraform knows is quoted by
/// Terraform.
fn quoted_value(value: &Value<String>) -> Vec<Node> {
    match value.as_str() {
        Some(text) => vec![quote(text).into_node()],
        None => vec![
            "'".into_node(),
            replace(value.clone(), "'", r"'\''").into_node(),
            "'".into_node(),
        ],
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_would_go_wrong_later_is_told() {
        for (template, why) in [
            ("{{nobody}}", "nobody"),
            ("{{quote nobody}}", "nobody"),
            ("{{value}}", "without `quote`"),
            ("{{#if}", "cannot be used"),
            ("a\u{1}b", "control character"),
        ] {
            let error = Script::new(template)
                .value("value", "x")
                .render()
                .unwrap_err();
            assert!(error.contains(why), "{template}: {error}");
        }
        let long = Script::new("x".repeat(LIMIT + 1)).render().unwrap_err();
        assert!(long.contains("16385 bytes"), "{long}");
    }

    #[test]
    fn nothing_is_escaped_for_html() {
        let script = Script::new("{{text}} {{quote value}}")
            .text("text", "a < b && c")
            .value("value", "<&>\"")
            .render()
            .unwrap();
        assert_eq!(script.as_str(), Some("a < b && c '<&>\"'"));
    }
}
