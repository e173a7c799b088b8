//! What the generated setters and accessors do.

use synth_core::prelude::*;
use synth_core::schema::BindingKind;
use synth_core::{Body, Element, Expr, ListOf, MapOf, Node, SetOf};

use crate::toy::{
    Attributes, AttributesAttributes, AttributesIngress, AttributesPlain, DataBlocks,
    DataBlocksFilter, EphemeralSecret, Nested, NestedList, NestedMap, NestedMapInner, NestedSingle,
    ToyBlocks, ToyBlocksAtMostOne, ToyBlocksAttributes, ToyBlocksBag, ToyBlocksExactlyOne,
    ToyBlocksFew, ToyBlocksLabelled, ToyBlocksMarker, ToyBlocksOne, ToyProvider, ToyProviderRetry,
    ToyString, Words, WordsAttributes, attributes,
};

fn body(element: impl Element) -> Body {
    element.define().body
}

fn text<'a>(body: &'a Body, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Node::as_str)
}

fn expression() -> Expr {
    let value: Value<Any> = Value::raw_expression("x");
    value.node().as_expr().unwrap().clone()
}

#[test]
fn required_attributes_come_in_alphabetical_order() {
    let body = body(Attributes::new(3, true));
    assert!(matches!(body.get("count_of"), Some(Node::Number(_))));
    assert!(matches!(body.get("flag"), Some(Node::Bool(true))));
    assert_eq!(body.entries().count(), 2);
}

#[test]
fn every_kind_of_attribute_can_be_set() {
    let body = body(
        Attributes::new(3, true)
            .password_wo("secret")
            .anything(serde_json::json!({ "a": 1 }))
            .lists([("a", vec!["b"])])
            .numbers([1, 2])
            .ingress([AttributesIngress::new().port(80).self_(true)])
            .plain([AttributesPlain::new().key("k")]),
    );
    assert_eq!(text(&body, "password_wo"), Some("secret"));
    let Some(Node::List(ingress)) = body.get("ingress") else {
        panic!("no list");
    };
    let [Node::Body(ingress)] = ingress.as_slice() else {
        panic!("no object");
    };
    assert!(matches!(ingress.get("self"), Some(Node::Bool(true))));
}

#[test]
fn blocks_follow_their_nesting() {
    let body = body(
        ToyBlocks::new(
            "text",
            "name",
            ToyBlocksExactlyOne::new(),
            [ToyBlocksFew::new(1), ToyBlocksFew::new(2)],
        )
        .few(ToyBlocksFew::new(3))
        .one(ToyBlocksOne::new().size(1))
        .at_most_one(ToyBlocksAtMostOne::new())
        .bag(vec![ToyBlocksBag::new()])
        .labelled("a", ToyBlocksLabelled::new())
        .labelled("b", ToyBlocksLabelled::new())
        .marker(ToyBlocksMarker::new()),
    );
    assert_eq!(text(&body, "body"), Some("text"));
    assert!(matches!(body.get("few"), Some(Node::Blocks(few)) if few.len() == 3));
    assert!(matches!(body.get("bag"), Some(Node::Blocks(bag)) if bag.len() == 1));
    assert!(matches!(body.get("labelled"), Some(Node::Map(map)) if map.len() == 2));
    for single in ["one", "at_most_one", "exactly_one", "marker"] {
        assert!(matches!(body.get(single), Some(Node::Body(_))), "{single}");
    }
}

#[test]
fn nested_attributes_are_values() {
    let body = body(
        Nested::new(NestedSingle::new("a").note("b"))
            .list([NestedList::new().name("c")])
            .map([("k", NestedMap::new().inner(NestedMapInner::new().on(true)))]),
    );
    assert!(matches!(body.get("single"), Some(Node::Body(_))));
    assert!(matches!(body.get("list"), Some(Node::List(list)) if list.len() == 1));
    assert!(matches!(body.get("map"), Some(Node::Map(map)) if map.len() == 1));
}

