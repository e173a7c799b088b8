//! Aspects, annotations, validations, configuration.

use serde_json::json;
use synth_core::prelude::*;
use synth_core::{Level, TerraformData};

use crate::harness::{app_problems, document, parse, problems};

#[test]
fn aspects_see_what_is_below_their_scope() {
    let document = document(|stack| {
        let inner = stack.scope("inner");
        inner.aspect(|construct| {
            if construct.accepts("input") && construct.get("input").is_none() {
                construct.set("input", "from the aspect");
            }
            construct.lifecycle(|lifecycle| lifecycle.prevent_destroy(true));
        });
        inner.add("set", TerraformData::new().input("own"));
        inner.scope("deeper").add("empty", TerraformData::new());
        stack.add("outside", TerraformData::new());
    });
    let data = &document["resource"]["terraform_data"];
    assert_eq!(data["inner_set_5F1E5A6C"]["input"], json!(null));
    let by_path = |path: &str| {
        data.as_object()
            .unwrap()
            .values()
            .find(|element| element["//"]["metadata"]["path"] == path)
            .unwrap()
            .clone()
    };
    assert_eq!(by_path("example/inner/set")["input"], "own");
    assert_eq!(
        by_path("example/inner/deeper/empty")["input"],
        "from the aspect"
    );
    assert_eq!(
        by_path("example/inner/set")["lifecycle"],
        json!({"prevent_destroy": true})
    );
    assert_eq!(by_path("example/outside").get("input"), None);
}

#[test]
fn an_aspect_may_not_add_elements() {
    let said = problems(|stack| {
        let scope = stack.scope("inner");
        scope.add("one", TerraformData::new());
        let outer: Scope = (**stack).clone();
        scope.aspect(move |_| {
            outer.add("late", TerraformData::new());
        });
    });
    insta::assert_snapshot!(said, @r"
    example/late: was added by an aspect, which may only change what is there
      defined at HERE
    ");
}

#[test]
fn annotations_are_in_the_manifest() {
    let app = App::new();
    let stack = app.stack("example");
    stack.info("the stack is new");
    stack.scope("inner").warning("the inside is old");
    stack.add("data", TerraformData::new());
    stack.aspect(|construct| construct.annotate(Level::Error, "seen"));
    let synthesis = app.synth().unwrap();
    let manifest: serde_json::Value = serde_json::from_str(synthesis.manifest()).unwrap();
    assert_eq!(
        manifest["stacks"]["example"]["annotations"],
        json!([
            {"constructPath": "example", "level": "@cdktf/info",
             "message": "the stack is new", "stacktrace": []},
            {"constructPath": "example/inner", "level": "@cdktf/warn",
             "message": "the inside is old", "stacktrace": []},
            {"constructPath": "example/data", "level": "@cdktf/error",
             "message": "seen", "stacktrace": []},
        ])
    );
}

#[test]
fn a_failed_check_is_told_with_everything_else() {
    let said = problems(|stack| {
        stack
            .scope("inner")
            .validate(|| Err("two is not three".into()));
        stack.validate(|| Ok(()));
        stack.output("x", f64::NAN);
    });
    insta::assert_snapshot!(said, @r"
    example/inner: two is not three
    example/x: has the number NaN, which Terraform cannot hold
      defined at HERE
    ");
}

#[test]
fn configuration_comes_typed() {
    let context = json!({"stage": "dev", "size": {"least": 1}});
    let app = App::with_context(context.as_object().unwrap().clone());
    assert_eq!(
        app.context::<String>("stage").unwrap().as_deref(),
        Some("dev")
    );
    assert_eq!(app.context::<u32>("missing").unwrap(), None);
    assert!(app.context::<u32>("stage").is_err());
}

#[test]
fn the_default_backend_is_a_relative_path() {
    let app = App::new();
    app.stack("example").output("x", 1);
    assert_eq!(
        parse(&app, "example")["terraform"]["backend"]["local"]["path"],
        "../../../terraform.example.tfstate"
    );
}

#[test]
fn a_bound_element_needs_its_provider() {
    use synth_core::schema::{BindingKind, BindingSchema, ProviderRequirement, Schema};
    static PROVIDER: ProviderRequirement = ProviderRequirement {
        name: "acme",
        source: "acme/acme",
        version: "1.0.0",
    };
    static BLOCK: Schema = Schema::new(&[]);
    static SCHEMA: BindingSchema = BindingSchema {
        kind: BindingKind::Resource,
        type_name: "acme_thing",
        provider: &PROVIDER,
        version: 0,
        block: &BLOCK,
    };
    synth_core::resource! {
        /// A thing.
        Thing, ThingAttributes, &SCHEMA
    }
    let app = App::new();
    let stack = app.stack("example");
    stack.add("thing", Thing::from_body(synth_core::Body::new(&BLOCK)));
    insta::assert_snapshot!(app_problems(&app), @r"
    example/thing: needs the provider `acme`, which the stack `example` does not configure
      defined at HERE
      hint: add the provider's configuration to the stack
    ");
}
