//! What a table knows of a type, in words.

use super::behaviors::{Behaviors, TypeBehavior};
use super::groups::{conditions, join};
use super::rules::Argument;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt;

impl Behaviors {
    /// The types the table knows anything of, each with the source of that;
    /// data sources as `data.TYPE`.
    pub fn types(&self) -> impl Iterator<Item = (String, &str)> {
        let resources = self.resources.iter();
        let resources = resources.map(|(name, of)| (name.clone(), &*of.source));
        let data_sources = self.data_sources.iter();
        resources.chain(data_sources.map(|(name, of)| (format!("data.{name}"), &*of.source)))
    }

    /// What is known of a resource type, or of a `data.TYPE`, if anything is.
    #[must_use]
    pub fn of_type(&self, name: &str) -> Option<&TypeBehavior> {
        match name.strip_prefix("data.") {
            Some(name) => self.data_sources.get(name),
            None => self.resources.get(name),
        }
    }
}

/// One fact a line.
impl fmt::Display for TypeBehavior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = if self.source.is_empty() {
            "not said"
        } else {
            &self.source
        };
        writeln!(f, "source: {source}")?;
        for path in &self.replace {
            writeln!(f, "a change of `{path}` replaces it")?;
        }
        for rule in &self.recompute {
            let attributes = names(&rule.attributes, " and ");
            let on = if rule.on.is_empty() {
                "anything".to_owned()
            } else {
                names(&rule.on, " or ")
            };
            let when: Vec<String> = rule
                .when
                .iter()
                .map(|(name, value)| format!(", while `{name}` is {value}"))
                .collect();
            writeln!(f, "a change of {on} changes {attributes}{}", when.concat())?;
        }
        constants(f, "by default", &self.defaults)?;
        constants(f, "once applied", &self.values)?;
        arguments(f, "", "", &self.arguments)?;
        for group in &self.conflicts {
            writeln!(f, "{} exclude each other", names(group, " and "))?;
        }
        for group in &self.exactly_one_of {
            writeln!(f, "exactly one of {} has to be set", names(group, ", "))?;
        }
        for group in &self.at_least_one_of {
            writeln!(f, "at least one of {} has to be set", names(group, ", "))?;
        }
        for (path, needed) in &self.required_with {
            let needed = names(needed, " and ");
            writeln!(f, "`{path}` needs {needed}")?;
        }
        for (some, others) in &self.same_values {
            let (some, others) = (names(some, ", "), names(others, ", "));
            writeln!(f, "{some} and {others} have the same values")?;
        }
        for case in &self.cases {
            let why = conditions(case);
            arguments(f, &case.within, &why, &case.arguments)?;
            for path in &case.required {
                let path = join(&case.within, path);
                writeln!(f, "`{path}` has to be set{why}")?;
            }
            for path in &case.excluded {
                let path = join(&case.within, path);
                writeln!(f, "`{path}` must not be set{why}")?;
            }
        }
        Ok(())
    }
}

fn names(paths: &[String], between: &str) -> String {
    let names: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    names.join(between)
}

fn constants(
    f: &mut fmt::Formatter<'_>,
    when: &str,
    constants: &BTreeMap<String, Json>,
) -> fmt::Result {
    constants
        .iter()
        .try_for_each(|(path, value)| writeln!(f, "`{path}` is {value} {when}"))
}

fn arguments(
    f: &mut fmt::Formatter<'_>,
    within: &str,
    why: &str,
    arguments: &BTreeMap<String, Argument>,
) -> fmt::Result {
    for (path, rule) in arguments {
        let path = join(within, path);
        for demand in rule.demands() {
            writeln!(f, "`{path}` {demand}{why}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_fact_is_a_line() {
        let table = br#"{"resources": {"toy_box": {
            "source": "box.go",
            "replace": ["name"],
            "recompute": [
                {"attributes": ["revision"]},
                {"attributes": ["digest"], "on": ["label", "name"], "when": {"sealed": true}}
            ],
            "defaults": {"size": 3},
            "values": {"id": "box/{name}"},
            "arguments": {"size": {"range": [1, 9]}, "label": {"one_of": ["a"], "length": [1, 2]}},
            "conflicts": [["label", "name"]],
            "exactly_one_of": [["x", "y"]],
            "at_least_one_of": [["z"]],
            "required_with": {"x": ["z"]},
            "same_values": [[["x"], ["y"]]],
            "cases": [{"in": "lid", "when": {"a": 1}, "required": ["b"], "excluded": ["c"]}]
        }}, "data_sources": {"toy_boxes": {}}}"#;
        let table = Behaviors::from_slice(table).unwrap();
        let known: Vec<String> = table.types().map(|(name, _)| name).collect();
        assert_eq!(known, ["toy_box", "data.toy_boxes"]);
        let said = table.of_type("toy_box").unwrap().to_string();
        assert_eq!(
            said.lines().collect::<Vec<_>>(),
            [
                "source: box.go",
                "a change of `name` replaces it",
                "a change of anything changes `revision`",
                "a change of `label` or `name` changes `digest`, while `sealed` is true",
                "`size` is 3 by default",
                "`id` is \"box/{name}\" once applied",
                "`label` has to be one of \"a\"",
                "`label` has to have from 1 to 2 bytes",
                "`size` has to be from 1 to 9",
                "`label` and `name` exclude each other",
                "exactly one of `x`, `y` has to be set",
                "at least one of `z` has to be set",
                "`x` needs `z`",
                "`x` and `y` have the same values",
                "`lid.b` has to be set where `lid.a` is 1",
                "`lid.c` must not be set where `lid.a` is 1",
            ]
        );
        let data = table.of_type("data.toy_boxes").unwrap().to_string();
        assert_eq!(data, "source: not said\n");
    }
}
