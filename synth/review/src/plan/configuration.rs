//! What the configuration says that the plan was made of.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::action::Mode;
use super::fields::Fields;

/// The configuration, all modules together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Configuration {
    /// Resources and data sources, by their address without keys.
    pub resources: BTreeMap<String, ConfiguredResource>,
    /// The root module's variables.
    pub variables: BTreeMap<String, ConfiguredVariable>,
    /// The root module's outputs.
    pub outputs: BTreeMap<String, ConfiguredOutput>,
    /// The arguments of providers, as expressions, by their key.
    pub providers: BTreeMap<String, Value>,
}

/// A resource or data source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfiguredResource {
    /// Resource or data source.
    pub mode: Mode,
    /// Its type.
    pub resource_type: String,
    /// What it refers to: resources and data sources by their address without
    /// keys.
    pub references: BTreeSet<String>,
    /// Its arguments: `constant_value` or `references` for each.
    pub expressions: Value,
}

/// A variable.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfiguredVariable {
    /// Whether its value is not to be shown.
    pub sensitive: bool,
    /// Its default.
    pub default: Value,
}

/// An output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfiguredOutput {
    /// Whether its value is not to be shown.
    pub sensitive: bool,
    /// What is said about it.
    pub description: Option<String>,
    /// What it refers to.
    pub references: BTreeSet<String>,
}

/// A module with the address that its resources begin with.
struct Module {
    prefix: String,
    content: Fields,
}

impl Configuration {
    pub(super) fn from_json(value: Value) -> Self {
        let mut fields = Fields::of(value);
        let mut configuration = Self::default();
        for (key, provider) in fields.map("provider_config") {
            let expressions = Fields::of(provider).value("expressions");
            configuration.providers.insert(key, expressions);
        }
        let mut root = fields.fields("root_module");
        for (name, variable) in root.map("variables") {
            let mut variable = Fields::of(variable);
            let variable = ConfiguredVariable {
                sensitive: variable.flag("sensitive").unwrap_or(false),
                default: variable.value("default"),
            };
            configuration.variables.insert(name, variable);
        }
        for (name, output) in root.map("outputs") {
            let mut output = Fields::of(output);
            let output = ConfiguredOutput {
                sensitive: output.flag("sensitive").unwrap_or(false),
                description: output.text("description"),
                references: targets("", &output.value("expression")),
            };
            configuration.outputs.insert(name, output);
        }
        configuration.add_modules(root);
        configuration
    }

    fn add_modules(&mut self, root: Fields) {
        let mut waiting = vec![Module {
            prefix: String::new(),
            content: root,
        }];
        while let Some(Module {
            prefix,
            mut content,
        }) = waiting.pop()
        {
            for resource in content.list("resources") {
                self.add_resource(&prefix, resource);
            }
            for (name, call) in content.map("module_calls") {
                waiting.push(Module {
                    prefix: format!("{prefix}module.{name}."),
                    content: Fields::of(call).fields("module"),
                });
            }
        }
    }

    fn add_resource(&mut self, prefix: &str, resource: Value) {
        let mut fields = Fields::of(resource);
        let Some(address) = fields.text("address") else {
            return;
        };
        let expressions = fields.value("expressions");
        let mut references = targets(prefix, &expressions);
        for key in ["count_expression", "for_each_expression"] {
            references.extend(targets(prefix, &fields.value(key)));
        }
        for needed in fields.texts("depends_on") {
            references.extend(target(prefix, &needed));
        }
        let address = format!("{prefix}{address}");
        references.remove(&address);
        let resource = ConfiguredResource {
            mode: Mode::from_word(fields.text("mode").as_deref()),
            resource_type: fields.text("type").unwrap_or_default(),
            references,
            expressions,
        };
        self.resources.insert(address, resource);
    }
}

/// What the `references` in expressions lead to.
fn targets(prefix: &str, expressions: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![expressions];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    match value {
                        Value::Array(list) if key == "references" => found.extend(
                            list.iter()
                                .filter_map(Value::as_str)
                                .filter_map(|reference| target(prefix, reference)),
                        ),
                        // What a constant says is data.
                        _ if key == "constant_value" => {}
                        value => waiting.push(value),
                    }
                }
            }
            Value::Array(list) => waiting.extend(list),
            _ => {}
        }
    }
    found
}

/// The resource that a reference begins with.
fn target(prefix: &str, reference: &str) -> Option<String> {
    let plain = super::change::without_keys(reference);
    let mut words = plain.split('.');
    let first = words.next()?;
    let parts = match first {
        // An output of a module: which resource is behind it is not said.
        "module" | "var" | "local" | "each" | "count" | "path" | "terraform" | "self" => {
            return None;
        }
        "data" | "ephemeral" => [first, words.next()?, words.next()?].join("."),
        _ => [first, words.next()?].join("."),
    };
    Some(format!("{prefix}{parts}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_lead_to_resources() {
        let configuration = Configuration::from_json(json!({"root_module": {
            "resources": [{"address": "aws_a.x", "type": "aws_a", "expressions": {
                "name": {"references": ["data.aws_b.y[0].id", "data.aws_b.y[0]", "var.z", "aws_a.x"]},
                "block": [{"role": {"references": ["aws_c.w.arn"]}}],
                "text": {"constant_value": {"references": ["aws_no.no"]}},
            }, "depends_on": ["aws_d.v"]}],
            "module_calls": {"m": {"module": {"resources": [
                {"address": "aws_e.u", "expressions": {"n": {"references": ["aws_f.t.id"]}}}
            ]}}},
        }}));
        let references: Vec<_> = configuration.resources["aws_a.x"]
            .references
            .iter()
            .collect();
        assert_eq!(references, ["aws_c.w", "aws_d.v", "data.aws_b.y"]);
        let references: Vec<_> = configuration.resources["module.m.aws_e.u"]
            .references
            .iter()
            .collect();
        assert_eq!(references, ["module.m.aws_f.t"]);
    }
}
