//! What a stack reads of others, whose marks Terraform forgets.

use std::collections::BTreeMap;

use serde_json::Value;

use super::clear::states;
use crate::subject::Subject;

/// References to outputs that are not to be shown, and what each of them is; nothing
/// if the plan has not read it.
pub(super) type Hidden<'a> = BTreeMap<String, Vec<&'a Value>>;

/// What a subject reads that is marked where it comes from. `is_clear` tells of a
/// stack's output, and of a value if there is one, whether that mark does not count.
pub(super) fn hidden<'a>(
    subject: &'a Subject<'_>,
    is_clear: impl Fn(&str, &str, Option<&Value>) -> bool,
) -> Hidden<'a> {
    let mut hidden = Hidden::new();
    for read in &subject.reads {
        let reference = |output: &str| format!("{}.outputs.{output}", read.address);
        let mut is_read = false;
        for state in states(subject.plan, &read.address) {
            is_read = true;
            let outputs = state.values.get("outputs").and_then(Value::as_object);
            for (output, value) in outputs.into_iter().flatten() {
                let marked = read.outputs.get(output).copied().unwrap_or(true);
                if marked && !is_clear(&read.stack, output, Some(value)) {
                    hidden.entry(reference(output)).or_default().push(value);
                }
            }
        }
        let marked = read.outputs.iter().filter(|(_, marked)| **marked);
        for (output, _) in marked.filter(|_| !is_read) {
            if !is_clear(&read.stack, output, None) {
                hidden.entry(reference(output)).or_default();
            }
        }
    }
    hidden
}
