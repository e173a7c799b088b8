//! A stack's document: its resources, and what they refer to.

use serde_json::{Map, Value};

use super::block::Block;
use crate::Problem;

/// A resource of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resource<'a> {
    /// Its type: `aws_s3_bucket`.
    pub(super) kind: &'a str,
    /// Its name in the stack.
    pub(super) name: &'a str,
    /// Its arguments.
    pub(super) arguments: &'a Map<String, Value>,
}

/// What a document may have. Of what is not read here, nothing changes what the
/// stack's resources are: values are literal, or refer to other resources.
const PARTS: [&str; 11] = [
    "//",
    "check",
    "data",
    "import",
    "moved",
    "output",
    "provider",
    "removed",
    "resource",
    "terraform",
    "variable",
];

/// Refuses a document with something in it that could make resources.
pub(super) fn is_known(document: &Value) -> Result<(), Problem> {
    let mut parts = document
        .as_object()
        .into_iter()
        .flat_map(|parts| parts.keys());
    match parts.find(|part| !PARTS.contains(&part.as_str())) {
        Some(part) => Err(Problem::new(format!(
            "{part}: the laptop does not know this part of a document"
        ))),
        None => Ok(()),
    }
}

/// The resources of a document, by type and name.
pub(super) fn resources(document: &Value) -> Result<Vec<Resource<'_>>, Problem> {
    let kinds = document
        .get("resource")
        .and_then(Value::as_object)
        .ok_or_else(|| {
            Problem::new("it has no resources").hint("it is out/stacks/serverless/cdk.tf.json")
        })?;
    let mut all = Vec::new();
    for (kind, named) in kinds {
        let named = named
            .as_object()
            .ok_or_else(|| Problem::new(format!("resource.{kind} is not an object")))?;
        for (name, arguments) in named {
            let arguments = arguments
                .as_object()
                .ok_or_else(|| Problem::new(format!("{kind}.{name} is not an object")))?;
            all.push(Resource {
                kind,
                name,
                arguments,
            });
        }
    }
    Ok(all)
}

impl<'a> Resource<'a> {
    /// Its address: `aws_s3_bucket.images`.
    pub(super) fn address(&self) -> String {
        format!("{}.{}", self.kind, self.name)
    }

    /// What is wrong with one of its arguments.
    pub(super) fn wrong(&self, argument: &str, why: impl std::fmt::Display) -> Problem {
        Problem::new(format!("{}.{argument}: {why}", self.address()))
    }

    /// All of it, read as a block is.
    fn whole(&self) -> Block<'a> {
        Block::new(*self, "", self.arguments)
    }

    /// A text, where there is one.
    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>, Problem> {
        self.whole().text(name)
    }

    /// A text that says itself and refers to nothing.
    pub(super) fn literal(&self, name: &str) -> Result<Option<&'a str>, Problem> {
        self.whole().literal(name)
    }

    /// A number that is not negative.
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Problem> {
        self.whole().number(name)
    }

    /// The blocks of an argument; none if it is not there.
    pub(super) fn blocks(&self, name: &str) -> Result<Vec<Block<'a>>, Problem> {
        self.whole().blocks(name)
    }

    /// The block of an argument, of which there is one at most.
    pub(super) fn block(&self, name: &str) -> Result<Option<Block<'a>>, Problem> {
        self.whole().block(name)
    }

    /// The resource that an argument refers to.
    pub(super) fn target(&self, name: &str) -> Result<Option<Reference<'a>>, Problem> {
        self.text(name)?
            .map(|text| {
                Reference::parse(text).ok_or_else(|| {
                    self.wrong(name, format!("`{text}` refers to no resource of the stack"))
                })
            })
            .transpose()
    }

    /// Whether an argument refers to that resource.
    pub(super) fn is_of(&self, argument: &str, kind: &str, name: &str) -> Result<bool, Problem> {
        let target = self.target(argument)?;
        Ok(target.is_some_and(|target| target.kind == kind && target.name == name))
    }
}

/// An expression that is nothing but an attribute: `${aws_s3_bucket.images.arn}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) attribute: &'a str,
}

impl<'a> Reference<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let path = text.strip_prefix("${")?.strip_suffix('}')?;
        let mut parts = path.split('.');
        let (kind, name, attribute) = (parts.next()?, parts.next()?, parts.next()?);
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        };
        let all = parts.next().is_none() && [kind, name, attribute].into_iter().all(plain);
        all.then_some(Self {
            kind,
            name,
            attribute,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references() {
        let found = Reference::parse("${aws_s3_bucket.images.arn}").unwrap();
        assert_eq!(
            (found.kind, found.name, found.attribute),
            ("aws_s3_bucket", "images", "arn")
        );
        for none in [
            "",
            "images",
            "${a.b}",
            "${a.b.c.d}",
            "${a.b.c}-x",
            "${upper(a.b.c)}",
            "${a..c}",
        ] {
            assert_eq!(Reference::parse(none), None, "{none}");
        }
    }

    #[test]
    fn arguments() {
        let document = json!({"resource": {"aws_x": {"y": {
            "one": {"on": true}, "list": [{"n": 3}], "n": 3, "refers": "${aws_z.w.id}", "text": "t",
        }}}});
        let all = resources(&document).unwrap();
        let one = all[0];
        assert_eq!(one.number("n").unwrap(), Some(3));
        assert_eq!(one.number("m").unwrap(), None);
        assert!(one.is_of("refers", "aws_z", "w").unwrap());
        assert_eq!(one.blocks("list").unwrap().len(), 1);
        let inner = one.block("one").unwrap().unwrap();
        assert_eq!(inner.flag("on").unwrap(), Some(true));
        for wrong in [
            one.blocks("text").unwrap_err(),
            one.number("text").unwrap_err(),
            one.literal("refers").unwrap_err(),
            one.target("text").unwrap_err(),
        ] {
            assert!(wrong.to_string().starts_with("aws_x.y."), "{wrong}");
        }
    }
}
