//! Expressions, evaluated by real Terraform.

use serde_json::json;
use synth_core::functions::{
    ceil, cidrsubnet, concat, contains, join, jsonencode, keys, length, lookup, lower, max, merge,
    replace, sort, split, tostring, upper, values,
};
use synth_core::prelude::*;

use crate::harness::{document, outputs, problems};

#[test]
fn operators_mean_what_rust_means() {
    let outputs = outputs(|stack| {
        let number = stack
            .add("num", Variable::<Number>::new().default(7))
            .value();
        let flag = stack
            .add("flag", Variable::<bool>::new().default(true))
            .value();
        let show = |id: &'static str, value: Value<Any>| stack.output(id, value);
        show(
            "product_of_sums",
            ((number.clone() + 1) * (number.clone() - 2)).into(),
        );
        show(
            "right",
            (number.clone() - (Value::<Number>::from(3) - &number)).into(),
        );
        show("negative", (-number.clone()).into());
        show("negative_literal", (-Value::<Number>::from(-5)).into());
        show("remainder", (number.clone() % 4).into());
        show("not_and", (!flag.clone().and(false)).into());
        show("or", flag.clone().or(false).and(false).into());
        show("compare", number.clone().greater_than(0).into());
        show(
            "nested_choice",
            (flag.clone().choose(Value::<Number>::from(1), 2) + 10).into(),
        );
        show(
            "chained",
            flag.choose::<String>("yes", "no").equals("yes").into(),
        );
        show(
            "text",
            interpolate!["b-", number.clone(), "-rc", 1.5, true].into(),
        );
        show("falsy", lookup::<Number>([("a", 1)], "b", 0).into());
        show("null", number.is_null().into());
    });
    let expected = json!({
        "product_of_sums": 40, "right": 11, "negative": -7, "negative_literal": 5,
        "remainder": 3, "not_and": true, "or": false, "compare": true, "nested_choice": 11,
        "chained": true, "text": "b-7-rc1.5true", "falsy": 0, "null": false,
    });
    assert_eq!(json!(outputs), expected);
}

#[test]
fn functions_take_and_give_what_they_say() {
    let outputs = outputs(|stack| {
        let list: Value<List<String>> = ["b", "a", "a\"b"].into();
        let list = stack.local("list", list);
        let map: Value<Map<Number>> = [("x", 1), ("y", 2)].into();
        let map = stack.local("map", map);
        let show = |id: &'static str, value: Value<Any>| stack.output(id, value);
        show("join", join("-", list.clone()).into());
        show("split", split(",", "a,b").into());
        show("upper", upper("a\"b").into());
        show("lower", lower("ABC").into());
        show("replace", replace("a.b", ".", "${").into());
        show("sort", sort(list.clone()).into());
        show("contains", contains(list.clone(), "a").into());
        show("length", length(&list).into());
        show("concat", concat([list.clone(), ["z"].into()]).into());
        show("merge", merge([map.clone(), [("z", 3)].into()]).into());
        show("keys", keys(map.clone()).into());
        show("values", values(map.clone()).into());
        show("get", map.get("y").into());
        show("at", list.at(1).into());
        show("max", max([1, 9, 3]).into());
        show("ceil", ceil(1.2).into());
        show("text", tostring(5).into());
        show("subnet", cidrsubnet("10.0.0.0/16", 8, 2).into());
        show(
            "json",
            jsonencode(record! { "a" => 1, "b" => [record! { "c" => "${d}" }] }).into(),
        );
        show("mapped", list.map(upper).into());
        show("filtered", list.filter(|text| text.not_equals("a")).into());
        show(
            "to_map",
            list.to_map(|text| (text.clone(), length(&text))).into(),
        );
        show(
            "nested_for",
            list.map(|outer| list.map(|inner| interpolate![outer.clone(), inner]))
                .into(),
        );
        show(
            "by_key",
            map.map_values(|key, value| interpolate![key, value]).into(),
        );
    });
    let expected = json!({
        "join": "b-a-a\"b", "split": ["a", "b"], "upper": "A\"B", "lower": "abc",
        "replace": "a${b", "sort": ["a", "a\"b", "b"], "contains": true, "length": 3,
        "concat": ["b", "a", "a\"b", "z"], "merge": {"x": 1, "y": 2, "z": 3},
        "keys": ["x", "y"], "values": [1, 2], "get": 2, "at": "a", "max": 9, "ceil": 2,
        "text": "5", "subnet": "10.0.2.0/24",
        "json": "{\"a\":1,\"b\":[{\"c\":\"${d}\"}]}",
        "mapped": ["B", "A", "A\"B"], "filtered": ["b", "a\"b"],
        "to_map": {"b": 1, "a": 1, "a\"b": 3},
        "nested_for": [["bb", "ba", "ba\"b"], ["ab", "aa", "aa\"b"], ["a\"bb", "a\"ba", "a\"ba\"b"]],
        "by_key": {"x": "x1", "y": "y2"},
    });
    assert_eq!(json!(outputs), expected);
}

