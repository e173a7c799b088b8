//! Values of one stack used in another.

use serde_json::json;
use synth_core::prelude::*;
use synth_core::{HttpBackend, LocalBackend, S3Backend, TerraformData, Untyped};
use synth_testing::Deployment;

use crate::harness::{app_problems, parse};

#[test]
fn a_value_becomes_an_output_a_remote_state_and_an_order() {
    let app = App::new();
    let producer = app.stack("producer");
    producer.backend(LocalBackend::new("../../producer.tfstate"));
    let data = producer.add("data", TerraformData::new().input("kept"));
    let consumer = app.stack("consumer");
    consumer.add(
        "copy",
        TerraformData::new().input(interpolate!["it is ", data.output_text()]),
    );
    let synthesis = app.synth().unwrap();
    insta::assert_snapshot!(
        "cross_stack_producer",
        synthesis.document("producer").unwrap().text()
    );
    insta::assert_snapshot!(
        "cross_stack_consumer",
        synthesis.document("consumer").unwrap().text()
    );
    insta::assert_snapshot!("cross_stack_manifest", synthesis.manifest());
}

#[test]
fn every_kind_of_reference_arrives() {
    let app = App::new();
    let producer = app.stack("producer");
    let input = producer.add(
        "input",
        Variable::<String>::new().default("from a variable"),
    );
    let local = producer.local("local", input.value());
    let single = producer.add(
        "single",
        TerraformData::new().input(record! {
            "list" => [1, 2, 3],
            "dashed-key" => "dashed",
        }),
    );
    let counted = producer.add_count("counted", 2, |index| TerraformData::new().input(index));
    let names: Value<Map<String>> = [("a.b", "first"), ("c", "second")].into();
    let keyed = producer.add_each("keyed", names, |each| {
        TerraformData::new().input(each.value())
    });

    let consumer = app.stack("consumer");
    let show = |id: &'static str, value: Value<Any>| {
        consumer.add(id, Output::new(value).sensitive(true));
    };
    show("variable", input.value().any());
    show("local", local.any());
    show(
        "element",
        single
            .output()
            .attribute::<List<Number>>("list")
            .at(1)
            .any(),
    );
    show("dashed", single.output().attribute("dashed-key"));
    let which = consumer.add("which", Variable::<Number>::new().default(1));
    show(
        "late_index",
        single
            .output()
            .attribute::<List<Number>>("list")
            .at(which.value())
            .any(),
    );
    show("counted", counted.every(|one| one.output_number()).any());
    show("second", counted.at(1).output());
    show("late_instance", counted.at(which.value()).output());
    show("keyed", keyed.every(|one| one.output_text()).any());
    show("dotted", keyed.get("a.b").output());

    let deployment = Deployment::new(&app);
    deployment.apply("producer");
    deployment.apply("consumer");
    let outputs = deployment.outputs("consumer");
    assert_eq!(outputs["variable"], "from a variable");
    assert_eq!(outputs["local"], "from a variable");
    assert_eq!(outputs["element"], 2);
    assert_eq!(outputs["dashed"], "dashed");
    assert_eq!(outputs["late_index"], 2);
    assert_eq!(outputs["counted"], json!([0, 1]));
    assert_eq!(outputs["second"], 1);
    assert_eq!(outputs["late_instance"], 1);
    assert_eq!(outputs["keyed"], json!({"a.b": "first", "c": "second"}));
    assert_eq!(outputs["dotted"], "first");
    deployment.expect_no_changes("consumer");
}

#[test]
fn what_is_sensitive_stays_sensitive() {
    let app = App::new();
    let producer = app.stack("producer");
    let secret = producer.add(
        "secret",
        Variable::<String>::new().default("hush").sensitive(true),
    );
    let plain = producer.add("plain", Variable::<String>::new().default("loud"));
    let consumer = app.stack("consumer");
    consumer.add("secret", TerraformData::new().input(secret.value()));
    consumer.add("plain", TerraformData::new().input(plain.value()));
    let deployment = Deployment::new(&app);
    deployment.apply("producer");
    deployment.init("consumer");
    let said = deployment.stdout("consumer", &["plan", "-no-color", "-input=false"]);
    assert!(!said.contains("hush"), "{said}");
    assert!(said.contains("(sensitive value)"), "{said}");
}

#[test]
fn sensitive_attributes_are_marked_where_they_are_read() {
    let app = App::new();
    let producer = app.stack("producer");
    let key = producer.add("key", Untyped::resource("tls_private_key"));
    let consumer = app.stack("consumer");
    consumer.output("key", key.get_sensitive::<String>("private_key_pem"));
    assert_eq!(
        parse(&app, "consumer")["output"]["key"]["value"],
        "${sensitive(data.terraform_remote_state.cross-stack-reference-input-producer.outputs.\
         cross-stack-output-tls_private_keykeyprivate_key_pem)}"
    );
}

