//! For a comment on a pull request.

use std::fmt::Write;

use super::describe::{Sign, clean, output_rows, remarks, rows};
use super::parts::{Parts, Rank};
use crate::escape::escaped;
use crate::model::{
    Change, CheckStatus, Finding, Note, OutputChange, Review, Severity, Stack, Verb,
};

/// How many lines of a resource's differences are shown.
const MOST_ROWS: usize = 120;
/// How many attributes are named above the details.
const MOST_NAMES: usize = 5;
/// How many findings of a rule are told one by one.
const MOST_ALIKE: usize = 5;

/// The review as GitHub's Markdown, in at most `limit` characters. When it
/// does not fit, the least important is left out, and a note says what.
#[must_use]
pub fn markdown(review: &Review, limit: usize) -> String {
    let mut page = Page(Parts::default());
    page.head(review);
    page.findings(review);
    for stack in &review.stacks {
        page.stack(stack, review.stacks.len() == 1);
    }
    page.notes(&review.notes);
    page.0.fit(limit, |dropped| {
        format!("\n> [!NOTE]\n> Left out for lack of room: {dropped}. The whole review is in its other formats.\n")
    })
}

struct Page(Parts);

impl Page {
    fn head(&mut self, review: &Review) {
        let mut text = format!("## Plan: {}\n\n", review.counts.in_words());
        let tally: Vec<String> = review
            .tally()
            .iter()
            .map(|(severity, count)| format!("{} {count} {severity}", symbol(*severity)))
            .collect();
        if tally.is_empty() {
            text.push_str("No findings.\n\n");
        } else {
            let _ = write!(text, "**Findings:** {}\n\n", tally.join(" · "));
        }
        self.0.add(Rank::Frame, text);
        if review.stacks.len() > 1 {
            let head = "| stack | destroy | replace | change | create | other |\n|---|---:|---:|---:|---:|---|\n";
            self.0.add(Rank::Frame, head);
            for stack in &review.stacks {
                let c = &stack.counts;
                let other: Vec<String> = [
                    (c.forget, "forgotten"),
                    (c.import, "imported"),
                    (c.moved, "moved"),
                    (c.read, "read"),
                    (c.other, "other"),
                    (c.deferred, "deferred"),
                    (c.actions, "actions"),
                    (c.drift, "drifted"),
                ]
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!("{count} {what}"))
                .chain(c.outputs_in_words())
                .collect();
                let number = |count: usize| match count {
                    0 => String::new(),
                    count => count.to_string(),
                };
                self.0.add(
                    Rank::Changed,
                    format!(
                        "| {} | {} | {} | {} | {} | {} |\n",
                        cell(&stack.name),
                        number(c.delete),
                        number(c.replace),
                        number(c.update),
                        number(c.create),
                        other.join(", ")
                    ),
                );
            }
            self.0.add(Rank::Frame, "\n");
        }
    }

    fn findings(&mut self, review: &Review) {
        let findings = review.findings();
        if findings.is_empty() {
            return;
        }
        let several = review.stacks.len() > 1;
        self.0.add(Rank::Frame, "### Findings\n\n");
        let mut rest = findings.as_slice();
        while let Some((_, first)) = rest.first() {
            let alike = rest
                .iter()
                .take_while(|(_, other)| {
                    other.rule == first.rule && other.severity == first.severity
                })
                .count();
            let (group, others) = rest.split_at(alike);
            if alike > MOST_ALIKE {
                self.alike(group, several);
            } else {
                for (stack, finding) in group {
                    self.finding(stack, finding, several);
                }
            }
            rest = others;
        }
        self.0.add(Rank::Frame, "\n");
    }

    /// Many findings of a rule, together.
    fn alike(&mut self, group: &[(&Stack, &Finding)], several: bool) {
        let Some((_, first)) = group.first() else {
            return;
        };
        let text = format!(
            "- {} **{}: {}**, {} times\n",
            symbol(first.severity),
            first.severity,
            plain(&first.title),
            group.len()
        );
        self.0.add(Rank::Finding, text);
        self.advice(first);
        for (stack, finding) in group {
            let name = finding.address.as_deref().unwrap_or(&stack.name);
            let mut text = format!("  - {}", code(name));
            if several {
                let _ = write!(text, " in {}", code(&stack.name));
            }
            let _ = writeln!(text, ": {}", sentence(&finding.what));
            self.0.add(Rank::Further, text);
        }
    }

    fn advice(&mut self, finding: &Finding) {
        let mut text = String::from("  ");
        if !finding.advice.is_empty() {
            let _ = write!(text, "*{}* ", sentence(&finding.advice).trim());
        }
        let _ = writeln!(text, "({})", code(&finding.rule));
        self.0.add(Rank::Advice, text);
    }

    fn finding(&mut self, stack: &Stack, finding: &Finding, several: bool) {
        let mut text = format!(
            "- {} **{}: {}**",
            symbol(finding.severity),
            finding.severity,
            plain(&finding.title)
        );
        if let Some(address) = &finding.address {
            let _ = write!(text, " {}", code(address));
        }
        if several {
            let _ = write!(text, " in {}", code(&stack.name));
        }
        text.push('\n');
        self.0.add(Rank::Finding, text);
        let mut text = format!("  {}", sentence(&finding.what));
        let place = finding
            .source
            .as_ref()
            .map(|source| code(&format!("{}:{}", source.file, source.line)));
        let place = place.or_else(|| finding.construct.as_deref().map(code));
        if let Some(place) = place {
            let _ = write!(text, " At {place}.");
        }
        text.push('\n');
        self.0.add(Rank::Finding, text);
        self.advice(finding);
    }

    fn stack(&mut self, stack: &Stack, alone: bool) {
        if !alone {
            let title = format!("### {}\n\n", plain(&stack.name));
            self.0.add(Rank::Frame, title);
        }
        if stack.is_empty() {
            self.0.add(Rank::Frame, "Nothing changes.\n\n");
        }
        for verb in Verb::ALL {
            let changes: Vec<&Change> = stack
                .changes
                .iter()
                .filter(|change| change.verb == verb && !change.tags_only)
                .collect();
            self.changes(title(verb), &changes);
        }
        let tags: Vec<&Change> = stack
            .changes
            .iter()
            .filter(|change| change.tags_only)
            .collect();
        self.tags(&tags);
        self.outputs(&stack.outputs);
        self.checks(stack);
        self.others(stack);
        self.notes(&stack.notes);
    }

    fn changes(&mut self, title: &str, changes: &[&Change]) {
        let Some(first) = changes.first() else {
            return;
        };
        self.0
            .add(Rank::Frame, format!("**{title}** ({})\n\n", changes.len()));
        let (rank, detail) = ranks(first.verb);
        for change in changes {
            let mut line = format!("- `{}` {}", change.verb.sign(), code(&change.address));
            if change.stateful && matches!(change.verb, Verb::Delete | Verb::Replace) {
                line.push_str(" **holds data**");
            }
            for remark in remarks(change) {
                let _ = write!(line, ", {}", plain(&remark));
            }
            line.push('\n');
            self.0.add(rank, line);
            if let Some(text) = detail_of(change) {
                self.0.add(detail, text);
            }
        }
        self.0.add(Rank::Frame, "\n");
    }

    fn tags(&mut self, changes: &[&Change]) {
        if changes.is_empty() {
            return;
        }
        let text = format!(
            "<details><summary>Only tags change ({})</summary>\n\n",
            changes.len()
        );
        self.0.add(Rank::Frame, text);
        for change in changes {
            let rows = rows(&change.attributes);
            let rows: Vec<String> = rows
                .iter()
                .map(|row| code(&format!("{} {}", row.sign.symbol(), row.text)))
                .collect();
            self.0.add(
                Rank::Minor,
                format!("- {}: {}\n", code(&change.address), rows.join(" ")),
            );
        }
        self.0.add(Rank::Frame, "\n</details>\n\n");
    }

    fn outputs(&mut self, outputs: &[OutputChange]) {
        if outputs.is_empty() {
            return;
        }
        self.0
            .add(Rank::Frame, format!("**Outputs** ({})\n\n", outputs.len()));
        for output in outputs {
            let rows = output_rows(output);
            let text = match rows.as_slice() {
                [one] => code(&format!("{} {}", one.sign.symbol(), one.text)),
                _ => format!("`{}` {}", output.verb.sign(), code(&output.name)),
            };
            let mut text = format!("- {text}\n");
            if rows.len() > 1 {
                text.push_str(&fenced(&rows, "  "));
            }
            self.0.add(Rank::Output, text);
        }
        self.0.add(Rank::Frame, "\n");
    }

    fn checks(&mut self, stack: &Stack) {
        let shown: Vec<_> = stack
            .checks
            .iter()
            .filter(|check| check.status != CheckStatus::Pass)
            .collect();
        if shown.is_empty() {
            return;
        }
        self.0.add(Rank::Frame, "**Checks**\n\n");
        for check in shown {
            let mut text = format!("- {} {}", code(&check.address), check.status.name());
            for problem in &check.problems {
                let _ = write!(text, ": {}", plain(&clean(problem)));
            }
            text.push('\n');
            self.0.add(Rank::Check, text);
        }
        self.0.add(Rank::Frame, "\n");
    }

    fn others(&mut self, stack: &Stack) {
        if !stack.deferred.is_empty() {
            self.0
                .add(Rank::Frame, "**Deferred to a further plan**\n\n");
            for deferred in &stack.deferred {
                let sign = deferred.change.verb.sign();
                let address = code(&deferred.change.address);
                let text = format!("- `{sign}` {address}: {}\n", plain(&deferred.reason));
                self.0.add(Rank::Changed, text);
            }
            self.0.add(Rank::Frame, "\n");
        }
        if !stack.actions.is_empty() {
            self.0.add(Rank::Frame, "**Actions that are called**\n\n");
            for action in &stack.actions {
                let trigger = action
                    .trigger
                    .as_deref()
                    .map(|trigger| format!(", {}", plain(trigger)));
                let text = format!(
                    "- {}{}\n",
                    code(&action.address),
                    trigger.unwrap_or_default()
                );
                self.0.add(Rank::Changed, text);
            }
            self.0.add(Rank::Frame, "\n");
        }
        if !stack.drift.is_empty() {
            let text = format!(
                "<details><summary>Changed outside Terraform ({})</summary>\n\n",
                stack.drift.len()
            );
            self.0.add(Rank::Frame, text);
            for change in &stack.drift {
                let mut text = format!("- `{}` {}\n", change.verb.sign(), code(&change.address));
                text.push_str(&fenced(&rows(&change.attributes), "  "));
                self.0.add(Rank::Drift, text);
            }
            self.0.add(Rank::Frame, "\n</details>\n\n");
        }
    }

    fn notes(&mut self, notes: &[Note]) {
        for note in notes {
            let text = format!("> {}\n\n", plain(&clean(&note.text)));
            self.0.add(Rank::Frame, text);
        }
    }
}

