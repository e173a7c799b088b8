//! What is not known yet, or hidden, told by the documents of a stack.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::test::{Test, formats};

/// What stands in a document beside a reference.
const LITERAL: &str = "Qz7-literal";
/// What an output of another stack is marked as.
const HIDDEN: &str = "arn:aws:dynamodb:eu-west-1:123456789012:table/posts";

fn document(arguments: Value) -> Value {
    json!({"resource": {"aws_iam_role_policy": {"p": arguments}}})
}

/// A policy as `jsonencode` writes it.
fn policy(actions: &str, resource: &str) -> String {
    format!(
        "${{jsonencode({{\"Statement\" = [{{\"Action\" = [{actions}], \"Effect\" = \"Allow\", \"Resource\" = [{resource}]}}]}})}}"
    )
}

/// The same as a value.
fn known(actions: &[&str], resource: &str) -> String {
    json!({"Statement": [{"Action": actions, "Effect": "Allow", "Resource": [resource]}]})
        .to_string()
}

/// An update of a policy that is not known yet.
fn unknown(before: &str, old: Option<&str>, new: &str) -> Test {
    let test = Test::new().entry(json!({
        "address": "aws_iam_role_policy.p", "mode": "managed", "type": "aws_iam_role_policy", "name": "p",
        "change": {"actions": ["update"], "before": {"policy": before}, "after": {},
            "after_unknown": {"policy": true}},
    }));
    let before = old.map_or(json!({}), |old| document(json!({"policy": old})));
    test.documents(before, document(json!({"policy": new})))
}