#[test]
fn remote_state_follows_the_backend() {
    let app = App::new();
    let s3 = app.stack("s3");
    s3.backend(S3Backend::new("states", "a.tfstate", "eu-west-1").use_lockfile(true));
    let http = app.stack("http");
    http.backend(HttpBackend::new("https://example.com/${x}").lock_method("POST"));
    let first = s3.add("first", TerraformData::new());
    let second = http.add("second", TerraformData::new());
    let consumer = app.stack("consumer");
    consumer.output("both", [first.id(), second.id()]);
    let document = parse(&app, "consumer");
    assert_eq!(
        document["data"]["terraform_remote_state"],
        json!({
            "cross-stack-reference-input-http": {
                "backend": "http",
                "config": {"address": "https://example.com/$${x}", "lock_method": "POST"},
            },
            "cross-stack-reference-input-s3": {
                "backend": "s3",
                "config": {
                    "bucket": "states",
                    "key": "a.tfstate",
                    "region": "eu-west-1",
                    "use_lockfile": true,
                },
                "workspace": "${terraform.workspace}",
            },
        })
    );
}

#[test]
fn dependencies_on_elements_of_other_stacks_order_the_stacks() {
    let app = App::new();
    let first = app.stack("first");
    let data = first.add("data", TerraformData::new());
    let second = app.stack("second");
    second.add("data", TerraformData::new().depends_on(&data));
    let third = app.stack("third");
    third.depends_on(&second);
    let manifest: serde_json::Value =
        serde_json::from_str(app.synth().unwrap().manifest()).unwrap();
    assert_eq!(
        manifest["stacks"]["second"]["dependencies"],
        json!(["first"])
    );
    assert_eq!(
        manifest["stacks"]["third"]["dependencies"],
        json!(["second"])
    );
    assert_eq!(
        parse(&app, "second")["resource"]["terraform_data"]["data"].get("depends_on"),
        None
    );
}

#[test]
fn stacks_that_need_each_other_are_refused() {
    let app = App::new();
    let first = app.stack("first");
    let second = app.stack("second");
    let one = first.add("one", TerraformData::new());
    let two = second.add("two", TerraformData::new().input(one.id()));
    first.output("two", two.id());
    insta::assert_snapshot!(app_problems(&app), @r"
    first: the stacks need each other: first -> second -> first
      hint: move what both need into one stack, or into a third one that both come after
    ");
}

#[test]
fn a_value_of_another_app_is_refused() {
    let other = App::new();
    let data = other.stack("other").add("data", TerraformData::new());
    let app = App::new();
    app.stack("example").output("id", data.id());
    insta::assert_snapshot!(app_problems(&app), @r"
    example/id: refers to an element of another app
      defined at HERE
    ");
}

#[test]
fn an_overridden_backend_is_read_where_it_is() {
    let app = App::new();
    let producer = app.stack("producer");
    producer.backend(LocalBackend::new("../before.tfstate"));
    producer.set_backend_override("path", "../after.tfstate");
    let data = producer.add("data", TerraformData::new());
    app.stack("consumer").output("id", data.id());
    let document = parse(&app, "consumer");
    let state = &document["data"]["terraform_remote_state"];
    let state = &state["cross-stack-reference-input-producer"];
    assert_eq!(state["config"]["path"], "../after.tfstate");
}

#[test]
fn two_stacks_with_one_state_are_refused() {
    let app = App::new();
    for name in ["first", "second"] {
        app.stack(name)
            .backend(S3Backend::new("states", "same.tfstate", "eu-west-1"));
    }
    insta::assert_snapshot!(app_problems(&app), @r"
    second: the stacks `first` and `second` keep their state in the same place
      hint: one would take over, or destroy, what the other made: change one backend
    ");
}

#[test]
fn remote_states_that_come_out_alike_are_refused() {
    let app = App::new();
    let one = app.stack("a.b").add("data", TerraformData::new());
    let two = app.stack("ab").add("data", TerraformData::new());
    app.stack("consumer").output("both", [one.id(), two.id()]);
    let said = app_problems(&app);
    let name = "`cross-stack-reference-input-ab`";
    assert!(
        said.contains(&format!("another remote state is called {name} already")),
        "{said}"
    );
}

#[test]
fn nested_settings_of_a_backend_are_escaped_to_the_last_key() {
    let app = App::new();
    let producer = app.stack("producer");
    let hostile = json!({ "${key}": ["%{value}"] });
    producer.backend(LocalBackend::new("a.tfstate").setting("nested", hostile.clone()));
    let data = producer.add("data", TerraformData::new());
    app.stack("consumer").output("id", data.id());
    let written = &parse(&app, "producer")["terraform"]["backend"]["local"]["nested"];
    assert_eq!(written, &hostile);
    let read = &parse(&app, "consumer")["data"]["terraform_remote_state"];
    let read = &read["cross-stack-reference-input-producer"]["config"]["nested"];
    assert_eq!(read, &json!({ "$${key}": ["%%{value}"] }));
}
