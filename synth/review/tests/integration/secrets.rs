//! A generated secret, marked somewhere, that also stands where it is not
//! marked, written in every way that is promised to be recognized.
//!
//! What is proved: a core of letters and digits that every secret has, which no
//! format and no way of writing changes, is nowhere in what is written, in
//! upper or lower case, nor is its base64. So neither is any part of the
//! secret that has it, however its other characters are escaped. A second
//! property has secrets without letters and reads each format as its readers
//! do.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use serde_json::{Value, json};
use synth_review::{
    COMMENT_LIMIT, Plan, Review, Settings, Subject, TextOptions, markdown, review, text,
};

use crate::generated::{self, plan};
use crate::test::formats;

/// What has to be escaped in one format or another.
const SPECIAL: &str = "\"'`\\<>&%$#{}[]()|*_~@!?+=/:;,. \n\r\t\u{e4}\u{1f600}\u{200b}\u{7}";

/// A core, and what is around it.
pub(crate) fn secret() -> impl Strategy<Value = (String, String)> {
    let around = || {
        prop_oneof![
            2 => Just(String::new()),
            2 => special(0..6),
            1 => "[a-z]{0,4}",
            1 => prop::sample::select(vec!["${", "%{", "\"]", "</script>", "-----\n", "arn:aws:iam::"])
                .prop_map(str::to_owned),
            1 => ".{0,4}",
        ]
    };
    ("[QXZ][0-9QXZ]{7,11}", around(), around()).prop_map(|(core, before, after)| {
        let secret = format!("{before}{core}{after}");
        (core, secret)
    })
}

fn special(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let characters: Vec<char> = SPECIAL.chars().collect();
    let one = prop::sample::select(characters);
    prop::collection::vec(one, length).prop_map(|chars| chars.into_iter().collect())
}

/// As Terraform's `jsonencode` writes it.
fn jsonencode(value: &Value) -> String {
    let text = value.to_string();
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// As Terraform's `urlencode` does.
fn urlencode(text: &str, space: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push_str(space),
            b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => write!(encoded, "%{byte:02X}").unwrap(),
        }
    }
    encoded
}

/// The ways in which a secret may stand in a text.
pub(crate) const WAYS: usize = 19;

/// A secret in a text.
pub(crate) fn written(secret: &str, way: usize, other: &str) -> String {
    let document = json!({"name": other, "deep": [{"password": secret}]});
    match way {
        0 => secret.to_owned(),
        1 => format!("{other}{secret}{other}"),
        2 => document.to_string(),
        3 => jsonencode(&document),
        4 => json!({ "j": document.to_string() }).to_string(),
        5 => jsonencode(&json!({"j": jsonencode(&json!({"k": jsonencode(&document)}))})),
        6 => format!("{document:#}"),
        7 => STANDARD.encode(secret),
        8 => STANDARD.encode(format!("#!/bin/sh\nexport P='{secret}'\n{other}\necho\n")),
        9 => format!("content: {}", URL_SAFE_NO_PAD.encode(format!("{other}{secret}{other}"))),
        10 => format!("content: {}", STANDARD.encode(document.to_string())),
        11 => format!("https://u:{}@host/?q={other}", urlencode(secret, "+")),
        12 => format!("https://host/{}", urlencode(secret, "%20")),
        13 => format!("first\n{secret}\nlast\n"),
        14 => json!({ secret: "as a key" }).to_string(),
        15 => json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
            "Principal": {"AWS": [secret, other]}, "Resource": ["*", secret],
            "Condition": {"StringEquals": {"aws:SourceArn": secret}}}]})
        .to_string(),
        16 => json!({"Statement": {"Effect": "Deny", "Action": [secret], "NotResource": secret}}).to_string(),
        17 => secret.replace("${", "$${").replace("%{", "%%{"),
        // Lines of 76, as `base64` writes them.
        _ => {
            let code = STANDARD.encode(format!("{}{secret}\n", "echo hello\n".repeat(9)));
            let lines: Vec<&[u8]> = code.as_bytes().chunks(76).collect();
            String::from_utf8(lines.join(&b'\n')).unwrap()
        }
    }
}

