//! Whether a table fits the schemas it is about.

use super::behaviors::{Behaviors, TypeBehavior};
use super::groups::join;
use super::places::{Kind, kind};
use super::rules::{Argument, Case};
use crate::schema::{Block, Schema, Schemas};
use crate::value::{JsonMode, Type, Value, from_json};
use regex::Regex;
use serde_json::Value as Json;

impl Behaviors {
    /// What makes no sense in the table where it is about types the schemas
    /// have: paths that lead nowhere, values that do not fit, attributes that
    /// nobody can compute. Each is a line that begins with the type.
    ///
    /// A table may know more than one version of a provider, so that serving a
    /// schema does not depend on it; a test of a table does.
    #[must_use]
    pub fn mistakes(&self, schemas: &Schemas) -> Vec<String> {
        let mut found = Vec::new();
        for (address, provider) in &schemas.providers {
            let name = address.rsplit('/').next().unwrap_or_default();
            let own = self.providers.get(name).map(|of| (name, of));
            let of_provider = own.map(|(name, of)| (name, of, &provider.provider));
            let resources = self.resources.iter().filter_map(|(name, of)| {
                let schema = provider.resources.get(name)?;
                Some((name.as_str(), of, schema))
            });
            let data_sources = self.data_sources.iter().filter_map(|(name, of)| {
                let schema = provider.data_sources.get(name)?;
                Some((name.as_str(), of, schema))
            });
            for (name, behavior, schema) in of_provider.into_iter().chain(resources) {
                let mistakes = behavior.mistakes(schema).into_iter();
                found.extend(mistakes.map(|mistake| format!("{name}: {mistake}")));
            }
            for (name, behavior, schema) in data_sources {
                let mistakes = behavior.mistakes(schema).into_iter();
                found.extend(mistakes.map(|mistake| format!("data.{name}: {mistake}")));
            }
        }
        found
    }

    /// The first pattern of the table that is no regular expression, and why.
    pub(super) fn bad_pattern(&self) -> Option<(String, regex::Error)> {
        let types = [&self.providers, &self.resources, &self.data_sources];
        let behaviors = types.into_iter().flat_map(|types| types.values());
        let arguments = behaviors.flat_map(|behavior| {
            let of_cases = behavior
                .cases
                .iter()
                .flat_map(|case| case.arguments.values());
            behavior.arguments.values().chain(of_cases)
        });
        arguments
            .flat_map(|argument| [&argument.pattern, &argument.not_pattern])
            .flatten()
            .find_map(|pattern| Some((pattern.clone(), Regex::new(pattern).err()?)))
    }
}

impl TypeBehavior {
    fn mistakes(&self, schema: &Schema) -> Vec<String> {
        let block = &schema.block;
        let mut found = Vec::new();
        let groups = [&self.conflicts, &self.exactly_one_of, &self.at_least_one_of];
        let paths = self
            .replace
            .iter()
            .chain(groups.into_iter().flatten().flatten())
            .chain(
                self.same_values
                    .iter()
                    .flat_map(|(some, others)| some.iter().chain(others)),
            )
            .chain(self.required_with.keys())
            .chain(self.required_with.values().flatten())
            .chain(self.defaults.keys())
            .chain(
                self.recompute
                    .iter()
                    .flat_map(|rule| rule.on.iter().chain(rule.when.keys())),
            );
        found.extend(paths.filter_map(|path| leads_nowhere(block, path)));
        for (path, argument) in &self.arguments {
            found.extend(unfit(block, path, argument));
        }
        for case in &self.cases {
            found.extend(case.mistakes(block));
        }
        let recomputed = self.recompute.iter().flat_map(|rule| &rule.attributes);
        for name in recomputed.chain(self.values.keys()) {
            let attribute = block.attributes.get(name);
            if !attribute.is_some_and(|attribute| attribute.computed) {
                found.push(format!("`{name}` is no computed attribute"));
            }
        }
        for (path, default) in &self.defaults {
            if let Some(of) = type_at(schema.implied_type(), path)
                && from_json(default, of, JsonMode::Strict).is_err()
            {
                found.push(format!("{default} does not fit `{path}`"));
            }
        }
        for (name, constant) in &self.values {
            let Some(of) = type_at(schema.implied_type(), name) else {
                continue;
            };
            let is_template = constant.is_string() && matches!(of, Type::String | Type::Number);
            if !is_template && from_json(constant, of, JsonMode::Strict).is_err() {
                found.push(format!("{constant} does not fit `{name}`"));
            }
        }
        found
    }
}

impl Case {
    fn mistakes(&self, block: &Block) -> Vec<String> {
        let conditions = self.when.keys().chain(self.unless.keys());
        let paths = conditions.chain(&self.required).chain(&self.excluded);
        let paths = paths.map(|path| join(&self.within, path));
        let mut found: Vec<String> = paths
            .filter_map(|path| leads_nowhere(block, &path))
            .collect();
        for (path, argument) in &self.arguments {
            found.extend(unfit(block, &join(&self.within, path), argument));
        }
        found
    }
}

fn leads_nowhere(block: &Block, path: &str) -> Option<String> {
    let missing = kind(block, path).is_none();
    missing.then(|| format!("there is no `{path}`"))
}