fn title(verb: Verb) -> &'static str {
    match verb {
        Verb::Delete => "Destroyed",
        Verb::Replace => "Replaced",
        Verb::Update => "Changed",
        Verb::Create => "Created",
        Verb::Forget => "Forgotten",
        Verb::Read => "Read when applied",
        Verb::Other => "Other",
        Verb::Keep => "Moved or imported, and otherwise unchanged",
    }
}

fn ranks(verb: Verb) -> (Rank, Rank) {
    match verb {
        Verb::Delete | Verb::Replace => (Rank::Destroyed, Rank::DestroyedDetail),
        Verb::Update | Verb::Forget | Verb::Other => (Rank::Changed, Rank::ChangedDetail),
        Verb::Create => (Rank::Created, Rank::CreatedDetail),
        Verb::Read | Verb::Keep => (Rank::Moved, Rank::Moved),
    }
}

fn detail_of(change: &Change) -> Option<String> {
    let rows = rows(&change.attributes);
    if rows.is_empty() && change.computed.is_empty() {
        return None;
    }
    let summary = match (change.verb, change.attributes.len()) {
        (_, 0) => "known after apply".to_owned(),
        (Verb::Delete, _) => "what it is".to_owned(),
        (Verb::Create, 1) => "1 attribute".to_owned(),
        (Verb::Create, count) => format!("{count} attributes"),
        _ => named(change),
    };
    let mut text = format!("  <details><summary>{summary}</summary>\n\n");
    if !rows.is_empty() {
        text.push_str(&fenced(&rows, "  "));
    }
    if !change.computed.is_empty() && change.verb != Verb::Create {
        let names = clean(&change.computed.join(", "));
        let _ = write!(text, "\n  Known after apply: {}\n", code(&names));
    }
    text.push_str("\n  </details>\n");
    Some(text)
}

