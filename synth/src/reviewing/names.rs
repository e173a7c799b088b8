//! Names for what a stack reads of others: the reference to a remote state says
//! less than what the output there refers to.

use std::collections::BTreeMap;

use serde_json::Value;
use synth_review::Read;

use crate::document::Document;
use crate::manifest::Manifest;
use crate::run_folder::preview;
use crate::run_folder::remote_state;

/// How the names of outputs begin that CDKTF makes for other stacks.
const CROSS_STACK: &str = "cross-stack-output-";

/// What a stack reads of others.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Reads {
    /// By reference: `data.terraform_remote_state.x.outputs.y` is `REFERENCE of
    /// STACK`, where the output there is a reference and nothing else.
    pub(crate) names: BTreeMap<String, String>,
    /// Their outputs, and which of them are marked there.
    pub(crate) outputs: Vec<Read>,
}

/// What a document reads of others.
pub(crate) fn of(
    document: &Document,
    manifest: &Manifest,
    documents: &BTreeMap<String, Document>,
) -> Reads {
    let states = remote_state::find(document.value(), manifest, |stack| {
        documents.get(&stack.name).map(Document::value)
    });
    let Reads {
        mut names,
        outputs: mut all,
    } = Reads::default();
    for read in states {
        let producer = read.producer.as_ref();
        let Some((stack, producer)) = producer.and_then(|name| documents.get_key_value(name))
        else {
            continue;
        };
        let preview = format!("local.{}", preview::local(&read.name));
        names.insert(preview.clone(), format!("outputs of {stack}"));
        let address = format!("data.terraform_remote_state.{}", read.name);
        let declared = producer.value()["output"].as_object();
        let mut outputs = BTreeMap::new();
        for (output, block) in declared.into_iter().flatten() {
            let state = format!("{address}.outputs.{output}");
            outputs.insert(output.clone(), block["sensitive"] == true);
            if let Some(reference) = block["value"].as_str().and_then(reference) {
                let name = format!("{reference} of {stack}");
                names.insert(state, name.clone());
                names.insert(format!("{preview}.{output}"), name);
            }
        }
        all.push(Read {
            address,
            stack: stack.clone(),
            outputs,
        });
    }
    Reads {
        names,
        outputs: all,
    }
}

impl Reads {
    /// Of two sides together; what has a name on each, and not the same, keeps
    /// its own. An output is marked if it is on one side.
    pub(crate) fn agreed(sides: [Self; 2]) -> Self {
        let [mut reads, others] = sides;
        for other in others.outputs {
            let same = |it: &&mut Read| it.address == other.address && it.stack == other.stack;
            let Some(read) = reads.outputs.iter_mut().find(same) else {
                reads.outputs.push(other);
                continue;
            };
            for (output, marked) in other.outputs {
                *read.outputs.entry(output).or_default() |= marked;
            }
        }
        let names = &mut reads.names;
        for (reference, name) in others.names {
            if names.get(&reference).is_some_and(|other| *other != name) {
                names.remove(&reference);
            } else {
                names.insert(reference, name);
            }
        }
        reads
    }
}

/// Outputs for other stacks, which are marked whatever they are, and the attribute
/// that each is: by these documents of one stack, which have to agree.
pub(crate) fn attributes(documents: &[&Value]) -> BTreeMap<String, String> {
    let mut attributes: BTreeMap<String, Option<String>> = BTreeMap::new();
    for document in documents {
        for (output, block) in document["output"].as_object().into_iter().flatten() {
            if !output.starts_with(CROSS_STACK) {
                continue;
            }
            let attribute = block["value"].as_str().and_then(reference);
            let attribute = attribute.map(str::to_owned);
            let agreed = attributes
                .entry(output.clone())
                .or_insert_with(|| attribute.clone());
            if *agreed != attribute {
                *agreed = None;
            }
        }
    }
    let found = attributes.into_iter();
    found
        .filter_map(|(output, it)| Some((output, it?)))
        .collect()
}

