//! Every position a literal can stand in, tried with real Terraform.

use synth_core::functions::{jsonencode, upper};
use synth_core::prelude::*;
use synth_core::{Condition, LocalBackend, RemoteState, TerraformData};
use synth_testing::Deployment;

use crate::harness::outputs;

/// What begins a template, ends one, escapes one, or nearly does.
const HOSTILE: &[&str] = &[
    "${x}",
    "%{if true}",
    "$${x}",
    "$$${x}",
    "%%{x}",
    "$%{x}",
    "%${x}",
    "$",
    "$$",
    "100%",
    "{}",
    "${",
    "%{",
    "$${",
    "~}",
    "\"quoted\" \\ back\\slash \\\" \\n",
    "line\nbreak\ttab\r",
    "é 漢字 \u{1f600} \u{2028}",
    "\r${x}",
    "\r\n%{x}",
    "<<EOT",
    "//",
    "#{TfToken[TOKEN.1]}",
];

/// All texts of up to four of the characters that matter.
fn every_combination() -> Vec<String> {
    let mut all = vec![String::new()];
    let mut longest = all.clone();
    for _ in 0..4 {
        longest = longest
            .iter()
            .flat_map(|text| ["$", "%", "{", "a"].map(|next| format!("{text}{next}")))
            .collect();
        all.extend(longest.clone());
    }
    all
}

#[test]
fn literals_in_every_template_position_come_out_as_they_went_in() {
    let texts: Vec<String> = HOSTILE
        .iter()
        .map(|text| (*text).to_owned())
        .chain(every_combination())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let list: Value<List<String>> = texts.clone().into();
    let keys: Value<Map<Number>> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| (text.clone(), index))
        .collect();
    let outputs = outputs(|stack| {
        stack.output("output", list.clone());
        stack.output("keys", keys.clone());
        stack.output("local", stack.local("local", list.clone()));
        let data = stack.add("data", TerraformData::new().input(list.clone()));
        stack.output("argument", data.output());
        // Inside an expression the literals are quoted HCL strings.
        stack.output(
            "expression",
            Value::<List<String>>::from_node(jsonencode(list.clone()).into_node()),
        );
        let interpolated: Value<List<String>> = texts
            .iter()
            .map(|text| interpolate!["$", text.clone(), upper("-"), text.clone(), "{"])
            .collect();
        stack.output("interpolated", interpolated.clone());
        stack.output("nested", jsonencode(interpolated));
        let each: Value<Map<String>> = texts.iter().map(|text| (text.clone(), text)).collect();
        let repeated = stack.add_each("each", each, |each| {
            TerraformData::new().input(each.value())
        });
        stack.output(
            "each",
            repeated.every(synth_core::TerraformDataAttributes::output_text),
        );
    });
    let expected = serde_json::json!(texts);
    assert_eq!(outputs["output"], expected);
    assert_eq!(outputs["local"], expected);
    assert_eq!(outputs["argument"], expected);
    let encoded: serde_json::Value =
        serde_json::from_str(outputs["expression"].as_str().unwrap()).unwrap();
    assert_eq!(encoded, expected);
    let doubled = serde_json::json!(
        texts
            .iter()
            .map(|text| format!("${text}-{text}{{"))
            .collect::<Vec<_>>()
    );
    for (index, expected) in doubled.as_array().unwrap().iter().enumerate() {
        assert_eq!(&outputs["interpolated"][index], expected);
    }
    let nested: serde_json::Value =
        serde_json::from_str(outputs["nested"].as_str().unwrap()).unwrap();
    for (index, expected) in doubled.as_array().unwrap().iter().enumerate() {
        assert_eq!(&nested[index], expected);
    }
    for (index, text) in texts.iter().enumerate() {
        assert_eq!(outputs["keys"][text], index, "{text:?}");
        assert_eq!(outputs["each"][text], **text, "{text:?}");
    }
}

#[test]
fn variables_take_default_and_description_as_they_stand() {
    let app = App::new();
    let stack = app.stack("example");
    for (index, text) in HOSTILE.iter().enumerate() {
        let variable = Variable::<String>::new().default(*text).description(*text);
        let variable = stack.add(format!("v{index}"), variable);
        stack.add(
            format!("o{index}"),
            Output::new(variable.value()).description(*text),
        );
    }
    let deployment = Deployment::new(&app);
    let plan = deployment.plan("example");
    for (index, text) in HOSTILE.iter().enumerate() {
        let module = &plan["configuration"]["root_module"];
        let variable = &module["variables"][format!("v{index}")];
        assert_eq!(variable["description"], *text);
        assert_eq!(module["outputs"][format!("o{index}")]["description"], *text);
        assert_eq!(
            plan["planned_values"]["outputs"][format!("o{index}")]["value"],
            *text
        );
    }
}

#[test]
fn messages_of_conditions_are_templates() {
    let app = App::new();
    let stack = app.stack("example");
    let size = stack.add(
        "size",
        Variable::<Number>::new()
            .default(0)
            .validation(|size| Condition::new(size.at_least(1), "It is ${size} %{if}.")),
    );
    stack.output("size", size.value());
    let deployment = Deployment::new(&app);
    deployment.init("example");
    let said = deployment.fail("example", &["plan", "-no-color", "-input=false"]);
    assert!(said.contains("It is ${size} %{if}."), "{said}");

    let app = App::new();
    let stack = app.stack("example");
    let right = stack
        .add("right", Variable::<bool>::new().default(false))
        .value();
    let lifecycle = Lifecycle::new().precondition(Condition::new(right, "Never ${x} \"y\"."));
    stack.add("data", TerraformData::new().lifecycle(lifecycle));
    let deployment = Deployment::new(&app);
    deployment.init("example");
    let said = deployment.fail("example", &["plan", "-no-color", "-input=false"]);
    assert!(said.contains("Never ${x} \"y\"."), "{said}");
}

#[test]
fn a_backend_setting_is_literal_and_its_remote_state_is_not() {
    let app = App::new();
    let name = "state ${of} %{this}.tfstate";
    let producer = app.stack("producer");
    producer.backend(LocalBackend::new(format!("../{name}")));
    let data = producer.add("data", TerraformData::new().input("kept"));
    let consumer = app.stack("consumer");
    consumer.output("seen", interpolate!["it is ", data.output_text()]);
    let reader = app.stack("reader");
    let state = reader.add(
        "state",
        RemoteState::new(LocalBackend::new(format!("../{name}"))),
    );
    let output = "cross-stack-output-terraform_datadataoutput";
    reader.add(
        "seen",
        Output::new(state.output::<String>(output)).sensitive(true),
    );
    let deployment = Deployment::new(&app);
    deployment.apply("producer");
    assert!(
        deployment
            .stack_folder("producer")
            .join("..")
            .join(name)
            .exists()
    );
    deployment.apply("reader");
    assert_eq!(deployment.outputs("reader")["seen"], "kept");
}
