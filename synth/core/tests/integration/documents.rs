//! Whole documents.

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
