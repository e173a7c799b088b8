//! A stack whose outputs are all marked, as CDKTF marks them, and one that reads
//! them, with secrets of any characters.
//!
//! What is proved: a value that the first stack has unmarked as an attribute is shown
//! where the second has it, and one that is really sensitive there is in no format,
//! also where it is what the second stack read at an earlier time.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use synth_review::{Documents, Plan, Read, Settings, Subject, review};

use crate::secrets::{around, codes, secret, written};
use crate::test::formats;

const STATE: &str = "data.terraform_remote_state.in";

/// Why an output of the first stack is marked.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// For no reason: nothing marks the attribute.
    Harmless,
    /// It is a variable that is marked.
    Variable,
    /// Its attribute is marked by the provider's schema, by a variable or by
    /// `sensitive()`; where the plan says so.
    Attribute(Marked),
    /// The provider repeats in it what is marked in another attribute.
    Repeated,
    /// It is made of what a third stack gives out.
    Foreign,
    /// The program marks it.
    Own,
    /// It is not declared any more.
    Gone,
}

/// Where a plan marks an attribute.
#[derive(Clone, Copy, Debug)]
enum Marked {
    Before,
    After,
    Prior,
    Planned,
    Drift,
}

impl Kind {
    fn is_harmless(self) -> bool {
        matches!(self, Self::Harmless)
    }

    /// A read that the first stack's plan proves to be no secret now proves nothing
    /// of what it was.
    fn name(self, at: usize) -> String {
        match self {
            Self::Own => format!("own-{at}"),
            _ => format!("cross-stack-output-{at}"),
        }
    }