/// Texts, some with the secret in them.
fn leaf(secret: String) -> BoxedStrategy<String> {
    let hidden =
        (0..WAYS, "[a-z ]{0,7}").prop_map(move |(way, other)| written(&secret, way, &other));
    prop_oneof![1 => generated::text(), 2 => hidden].boxed()
}

/// Where the secret is marked, and in how deep a value.
fn mark(plan: &mut Value, secret: &str, place: usize, depth: usize) {
    let (mut value, mut marks) = (json!(secret), json!(true));
    for level in 0..depth {
        (value, marks) = if level % 2 == 0 {
            (json!({"in": value, "other": 1}), json!({"in": marks}))
        } else {
            (json!(["x", value]), json!([false, marks]))
        };
    }
    let resource = |change: Value| json!({"address": "a.marked", "type": "a", "name": "marked", "mode": "managed", "change": change});
    let state = |value: &Value, marks: &Value| {
        json!({"root_module": {"child_modules": [{"resources": [{"address": "a.marked", "type": "a", "name": "marked",
            "mode": "managed", "values": {"s": value}, "sensitive_values": {"s": marks}}]}]}})
    };
    let mut push = |list: &str, entry: Value| plan[list].as_array_mut().unwrap().push(entry);
    match place {
        0 => push(
            "resource_changes",
            resource(
                json!({"actions": ["create"], "before": null, "after": {"s": value}, "after_sensitive": {"s": marks}}),
            ),
        ),
        1 => push(
            "resource_changes",
            resource(
                json!({"actions": ["delete"], "before": {"s": value}, "after": null, "before_sensitive": {"s": marks}}),
            ),
        ),
        2 => push(
            "resource_changes",
            resource(
                json!({"actions": ["no-op"], "before": {"s": value}, "after": {"s": value}, "before_sensitive": {"s": marks}, "after_sensitive": {"s": marks}}),
            ),
        ),
        3 => push(
            "resource_drift",
            resource(
                json!({"actions": ["update"], "before": {"s": value}, "after": {"s": 1}, "before_sensitive": {"s": marks}}),
            ),
        ),
        4 => {
            plan["output_changes"]["marked"] = json!({"actions": ["update"], "before": value, "after": value, "after_sensitive": true});
        }
        5 => {
            plan["variables"] = json!({"marked": {"value": value}});
            plan["configuration"] =
                json!({"root_module": {"variables": {"marked": {"sensitive": true}}}});
        }
        6 => plan["prior_state"] = json!({"values": state(&value, &marks)}),
        _ => plan["planned_values"] = state(&value, &marks),
    }
}

/// The plan with the secret in messages, keys of addresses and elsewhere.
fn spread(plan: &mut Value, written: &str) {
    let key = format!("a.b[{}]", json!(written));
    plan["checks"] = json!([{"address": {"kind": "check", "to_display": key}, "status": "fail", "instances": [
        {"address": {"to_display": key}, "status": "fail", "problems": [{"message": written}]}]}]);
    plan["action_invocations"] = json!([{"address": key, "type": "a", "config_values": {"x": written},
        "lifecycle_action_trigger": {"triggering_resource_address": key, "action_trigger_event": "AfterCreate"}}]);
    let change = json!({"actions": ["create"], "after": {"x": written, written: 1}, "importing": {"id": written}});
    plan["deferred_changes"] = json!([{"reason": written, "resource_change":
        {"address": key, "type": "a", "name": "b", "mode": "managed", "change": change}}]);
    plan["timestamp"] = json!(written);
    plan["resource_changes"].as_array_mut().unwrap().push(
        json!({"address": key, "previous_address": format!("a.c[{}]", json!(written)),
        "type": "a", "name": "b", "mode": "managed", "action_reason": written, "change": change}),
    );
}

fn reviewed(plan: Value) -> Review {
    let plan = Plan::from_value(plan).unwrap();
    review(&[Subject::new("s", &plan)], &Settings::default())
}

/// Every way to write a review.
fn all(review: &Review) -> Vec<(&'static str, String)> {
    let mut all = formats(review).to_vec();
    let options = TextOptions {
        colour: true,
        whole: false,
    };
    all.push(("short text", text(review, options)));
    all.push(("short md", markdown(review, 3_000)));
    all.push(("long md", markdown(review, 10 * COMMENT_LIMIT)));
    all
}

