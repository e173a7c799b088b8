//! Puts shorter names in the place of references.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::model::Stack;

/// Applies names to every text. They are no secrets, and so come after the
/// mask.
pub(super) fn apply(stack: &mut Stack, names: &BTreeMap<String, String>) {
    if names.is_empty() {
        return;
    }
    let finder = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(names.keys());
    // It fails when there are more than its numbers can count; long names stay
    // then.
    let Ok(finder) = finder else { return };
    let shorter: Vec<&str> = names.values().map(String::as_str).collect();
    let mut edit = |text: &mut String| {
        let mut edited = String::new();
        let mut at = 0;
        for found in finder.find_iter(text.as_str()) {
            let rest = text.get(found.end()..).unwrap_or_default();
            let name = shorter.get(found.pattern().as_usize());
            // A longer name that begins like this one is another one.
            let Some(name) = name.filter(|_| !goes_on(rest)) else {
                continue;
            };
            edited.push_str(text.get(at..found.start()).unwrap_or_default());
            edited.push_str(name);
            at = found.end();
        }
        if at > 0 {
            edited.push_str(text.get(at..).unwrap_or_default());
            *text = edited;
        }
    };
    stack.each_text(&mut edit);
    stack.each_reference(&mut edit);
}

fn goes_on(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Note, NoteKind};

    #[test]
    fn whole_names_are_replaced() {
        let names = BTreeMap::from([
            ("a.out".to_owned(), "other.x".to_owned()),
            ("a.out-long".to_owned(), "other.y".to_owned()),
        ]);
        let mut stack = Stack::default();
        stack.notes.push(Note {
            kind: NoteKind::Plan,
            text: "${a.out}, ${a.out-long}/*, a.out-other, a.outer".to_owned(),
        });
        apply(&mut stack, &names);
        assert_eq!(
            stack.notes[0].text,
            "${other.x}, ${other.y}/*, a.out-other, a.outer"
        );
    }
}
