//! Values, changes and whole plans, generated.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,6}",
        "[ -~]{0,20}",
        ".{0,12}",
        Just(
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"
                .to_owned()
        ),
        Just("{\"a\":[1,{\"b\":null}]}".to_owned()),
        Just("IyEvYmluL3NoCmVjaG8gaGVsbG8gd29ybGQK".to_owned()),
        Just("a\nb\nc\n".to_owned()),
        Just("0.0.0.0/0".to_owned()),
    ]
}

/// A value, of which `leaf` makes the texts.
pub(crate) fn value(leaf: BoxedStrategy<String>) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        leaf.prop_map(Value::String),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            btree_map(key(), inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
    .boxed()
}

/// Names that rules look at, and others.
pub(crate) fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "policy",
            "tags",
            "ingress",
            "user_data",
            "password",
            "cidr_blocks",
            "from_port",
            "to_port",
            "references",
            "constant_value",
            "metadata_options",
            "deletion_protection",
            "name",
            "id",
            "arn",
        ])
        .prop_map(str::to_owned),
        "[a-z_]{1,8}",
        ".{0,6}",
    ]
}

fn marks() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(true)),
        Just(json!(false)),
        Just(json!({})),
        Just(json!("true")),
        Just(Value::Null)
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            btree_map(key(), inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn actions() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(["create"]),
        json!(["update"]),
        json!(["delete"]),
        json!(["delete", "create"]),
        json!(["create", "delete"]),
        json!(["forget"]),
        json!(["no-op"]),
        json!(["read"]),
        json!(["something", "new"]),
        json!("create"),
        json!(null),
    ])
}

fn change(values: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    (actions(), values.clone(), values, marks(), marks(), marks()).prop_map(
        |(actions, before, after, unknown, before_sensitive, after_sensitive)| {
            json!({"actions": actions, "before": before, "after": after, "after_unknown": unknown,
                "before_sensitive": before_sensitive, "after_sensitive": after_sensitive,
                "replace_paths": [["policy"], ["ingress", 0, "from_port"], [{}], 3]})
        },
    )
}

fn resource(values: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    let types = prop::sample::select(vec![
        "aws_security_group",
        "aws_iam_role_policy",
        "aws_dynamodb_table",
        "aws_launch_template",
        "aws_lb_listener",
        "aws_s3_bucket_public_access_block",
        "terraform_data",
    ]);
    (types, "[a-z]{1,4}", change(values)).prop_map(|(resource_type, name, change)| {
        json!({"address": format!("{resource_type}.{name}"), "mode": "managed", "type": resource_type,
            "name": name, "change": change})
    })
}

pub(crate) fn plan(values: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    let other = values.clone();
    (
        vec(resource(values.clone()), 0..5),
        vec(resource(values.clone()), 0..2),
        btree_map("[a-z]{1,3}", change(values.clone()), 0..3),
        other,
    )
        .prop_map(|(changes, drift, outputs, other)| {
            let outputs: Map<String, Value> = outputs.into_iter().collect();
            json!({"format_version": "1.2", "resource_changes": changes, "resource_drift": drift,
                "output_changes": outputs, "checks": other, "configuration": other, "prior_state": other,
                "variables": other, "relevant_attributes": other, "deferred_changes": [{"resource_change": other}],
                "action_invocations": [other], "timestamp": other})
        })
}