/// What does not fit the argument a rule is about.
fn unfit(block: &Block, path: &str, rule: &Argument) -> Vec<String> {
    let of_text = rule.length.is_some()
        || rule.pattern.is_some()
        || rule.not_pattern.is_some()
        || rule.format.is_some();
    let mut found: Vec<String> = leads_nowhere(block, path).into_iter().collect();
    if let Some(Kind::Attribute(attribute)) = kind(block, path) {
        let of = attribute.implied_type();
        let of = match &of {
            Type::List(of) | Type::Set(of) | Type::Map(of) => of,
            of => of,
        };
        if of_text && *of != Type::String {
            found.push(format!("`{path}` is no text"));
        }
        if rule.range.is_some() && !matches!(of, Type::Number | Type::String) {
            found.push(format!("`{path}` is no number"));
        }
        let odd = |value: &&Json| {
            !matches!(
                from_json(value, of, JsonMode::Strict),
                Ok(Value::String(_) | Value::Number(_))
            )
        };
        found.extend(
            rule.one_of
                .iter()
                .filter(odd)
                .map(|value| format!("{value} does not fit `{path}`")),
        );
        if !attribute.required && !attribute.optional {
            found.push(format!("`{path}` is no argument"));
        }
    } else if kind(block, path) == Some(Kind::Block)
        && (of_text || rule.range.is_some() || !rule.one_of.is_empty())
    {
        found.push(format!("`{path}` is a block"));
    }
    found
}

/// The type of what a path leads to, through collections.
fn type_at<'a>(of: &'a Type, path: &str) -> Option<&'a Type> {
    match of {
        Type::List(of) | Type::Set(of) | Type::Map(of) => type_at(of, path),
        Type::Object(attributes) => {
            let (first, rest) = path.split_once('.').unwrap_or((path, ""));
            let of = attributes.get(first)?;
            if rest.is_empty() {
                Some(of)
            } else {
                type_at(of, rest)
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn mistakes(table: &Json) -> Vec<String> {
        let schemas = Schemas::from_value(json!({
            "format_version": "1.0",
            "provider_schemas": {"x/y/toy": {"resource_schemas": {"toy_box": {"block": {
                "attributes": {
                    "name": {"type": "string", "required": true},
                    "size": {"type": "number", "optional": true},
                    "id": {"type": "string", "computed": true},
                },
                "block_types": {"lid": {"nesting_mode": "list", "block": {"attributes": {
                    "color": {"type": "string", "optional": true}}}}},
            }}}}},
        }));
        let table = json!({"resources": {"toy_box": table, "toy_boat": {"replace": ["sail"]}}});
        let table = Behaviors::from_slice(table.to_string().as_bytes()).unwrap();
        table.mistakes(&schemas.unwrap())
    }

    #[test]
    fn a_table_that_fits_has_no_mistakes() {
        let table = json!({
            "replace": ["lid.color"],
            "defaults": {"size": 3, "lid.color": "red"},
            "values": {"id": "box-{name}"},
            "arguments": {"lid.color": {"one_of": ["red"]}, "size": {"range": [1, 2]}},
            "cases": [{"in": "lid", "when": {"color": "red"}, "excluded": ["color"]}],
        });
        assert_eq!(mistakes(&table), Vec::<String>::new());
    }

    #[test]
    fn every_mistake_is_found() {
        for (table, mistake) in [
            (json!({"replace": ["nam"]}), "there is no `nam`"),
            (
                json!({"conflicts": [["name", "lid.size"]]}),
                "there is no `lid.size`",
            ),
            (
                json!({"required_with": {"name": ["nam"]}}),
                "there is no `nam`",
            ),
            (json!({"recompute": [{"on": ["nam"]}]}), "there is no `nam`"),
            (
                json!({"recompute": [{"attributes": ["name"]}]}),
                "`name` is no computed attribute",
            ),
            (
                json!({"values": {"size": 3}}),
                "`size` is no computed attribute",
            ),
            (json!({"values": {"id": []}}), "[] does not fit `id`"),
            (
                json!({"defaults": {"size": "x"}}),
                "\"x\" does not fit `size`",
            ),
            (
                json!({"arguments": {"size": {"format": "json"}}}),
                "`size` is no text",
            ),
            (
                json!({"arguments": {"name": {"one_of": [[]]}}}),
                "[] does not fit `name`",
            ),
            (
                json!({"arguments": {"id": {"length": [1, 2]}}}),
                "`id` is no argument",
            ),
            (
                json!({"arguments": {"lid": {"length": [1, 2]}}}),
                "`lid` is a block",
            ),
            (
                json!({"cases": [{"in": "lid", "when": {"name": 1}}]}),
                "there is no `lid.name`",
            ),
        ] {
            assert_eq!(mistakes(&table), [format!("toy_box: {mistake}")], "{table}");
        }
    }

    #[test]
    fn a_pattern_that_is_none_is_refused() {
        let table = br#"{"resources": {"a": {"arguments": {"x": {"pattern": "(a"}}}}}"#;
        let error = Behaviors::from_slice(table).unwrap_err();
        assert!(error.to_string().contains("`(a`"), "{error}");
        assert!(error.hint().contains("pattern"), "{}", error.hint());
    }
}
