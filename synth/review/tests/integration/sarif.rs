//! What GitHub asks of SARIF.

use serde_json::{Value, json};
use synth_review::sarif;

use crate::test::Test;

#[test]
fn results_have_what_code_scanning_needs() {
    let test = Test::new()
        .delete("aws_s3_bucket.b", json!({"bucket": "b"}))
        .delete("aws_dynamodb_table.t", json!({"name": "t"}));
    let mut review = test.review();
    review.stacks[0].findings[0].source = Some(synth_review::model::Source {
        file: "src/a b.rs".to_owned(),
        line: 7,
        column: Some(3),
    });
    let document: Value = serde_json::from_str(&sarif(&review)).unwrap();
    assert_eq!(document["version"], "2.1.0");
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 1, "a rule is described once");
    for rule in rules {
        for key in [
            "id",
            "name",
            "shortDescription",
            "fullDescription",
            "help",
            "defaultConfiguration",
        ] {
            assert!(!rule[key].is_null(), "{key}");
        }
        let score: f64 = rule["properties"]["security-severity"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!(score > 0.0 && score <= 10.0);
    }
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let mut prints: Vec<&str> = Vec::new();
    for result in results {
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        prints.push(
            result["partialFingerprints"]["primaryLocationLineHash"]
                .as_str()
                .unwrap(),
        );
    }
    assert_eq!(
        results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "src/a%20b.rs"
    );
    assert_ne!(prints[0], prints[1]);
}

#[test]
fn nothing_found_is_a_run_without_results() {
    let document: Value = serde_json::from_str(&sarif(&Test::new().review())).unwrap();
    assert_eq!(document["runs"][0]["results"], json!([]));
}