/// Which attributes differ, as a line of HTML; the first few of many.
fn named(change: &Change) -> String {
    let mut names: Vec<&str> = Vec::new();
    for attribute in &change.attributes {
        let name = crate::diff::top(&attribute.path);
        if !names.contains(&name) && names.len() <= MOST_NAMES {
            names.push(name);
        }
    }
    let more = names.len() > MOST_NAMES;
    names.truncate(MOST_NAMES);
    let mut text = inline(&names.join(", "));
    if more {
        text.push_str(", ...");
    }
    text
}

/// Text inside a line of HTML; calls nobody.
fn inline(text: &str) -> String {
    escaped(&clean(text))
        .replace('@', "@\u{2060}")
        .replace("://", ":\u{2060}//")
}

/// The rows as a coloured block. The fence is longer than any in it.
fn fenced(rows: &[super::describe::Row], indent: &str) -> String {
    let longest = rows.iter().map(|row| run(&row.text)).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let mut text = format!("{indent}{fence}diff\n");
    for row in rows.iter().take(MOST_ROWS) {
        // In such a block `!` is what is changed.
        let sign = match row.sign {
            Sign::Changed => '!',
            other => other.symbol(),
        };
        let line = format!("{indent}{sign} {}{}", "  ".repeat(row.depth), row.text);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if rows.len() > MOST_ROWS {
        let _ = writeln!(text, "{indent}# {} more lines", rows.len() - MOST_ROWS);
    }
    let _ = writeln!(text, "{indent}{fence}");
    text
}

/// The longest run of backticks.
fn run(text: &str) -> usize {
    let mut longest = 0;
    let mut current = 0;
    for c in text.chars() {
        current = if c == '`' { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    longest
}

/// A span of code, whatever is in it.
fn code(text: &str) -> String {
    let text = clean(text);
    if text.is_empty() {
        return "` `".to_owned();
    }
    let fence = "`".repeat(run(&text) + 1);
    if text.starts_with('`') || text.ends_with('`') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// A span of code in a table.
fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Text that means nothing to Markdown or HTML, and calls nobody.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // Nobody is mentioned and nothing is linked.
            '@' | '#' => {
                escaped.push(c);
                escaped.push('\u{2060}');
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped.replace("://", ":\u{2060}//")
}

/// A sentence of a rule: what is between backticks is code.
fn sentence(text: &str) -> String {
    let mut written = String::new();
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 0 {
            written.push_str(&plain(part));
        } else {
            written.push_str(&code(part));
        }
    }
    written
}

fn symbol(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "🛑",
        Severity::High => "🔴",
        Severity::Medium => "🟠",
        Severity::Low => "🟡",
        Severity::Info => "🔵",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(cell("a|b"), "`a\\|b`");
        assert_eq!(
            plain("<b>@me #1 *x*"),
            "&lt;b&gt;@\u{2060}me #\u{2060}1 \\*x\\*"
        );
        assert_eq!(sentence("see `a*b`."), "see `a*b`.");
        assert_eq!(inline("<b>@me"), "&lt;b&gt;@\u{2060}me");
    }
}
