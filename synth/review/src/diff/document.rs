//! Compares JSON documents that are values of attributes.

use serde_json::Value;

use super::Context;
use super::Templates;
use super::compare::{Comparison, Side};
use crate::mask::{Mark, Mask};
use crate::model::Attribute;
use crate::plan::Path;

/// The document in a text; `None` if it is none, or just a text or number.
pub(super) fn parse(text: &str) -> Option<Value> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// What differs, with paths inside the document.
pub(super) fn changes(before: &Value, after: &Value, mask: &Mask) -> Vec<Attribute> {
    static KNOWN: Value = Value::Bool(false);
    let context = Context {
        mask,
        expressions: None,
        templates: Templates::default(),
    };
    let mut comparison = Comparison::new(context, &[]);
    comparison.value(
        &Path::default(),
        Side::new(before, Mark::None),
        Side::new(after, Mark::None),
        &KNOWN,
    );
    comparison.finish().attributes
}