#[test]
fn a_policy_that_is_not_known_is_compared_as_it_is_written() {
    let old = policy("\"s3:GetObject\"", "\"${aws_s3_bucket.b.arn}/*\"");
    let new = policy(
        "\"s3:PutObject\", \"s3:GetObject\"",
        "\"${aws_s3_bucket.b.arn}/*\"",
    );
    let before = known(&["s3:GetObject"], "arn:aws:s3:::b/*");
    let test = unknown(&before, Some(&old), &new);
    let findings = test.findings("iam-wider");
    assert_eq!(findings.len(), 1);
    assert_eq!(
        findings[0].what,
        "The policy `allows s3:PutObject on ${aws_s3_bucket.b.arn}/*`."
    );
    insta::assert_snapshot!(test.text(), @r"
    stack: 1 to change

      low: aws_iam_role_policy.p: A policy allows more [iam-wider]
          The policy `allows s3:PutObject on ${aws_s3_bucket.b.arn}/*`.
          -> Check that each of them is needed.

      ~   aws_iam_role_policy.p
          ~ policy: (policy)
            + allows s3:PutObject on ${aws_s3_bucket.b.arn}/*
    ");
    // Only the order differs, and nothing does.
    let reordered = policy(
        "\"s3:GetObject\", \"s3:PutObject\"",
        "\"${aws_s3_bucket.b.arn}/*\"",
    );
    let test = unknown(&before, Some(&new), &reordered);
    assert_eq!(test.review().findings().len(), 0);
    insta::assert_snapshot!(test.text(), @r"
    stack: 1 to change

      ~   aws_iam_role_policy.p
          ~ policy: (written as it is now) -> (known after apply: aws_s3_bucket.b.arn)
    ");
}

/// Without the base's document, what was known is written with the references
/// that led there.
#[test]
fn a_policy_is_compared_with_what_is_known() {
    let before = known(&["s3:GetObject"], "arn:aws:s3:::b/*");
    let state = json!({"values": {"root_module": {"resources": [
        {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket",
            "values": {"arn": "arn:aws:s3:::b"}},
    ]}}});
    let bucket = "\"${aws_s3_bucket.b.arn}/*\"";
    let same = unknown(&before, None, &policy("\"s3:GetObject\"", bucket));
    assert_eq!(
        same.with("prior_state", state.clone())
            .findings("iam-wider"),
        []
    );
    let wider = unknown(&before, None, &policy("\"s3:*\"", bucket));
    let wider = wider.with("prior_state", state).findings("iam-wildcard");
    assert_eq!(
        wider[0].what,
        "The policy `allows s3:* on ${aws_s3_bucket.b.arn}/*`."
    );
}

#[test]
fn a_policy_that_is_created_is_judged() {
    let test = Test::new()
        .entry(json!({
            "address": "aws_iam_role_policy.p", "mode": "managed", "type": "aws_iam_role_policy", "name": "p",
            "change": {"actions": ["create"], "before": null, "after": {}, "after_unknown": {"policy": true}},
        }))
        .documents(
            json!({}),
            document(json!({"policy": policy("\"*\"", "\"*\", aws_s3_bucket.b.arn")})),
        );
    assert_eq!(test.findings("iam-admin").len(), 1);
    let text = test.text();
    assert!(text.contains("+ allows * on *"), "{text}");
}

/// A value of another stack's output: hidden, and told by its name.
#[test]
fn what_is_hidden_is_told_by_its_reference() {
    let reference = "data.terraform_remote_state.data.outputs.arn";
    let written = |actions: &str| {
        document(json!({
            "policy": policy(actions, &format!("\"${{{reference}}}/index/*\"")),
            "role": format!("${{{reference}}}"),
            "name": format!("prefix-${{{reference}}}"),
        }))
    };
    let value = |actions: &[&str], prefix: &str| {
        json!({
            "policy": known(actions, &format!("{HIDDEN}/index/*")),
            "role": HIDDEN,
            "name": format!("{prefix}{HIDDEN}"),
        })
    };
    let mut before = value(&["dynamodb:Query"], "");
    before["role"] = json!("other");
    let test = Test::new()
        .update(
            "aws_iam_role_policy.p",
            before,
            value(&["dynamodb:Query", "dynamodb:Scan"], "prefix-"),
        )
        .with(
            "output_changes",
            json!({"arn": {"actions": ["no-op"], "before": HIDDEN, "after": HIDDEN,
                "before_sensitive": true, "after_sensitive": true}}),
        )
        .documents(
            written("\"dynamodb:Query\""),
            written("\"dynamodb:Query\", \"dynamodb:Scan\""),
        );
    assert_eq!(
        test.findings("iam-wider")[0].what,
        format!("The policy `allows dynamodb:Scan on ${{{reference}}}/index/*`.")
    );
    insta::assert_snapshot!(test.text(), @r#"
    stack: 1 to change

      low: aws_iam_role_policy.p: A policy allows more [iam-wider]
          The policy `allows dynamodb:Scan on ${data.terraform_remote_state.data.outputs.arn}/index/*`.
          -> Check that each of them is needed.

      ~   aws_iam_role_policy.p
          ~ name: "(sensitive value)" -> "prefix-(sensitive value of ${data.terraform_remote_state.data.outputs.arn})"
          ~ policy: (policy)
            + allows dynamodb:Scan on ${data.terraform_remote_state.data.outputs.arn}/index/*
          ~ role: "other" -> (sensitive value of ${data.terraform_remote_state.data.outputs.arn})
    "#);
    for (format, written) in formats(&test.review()) {
        assert!(!written.contains(HIDDEN), "{format}: {written}");
    }
}

/// What is hidden may be a literal of the document, alone or with the value of a
/// reference: marked elsewhere as a whole, it is not shown in parts.
#[test]
fn a_literal_that_is_hidden_elsewhere_stays_hidden() {
    let template = format!("{LITERAL}@${{var.host}}");
    let value = format!("{LITERAL}@host-name");
    for marked in [value.clone(), LITERAL.to_owned(), format!("{LITERAL}@")] {
        let written = |actions: &str| {
            document(json!({
                "policy": policy(actions, &format!("\"{template}\"")),
                "name": template,
            }))
        };
        let test = Test::new()
            .update(
                "aws_iam_role_policy.p",
                json!({"policy": known(&["s3:Get"], &value), "name": "other"}),
                json!({"policy": known(&["s3:Get", "s3:Put"], &value), "name": value}),
            )
            .with(
                "output_changes",
                json!({"url": {"actions": ["no-op"], "before": marked, "after": marked,
                    "before_sensitive": true, "after_sensitive": true}}),
            )
            .documents(written("\"s3:Get\""), written("\"s3:Get\", \"s3:Put\""));
        for (format, written) in formats(&test.review()) {
            assert!(!written.contains(LITERAL), "{format}: {written}");
        }
        assert_eq!(
            test.findings("iam-wider")[0].what,
            "The policy `allows s3:Put on (sensitive value of ${var.host})`."
        );
        let text = test.text();
        assert!(
            text.contains("name: \"other\" -> (sensitive value of ${var.host})"),
            "{text}"
        );
    }
}

/// At a place that is marked nothing of the document is shown but references.
#[test]
fn a_marked_place_shows_references_alone() {
    let secret = format!("{LITERAL}-${{var.salt}}");
    let encoded = format!(
        "${{jsonencode({{\"password\" = \"{LITERAL}\", \"host\" = aws_db_instance.d.address, \"salt\" = var.m[\"{LITERAL}\"].x}})}}"
    );
    for (template, shown) in [
        (secret.as_str(), "var.salt"),
        (LITERAL, "(sensitive value"),
        (encoded.as_str(), "aws_db_instance.d.address"),
    ] {
        for unknown in [false, true] {
            let after = if unknown {
                Value::Null
            } else {
                json!(format!("{LITERAL}-1"))
            };
            let test = Test::new()
                .entry(json!({
                    "address": "aws_iam_role_policy.p", "mode": "managed", "type": "aws_iam_role_policy", "name": "p",
                    "change": {"actions": ["update"], "before": {"x": "until now"}, "after": {"x": after},
                        "after_unknown": {"x": unknown}, "before_sensitive": {"x": true},
                        "after_sensitive": {"x": true}},
                }))
                .documents(document(json!({"x": template})), document(json!({"x": template})));
            for (format, written) in formats(&test.review()) {
                assert!(!written.contains(LITERAL), "{format}: {written}");
            }
            let text = test.text();
            let shown = if unknown && template == LITERAL {
                "known after apply"
            } else {
                shown
            };
            assert!(text.contains(shown), "{template} {unknown}: {text}");
        }
    }
}

/// Where a template may stand, in what shape, and with what beside it.
fn templates() -> impl Strategy<Value = String> {
    let reference = prop::sample::select(vec!["var.x", "aws_a.b.c", "data.d.e.f[0]"]);
    let written = prop::sample::select(vec![
        "LITERAL-${REF}",
        "${REF}LITERAL",
        "${jsonencode({\"a\" = \"LITERAL\", \"b\" = REF})}",
        "${jsonencode({\"Statement\" = [{\"Effect\" = \"Allow\", \"Action\" = \"LITERAL\", \"Resource\" = REF}]})}",
        "{\"a\": \"LITERAL ${REF}\"}",
        "${REF == \"LITERAL\" ? \"LITERAL\" : REF}",
        "${f(REF[\"LITERAL\"], \"${REF}LITERAL\")}",
        "${REF.LITERALx[\"LITERAL\"]}",
        "LITERAL",
        "${\"LITERAL\"}",
        "line LITERAL\n${REF}\n",
    ]);
    (reference, written).prop_map(|(reference, written)| {
        // A name in a reference is no literal.
        written
            .replace("REF.LITERALx", "REF.x")
            .replace("REF", reference)
            .replace("LITERAL", LITERAL)
    })
}

fn at(path: &str, value: Value) -> Value {
    match path {
        "x" => json!({"x": value}),
        "x.y" => json!({"x": {"y": value}}),
        "x[0]" => json!({"x": [value]}),
        "x[0].y" => json!({"x": [{"y": value}]}),
        _ => json!({"x": [value, "z"]}),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_marked_place_never_shows_a_literal(
        old in templates(),
        new in templates(),
        path in prop::sample::select(vec!["x", "x.y", "x[0]", "x[0].y", "x[]"]),
        whole in any::<bool>(),
        marked in prop::sample::select(vec![[true, true], [false, true], [true, false]]),
        unknown in any::<bool>(),
        created in any::<bool>(),
        base in any::<bool>(),
    ) {
        let mark = |is: bool| match (is, whole) {
            (false, _) => json!({}),
            (true, true) => json!({"x": true}),
            (true, false) => at(path, json!(true)),
        };
        // Nothing of the plan has the literal: a document alone could show it.
        let before = if created { Value::Null } else { at(path, json!("until now")) };
        let after = at(path, if unknown { Value::Null } else { json!("afterwards") });
        let marks = if created { [true, true] } else { marked };
        let test = Test::new()
            .entry(json!({
                "address": "aws_iam_role_policy.p", "mode": "managed", "type": "aws_iam_role_policy", "name": "p",
                "change": {"actions": [if created { "create" } else { "update" }], "before": before, "after": after,
                    "after_unknown": if unknown { at(path, json!(true)) } else { json!({}) },
                    "before_sensitive": mark(marks[0]), "after_sensitive": mark(marks[1])},
            }))
            .documents(
                if base { document(at(path, json!(old))) } else { Value::Null },
                document(at(path, json!(new))),
            );
        for (format, written) in formats(&test.review()) {
            prop_assert!(!written.contains(LITERAL), "{format}: {written}");
        }
    }
}
