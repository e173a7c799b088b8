//! Whole documents.

use proptest::prelude::*;
use serde_json::Value as Json;
use synth_core::prelude::*;
use synth_core::{Condition, TerraformData};
use synth_testing::Deployment;

fn everything() -> App {
    let app = App::new();
    let stack = app.stack("everything");
    let size = Variable::<Number>::new()
        .description("How many.")
        .default(2)
        .nullable(false)
        .validation(|size| Condition::new(size.at_least(1), "At least one."));
    let size = stack.add("size", size);
    let tags: Value<Map<String>> = [("Team", "photos"), ("App", "postagram")].into();
    let tags = stack.local("tags", tags);
    let scope = stack.scope("inner");
    let many = scope.add_count("many", size.value(), |index| {
        TerraformData::new().input(record! {
            "empty_list" => Vec::<String>::new(),
            "empty_map" => record! {},
            "index" => index,
            "tags" => &tags,
        })
    });
    scope.add(
        "ids",
        Output::new(many.every(|one| one.id()))
            .description("All of them.")
            .sensitive(true),
    );
    stack.output("team", tags.get("Team"));
    app
}

#[test]
fn a_document_with_one_of_each() {
    let app = everything();
    let deployment = Deployment::new(&app);
    deployment.validate("everything");
    let synthesis = app.synth().unwrap();
    insta::assert_snapshot!(
        "everything",
        synthesis.document("everything").unwrap().text()
    );
}

#[test]
fn the_same_app_gives_the_same_bytes() {
    let first = everything().synth().unwrap();
    let second = everything().synth().unwrap();
    assert_eq!(first.documents()[0].text(), second.documents()[0].text());
    assert_eq!(first.manifest(), second.manifest());
}

#[test]
fn synthesizing_twice_changes_nothing() {
    let app = everything();
    app.aspect_everywhere();
    let first = app.synth().unwrap().documents()[0].text().to_owned();
    assert_eq!(app.synth().unwrap().documents()[0].text(), first);
}

trait AspectEverywhere {
    fn aspect_everywhere(&self);
}

impl AspectEverywhere for App {
    fn aspect_everywhere(&self) {
        let stack = self.stack("noted");
        stack.add("data", TerraformData::new());
        stack.aspect(|construct| construct.set("input", "seen"));
    }
}

/// What a user might put into a document.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        "[ -~]{0,12}".prop_map(Json::from),
        "\\PC{0,6}".prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map("[ -~]{1,6}", inner, 0..4)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_document_is_sorted_json_with_what_went_in(json in any_json()) {
        let app = App::new();
        let stack = app.stack("example");
        stack.add("data", TerraformData::new().input(json.clone()));
        let synthesis = app.synth().unwrap();
        let text = synthesis.document("example").unwrap().text();
        let tree: Json = serde_json::from_str(text).unwrap();
        // serde_json's map is sorted, and its layout is the one we write.
        prop_assert_eq!(text, serde_json::to_string_pretty(&tree).unwrap() + "\n");
        let back = unescape(tree["resource"]["terraform_data"]["data"]["input"].clone());
        prop_assert_eq!(back, json);
    }
}

/// Undoes the escaping of templates, as Terraform does.
fn unescape(json: Json) -> Json {
    let text = |text: String| text.replace("$${", "${").replace("%%{", "%{");
    match json {
        Json::String(string) => Json::String(text(string)),
        Json::Array(items) => items.into_iter().map(unescape).collect(),
        Json::Object(fields) => Json::Object(
            fields
                .into_iter()
                .map(|(key, value)| (text(key), unescape(value)))
                .collect(),
        ),
        other => other,
    }
}
