//! Meta-arguments, judged by real Terraform.

use serde_json::json;
use synth_core::prelude::*;
use synth_core::{TerraformData, UntypedProvider};
use synth_testing::Deployment;

use crate::harness::{document, problems};

#[test]
fn all_meta_arguments_are_written_as_terraform_wants_them() {
    let app = App::new();
    let stack = app.stack("example");
    stack.required_version(">= 1.10");
    let first = stack.add("first", TerraformData::new().input("one"));
    let watched = stack.add("watched", TerraformData::new().input(first.output()));
    let lifecycle = Lifecycle::new()
        .create_before_destroy(true)
        .prevent_destroy(false)
        .ignore_changes(["input"])
        .replace_triggered_by(&watched)
        .replace_triggered_by_value(first.output())
        .precondition(Condition::new(first.output_text().equals("one"), "not one"))
        .postcondition(Condition::new(
            Value::<bool>::raw_expression("self.id != \"\""),
            "no id",
        ));
    let second = TerraformData::new()
        .depends_on(&first)
        .depends_on(&first)
        .lifecycle(lifecycle);
    let second = stack.add("second", second);
    stack.add(
        "all",
        TerraformData::new().lifecycle(Lifecycle::new().ignore_all_changes()),
    );
    stack.add(
        "done",
        Output::new(second.id())
            .depends_on(&watched)
            .sensitive(true)
            .precondition(Condition::new(first.output_text().equals("one"), "not one")),
    );
    let deployment = Deployment::new(&app);
    deployment.apply("example");
    deployment.expect_no_changes("example");
    insta::assert_snapshot!(app.synth().unwrap().document("example").unwrap().text());
}

#[test]
fn a_precondition_of_an_output_is_checked() {
    let app = App::new();
    let stack = app.stack("example");
    let right = stack
        .add("right", Variable::<bool>::new().default(false))
        .value();
    let output = Output::new(1).precondition(Condition::new(right, "it is never right"));
    stack.add("out", output);
    let deployment = Deployment::new(&app);
    deployment.init("example");
    let said = deployment.fail("example", &["plan", "-input=false", "-no-color"]);
    assert!(said.contains("it is never right"), "{said}");
}

#[test]
fn replaced_when_what_it_watches_changes() {
    let define = |input: &str| {
        let app = App::new();
        let stack = app.stack("example");
        let watched = stack.add("watched", TerraformData::new().input(input));
        let lifecycle = Lifecycle::new().replace_triggered_by(&watched);
        stack.add("watcher", TerraformData::new().lifecycle(lifecycle));
        app
    };
    let deployment = Deployment::new(&define("before"));
    deployment.apply("example");
    let changed = define("after").synth().unwrap();
    let path = deployment.stack_folder("example").join("cdk.tf.json");
    std::fs::write(path, changed.document("example").unwrap().text()).unwrap();
    let plan = deployment.plan("example");
    let planned = plan["resource_changes"].as_array().unwrap();
    let watcher = planned
        .iter()
        .find(|change| change["address"] == "terraform_data.watcher")
        .unwrap();
    assert_eq!(watcher["change"]["actions"], json!(["delete", "create"]));
}

#[test]
fn several_instances_and_their_attributes() {
    let app = App::new();
    let stack = app.stack("example");
    let counted = stack.add_count("counted", 3, |index| TerraformData::new().input(index * 2));
    let set: Value<Set<String>> = ["a", "b"].into();
    let keyed = stack.add_each("keyed", set, |each| {
        TerraformData::new().input(interpolate![each.key(), "=", each.value()])
    });
    stack.output("all", counted.every(|one| one.output_number()));
    stack.output("last", counted.at(2).output());
    stack.output("keyed", keyed.every(|one| one.output_text()));
    stack.output("b", keyed.get("b").output());
    let again = keyed.every(|one| one.output_text());
    let chained = stack.add_each("chained", again, |each| {
        TerraformData::new().input(each.value())
    });
    stack.output("chained", chained.get("a").output());
    let deployment = Deployment::new(&app);
    // The instances of `chained` are known once `keyed` is there.
    deployment.init("example");
    let arguments = [
        "apply",
        "-auto-approve",
        "-input=false",
        "-target=terraform_data.keyed",
    ];
    deployment.succeed("example", &arguments);
    deployment.apply("example");
    let outputs = deployment.outputs("example");
    assert_eq!(outputs["all"], json!([0, 2, 4]));
    assert_eq!(outputs["last"], 4);
    assert_eq!(outputs["keyed"], json!({"a": "a=a", "b": "b=b"}));
    assert_eq!(outputs["b"], "b=b");
    assert_eq!(outputs["chained"], "a=a");
}

#[test]
fn providers_and_aliases() {
    let document = document(|stack| {
        stack.require_provider("aws", "hashicorp/aws", Some("6.47.0"));
        stack.add(
            "main",
            UntypedProvider::new("aws").argument("region", "eu-west-1"),
        );
        let west = stack.add(
            "west",
            UntypedProvider::new("aws")
                .alias("west")
                .argument("region", "us-west-2"),
        );
        stack.add("queue", Untyped::resource("aws_sqs_queue").provider(&west));
    });
    assert_eq!(
        document["provider"],
        json!({"aws": [
            {"region": "eu-west-1"},
            {"alias": "west", "region": "us-west-2"},
        ]})
    );
    assert_eq!(
        document["resource"]["aws_sqs_queue"]["queue"]["provider"],
        "aws.west"
    );
    assert_eq!(
        document["terraform"]["required_providers"],
        json!({"aws": {"source": "hashicorp/aws", "version": "6.47.0"}})
    );
}

#[test]
fn wrong_meta_arguments_are_refused() {
    let said = problems(|stack| {
        let data = stack.add("data", Untyped::data_source("aws_region"));
        let lifecycle = Lifecycle::new()
            .ignore_changes(["tags"])
            .replace_triggered_by(&data);
        stack.add("wrong", TerraformData::new().lifecycle(lifecycle));
        stack.add("one", UntypedProvider::new("aws"));
        stack.add("two", UntypedProvider::new("aws"));
    });
    insta::assert_snapshot!(said);
}
