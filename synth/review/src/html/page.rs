//! What the templates show. Every field is always there, so that a template
//! that names another one is told so.

use std::collections::BTreeMap;

use serde::Serialize;

use super::graph;
use super::rows::{Row, rows};
use crate::model::{
    Change, Check, CheckStatus, Finding, Invocation, Note, OutputChange, Review, Severity, Source,
    Stack, Verb,
};

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    title: String,
    /// All changes in words.
    words: String,
    verbs: Vec<Tally>,
    severities: Vec<Tally>,
    findings: Vec<FindingView>,
    notes: Vec<String>,
    stacks: Vec<StackView>,
    /// Whether there is more than one.
    several: bool,
    /// How many resources are listed.
    total: usize,
}

/// How many there are of something.
#[derive(Debug, Serialize)]
struct Tally {
    class: &'static str,
    word: &'static str,
    count: usize,
}

#[derive(Debug, Serialize)]
struct StackView {
    id: String,
    name: String,
    words: String,
    /// Which Terraform made the plan, and when.
    made: Option<String>,
    unchanged: usize,
    empty: bool,
    changes: Vec<ChangeView>,
    outputs: Vec<OutputView>,
    drift: Vec<ChangeView>,
    deferred: Vec<ChangeView>,
    checks: Vec<CheckView>,
    actions: Vec<ActionView>,
    notes: Vec<String>,
    /// SVG.
    graph: Option<String>,
    /// How many resources are not on the picture.
    left_out: usize,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field that a template asks for"
)]
#[derive(Debug, Serialize)]
struct ChangeView {
    id: String,
    address: String,
    class: &'static str,
    verb: &'static str,
    sign: &'static str,
    data: bool,
    stateful: bool,
    reason: Option<String>,
    replaced_by: Option<String>,
    create_first: bool,
    deposed: Option<String>,
    moved_from: Option<String>,
    imported: Option<String>,
    tags_only: bool,
    construct: Option<String>,
    source: Option<String>,
    rows: Vec<Row>,
    computed: Option<String>,
    unchanged: usize,
    findings: Vec<FindingView>,
    /// The worst finding's severity.
    severity: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
struct FindingView {
    severity: &'static str,
    rule: String,
    title: String,
    stack: String,
    address: Option<String>,
    attribute: Option<String>,
    construct: Option<String>,
    source: Option<String>,
    what: String,
    advice: String,
    docs: Option<String>,
    /// The change on this page.
    link: Option<String>,
}

#[derive(Debug, Serialize)]
struct OutputView {
    name: String,
    class: &'static str,
    verb: &'static str,
    sign: &'static str,
    sensitive: bool,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct CheckView {
    address: String,
    word: &'static str,
    holds: bool,
    problems: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ActionView {
    address: String,
    trigger: Option<String>,
}

impl Page {
    pub(super) fn new(review: &Review) -> Self {
        let numbered = || review.stacks.iter().enumerate();
        let links: Vec<Links<'_>> = numbered()
            .map(|(place, stack)| links(place, stack))
            .collect();
        let stacks: Vec<StackView> = numbered()
            .map(|(place, stack)| StackView::new(place, stack, &links[place]))
            .collect();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, stack) in numbered() {
            places.entry(stack.name.as_str()).or_insert(place);
        }
        let findings = review.findings().into_iter().map(|(stack, finding)| {
            let place = places.get(stack.name.as_str()).copied().unwrap_or_default();
            FindingView::new(finding, stack, links.get(place))
        });
        let names: Vec<&str> = places.keys().copied().collect();
        Self {
            title: match names.as_slice() {
                [] => "Review".to_owned(),
                [one] => format!("Review of {one}"),
                several => format!("Review of {} stacks", several.len()),
            },
            words: review.counts.in_words(),
            verbs: verbs(&review.stacks),
            severities: severities(review),
            findings: findings.collect(),
            notes: notes(&review.notes),
            several: stacks.len() > 1,
            total: stacks.iter().map(|stack| stack.changes.len()).sum(),
            stacks,
        }
    }
}

/// Places on the page by address.
type Links<'a> = BTreeMap<&'a str, String>;

/// The changes of a stack by address, for links to them. An address without
/// keys leads to its first instance.
fn links(place: usize, stack: &Stack) -> Links<'_> {
    let mut links = BTreeMap::new();
    for (number, change) in stack.changes.iter().enumerate() {
        let id = format!("s{place}c{number}");
        let address = change.address.as_str();
        links.entry(address).or_insert_with(|| id.clone());
        if let Some((before, _)) = address.rsplit_once('[') {
            links.entry(before).or_insert(id);
        }
    }
    links
}

impl StackView {
    fn new(place: usize, stack: &Stack, links: &Links<'_>) -> Self {
        let mut findings: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in &stack.findings {
            if let Some(address) = &finding.address {
                findings.entry(address.as_str()).or_default().push(finding);
            }
        }
        let view = |kind: &str, number: usize, change: &Change| {
            let own = findings
                .get(change.address.as_str())
                .filter(|_| kind == "c");
            let own = own.into_iter().flatten();
            let own = own.map(|finding| FindingView::new(finding, stack, None));
            ChangeView::new(format!("s{place}{kind}{number}"), change, own.collect())
        };
        let all = |kind: &str, changes: &[Change]| -> Vec<ChangeView> {
            let numbered = changes.iter().enumerate();
            numbered
                .map(|(number, change)| view(kind, number, change))
                .collect()
        };
        let deferred = stack.deferred.iter().enumerate().map(|(number, deferred)| {
            let mut view = view("w", number, &deferred.change);
            view.reason = Some(deferred.reason.clone());
            view
        });
        let drawn = graph::draw(stack, format!("s{place}"), links);
        Self {
            id: format!("s{place}"),
            name: stack.name.clone(),
            words: stack.counts.in_words(),
            made: made(stack),
            unchanged: stack.counts.unchanged,
            empty: stack.is_empty(),
            changes: all("c", &stack.changes),
            outputs: stack.outputs.iter().map(OutputView::new).collect(),
            drift: all("d", &stack.drift),
            deferred: deferred.collect(),
            checks: stack.checks.iter().map(CheckView::new).collect(),
            actions: stack.actions.iter().map(ActionView::new).collect(),
            notes: notes(&stack.notes),
            graph: drawn.svg,
            left_out: drawn.left_out,
        }
    }
}

impl ChangeView {
    fn new(id: String, change: &Change, findings: Vec<FindingView>) -> Self {
        let some = |list: &[String]| (!list.is_empty()).then(|| list.join(", "));
        Self {
            id,
            address: change.address.clone(),
            class: graph::class(change.verb),
            verb: change.verb.name(),
            sign: change.verb.sign(),
            data: change.data,
            stateful: change.stateful && matches!(change.verb, Verb::Delete | Verb::Replace),
            reason: change.reason.clone(),
            replaced_by: some(&change.replaced_by),
            create_first: change.create_first,
            deposed: change.deposed.clone(),
            moved_from: change.moved_from.clone(),
            imported: change.imported.clone(),
            tags_only: change.tags_only,
            construct: change.construct.clone(),
            source: change.source.as_ref().map(shown),
            rows: rows(&change.attributes, ""),
            computed: some(&change.computed),
            unchanged: change.unchanged,
            severity: findings.first().map(|finding| finding.severity),
            findings,
        }
    }
}

impl FindingView {
    fn new(finding: &Finding, stack: &Stack, links: Option<&Links<'_>>) -> Self {
        let address = finding.address.as_deref();
        Self {
            severity: finding.severity.name(),
            rule: finding.rule.clone(),
            title: finding.title.clone(),
            stack: stack.name.clone(),
            address: finding.address.clone(),
            attribute: finding.attribute.clone(),
            construct: finding.construct.clone(),
            source: finding.source.as_ref().map(shown),
            what: finding.what.clone(),
            advice: finding.advice.clone(),
            docs: finding.docs.clone(),
            link: address.and_then(|address| links?.get(address).cloned()),
        }
    }
}

impl OutputView {
    fn new(output: &OutputChange) -> Self {
        Self {
            name: output.name.clone(),
            class: graph::class(output.verb),
            verb: output.verb.name(),
            sign: output.verb.sign(),
            sensitive: output.sensitive,
            rows: rows(&output.differences, "value"),
        }
    }
}

impl CheckView {
    fn new(check: &Check) -> Self {
        Self {
            address: check.address.clone(),
            word: check.status.name(),
            holds: check.status == CheckStatus::Pass,
            problems: check.problems.clone(),
        }
    }
}

impl ActionView {
    fn new(action: &Invocation) -> Self {
        Self {
            address: action.address.clone(),
            trigger: action.trigger.clone(),
        }
    }
}

/// How much of each kind happens, without what does not happen.
fn verbs(stacks: &[Stack]) -> Vec<Tally> {
    let mut tallies = Vec::new();
    for verb in Verb::ALL {
        let changes = stacks.iter().flat_map(|stack| &stack.changes);
        let count = changes.filter(|change| change.verb == verb).count();
        if count > 0 {
            tallies.push(Tally {
                class: graph::class(verb),
                word: verb.name(),
                count,
            });
        }
    }
    tallies
}

fn severities(review: &Review) -> Vec<Tally> {
    let tally = |(severity, count): (Severity, usize)| Tally {
        class: severity.name(),
        word: severity.name(),
        count,
    };
    review.tally().into_iter().map(tally).collect()
}

fn notes(notes: &[Note]) -> Vec<String> {
    notes.iter().map(|note| note.text.clone()).collect()
}

fn made(stack: &Stack) -> Option<String> {
    let version = stack.terraform_version.as_ref();
    let version = version.map(|version| format!("Terraform {version}"));
    let parts: Vec<String> = version.into_iter().chain(stack.timestamp.clone()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn shown(source: &Source) -> String {
    format!("{}:{}", source.file, source.line)
}
