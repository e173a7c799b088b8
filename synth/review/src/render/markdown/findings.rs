//! What deserves attention, worst first.

use std::fmt::Write;

use super::inline::{code, plain, sentence};
use super::{Page, symbol};
use crate::model::{Finding, Review, Stack};
use crate::render::parts::Rank;

/// How many findings of a rule are told one by one.
const MOST_ALIKE: usize = 5;

impl Page {
    pub(super) fn findings(&mut self, review: &Review) {
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
}
