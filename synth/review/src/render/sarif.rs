//! SARIF 2.1.0, the way GitHub's code scanning takes it.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use serde_json::{Value, json};

use crate::model::{Finding, Review, Severity, Stack};
use crate::rules;

/// How many results GitHub shows of a run. It takes 25,000, and its choice of
/// those to show need not be ours.
const MOST_RESULTS: usize = 5_000;
/// Where what has no place of its own is shown: GitHub asks for a file.
const NO_FILE: &str = "synth.toml";
/// The schema that the document follows.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// How long a text may be.
const LONGEST: usize = 1_024;
/// How long the name of a rule may be.
const LONGEST_NAME: usize = 255;

/// The findings as SARIF. A finding is shown where its construct is made; one
/// without such a place at the beginning of `synth.toml`, with its address. Files are
/// relative to the root of the repository, as far as [`Review::folder`] tells.
#[must_use]
pub fn sarif(review: &Review) -> String {
    let findings = review.findings();
    let shown = findings.get(..MOST_RESULTS).unwrap_or(&findings);
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut described = Vec::new();
    // How often the same has been said: alerts are told apart by it.
    let mut prints: HashMap<u64, usize> = HashMap::new();
    let mut results = Vec::with_capacity(shown.len());
    for (stack, finding) in shown {
        let place = *places.entry(&finding.rule).or_insert_with(|| {
            described.push(rule(finding));
            described.len() - 1
        });
        results.push(result((review, stack), finding, place, &mut prints));
    }
    let mut invocation = json!({"executionSuccessful": true});
    if shown.len() < findings.len() {
        let (shown, all) = (shown.len(), findings.len());
        let text = format!(
            "Of {all} findings the worst {shown} are told: GitHub shows no more. \
             The other formats of the review have all of them."
        );
        let notification = json!({"level": "warning", "message": {"text": text}});
        invocation["toolExecutionNotifications"] = json!([notification]);
    }
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "synth review",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": described,
            }},
            "automationDetails": {"id": "synth-review/"},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn rule(finding: &Finding) -> Value {
    let known = rules::all().find(|rule| rule.id == finding.rule);
    let about = known.map_or(finding.title.as_str(), |rule| rule.about);
    let severity = known.map_or(finding.severity, |rule| rule.severity);
    let advice = if finding.advice.is_empty() {
        &finding.title
    } else {
        &finding.advice
    };
    json!({
        "id": finding.rule,
        "name": name(finding),
        "shortDescription": {"text": short(&finding.title)},
        "fullDescription": {"text": short(about)},
        "help": {"text": short(advice), "markdown": format!("{}\n\n{}", short(about), short(advice))},
        "defaultConfiguration": {"level": level(severity)},
        "properties": {
            "tags": ["security", "terraform"],
            "precision": "high",
            "security-severity": score(severity),
        },
    })
}

/// The title of a rule as a word: `DataIsDestroyed`. It is another than the
/// rule's identifier, whatever the case.
fn name(finding: &Finding) -> String {
    let words = finding.title.split(|c: char| !c.is_alphanumeric());
    let mut name = String::new();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.extend(letters);
    }
    if name.is_empty() || name.eq_ignore_ascii_case(&finding.rule) {
        name.push_str("Rule");
    }
    name.chars().take(LONGEST_NAME).collect()
}

fn result(
    (review, stack): (&Review, &Stack),
    finding: &Finding,
    rule: usize,
    prints: &mut HashMap<u64, usize>,
) -> Value {
    let place = finding.source.as_ref();
    let uri = place.map_or(NO_FILE, |source| source.file.as_str());
    let mut region = json!({"startLine": place.map_or(1, |source| source.line.max(1))});
    if let Some(column) = place.and_then(|source| source.column) {
        region["startColumn"] = json!(column.max(1));
    }
    let address = finding.address.as_deref();
    let name = address.unwrap_or(&stack.name);
    let mut message = finding.what.clone();
    if let Some(address) = address {
        message = format!("{address}: {message}");
    }
    let advice = if finding.advice.is_empty() {
        String::new()
    } else {
        format!(" {}", finding.advice)
    };
    let print = fingerprint(&[
        &finding.rule,
        &stack.name,
        name,
        finding.attribute.as_deref().unwrap_or(""),
    ]);
    let time = prints.entry(print).or_default();
    *time += 1;
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": {"text": short(&format!("{message}{advice}"))},
        "locations": [{
            "physicalLocation": {
                "artifactLocation": {"uri": encoded(&review.folder, uri), "uriBaseId": "%SRCROOT%"},
                "region": region,
            },
            "logicalLocations": [{
                "name": short(name),
                "fullyQualifiedName": short(&format!("{}/{name}", stack.name)),
                "kind": "resource",
            }],
        }],
        // The same finding in the next run is the same alert.
        "partialFingerprints": {
            "primaryLocationLineHash": format!("{print:016x}:{time}"),
        },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// GitHub's scale: above 9.0 is critical, 7.0 high, 4.0 medium.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "1.0",
    }
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// A path as a URI relative to the root, from a folder on. It never leads out of the
/// root, whatever it is.
fn encoded(folder: &str, path: &str) -> String {
    // An absolute path is in no folder.
    let folder = if path.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    if path.is_empty() {
        return NO_FILE.to_owned();
    }
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// FNV-1a: the same on every machine and in every version.
fn fingerprint(parts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.join("\n").bytes() {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0100_0000_01b3);
    }
    hash
}