/// The reference that a template is, if it is nothing else.
fn reference(template: &str) -> Option<&str> {
    let inside = template.strip_prefix("${")?.strip_suffix('}')?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    (inside.contains('.') && inside.chars().all(is_name)).then_some(inside)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_read_has_the_name_it_has_there() {
        let stack = |name: &str| {
            json!({"name": name, "constructPath": name, "workingDirectory": format!("stacks/{name}"),
                "synthesizedStackPath": format!("stacks/{name}/cdk.tf.json")})
        };
        let manifest = json!({"stacks": {"data": stack("data"), "web": stack("web")}});
        let manifest = Manifest::parse(&manifest.to_string()).unwrap();
        let web = Document::new(json!({"data": {"terraform_remote_state": {
            "cross-stack-reference-input-data": {"backend": "local", "config": {"path": "x"}},
        }}}));
        let data = Document::new(json!({"output": {
            "arn": {"value": "${aws_dynamodb_table.posts.arn}", "sensitive": true},
            "more": {"value": "${aws_dynamodb_table.posts.arn}/*"},
        }}));
        let reads = of(
            &web,
            &manifest,
            &BTreeMap::from([("data".to_owned(), data)]),
        );
        let state = "cross-stack-reference-input-data";
        let arn = "aws_dynamodb_table.posts.arn of data".to_owned();
        assert_eq!(
            reads.outputs,
            [Read {
                address: format!("data.terraform_remote_state.{state}"),
                stack: "data".to_owned(),
                outputs: BTreeMap::from([("arn".to_owned(), true), ("more".to_owned(), false)]),
            }]
        );
        assert_eq!(
            reads.names,
            BTreeMap::from([
                (
                    format!("data.terraform_remote_state.{state}.outputs.arn"),
                    arn.clone()
                ),
                (
                    format!("local.synth-preview-{state}"),
                    "outputs of data".to_owned()
                ),
                (format!("local.synth-preview-{state}.arn"), arn),
            ])
        );
    }

    #[test]
    fn outputs_that_are_attributes() {
        let document = |output: Value| json!({"output": {"cross-stack-output-x": output}});
        let one = |value: &str| attributes(&[&document(json!({"value": value}))]);
        let arn = "aws_dynamodb_table.posts.arn".to_owned();
        let expected = BTreeMap::from([("cross-stack-output-x".to_owned(), arn)]);
        assert_eq!(one("${aws_dynamodb_table.posts.arn}"), expected);
        for template in [
            "text",
            "${aws_dynamodb_table.posts.arn}/*",
            "${aws_dynamodb_table.posts.arn}${aws_dynamodb_table.posts.arn}",
            "${f(aws_dynamodb_table.posts.arn)}",
            "${aws_dynamodb_table.posts[0].arn}",
            "$${aws_dynamodb_table.posts.arn}",
            "%{if true}${aws_dynamodb_table.posts.arn}%{endif}",
        ] {
            assert_eq!(one(template), BTreeMap::new(), "{template}");
        }
        // An output that somebody marks; one that is no text; two that differ.
        let own = json!({"output": {"arn": {"value": "${a.b.c}", "sensitive": true}}});
        assert_eq!(attributes(&[&own]), BTreeMap::new());
        let (a, b) = (json!({"value": "${a.b.c}"}), json!({"value": ["${a.b.c}"]}));
        assert_eq!(attributes(&[&document(b.clone())]), BTreeMap::new());
        for (first, second) in [(&a, &b), (&b, &a)] {
            let sides = [
                document(first.clone()),
                document(second.clone()),
                document(a.clone()),
            ];
            assert_eq!(attributes(&sides.each_ref()), BTreeMap::new());
        }
        assert_eq!(
            attributes(&[&document(a.clone()), &json!({}), &document(a)]).len(),
            1
        );
    }

    #[test]
    fn sides_that_disagree_have_no_name() {
        let side = |name: &str| Reads {
            names: BTreeMap::from([
                ("x".to_owned(), name.to_owned()),
                (name.to_owned(), "own".to_owned()),
            ]),
            outputs: [(name, true), ("both", name == "b")]
                .map(|(stack, marked)| Read {
                    address: "x".to_owned(),
                    stack: stack.to_owned(),
                    outputs: BTreeMap::from([("y".to_owned(), marked)]),
                })
                .to_vec(),
        };
        let agreed = Reads::agreed([side("a"), side("b")]);
        assert_eq!(
            agreed.names,
            BTreeMap::from([
                ("a".to_owned(), "own".to_owned()),
                ("b".to_owned(), "own".to_owned())
            ])
        );
        let marked = |read: &Read| (read.stack.clone(), read.outputs["y"]);
        let marked: Vec<_> = agreed.outputs.iter().map(marked).collect();
        let expected = ["a", "both", "b"].map(|stack| (stack.to_owned(), true));
        assert_eq!(marked, expected);
    }
}