    fn reference(self, at: usize) -> String {
        match self {
            Self::Variable => format!("var.v{at}"),
            Self::Repeated => format!("aws_a.t{at}.id"),
            _ => format!("aws_a.t{at}.name"),
        }
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    let marked = prop::sample::select(vec![
        Marked::Before,
        Marked::After,
        Marked::Prior,
        Marked::Planned,
        Marked::Drift,
    ]);
    prop_oneof![
        4 => Just(Kind::Harmless),
        1 => Just(Kind::Variable),
        4 => marked.prop_map(Kind::Attribute),
        1 => Just(Kind::Repeated),
        1 => Just(Kind::Foreign),
        1 => Just(Kind::Own),
        1 => Just(Kind::Gone),
    ]
}

/// An output, and what is made of it.
#[derive(Clone, Debug)]
struct Output {
    kind: Kind,
    core: String,
    value: String,
    /// What the second stack read at an earlier time, where that is another one.
    former: Option<(String, String)>,
    way: usize,
}

fn output() -> impl Strategy<Value = Output> {
    let ways = prop::sample::select(vec![0, 0, 1, 2, 3, 7, 8, 11, 13, 15]);
    (kind(), secret(), prop::option::of(secret()), ways).prop_map(
        |(kind, (core, value), former, way)| Output {
            kind,
            core,
            value,
            former,
            // A password in an address is a secret whatever it is marked.
            way: if kind.is_harmless() && way == 11 {
                0
            } else {
                way
            },
        },
    )
}

/// The plan of the first stack.
fn producer(outputs: &[Output]) -> Value {
    let mut plan = json!({"format_version": "1.2", "terraform_version": "1.11.4",
        "output_changes": {}, "resource_changes": [], "resource_drift": [], "variables": {},
        "prior_state": {"values": {"outputs": {}, "root_module": {"resources": []}}},
        "planned_values": {"outputs": {}, "root_module": {"resources": []}},
        "configuration": {"root_module": {"outputs": {}, "variables": {}}}});
    for (at, output) in outputs.iter().enumerate() {
        let (kind, value) = (output.kind, &output.value);
        let name = kind.name(at);
        if !matches!(kind, Kind::Gone) {
            plan["output_changes"][&name] = json!({"actions": ["no-op"], "before": value, "after": value,
                "before_sensitive": true, "after_sensitive": true});
            let whole = kind.reference(at);
            let address = whole.rsplit_once('.').unwrap().0;
            plan["configuration"]["root_module"]["outputs"][&name] =
                json!({"sensitive": true, "expression": {"references": [whole, address]}});
            for state in ["prior_state", "planned_values"] {
                let values = match state {
                    "prior_state" => &mut plan[state]["values"],
                    _ => &mut plan[state],
                };
                values["outputs"][&name] = json!({"sensitive": true, "value": value});
            }
        }
        if let Kind::Variable = kind {
            plan["variables"][format!("v{at}")] = json!({"value": value});
            plan["configuration"]["root_module"]["variables"][format!("v{at}")] =
                json!({"sensitive": true});
            continue;
        }
        let marks = |here: fn(Marked) -> bool| match kind {
            Kind::Attribute(marked) if here(marked) => json!({"name": true}),
            Kind::Repeated => json!({"name": true}),
            _ => json!({}),
        };
        let resource = |more: Value| {
            let mut resource = json!({"address": format!("aws_a.t{at}"), "type": "aws_a", "name": format!("t{at}"), "mode": "managed"});
            resource
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            resource
        };
        let values = match kind {
            Kind::Gone => json!({"size": 1}),
            Kind::Repeated => json!({"name": value, "id": format!("id/{value}"), "size": 1}),
            _ => json!({"name": value, "size": 1}),
        };
        let mut push = |place: &str, entry: Value| {
            let list = plan.pointer_mut(place).unwrap();
            list.as_array_mut().unwrap().push(entry);
        };
        push(
            "/prior_state/values/root_module/resources",
            resource(
                json!({"values": values, "sensitive_values": marks(|it| matches!(it, Marked::Prior))}),
            ),
        );
        push(
            "/planned_values/root_module/resources",
            resource(
                json!({"values": values, "sensitive_values": marks(|it| matches!(it, Marked::Planned))}),
            ),
        );
        let mut after = values.clone();
        after["size"] = json!(2);
        push(
            "/resource_changes",
            resource(
                json!({"change": {"actions": ["update"], "before": values, "after": after, "after_unknown": {},
                "before_sensitive": marks(|it| matches!(it, Marked::Before)),
                "after_sensitive": marks(|it| matches!(it, Marked::After))}}),
            ),
        );
        if let Kind::Attribute(Marked::Drift) = kind {
            push(
                "/resource_drift",
                resource(
                    json!({"change": {"actions": ["update"], "before": after, "after": values, "after_unknown": {},
                    "before_sensitive": {"name": true}, "after_sensitive": {}}}),
                ),
            );
        }
        if let Kind::Foreign = kind {
            push(
                "/prior_state/values/root_module/resources",
                json!({"address": format!("data.terraform_remote_state.third{at}"), "type": "terraform_remote_state",
                    "name": format!("third{at}"), "mode": "data", "values": {"outputs": {"token": output.core}}, "sensitive_values": {}}),
            );
        }
    }
    plan
}

/// What the second stack reads of an output.
fn read(output: &Output) -> String {
    match output.kind {
        Kind::Repeated => format!("id/{}", output.value),
        _ => output.value.clone(),
    }
}

/// The plan of the second stack, and its document.
fn consumer(outputs: &[Output]) -> (Value, Value) {
    let mut state = Map::new();
    let mut changes = Vec::new();
    let mut blocks = Map::new();
    for (at, output) in outputs.iter().enumerate() {
        let name = output.kind.name(at);
        let value = read(output);
        let reference = format!("${{{STATE}.outputs.{name}}}");
        let made = |value: &str| json!(written(value, output.way, "other"));
        // What the document has is evaluated as Terraform does.
        let template = match output.way {
            0 | 1 | 2 | 13 | 15 => written(&reference, output.way, "other"),
            3 => format!(
                "${{jsonencode({{name = \"other\", deep = [{{password = {STATE}.outputs.{name}}}]}})}}"
            ),
            7 | 8 => format!("${{base64encode(\"export P='{reference}'\")}}"),
            _ => format!("https://u:${{urlencode({STATE}.outputs.{name})}}@host/?q=other"),
        };
        let former = output
            .former
            .as_ref()
            .filter(|_| !output.kind.is_harmless());
        let before = former.map_or_else(|| made("none"), |(_, former)| made(former));
        changes.push(json!({"address": format!("b.c{at}"), "type": "b", "name": format!("c{at}"), "mode": "managed",
            "change": {"actions": ["update"], "before": {"env": before}, "after": {"env": made(&value)},
                "before_sensitive": {}, "after_sensitive": {}}}));
        blocks.insert(format!("c{at}"), json!({"env": template}));
        state.insert(name, json!(value));
    }
    let state = json!({"root_module": {"resources": [{"address": STATE, "type": "terraform_remote_state", "name": "in",
        "mode": "data", "values": {"outputs": state}, "sensitive_values": {"outputs": {}}}]}});
    let plan = json!({"format_version": "1.2", "terraform_version": "1.11.4", "prior_state": {"values": state},
        "resource_changes": changes});
    (plan, json!({"resource": {"b": blocks}}))
}

/// The review of both, in each format. The first one's plan may be missing, or be
/// there for what it marks alone.
fn reviewed(outputs: &[Output], at_hand: bool, aside: bool) -> [(&'static str, String); 5] {
    let (plan, document) = consumer(outputs);
    let [given, taken] = [producer(outputs), plan].map(|plan| Plan::from_value(plan).unwrap());
    let mut gives = Subject::new("data", &given);
    gives.aside = aside;
    let mut takes = Subject::new("web", &taken);
    takes.documents = Documents {
        before: None,
        after: Some(document),
    };
    let named = || outputs.iter().enumerate();
    gives.attributes = named()
        .filter(|(_, it)| !matches!(it.kind, Kind::Variable | Kind::Own | Kind::Gone))
        .map(|(at, it)| (it.kind.name(at), it.kind.reference(at)))
        .collect::<BTreeMap<_, _>>();
    takes.reads = vec![Read {
        address: STATE.to_owned(),
        stack: "data".to_owned(),
        outputs: named()
            .filter(|(_, it)| !matches!(it.kind, Kind::Gone))
            .map(|(at, it)| (it.kind.name(at), true))
            .collect(),
    }];
    let subjects = if at_hand {
        vec![gives, takes]
    } else {
        vec![takes]
    };
    formats(&review(&subjects, &Settings::default()))
}

/// Where a core, or base64 of it, stands in what is shown.
fn place(shown: &str, core: &str) -> Option<usize> {
    let place = shown.to_lowercase().find(&core.to_lowercase());
    place.or_else(|| codes(core).iter().find_map(|code| shown.find(code)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_marked_for_no_reason_is_shown_and_nothing_else(
        outputs in prop::collection::vec(output(), 1..5),
        aside in any::<bool>(),
    ) {
        for (at_hand, aside) in [(true, aside), (false, false)] {
            for (format, shown) in reviewed(&outputs, at_hand, aside) {
                for output in &outputs {
                    let found = place(&shown, &output.core);
                    if at_hand && output.kind.is_harmless() {
                        // SARIF has findings alone; base64 of one line is shown as it is.
                        let plain = matches!(output.way, 0..=3);
                        prop_assert!(found.is_some() || format == "sarif" || !plain,
                            "{format}: {output:?} is not in {shown}");
                    } else {
                        prop_assert!(found.is_none(), "{format}, {at_hand}, {aside}: {output:?}: ...{}",
                            found.map_or("", |at| around(&shown, at)));
                    }
                    let former = output.former.as_ref().filter(|_| !output.kind.is_harmless());
                    if let Some((core, former)) = former {
                        let found = place(&shown, core);
                        prop_assert!(found.is_none(), "{format}, {at_hand}: {former:?} of {output:?}: ...{}",
                            found.map_or("", |at| around(&shown, at)));
                    }
                }
            }
        }
    }
}

/// A stack whose resource was `before` and becomes `after`, by a document in which it
/// is `template`; `${R}` in that is a read that is a secret, `new-secret` by now.
fn rotated(before: Value, after: Value, template: Value) -> String {
    let read = format!("{STATE}.outputs.x");
    let template = template
        .to_string()
        .replace("${R}", &format!("${{{read}}}"));
    let plan = json!({"format_version": "1.2", "resource_changes": [{"address": "b.c[0]", "type": "b", "name": "c", "mode": "managed",
            "change": {"actions": ["update"], "before": before, "after": after}}],
        "prior_state": {"values": {"root_module": {"resources": [{"address": format!("{STATE}[0]"), "type": "terraform_remote_state",
            "name": "in", "mode": "data", "values": {"outputs": {"x": "new-secret"}}, "sensitive_values": {}}]}}}});
    let plan = Plan::from_value(plan).unwrap();
    let mut subject = Subject::new("web", &plan);
    let block: Value =
        serde_json::from_str(&template.replace(STATE, &format!("{STATE}[0]"))).unwrap();
    subject.documents.after = Some(json!({
        "resource": {"b": {"c": block}},
        "locals": [{"of": format!("${{upper(\"{read}\") == \"\" ? {read} : 1}}")}],
    }));
    subject.reads = vec![Read {
        address: STATE.to_owned(),
        stack: "data".to_owned(),
        outputs: [("x".to_owned(), true)].into(),
    }];
    let [(_, text), ..] = formats(&review(&[subject], &Settings::default()));
    assert!(
        !text.contains("secret\"") && !text.contains("secret@"),
        "{text}"
    );
    text
}

/// What was read at an earlier time is hidden, and what is around it is not.
#[test]
fn a_former_secret_leaves_the_rest_readable() {
    let policy = |action: &str, resource: &str| {
        json!({"Statement": [{"Effect": "Allow", "Action": [action, "s3:ListBucket"], "Resource": resource}]}).to_string()
    };
    let text = rotated(
        json!({"policy": policy("s3:GetObject", "old-secret")}),
        json!({"policy": policy("s3:*", "new-secret")}),
        json!({"policy": policy("s3:*", "${R}")}),
    );
    assert!(text.contains("allows s3:*"), "{text}");
    assert!(text.contains("s3:GetObject"), "{text}");
    let text = rotated(
        json!({"url": "https://u:old-secret@host/a", "size": "large-one"}),
        json!({"url": "https://u:new-secret@host/b", "size": "large-two"}),
        json!({"url": "https://u:${R}@host/b", "size": "large-two"}),
    );
    assert!(text.contains("\"large-one\" -> \"large-two\""), "{text}");
    // A set, whose elements have no order, beside others.
    let rule = |name: &str, key: &str| json!({"name": name, "key": key});
    let text = rotated(
        json!({"rule": [rule("first", "old-secret"), rule("second", "plain-key")]}),
        json!({"rule": [rule("second", "plain-key"), rule("third", "new-secret")]}),
        json!({"rule": [rule("third", "${R}"), rule("second", "plain-key")]}),
    );
    assert!(text.contains("name = \"first\""), "{text}");
    // What a function makes of it, and by way of a local.
    for template in [json!({"a": "${f(\"${R}\")}"}), json!({"a": "${local.of}"})] {
        rotated(
            json!({"a": "made of old-secret"}),
            json!({"a": "made of new-secret"}),
            template.clone(),
        );
        let text = rotated(
            json!({"a": "enabled", "b": "enabled1"}),
            json!({"a": "enabled", "b": "enabled2"}),
            template,
        );
        assert!(text.contains("\"enabled1\" -> \"enabled2\""), "{text}");
    }
    // A list that a function makes.
    rotated(
        json!({"a": ["x", "old-secret"]}),
        json!({"a": ["x", "new-secret"]}),
        json!({"a": "${split(\",\", \"x,${R}\")}"}),
    );
}
