//! What GitHub asks of SARIF: what it cannot do without, and its limits.
//! `scripts/check-sarif` asks the schema and a validator of others.

use std::collections::BTreeSet;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use synth_review::model::{Finding, Source};
use synth_review::{Review, Severity, sarif};

use crate::test::Test;

fn document(review: &Review) -> Value {
    serde_json::from_str(&sarif(review)).unwrap()
}

#[test]
fn results_have_what_code_scanning_needs() {
    let test = Test::new()
        .delete("aws_s3_bucket.b", json!({"bucket": "b"}))
        .delete("aws_dynamodb_table.t", json!({"name": "t"}));
    let mut review = test.review();
    review.stacks[0].findings[0].source = Some(Source {
        file: "src/a b.rs".to_owned(),
        line: 7,
        column: Some(3),
    });
    let document = document(&review);
    assert_eq!(document["version"], "2.1.0");
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 1, "a rule is described once");
    for rule in rules {
        for key in [
            "id",
            "shortDescription",
            "fullDescription",
            "help",
            "defaultConfiguration",
        ] {
            assert!(!rule[key].is_null(), "{key}");
        }
        assert_eq!(rule["name"], "DataIsDestroyed");
        let score: f64 = rule["properties"]["security-severity"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!(score > 0.0 && score <= 10.0);
    }
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
    }
    assert_eq!(uri(&results[0]), "src/a%20b.rs");
    assert_ne!(print(&results[0]), print(&results[1]));
}

fn uri(result: &Value) -> &str {
    result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        .as_str()
        .unwrap()
}

fn print(result: &Value) -> &str {
    result["partialFingerprints"]["primaryLocationLineHash"]
        .as_str()
        .unwrap()
}

#[test]
fn nothing_found_is_a_run_without_results() {
    let document = document(&Test::new().review());
    assert_eq!(document["runs"][0]["results"], json!([]));
}

fn finding(rule: &str, severity: Severity, number: usize) -> Finding {
    Finding {
        rule: rule.to_owned(),
        severity,
        title: "A title".to_owned(),
        address: Some(format!("aws_sqs_queue.queue_{number}")),
        attribute: None,
        construct: None,
        source: None,
        what: "It happens. ".repeat(300),
        advice: "Look at it.".to_owned(),
        docs: None,
    }
}

/// The limits are those of GitHub's page on SARIF results that exceed them.
#[test]
fn no_limit_is_exceeded() {
    let mut review = Test::new().review();
    let findings = &mut review.stacks[0].findings;
    findings.extend((0..7_000).map(|number| finding("many", Severity::Low, number)));
    findings.push(finding("other", Severity::Critical, 1));
    let written = sarif(&review);
    let document: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(document["runs"].as_array().unwrap().len(), 1);
    let run = &document["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 5_000, "GitHub shows no more");
    assert_eq!(results[0]["ruleId"], "other", "the worst is among them");
    let note = &run["invocations"][0]["toolExecutionNotifications"][0];
    let note = note["message"]["text"].as_str().unwrap();
    assert!(note.contains("Of 7001 findings the worst 5000"), "{note}");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 2);
    for rule in rules {
        assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 10);
        assert!(rule["name"].as_str().unwrap().len() <= 255);
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[text]["text"].as_str().unwrap().chars().count() <= 1_024);
        }
    }
    let prints: BTreeSet<&str> = results.iter().map(print).collect();
    assert_eq!(prints.len(), results.len());
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(written.as_bytes()).unwrap();
    assert!(packed.finish().unwrap().len() < 10 * 1_000 * 1_000);
}

/// Two findings of a rule about one attribute are two alerts.
#[test]
fn alerts_are_told_apart() {
    let mut review = Test::new().review();
    let twice = finding("twice", Severity::Low, 1);
    review.stacks[0].findings = vec![twice.clone(), twice];
    let document = document(&review);
    let results = document["runs"][0]["results"].as_array().unwrap();
    assert!(print(&results[0]).ends_with(":1") && print(&results[1]).ends_with(":2"));
}

/// A review may come from somebody else: no place is outside the repository.
#[test]
fn places_are_relative() {
    for (folder, file, expected) in [
        ("", "/etc/passwd", "etc/passwd"),
        ("", "../../a.rs", "a.rs"),
        ("", "./src//./b.rs", "src/b.rs"),
        ("", "javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("", "src\\c.rs", "src%5Cc.rs"),
        ("a/b c", "src/d.rs", "a/b%20c/src/d.rs"),
        ("a/b", "../lib/e.rs", "a/lib/e.rs"),
        ("../a/", "f.rs", "a/f.rs"),
        ("a", "/g.rs", "g.rs"),
        ("a", "../../..", "synth.toml"),
    ] {
        let mut review = Test::new().review();
        review.folder = folder.to_owned();
        let mut one = finding("one", Severity::Low, 1);
        one.source = Some(Source {
            file: file.to_owned(),
            line: 0,
            column: Some(0),
        });
        review.stacks[0].findings = vec![one];
        let document = document(&review);
        let result = &document["runs"][0]["results"][0];
        assert_eq!(uri(result), expected);
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(*region, json!({"startLine": 1, "startColumn": 1}));
    }
}

/// What is made nowhere is shown at the project's own file.
#[test]
fn a_project_in_a_folder_has_its_own_file() {
    let mut review = Test::new().review();
    review.stacks[0].findings = vec![finding("one", Severity::Low, 1)];
    let place = |review: &Review| uri(&document(review)["runs"][0]["results"][0]).to_owned();
    assert_eq!(place(&review), "synth.toml");
    review.folder = "examples/orders".to_owned();
    assert_eq!(place(&review), "examples/orders/synth.toml");
    // A review that is read back has it still.
    let again: Review = serde_json::from_str(&synth_review::json(&review)).unwrap();
    assert_eq!(place(&again), "examples/orders/synth.toml");
}
