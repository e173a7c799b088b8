//! What a review is made of: plans, and what is known about them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Note, Source};
use crate::plan::{Mode, Plan, ResourceChange};

/// A plan to be reviewed, and what is known about it.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The stack, or the file, that it is of.
    pub name: String,
    /// The plan.
    pub plan: &'a Plan,
    /// Which constructs its resources come from.
    pub origins: Origins,
    /// The account it should be for, if that is known.
    pub account: Option<String>,
    /// Whether it was made over a mock of the providers, whose account is none.
    pub rehearsal: bool,
    /// The time, in seconds since 1970; without it no plan is too old.
    pub now: Option<i64>,
    /// The documents (`cdk.tf.json`) before and after: what is not known in the
    /// plan is compared by what is written there.
    pub documents: Documents,
    /// What it reads of other stacks: Terraform forgets the marks of their outputs.
    pub reads: Vec<Read>,
    /// Outputs that are marked whatever their value is, and the attribute that each
    /// is: a reference such as `aws_dynamodb_table.posts.name`, and nothing else. If
    /// the plan does not mark the attribute, the output's mark does not count.
    pub attributes: BTreeMap<String, String>,
    /// Shorter names for references, such as those that lead to another stack.
    pub names: BTreeMap<String, String>,
    /// What should be said about this plan.
    pub notes: Vec<Note>,
    /// Whether it is no part of the review, and only tells what is sensitive in the
    /// other plans, and what is not.
    pub aside: bool,
}

/// Another stack's outputs, where they are read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Read {
    /// How they are referred to: `data.terraform_remote_state.x`.
    pub address: String,
    /// The other stack's name.
    pub stack: String,
    /// Its outputs, and whether each is marked there. One that is not among them,
    /// because it is not declared any more, counts as marked.
    pub outputs: BTreeMap<String, bool>,
}

/// The documents of a stack.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// The one that is deployed.
    pub before: Option<Value>,
    /// The one the plan is of.
    pub after: Option<Value>,
}

/// The arguments of a resource of the root module, as a document has them.
pub(crate) fn block<'a>(document: &'a Value, change: &ResourceChange) -> Option<&'a Value> {
    let kind = match change.mode {
        Mode::Data => "data",
        _ => "resource",
    };
    let of_type = document.get(kind)?.get(&change.resource_type)?;
    of_type.get(&change.name)
}

impl<'a> Subject<'a> {
    /// A plan of which nothing more is known.
    #[must_use]
    pub fn new(name: impl Into<String>, plan: &'a Plan) -> Self {
        Self {
            name: name.into(),
            plan,
            origins: Origins::default(),
            account: None,
            rehearsal: false,
            now: None,
            documents: Documents::default(),
            reads: Vec::new(),
            attributes: BTreeMap::new(),
            names: BTreeMap::new(),
            notes: Vec::new(),
            aside: false,
        }
    }
}

/// Which constructs resources come from.
#[derive(Clone, Debug, Default)]
pub struct Origins(BTreeMap<String, Origin>);

/// The construct behind a resource.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Origin {
    /// Its path in the program.
    pub construct: String,
    /// Where it is made.
    pub source: Option<Source>,
}

impl Origins {
    /// From a document, whose comments have the construct's path of each
    /// block, and the places of constructs, by path.
    #[must_use]
    pub fn new(document: &Value, sources: &BTreeMap<String, Source>) -> Self {
        let mut origins = BTreeMap::new();
        for (kind, prefix) in [("resource", ""), ("data", "data.")] {
            let types = document.get(kind).and_then(Value::as_object);
            for (resource_type, blocks) in types.into_iter().flatten() {
                for (name, block) in blocks.as_object().into_iter().flatten() {
                    let Some(path) = construct(block) else {
                        continue;
                    };
                    let origin = Origin {
                        construct: path.to_owned(),
                        source: place(path, sources),
                    };
                    origins.insert(format!("{prefix}{resource_type}.{name}"), origin);
                }
            }
        }
        Self(origins)
    }

    /// The construct behind an address without keys.
    #[must_use]
    pub fn get(&self, address: &str) -> Option<&Origin> {
        self.0.get(address)
    }
}

fn construct(block: &Value) -> Option<&str> {
    block.get("//")?.get("metadata")?.get("path")?.as_str()
}

/// The place of a construct, or of the nearest one around it that is known.
fn place(path: &str, sources: &BTreeMap<String, Source>) -> Option<Source> {
    let mut path = path;
    loop {
        if let Some(source) = sources.get(path) {
            return Some(source.clone());
        }
        path = path.rsplit_once('/')?.0;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn constructs_have_places() {
        let source = Source {
            file: "src/a.rs".to_owned(),
            line: 3,
            column: None,
        };
        let document = json!({
            "resource": {"aws_x": {
                "y": {"//": {"metadata": {"path": "s/y/inner"}}},
                "z": {"//": {"metadata": {"path": "s/z"}}},
                "plain": {},
            }},
            "data": {"aws_v": {"w": {"//": {"metadata": {"path": "s/y"}}}}},
        });
        let origins = Origins::new(
            &document,
            &BTreeMap::from([("s/y".to_owned(), source.clone())]),
        );
        let of = |address: &str| origins.get(address).map(|origin| origin.source.clone());
        assert_eq!(of("aws_x.y"), Some(Some(source.clone())));
        assert_eq!(of("data.aws_v.w"), Some(Some(source)));
        assert_eq!(of("aws_x.z"), Some(None));
        assert_eq!(of("aws_x.plain"), None);
    }
}
