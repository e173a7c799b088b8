//! What a wrong schema or configuration is answered with.

use serde_json::{Value, json};
use synth_bindgen::{Bindings, Error, generate};

use crate::{everything, schema};

#[track_caller]
fn check(schema: &Value, bindings: &Bindings, expected: &str) {
    let error = generate("toy", bindings, schema).unwrap_err();
    let hint = error.hint().map(|hint| format!("\nhint: {hint}"));
    assert_eq!(format!("{error}{}", hint.unwrap_or_default()), expected);
}

fn with_resource(name: &str) -> Bindings {
    Bindings {
        resources: [name.to_owned()].into(),
        ..everything()
    }
}

#[test]
fn unknown_type() {
    check(
        &schema(),
        &with_resource("toy_block"),
        "the provider has no resource `toy_block`\nhint: did you mean `toy_blocks`?",
    );
    check(
        &schema(),
        &with_resource("aws_s3_bucket"),
        "the provider has no resource `aws_s3_bucket`",
    );
}

#[test]
fn unknown_provider() {
    let bindings = Bindings {
        source: "example/other".into(),
        ..everything()
    };
    check(
        &schema(),
        &bindings,
        "the schema does not hold provider `example/other`, only: \
         registry.terraform.io/example/toy",
    );
}

#[test]
fn unknown_format() {
    check(
        &json!({ "format_version": "2.0" }),
        &everything(),
        "provider schema of unknown format 2.0\nhint: formats 1.x are understood",
    );
    check(
        &json!({}),
        &everything(),
        "malformed provider schema: format_version: expected a value",
    );
}

#[test]
fn malformed_schemas_are_located() {
    const ATTRIBUTES: &str = "provider_schemas.registry.terraform.io/example/toy.\
                              resource_schemas.toy_string.block.attributes";
    for (pointer, broken, path, expected) in [
        (
            "/length/type",
            json!("text"),
            "length.type",
            "a type constraint",
        ),
        (
            "/length/type",
            json!(["list"]),
            "length.type",
            "a type constraint",
        ),
        (
            "/length/type",
            json!(["list", 1]),
            "length.type.of",
            "an array",
        ),
        (
            "/length/optional",
            json!("yes"),
            "length.optional",
            "true or false",
        ),
        ("/length", json!([]), "length", "an object"),
        ("/length", json!({}), "length.type", "a value"),
    ] {
        let mut schema = schema();
        let attributes = "/provider_schemas/registry.terraform.io~1example~1toy/\
                          resource_schemas/toy_string/block/attributes";
        *schema
            .pointer_mut(&format!("{attributes}{pointer}"))
            .unwrap() = broken;
        check(
            &schema,
            &with_resource("toy_string"),
            &format!("malformed provider schema: {ATTRIBUTES}.{path}: expected {expected}"),
        );
    }
}

#[test]
fn two_types_with_one_name() {
    let mut schema = schema();
    let resources = "/provider_schemas/registry.terraform.io~1example~1toy/resource_schemas";
    let resources = schema.pointer_mut(resources).unwrap();
    let resources = resources.as_object_mut().unwrap();
    let one = resources["toy_string"].clone();
    resources.insert("other_thing".into(), one.clone());
    resources.insert("toy_thing".into(), one);
    let bindings = Bindings {
        resources: ["other_thing".into(), "toy_thing".into()].into(),
        ..everything()
    };
    let error = generate("toy", &bindings, &schema).unwrap_err();
    assert!(matches!(error, Error::NameClash { name, .. } if name == "Thing"));
}
