//! Checking a configuration beyond what Terraform checks itself.

use super::behaviors::TypeBehavior;
use super::groups::{Dependencies, conditions, join};
use super::places::{Kind, Place, kind};
use super::rules::Argument;
use super::{Engine, Problem};
use crate::schema::Block;
use crate::value::{Value, to_json};
use std::collections::BTreeMap;

/// More of a value than this is not repeated.
const MOST_BYTES: usize = 80;

impl Engine {
    /// What a table of facts has against a configuration. Types that are in no
    /// table have nothing to fear.
    #[must_use]
    pub(crate) fn validate(
        facts: Option<&TypeBehavior>,
        schema: &Block,
        config: &Value,
    ) -> Vec<Problem> {
        let Some(facts) = facts else {
            return Vec::new();
        };
        let rules = Dependencies { facts, schema };
        let root = Place::root(config);
        let mut findings = judge_all(&facts.arguments, "", "", schema, &root);
        findings.extend(rules.check(&root));
        for case in &facts.cases {
            for parent in rules.where_it_applies(case, &root) {
                let why = conditions(case);
                let arguments = &case.arguments;
                findings.extend(judge_all(arguments, &case.within, &why, schema, &parent));
                findings.extend(rules.check_case(case, &parent));
            }
        }
        let findings = findings.into_iter();
        findings
            .map(|(place, says)| Problem::new(says, detail(facts)).at(place.at))
            .collect()
    }
}

/// What arguments have against the values below `parent`, which is at `within`.
fn judge_all<'a>(
    arguments: &BTreeMap<String, Argument>,
    within: &str,
    why: &str,
    schema: &Block,
    parent: &Place<'a>,
) -> Vec<(Place<'a>, String)> {
    let mut findings = Vec::new();
    for (path, rule) in arguments {
        let full_path = join(within, path);
        let says = |place: &Place<'_>, complaint: String| {
            let given = shown(schema, &full_path, place.value);
            format!("`{full_path}` {complaint}{why}, got {given}")
        };
        for place in parent.find(path) {
            if let Some(complaint) = rule.miscount(place.value) {
                findings.push((place.clone(), says(&place, complaint)));
            }
            let values = match place.value {
                Value::List(_) | Value::Set(_) | Value::Map(_) => place.elements(),
                _ => vec![place],
            };
            for value in values {
                if let Some(complaint) = rule.complaint(value.value) {
                    let says = says(&value, complaint);
                    findings.push((value, says));
                }
            }
        }
    }
    findings
}

/// A value as a message may repeat it.
fn shown(schema: &Block, path: &str, value: &Value) -> String {
    if let Some(Kind::Attribute(attribute)) = kind(schema, path)
        && (attribute.sensitive || attribute.write_only)
    {
        return "a sensitive value".to_owned();
    }
    match value {
        Value::List(items) | Value::Set(items) => return items.len().to_string(),
        Value::Map(items) => return items.len().to_string(),
        _ => {}
    }
    let mut text = to_json(value).map_or_else(|_| "a value".to_owned(), |json| json.to_string());
    if text.len() > MOST_BYTES {
        let end = (0..=MOST_BYTES).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.push_str("...");
    }
    text
}

/// Who says so.
fn detail(facts: &TypeBehavior) -> String {
    let source = match &*facts.source {
        "" => String::new(),
        source => format!(", taken from {source}"),
    };
    format!(
        "The mock provider has this from its table of facts{source}.\n\
         hint: if the real provider takes it, correct the table with one of your own (--behaviors)"
    )
}
