//! Compares texts by line.

use similar::{ChangeTag, TextDiff};

use crate::model::{Line, LineKind};

/// How many lines around a difference are shown.
const CONTEXT: usize = 3;
/// How many lines are compared at most; of longer texts all that is between
/// their common beginning and end counts as changed.
const MOST: usize = 4_000;

/// The lines that differ, with those around them; nothing if none does.
pub(super) fn difference(before: &str, after: &str) -> Vec<Line> {
    let old: Vec<&str> = before.lines().collect();
    let new: Vec<&str> = after.lines().collect();
    if old == new {
        return Vec::new();
    }
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - start;
    let (from_end, to_end) = (old.iter().rev(), new.iter().rev());
    let end = from_end
        .zip(to_end)
        .take(rest)
        .take_while(|(a, b)| a == b)
        .count();
    let changed_old = old.get(start..old.len() - end).unwrap_or_default();
    let changed_new = new.get(start..new.len() - end).unwrap_or_default();
    let mut lines: Vec<Line> = Vec::new();
    lines.extend(
        old.iter()
            .take(start)
            .map(|text| line(LineKind::Same, text)),
    );
    if changed_old.len() + changed_new.len() > MOST {
        lines.extend(changed_old.iter().map(|text| line(LineKind::Removed, text)));
        lines.extend(changed_new.iter().map(|text| line(LineKind::Added, text)));
    } else {
        let difference = TextDiff::from_slices(changed_old, changed_new);
        for change in difference.iter_all_changes() {
            let kind = match change.tag() {
                ChangeTag::Equal => LineKind::Same,
                ChangeTag::Delete => LineKind::Removed,
                ChangeTag::Insert => LineKind::Added,
            };
            lines.push(line(kind, change.value()));
        }
    }
    lines.extend(
        old.iter()
            .skip(old.len() - end)
            .map(|text| line(LineKind::Same, text)),
    );
    with_gaps(lines)
}

fn line(kind: LineKind, text: &str) -> Line {
    Line {
        kind,
        text: text.to_owned(),
    }
}

/// Leaves out lines that stay and are far from any that does not.
fn with_gaps(lines: Vec<Line>) -> Vec<Line> {
    let mut near = vec![false; lines.len()];
    for (at, _) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.kind != LineKind::Same)
    {
        let around = at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(near.len());
        if let Some(around) = near.get_mut(around) {
            around.fill(true);
        }
    }
    let mut shown = Vec::new();
    let mut skipped = 0;
    for (line, near) in lines.into_iter().zip(near) {
        if near {
            gap(&mut shown, &mut skipped);
            shown.push(line);
        } else {
            skipped += 1;
        }
    }
    gap(&mut shown, &mut skipped);
    shown
}

fn gap(lines: &mut Vec<Line>, skipped: &mut usize) {
    if *skipped > 0 {
        lines.push(line(LineKind::Gap, &format!("{skipped} unchanged")));
    }
    *skipped = 0;
}
