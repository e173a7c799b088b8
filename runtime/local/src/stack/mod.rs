//! What a laptop is made of: the document of the stack `serverless`.
//!
//! The table, the bucket and the trigger are read from the document that
//! Terraform applies, so a laptop has what an account has. What a laptop cannot
//! do as an account does is either a [`Stack::differences`] that is told at
//! start, or an error: whatever is not known at all is one.

mod block;
mod bucket;
mod document;
mod function;
mod known;
mod table;

use std::collections::BTreeMap;

use serde_json::Value;

pub use bucket::{Bucket, CorsRule, Expiry};
pub use function::{Function, Trigger};
pub use table::Table;

use crate::Problem;
use document::Resource;
use known::Known;

/// The document that is committed, of the stage `dev`.
const COMMITTED: &str = include_str!("../../../../out/stacks/serverless/cdk.tf.json");

/// A stack, as far as a laptop can have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stack {
    /// The region of its provider.
    pub region: String,
    /// The table of the posts.
    pub table: Table,
    /// The bucket of the images.
    pub bucket: Bucket,
    /// The function that is called for uploads.
    pub function: Function,
    /// What is not as in an account, and why.
    pub differences: Vec<Difference>,
}

/// Something that a laptop does not do as the stack says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// What the stack says: `aws_dynamodb_table.posts.point_in_time_recovery`.
    pub what: String,
    /// What is so instead.
    pub instead: &'static str,
}

impl Stack {
    /// The stack that is committed with this program.
    ///
    /// # Errors
    ///
    /// When it says something that a laptop does not know.
    pub fn committed() -> Result<Self, Problem> {
        Self::parse(COMMITTED)
    }

    /// Reads a document.
    ///
    /// # Errors
    ///
    /// When it is none, or says something that a laptop does not know.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let document: Value =
            serde_json::from_str(text).map_err(|error| Problem::because("it is no JSON", error))?;
        document::is_known(&document)?;
        let all = document::resources(&document)?;
        let mut differences = Vec::new();
        for resource in &all {
            differences.extend(judge(resource)?);
        }
        let names = names(&all)?;
        let table = only(&all, "aws_dynamodb_table")?;
        let (bucket, function) = with_trigger(&all, &names)?;
        for other in &all {
            if other.kind == "aws_s3_bucket" && other.name != bucket.name {
                differences.push(Difference {
                    what: other.address(),
                    instead: "it is not made: no program uses it",
                });
            }
        }
        differences.sort();
        let stack = Self {
            region: region(&document)?,
            table: Table::read(table)?,
            bucket: Bucket::read(bucket, &all)?,
            function,
            differences,
        };
        stack.fits()
    }

    /// The programs use what the stack makes.
    fn fits(self) -> Result<Self, Problem> {
        for (variable, made) in [
            ("BUCKET", &self.bucket.name),
            ("DYNAMO_TABLE", &self.table.name),
        ] {
            if self.function.variables.get(variable) != Some(made) {
                return Err(Problem::new(format!(
                    "the function {} is told another {variable} than `{made}`, which the stack makes",
                    self.function.name
                )));
            }
        }
        Ok(self)
    }
}

/// The bucket that calls a function, and the function.
fn with_trigger<'a, 'b>(
    all: &'b [Resource<'a>],
    names: &BTreeMap<String, String>,
) -> Result<(&'b Resource<'a>, Function), Problem> {
    let mut found = None;
    for notification in all {
        if notification.kind != "aws_s3_bucket_notification" {
            continue;
        }
        let target = notification.target("bucket")?;
        let bucket = all
            .iter()
            .find(|one| {
                target.is_some_and(|target| one.kind == target.kind && one.name == target.name)
            })
            .ok_or_else(|| notification.wrong("bucket", "it is no bucket of the stack"))?;
        if found.is_some() {
            let why = "the laptop has one bucket that calls a function, and there are two";
            return Err(notification.wrong("bucket", why));
        }
        found = Some((bucket, Function::read(bucket, all, names)?));
    }
    found
        .ok_or_else(|| Problem::new("it has no aws_s3_bucket_notification, so nothing is labelled"))
}

/// What is done about a resource.
fn judge(resource: &Resource<'_>) -> Result<Vec<Difference>, Problem> {
    let difference = |what, known| match known {
        Known::Honoured | Known::Meaningless => None,
        Known::Differs(instead) => Some(Difference { what, instead }),
    };
    if let Some(known) = known::kind(resource.kind) {
        return Ok(difference(resource.address(), known).into_iter().collect());
    }
    if !known::is_read(resource.kind) {
        return Err(Problem::new(format!(
            "{}: the laptop does not know this type of resource",
            resource.address()
        ))
        .hint("runtime/local/src/stack/known.rs says what it does about each"));
    }
    let mut differences = Vec::new();
    for (name, value) in resource.arguments {
        if name == "//" {
            continue;
        }
        let known = known::argument(resource.kind, name).ok_or_else(|| {
            resource
                .wrong(name, "the laptop does not know this argument")
                .hint("runtime/local/src/stack/known.rs says what it does about each")
        })?;
        if is_in_use(value) {
            differences.extend(difference(format!("{}.{name}", resource.address()), known));
        }
    }
    Ok(differences)
}

/// Whether an argument asks for something: not if it is off.
fn is_in_use(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Object(block) => block.get("enabled") != Some(&Value::Bool(false)),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    }
}

/// The physical names of what other resources refer to.
fn names(all: &[Resource<'_>]) -> Result<BTreeMap<String, String>, Problem> {
    let mut names = BTreeMap::new();
    for resource in all {
        let name = match resource.kind {
            "aws_s3_bucket" => Some(Bucket::name(resource)?),
            "aws_dynamodb_table" | "aws_sqs_queue" => resource.literal("name")?.map(str::to_owned),
            _ => None,
        };
        if let Some(name) = name {
            names.insert(resource.address(), name);
        }
    }
    Ok(names)
}

fn only<'a, 'b>(all: &'b [Resource<'a>], kind: &str) -> Result<&'b Resource<'a>, Problem> {
    let mut found = all.iter().filter(|one| one.kind == kind);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Problem::new(format!("it has no {kind}"))),
        (Some(_), Some(second)) => Err(Problem::new(format!(
            "{}: the laptop has one {kind}, and there are two",
            second.address()
        ))),
    }
}

fn region(document: &Value) -> Result<String, Problem> {
    let region = &document["provider"]["aws"][0]["region"];
    region
        .as_str()
        .filter(|region| !region.contains("${"))
        .map(str::to_owned)
        .ok_or_else(|| Problem::new("provider.aws has no region"))
}

#[cfg(test)]
mod tests;
