//! What is noise and what is not.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::test::Test;

/// The lines below a change of one attribute.
fn shown(before: Value, after: Value) -> String {
    let text = Test::new()
        .update(
            "a.b",
            json!({"x": before, "same": 1}),
            json!({"x": after, "same": 1}),
        )
        .text();
    let lines = text
        .lines()
        .skip_while(|line| !line.starts_with("  ~"))
        .skip(1);
    let lines = lines
        .take_while(|line| !line.is_empty())
        .map(|line| line.strip_prefix("      ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn json_is_compared_as_json() {
    assert_eq!(
        shown(
            json!("{\"a\":1,\"b\":[1,2]}"),
            json!("{ \"b\": [1, 2],\n \"a\": 1 }")
        ),
        "~ x: (only the order, or how it is written, differs)"
    );
    assert_eq!(
        shown(
            json!("{\"a\":1,\"b\":{\"c\":2}}"),
            json!("{\"a\":1,\"b\":{\"c\":3}}")
        ),
        "~ x: (JSON)\n  ~ b.c: 2 -> 3"
    );
}

#[test]
fn order_is_noise_beside_what_is_none() {
    assert_eq!(
        shown(json!(["a", "b", "c"]), json!(["c", "a", "d"])),
        "~ x: (2 unchanged)\n  - \"b\"\n  + \"d\""
    );
    assert_eq!(
        shown(json!(["a", "b"]), json!(["b", "a"])),
        "~ x: (only the order, or how it is written, differs)"
    );
}

#[test]
fn elements_find_their_partners() {
    let rule = |port: u16, from: &str| json!({"port": port, "from": [from], "description": "", "protocol": "tcp"});
    assert_eq!(
        shown(
            json!([
                rule(22, "10.0.0.0/8"),
                rule(443, "0.0.0.0/0"),
                rule(80, "0.0.0.0/0")
            ]),
            json!([rule(443, "0.0.0.0/0"), rule(22, "10.1.0.0/16")]),
        ),
        "~ x[1].from[0]: \"10.0.0.0/8\" -> \"10.1.0.0/16\"\n~ x: (1 unchanged)\n  - {from = [\"0.0.0.0/0\"], port = 80, protocol = \"tcp\"}"
    );
}

#[test]
fn texts_by_line_and_base64_decoded() {
    let script = |middle: &str| format!("#!/bin/sh\none\ntwo\nthree\nfour\n{middle}\nend\n");
    let lines = "    ... 2 unchanged ...\n    two\n    three\n    four\n  - a\n  + b\n    end";
    assert_eq!(
        shown(json!(script("a")), json!(script("b"))),
        format!("~ x:\n{lines}")
    );
    assert_eq!(
        shown(
            json!(STANDARD.encode(script("a"))),
            json!(STANDARD.encode(script("b")))
        ),
        format!("~ x: (decoded from base64)\n{lines}")
    );
}

#[test]
fn nothing_and_empty_are_the_same() {
    let text = Test::new()
        .update("a.b", json!({"x": null, "y": 1}), json!({"x": [], "y": 2}))
        .text();
    assert!(text.contains("y: 1 -> 2") && !text.contains("x:"), "{text}");
    assert!(shown(json!(null), json!([])).contains("only the order"));
}

#[test]
fn computed_values_are_folded() {
    let entry = json!({
        "address": "a.b", "type": "a", "name": "b",
        "change": {"actions": ["update"], "before": {"arn": "x", "role": "r", "n": 1},
            "after": {"n": 2}, "after_unknown": {"arn": true, "role": true}},
    });
    let text = Test::new()
        .entry(entry)
        .with("configuration", json!({"root_module": {"resources": [
            {"address": "a.b", "expressions": {"role": {"references": ["c.d.arn", "c.d"]}, "n": {"constant_value": 2}}}
        ]}}))
        .text();
    assert!(
        text.contains("~ role: \"r\" -> (known after apply: c.d.arn)"),
        "{text}"
    );
    assert!(text.contains("known after apply: arn"), "{text}");
}

#[test]
fn what_is_referred_to_is_named_once() {
    let text = Test::new()
        .entry(
            json!({"address": "a.b", "type": "a", "name": "b", "change": {"actions": ["update"],
            "before": {"role": "r"}, "after": {}, "after_unknown": {"role": true}}}),
        )
        .with(
            "configuration",
            json!({"root_module": {"resources": [{"address": "a.b", "expressions":
            {"role": {"references": ["e.f.id", "e.f", "c.d.arn", "c.d", "e.f.id", "e.f"]}}}]}}),
        )
        .text();
    assert!(
        text.contains("~ role: \"r\" -> (known after apply: e.f.id, c.d.arn)"),
        "{text}"
    );
}

#[test]
fn changes_of_tags_are_folded() {
    let text = Test::new()
        .update(
            "a.b",
            json!({"tags": {"a": "1"}, "tags_all": {"a": "1"}}),
            json!({"tags": {"a": "2"}, "tags_all": {"a": "2"}}),
        )
        .text();
    assert!(
        text.contains("1 resource in which only tags change"),
        "{text}"
    );
}

#[test]
fn what_forces_a_replacement_is_marked() {
    let text = Test::new()
        .entry(json!({
            "address": "a.b", "type": "a", "name": "b", "action_reason": "replace_because_cannot_update",
            "change": {"actions": ["delete", "create"], "before": {"k": "1"}, "after": {"k": "2"},
                "replace_paths": [["k"]]},
        }))
        .text();
    assert!(
        text.contains("k: \"1\" -> \"2\"  # forces replacement"),
        "{text}"
    );
    assert!(
        text.contains("because an attribute cannot be changed in place (k)"),
        "{text}"
    );
}

/// Policies that a plan does not know yet are compared as they are written.
#[test]
fn templates_stand_in_for_what_is_not_known() {
    let document = |action: &str| {
        json!({"resource": {"aws_iam_role_policy": {"p": {"policy":
            json!({"Statement": [{"Effect": "Allow", "Action": action, "Resource": "${aws_s3_bucket.b.arn}"}]}).to_string()
        }}}})
    };
    let entry = json!({
        "address": "aws_iam_role_policy.p", "type": "aws_iam_role_policy", "name": "p", "mode": "managed",
        "change": {"actions": ["update"], "before": {"policy": "{}"}, "after": {}, "after_unknown": {"policy": true}},
    });
    let test = Test::new()
        .entry(entry)
        .documents(document("s3:GetObject"), document("s3:*"));
    let text = test.text();
    assert!(
        text.contains("+ allows s3:* on ${aws_s3_bucket.b.arn}"),
        "{text}"
    );
    assert_eq!(test.findings("iam-wildcard").len(), 1);
}