#[test]
fn parentheses_are_put_where_cdktf_puts_them() {
    let document = document(|stack| {
        let num = stack.add("num", Variable::<Number>::new()).value();
        stack.output("sum", num.clone() * 2 + 1);
        stack.output("choice", num.greater_than(0).choose::<String>("a", "b"));
        stack.output("raw", Value::<String>::raw_expression("timestamp()"));
    });
    assert_eq!(document["output"]["sum"]["value"], "${((var.num * 2) + 1)}");
    assert_eq!(
        document["output"]["choice"]["value"],
        "${(var.num > 0) ? \"a\" : \"b\"}"
    );
    assert_eq!(document["output"]["raw"]["value"], "${timestamp()}");
}

#[test]
fn null_and_unset_differ() {
    let document = document(|stack| {
        stack.add(
            "data",
            synth_core::TerraformData::new()
                .input(record! {
                    "null" => Value::<String>::null(),
                    "unset" => Value::<String>::from(None::<&str>),
                })
                .triggers_replace(Value::<String>::from(None::<&str>)),
        );
    });
    let data = &document["resource"]["terraform_data"]["data"];
    assert_eq!(data["input"], json!({"null": null}));
    assert_eq!(data.get("triggers_replace"), None);
}

#[test]
fn what_no_document_can_hold_is_refused() {
    let said = problems(|stack| {
        stack.output("infinite", f64::INFINITY);
        let map: Value<Map<Number>> = [("same", 1), ("same", 2)].into();
        stack.output("map", map);
        let other = stack.add("other", Variable::<Number>::new()).value();
        stack.add("default", Variable::<Number>::new().default(other));
        let mut leaked = None;
        stack.output(
            "for",
            Value::<List<Number>>::from([1]).map(|one| {
                leaked = Some(one.clone());
                one
            }),
        );
        stack.output("leaked", leaked.unwrap());
        let mut index = None;
        stack.add_count("counted", 2, |position| {
            index = Some(position);
            synth_core::TerraformData::new()
        });
        stack.output("index", index.unwrap());
    });
    insta::assert_snapshot!(said);
}

#[test]
fn one_of_several_has_to_be_named() {
    let said = problems(|stack| {
        let several = stack.add_count("several", 2, |_| synth_core::TerraformData::new());
        stack.output("id", several.element().id());
    });
    insta::assert_snapshot!(said, @r#"
    example/id: uses an attribute of `terraform_data.several`, of which there are several
      defined at HERE
      hint: say which instance: `.at(0)`, `.get("key")`, or `.every(...)`
    "#);
}

#[test]
fn values_nested_without_end_are_refused() {
    let said = problems(|stack| {
        let one = stack.add("one", Variable::<Number>::new()).value();
        stack.output("sum", (0..3_000).fold(one, |sum, next| sum + next));
        let list = (0..3_000).fold(synth_core::Node::Null, |inner, _| {
            synth_core::Node::List(vec![inner])
        });
        stack.output("list", Value::<Any>::from_node(list));
    });
    assert!(
        said.contains("example/sum: has a value nested over 500 levels deep"),
        "{said}"
    );
    assert!(
        said.contains("example/list: has a value nested over 500 levels deep"),
        "{said}"
    );
}
