//! A small provider that has one of everything a schema can have.

use serde_json::{Value as Json, json};
use terraform_provider_mock::{Behaviors, MockProvider, Protocol, Schemas};

/// The header every configuration needs.
pub(crate) const REQUIRES: &str = r#"
terraform {
  required_providers {
    toy = { source = "acme/toy" }
  }
}
"#;

/// The provider, over a version of the protocol.
pub(crate) fn serve(protocol: Protocol) -> MockProvider {
    serve_with(protocol, &json!({}))
}

/// The same, with trouble: a table of faults and drift.
pub(crate) fn serve_with(protocol: Protocol, trouble: &Json) -> MockProvider {
    let parse = |table: &Json| Behaviors::from_slice(table.to_string().as_bytes()).unwrap();
    let behaviors = json!({"resources": {"toy_box": {
        "replace": ["name", "drawer.width"],
        "recompute": [
            {"attributes": ["revision"]},
            {"attributes": ["digest"], "on": ["label"], "when": {"sealed": true}},
        ],
        "values": {"id": "box/{name}", "path": "/{id}/{revision}"},
    }}});
    MockProvider::builder(schemas())
        .protocol(protocol)
        .behaviors(parse(&behaviors).merge(parse(trouble)))
        .start()
        .unwrap()
}

/// A configuration of the provider.
pub(crate) fn config(body: &str) -> String {
    format!("{REQUIRES}\n{body}")
}

pub(crate) fn schemas() -> Schemas {
    Schemas::from_value(document()).unwrap()
}

pub(crate) fn document() -> Json {
    json!({"format_version": "1.0", "provider_schemas": {"registry.terraform.io/acme/toy": {
        "provider": {"version": 0, "block": {"attributes": {"region": optional("string")}}},
        "resource_schemas": {"toy_box": {"version": 1, "block": toy_box()}},
        "data_source_schemas": {"toy_boxes": {"version": 0, "block": {
            "attributes": {
                "id": computed("string"),
                "label": optional("string"),
                "ids": computed(json!(["list", "string"])),
                "names": computed(json!(["set", "string"])),
                "total": computed("number"),
                "largest": computed(json!(["object", {"id": "string", "size": "number"}])),
                "kind": optional_computed("string"),
            },
            "block_types": {"filter": block("set", &json!({"attributes": {
                "by": required("string"), "values": required(json!(["list", "string"]))}}))},
        }}},
        "ephemeral_resource_schemas": {"toy_key": {"version": 0, "block": {"attributes": {
            "name": required("string"), "value": computed("string")}}}},
    }}})
}

fn toy_box() -> Json {
    json!({
        "attributes": {
            "id": computed("string"),
            "path": computed("string"),
            "revision": computed("number"),
            "digest": computed("string"),
            "facts": computed(json!(["list", "string"])),
            "place": computed(json!(["list", ["object", {"id": "string", "room": "number"}]])),
            "size": optional_computed("number"),
            "labels": optional_computed(json!(["map", "string"])),
            "name": required("string"),
            "label": optional("string"),
            "weight": optional("number"),
            "sealed": optional("bool"),
            "tags": optional(json!(["map", "string"])),
            "codes": optional(json!(["set", "number"])),
            "rules": optional(json!(["set", ["object", {"port": "number", "from": ["list", "string"]}]])),
            "anything": optional("dynamic"),
            "secret": {"type": "string", "optional": true, "write_only": true},
        },
        "block_types": {
            "drawer": block("list", &json!({
                "attributes": {
                    "label": required("string"), "width": optional("number"), "id": computed("string")},
                "block_types": {"lock": block("set", &json!({"attributes": {
                    "key": required("string"), "serial": computed("string")}}))},
            })),
            "sticker": block("set", &json!({"attributes": {
                "text": required("string"), "id": computed("string"),
                "color": optional_computed("string")}})),
            "slot": block("map", &json!({"attributes": {
                "content": required("string"), "id": computed("string")}})),
            "lid": block("single", &json!({"attributes": {
                "color": optional("string"), "id": computed("string")}})),
            "base": block("group", &json!({"attributes": {
                "material": optional("string"), "id": computed("string")}})),
            "part": block("list", &json!({"attributes": {
                "payload": optional("dynamic"), "id": computed("string")}})),
            "timeouts": block("single", &json!({"attributes": {"create": optional("string")}})),
        },
    })
}

pub(crate) fn block(nesting: &str, block: &Json) -> Json {
    json!({"nesting_mode": nesting, "block": block})
}

pub(crate) fn required(of: impl Into<Json>) -> Json {
    json!({"type": of.into(), "required": true})
}

pub(crate) fn optional(of: impl Into<Json>) -> Json {
    json!({"type": of.into(), "optional": true})
}

pub(crate) fn computed(of: impl Into<Json>) -> Json {
    json!({"type": of.into(), "computed": true})
}

pub(crate) fn optional_computed(of: impl Into<Json>) -> Json {
    json!({"type": of.into(), "optional": true, "computed": true})
}
