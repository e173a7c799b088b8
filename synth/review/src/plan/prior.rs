//! Resources as a state has them.

use serde_json::Value;

use super::action::Mode;
use super::fields::Fields;

/// A resource or data source of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct PriorResource {
    /// Its address.
    pub address: String,
    /// Resource or data source.
    pub mode: Mode,
    /// Its type.
    pub resource_type: String,
    /// Its attributes, sensitive ones in clear.
    pub values: Value,
    /// Which attributes are sensitive: `true` where one is.
    pub sensitive: Value,
}

impl PriorResource {
    /// The resources of a module and of the modules in it.
    pub(super) fn of_module(module: Value) -> Vec<Self> {
        let mut found = Vec::new();
        let mut waiting = vec![module];
        while let Some(module) = waiting.pop() {
            let mut module = Fields::of(module);
            found.extend(module.list("resources").into_iter().filter_map(Self::one));
            waiting.extend(module.list("child_modules"));
        }
        found
    }

    fn one(resource: Value) -> Option<Self> {
        let mut fields = Fields::of(resource);
        Some(Self {
            address: fields.text("address")?,
            mode: Mode::from_word(fields.text("mode").as_deref()),
            resource_type: fields.text("type").unwrap_or_default(),
            values: fields.value("values"),
            sensitive: fields.value("sensitive_values"),
        })
    }

    /// Whether anything of it is marked.
    pub(super) fn has_sensitive(&self) -> bool {
        let mut waiting = vec![&self.sensitive];
        while let Some(mark) = waiting.pop() {
            match mark {
                Value::Bool(true) => return true,
                Value::Array(list) => waiting.extend(list),
                Value::Object(map) => waiting.extend(map.values()),
                _ => {}
            }
        }
        false
    }
}
