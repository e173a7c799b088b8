//! Outputs for other stacks, which are marked whatever they are: where their values
//! are shown all the same, and where not.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use synth_review::{Plan, Read, Settings, Subject, review};

use crate::test::formats;

const OUTPUT: &str = "cross-stack-output-x";
const READ: &str = "data.terraform_remote_state.in";
const VALUE: &str = "posts-of-today";

/// A stack with an output, and one that reads it.
pub(crate) struct Pair {
    /// The output as a reference, where it is known to be one.
    pub(crate) attribute: Option<String>,
    pub(crate) producer: Value,
    pub(crate) consumer: Value,
    /// Whether the producer's plan is at hand.
    pub(crate) together: bool,
}

impl Pair {
    /// Of a table's name, which nothing marks.
    pub(crate) fn new(value: &Value) -> Self {
        let output = json!({"actions": ["no-op"], "before": value, "after": value,
            "before_sensitive": true, "after_sensitive": true});
        let change = json!({"actions": ["update"], "before": {"name": value, "size": 1}, "after": {"name": value, "size": 2},
            "after_unknown": {}, "before_sensitive": {}, "after_sensitive": {}});
        let state = json!({
            "outputs": {OUTPUT: {"sensitive": true, "value": value}},
            "root_module": {"resources": [{"address": "aws_a.t", "type": "aws_a", "name": "t", "mode": "managed",
                "values": {"name": value}, "sensitive_values": {}}]},
        });
        let producer = json!({"format_version": "1.2", "terraform_version": "1.11.4",
            "output_changes": {OUTPUT: output}, "prior_state": {"values": state}, "planned_values": state,
            "resource_changes": [{"address": "aws_a.t", "type": "aws_a", "name": "t", "mode": "managed", "change": change}],
            "configuration": {"root_module": {"outputs": {OUTPUT: {"sensitive": true,
                "expression": {"references": ["aws_a.t.name", "aws_a.t"]}}}}}});
        let state = json!({"root_module": {"resources": [{
            "address": "data.terraform_remote_state.in", "type": "terraform_remote_state", "name": "in",
            "mode": "data", "values": {"outputs": {OUTPUT: value}}, "sensitive_values": {"outputs": {}}}]}});
        let consumer = json!({"format_version": "1.2", "terraform_version": "1.11.4",
            "prior_state": {"values": state},
            "resource_changes": [{"address": "b.c", "type": "b", "name": "c", "mode": "managed",
                "change": {"actions": ["create"], "before": null, "after": {"env": value}, "after_sensitive": {}}}]});
        Self {
            attribute: Some("aws_a.t.name".to_owned()),
            producer,
            consumer,
            together: true,
        }
    }