#[test]
fn attributes_are_typed() {
    let element = AttributesAttributes::from(expression());
    let _: [Value<String>; 2] = [element.id(), element.secret()];
    let _: Value<bool> = element.flag();
    let _: Value<Map<List<String>>> = element.lists();
    let _: Value<List<AttributesPlain>> = element.plain();
    let ingress: SetOf<attributes::AttributesIngressAttributes> = element.ingress();
    let _: Value<Number> = ingress.to_list().at(0).port();
    let _: Value<String> = element.state().steps().at(0).name();
    let keyed: MapOf<ListOf<_>> = element.keyed();
    let _: Value<String> = keyed.get("a").at(0).arn();
}

#[test]
fn blocks_with_something_computed_are_readable() {
    let element = ToyBlocksAttributes::from(expression());
    let _: Value<Number> = element.one().actual();
    let _: Value<String> = element.few().at(0).id();
    let _: Value<String> = element.bag().to_list().at(0).id();
    let _: Value<String> = element.labelled().get("a").id();
    let _: Value<String> = element.report().at(0).text();
}

#[test]
fn awkward_names_stay_apart() {
    #[expect(deprecated, reason = "the fixture's resource is")]
    let words = Words::new("a");
    let body = body(
        words
            .self__("b")
            .self_("c")
            .new_("d")
            .new__("e")
            .define_("f")
            .argument_("g")
            .clone_("h")
            .n2fa(true)
            .r#gen(true)
            .mixed_case("i")
            .mixed_case_("j"),
    );
    for (name, value) in [
        ("type", "a"),
        ("self", "b"),
        ("self_", "c"),
        ("new_", "d"),
        ("new", "e"),
        ("define", "f"),
        ("argument", "g"),
        ("clone", "h"),
        ("mixed_case", "i"),
        ("Mixed-Case", "j"),
    ] {
        assert_eq!(text(&body, name), Some(value), "{name}");
    }
    let attributes = WordsAttributes::from(expression());
    let _: [Value<String>; 3] = [
        attributes.r#type(),
        attributes.expression_(),
        attributes.scope_(),
    ];
}

#[test]
fn every_kind_of_element_knows_its_kind() {
    let kind = |definition: synth_core::Definition| definition.kind;
    assert_eq!(
        kind(ToyString::default().define()),
        synth_core::ElementKind::Resource
    );
    let filter = DataBlocksFilter::new("a", ["b"]);
    assert_eq!(
        kind(DataBlocks::new("n").filter(filter).define()),
        synth_core::ElementKind::DataSource
    );
    assert_eq!(
        kind(EphemeralSecret::new("n").define()),
        synth_core::ElementKind::Ephemeral
    );
    assert_eq!(
        kind(ToyProvider::new("t").alias("a").define()),
        synth_core::ElementKind::Provider
    );
    let providers = crate::toy::SCHEMAS
        .iter()
        .filter(|schema| schema.kind == BindingKind::Provider);
    assert_eq!(providers.count(), 1);
}

#[test]
fn a_stack_of_them_becomes_terraform_json() {
    let app = App::new();
    let stack = app.stack("toy");
    stack.add(
        "provider",
        ToyProvider::new("t").retry(ToyProviderRetry::new().attempts(3)),
    );
    let attributes = stack.add(
        "attributes",
        Attributes::new(3, true)
            .ingress([AttributesIngress::new().port(80)])
            .plain([AttributesPlain::new().key("k")]),
    );
    let blocks = stack.add(
        "blocks",
        ToyBlocks::new(
            attributes.secret(),
            attributes.state().steps().at(0).name(),
            ToyBlocksExactlyOne::new(),
            ToyBlocksFew::new(1),
        )
        .labelled("a", ToyBlocksLabelled::new().size(1))
        .marker(ToyBlocksMarker::new()),
    );
    stack.add(
        "nested",
        Nested::new(NestedSingle::new(blocks.bag().to_list().at(0).id()))
            .map([("k", NestedMap::new().inner(NestedMapInner::new().on(true)))]),
    );
    stack.output("ids", blocks.few().every(|few| few.id()));
    let synthesis = app.synth().unwrap();
    insta::assert_snapshot!(synthesis.document("toy").unwrap().text());
}