/// What of base64 does not depend on what is around the core.
pub(crate) fn codes(core: &str) -> Vec<String> {
    (0..3)
        .map(|before| {
            let code = STANDARD.encode(format!("{}{core}", "\0".repeat(before)));
            let whole = (before + core.len()) * 8 / 6;
            code[(before * 8).div_ceil(6)..whole].to_owned()
        })
        .collect()
}

fn plans() -> impl Strategy<Value = (Value, String, String, String)> {
    secret().prop_flat_map(|(core, secret)| {
        let values = generated::value(leaf(secret.clone()));
        let place = (0..8_usize, 0..4_usize, 0..WAYS);
        (plan(values), Just(core), Just(secret), place).prop_map(
            |(mut plan, core, secret, (place, depth, way))| {
                let written = written(&secret, way, "other");
                spread(&mut plan, &written);
                mark(&mut plan, &secret, place, depth);
                (plan, core, secret, written)
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_secret_is_shown_however_it_is_written((plan, core, secret, written) in plans()) {
        let review = reviewed(plan);
        let lower = core.to_lowercase();
        for (format, shown) in all(&review) {
            let place = shown.to_lowercase().find(&lower);
            let place = place.or_else(|| codes(&core).iter().find_map(|code| shown.find(code)));
            prop_assert!(place.is_none(), "{format}: {secret:?} in {written:?}: ...{}",
                place.map_or("", |at| around(&shown, at)));
        }
    }

    /// Secrets of nothing but what has to be escaped.
    #[test]
    fn no_secret_of_special_characters_is_shown(
        secret in special(6..12).prop_filter("what is trimmed is shorter", |it| it.trim().chars().count() > 5),
        way in 0..WAYS,
        place in 0..8_usize,
    ) {
        let mut plan = json!({"format_version": "1.2", "resource_changes": [], "resource_drift": [], "output_changes": {}});
        spread(&mut plan, &written(&secret, way, "other"));
        mark(&mut plan, &secret, place, 1);
        for (format, shown) in all(&reviewed(plan)) {
            let read = match format {
                "json" | "sarif" => texts(&serde_json::from_str(&shown).unwrap()),
                "html" => vec![unescaped(&shown)],
                _ => vec![shown],
            };
            for text in read {
                prop_assert!(!text.contains(&secret), "{format}: {secret:?} in {text}");
            }
        }
    }
}

/// What is shown around a place.
pub(crate) fn around(shown: &str, at: usize) -> &str {
    let start = (at.saturating_sub(80)..=at).find(|at| shown.is_char_boundary(*at));
    let end = (at..shown.len().min(at + 80))
        .rev()
        .find(|at| shown.is_char_boundary(*at));
    shown
        .get(start.unwrap_or(0)..end.unwrap_or(shown.len()))
        .unwrap_or(shown)
}

/// Every text in a document.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| [vec![key.clone()], texts(value)].concat())
            .collect(),
        _ => Vec::new(),
    }
}

/// The text of a page as it is seen.
fn unescaped(page: &str) -> String {
    page.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// What is shorter is hidden where it is marked, and nowhere else: it would
/// be found everywhere.
#[test]
fn short_secrets_are_hidden_where_they_are_marked() {
    for secret in ["x9", "Qz7", "true", "\u{e4}\""] {
        let mut plan = json!({"format_version": "1.2", "resource_changes": [], "resource_drift": [], "output_changes": {}});
        for place in [0, 1, 4] {
            mark(&mut plan, secret, place, 2);
        }
        let quoted = json!(secret).to_string();
        // As the page has values, and its own attributes have not.
        let on_page = quoted.replace('"', "&quot;");
        for (format, shown) in all(&reviewed(plan)) {
            let read = match format {
                "json" | "sarif" => texts(&serde_json::from_str(&shown).unwrap()).join("\n"),
                _ => shown,
            };
            let looked_for = if format == "html" { &on_page } else { &quoted };
            assert!(!read.contains(looked_for), "{format}: {read}");
        }
    }
}