    /// The review of both, in each format.
    pub(crate) fn formats(&self) -> [(&'static str, String); 5] {
        let producer = Plan::from_value(self.producer.clone()).unwrap();
        let consumer = Plan::from_value(self.consumer.clone()).unwrap();
        let mut reads = Subject::new("web", &consumer);
        reads.reads = vec![Read {
            address: READ.to_owned(),
            stack: "data".to_owned(),
            outputs: BTreeMap::from([(OUTPUT.to_owned(), true)]),
        }];
        let mut gives = Subject::new("data", &producer);
        let attribute = self.attribute.iter();
        gives.attributes = attribute
            .map(|it| (OUTPUT.to_owned(), it.clone()))
            .collect::<BTreeMap<_, _>>();
        let subjects = if self.together {
            vec![gives, reads]
        } else {
            vec![reads]
        };
        formats(&review(&subjects, &Settings::default()))
    }

    fn is_shown(&self, value: &str) -> bool {
        let all = self.formats();
        // SARIF has findings alone.
        let shown = |(format, text): &(&str, String)| *format == "sarif" || text.contains(value);
        let is_shown = all.iter().all(shown);
        let is_hidden = all.iter().all(|(_, text)| !text.contains(value));
        assert!(is_shown || is_hidden, "{all:?}");
        is_shown
    }

    /// The pair, with something put in a place of the producer's plan.
    pub(crate) fn with(mut self, place: &str, value: Value) -> Self {
        set(&mut self.producer, place, value);
        self
    }

    fn attribute(mut self, attribute: Option<&str>) -> Self {
        self.attribute = attribute.map(str::to_owned);
        self
    }
}

/// Puts a value where a JSON pointer leads, into an object that is there.
fn set(document: &mut Value, place: &str, value: Value) {
    let (parent, key) = place.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    parent
        .as_object_mut()
        .unwrap()
        .insert(key.to_owned(), value);
}

fn pair() -> Pair {
    Pair::new(&json!(VALUE))
}

const CHANGE: &str = "/resource_changes/0/change";
const PRIOR: &str = "/prior_state/values/root_module/resources/0";
const PLANNED: &str = "/planned_values/root_module/resources/0";
const REFERENCES: &str =
    "/configuration/root_module/outputs/cross-stack-output-x/expression/references";

#[test]
fn what_the_producer_shows_is_shown() {
    assert!(pair().is_shown(VALUE));
    // The output's own line is as Terraform has it.
    let text = pair()
        .with(
            "/output_changes/cross-stack-output-x/actions",
            json!(["update"]),
        )
        .with(
            "/output_changes/cross-stack-output-x/before",
            json!("before"),
        );
    let [(_, text), ..] = text.formats();
    assert!(
        text.contains("cross-stack-output-x: (sensitive value"),
        "{text}"
    );
    // Another attribute of the resource is marked.
    let other = json!({"password": true, "name": false});
    assert!(
        pair()
            .with(&format!("{CHANGE}/after_sensitive"), other.clone())
            .with(&format!("{PRIOR}/sensitive_values"), other)
            .is_shown(VALUE)
    );
    // A data source, and an attribute in an attribute.
    let source = json!({"address": "data.aws_a.t", "type": "aws_a", "name": "t", "mode": "data",
        "values": {"of": {"name": VALUE}}, "sensitive_values": {"of": {"other": true}}});
    let data = pair()
        .attribute(Some("data.aws_a.t.of.name"))
        .with(PRIOR.rsplit_once('/').unwrap().0, json!([source]))
        .with(
            REFERENCES,
            json!(["data.aws_a.t.of.name", "data.aws_a.t.of", "data.aws_a.t"]),
        );
    assert!(data.is_shown(VALUE));
}

#[test]
fn what_is_refused() {
    let mark = || json!({"name": true});
    let refused: Vec<(&str, Pair)> = vec![
        ("nothing is known of the document", pair().attribute(None)),
        ("a variable", pair().attribute(Some("var.name")).with(REFERENCES, json!(["var.name"]))),
        ("a local", pair().attribute(Some("local.t.name")).with(REFERENCES, json!(["local.t.name"]))),
        ("a module", pair().attribute(Some("module.t.name")).with(REFERENCES, json!(["module.t.name", "module.t"]))),
        ("another state", pair().attribute(Some("data.terraform_remote_state.y.outputs.name"))),
        ("a resource", pair().attribute(Some("aws_a.t"))),
        ("a function", pair().attribute(Some("trimspace(aws_a.t.name)"))),
        ("an instance", pair().attribute(Some("aws_a.t[0].name"))),
        ("all instances", pair().attribute(Some("aws_a.t.*.name"))),
        ("text around it", pair().attribute(Some("${aws_a.t.name}"))),
        ("nothing", pair().attribute(Some(""))),
        ("dots", pair().attribute(Some("aws_a..name"))),
        ("another attribute", pair().attribute(Some("aws_a.t.other"))),
        ("an attribute with another value", pair().with(&format!("{CHANGE}/before"), Value::Null)
            .with(&format!("{CHANGE}/after"), json!({"name": "another-name"}))
            .with(&format!("{PRIOR}/values"), json!({"name": "another-name"}))),
        ("an attribute that is not known yet", pair().with(&format!("{CHANGE}/before"), Value::Null)
            .with(&format!("{CHANGE}/after"), json!({}))
            .with(&format!("{PRIOR}/values"), json!({}))),
        ("no such resource", pair().attribute(Some("aws_a.other.name")).with(REFERENCES, json!(["aws_a.other.name"]))),
        ("a plan of another configuration", pair().with(REFERENCES, json!(["aws_a.other.name", "aws_a.other"]))),
        ("several references in the plan", pair().with(REFERENCES, json!(["aws_a.t.name", "aws_a.t", "aws_b.t.name"]))),
        ("no reference in the plan", pair().with(REFERENCES, json!([]))),
        ("no configuration", pair().with("/configuration", json!({}))),
        ("marked before", pair().with(&format!("{CHANGE}/before_sensitive"), mark())),
        ("marked after", pair().with(&format!("{CHANGE}/after_sensitive"), mark())),
        ("marked in the state", pair().with(&format!("{PRIOR}/sensitive_values"), mark())),
        ("marked in what is planned", pair().with(&format!("{PLANNED}/sensitive_values"), mark())),
        ("all of it is marked", pair().with(&format!("{CHANGE}/after_sensitive"), json!(true))),
        ("marks that do not fit", pair().with(&format!("{CHANGE}/after_sensitive"), json!([true]))),
        ("no marks", pair().with(&format!("{CHANGE}/after_sensitive"), Value::Null)),
        ("no marks in the state", pair().with(&format!("{PRIOR}/sensitive_values"), Value::Null)),
        ("marked where it drifted", pair().with("/resource_drift", json!([{"address": "aws_a.t", "type": "aws_a", "name": "t",
            "mode": "managed", "change": {"actions": ["update"], "before": {"name": "x"}, "after": {"name": VALUE},
            "before_sensitive": {"name": true}, "after_sensitive": {}}}]))),
        ("marked elsewhere", pair().with("/resource_drift", json!([{"address": "aws_b.u", "type": "aws_b", "name": "u",
            "mode": "managed", "change": {"actions": ["update"], "before": {"p": VALUE}, "after": {"p": 1},
            "before_sensitive": {"p": true}, "after_sensitive": {}}}]))),
        ("another output that is marked", pair().with("/output_changes/own", json!({"actions": ["no-op"], "before": VALUE,
            "after": VALUE, "before_sensitive": true, "after_sensitive": true}))),
        ("a variable that is marked", pair().with("/variables", json!({"v": {"value": VALUE}}))
            .with("/configuration/root_module/variables", json!({"v": {"sensitive": true}}))),
        ("it comes from a further state", pair().with("/prior_state/values/root_module/child_modules", json!([{"resources": [{
            "address": "module.m.data.terraform_remote_state.y", "type": "terraform_remote_state", "name": "y", "mode": "data",
            "values": {"outputs": {"deep": [{"token": "of-today"}]}}, "sensitive_values": {}}]}]))),
        ("it is made of a further state, in other letters", pair()
            .with(&format!("{CHANGE}/before"), Value::Null)
            .with(&format!("{CHANGE}/after"), json!({"name": VALUE}))
            .with("/prior_state/values/root_module/child_modules", json!([{"resources": [{
                "address": "module.m.data.terraform_remote_state.y[0]", "type": "terraform_remote_state", "name": "y", "mode": "data",
                "values": {"outputs": {"token": "cG9zdHMtb2YtdG9kYXk="}}, "sensitive_values": {}}]}]))),
        ("a further state is not read yet", pair().with("/configuration/root_module/resources", json!([
            {"address": "data.terraform_remote_state.y", "type": "terraform_remote_state", "mode": "data"}]))),
        ("the producer's plan is not at hand", Pair { together: false, ..pair() }),
    ];
    for (why, pair) in refused {
        assert!(!pair.is_shown(VALUE), "{why}");
    }
}

/// What the output was is another value than what it is, of the same attribute.
#[test]
fn values_before_and_after_are_judged_each() {
    let old = "secret-of-old";
    let pair = || {
        let mut pair = pair()
            .with("/output_changes/cross-stack-output-x/before", json!(old))
            .with(
                "/prior_state/values/outputs/cross-stack-output-x/value",
                json!(old),
            );
        let read =
            "/prior_state/values/root_module/resources/0/values/outputs/cross-stack-output-x";
        *pair.consumer.pointer_mut(read).unwrap() = json!(old);
        let change = json!({"actions": ["update"], "before": {"env": old}, "after": {"env": VALUE},
            "before_sensitive": {}, "after_sensitive": {}});
        set(&mut pair.consumer, "/resource_changes/0/change", change);
        pair
    };
    assert!(pair().is_shown(VALUE) && !pair().is_shown(old));
    let known = pair().with(&format!("{PRIOR}/values"), json!({"name": old}));
    assert!(known.is_shown(VALUE) && known.is_shown(old));
}

/// Values that are no texts: a mark inside one is a mark.
#[test]
fn values_with_parts() {
    let value = json!({"host": VALUE, "port": 5432});
    assert!(Pair::new(&value).is_shown(VALUE));
    let marked = json!({"name": {"port": true}});
    let pair = Pair::new(&value).with(&format!("{CHANGE}/after_sensitive"), marked);
    assert!(!pair.is_shown(VALUE));
}
