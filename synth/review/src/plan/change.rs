//! What is to happen to a resource or an output.

use serde_json::Value;

use super::action::{Action, Mode, Reason};
use super::fields::Fields;
use super::path::Path;

/// What is to happen to a resource.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceChange {
    /// Its address, such as `module.web.aws_lb.main[0]`.
    pub address: String,
    /// The address it has until now, if it is moved.
    pub previous_address: Option<String>,
    /// The address of its module.
    pub module: Option<String>,
    /// Resource or data source.
    pub mode: Mode,
    /// Its type, such as `aws_lb`.
    pub resource_type: String,
    /// Its name in the module.
    pub name: String,
    /// Its key: a number with `count`, a text with `for_each`.
    pub index: Option<Value>,
    /// The address of its provider.
    pub provider: Option<String>,
    /// The key of a deposed object: what was left over by a replacement.
    pub deposed: Option<String>,
    /// Why this action.
    pub action_reason: Option<Reason>,
    /// The change itself.
    pub change: Change,
}

impl ResourceChange {
    pub(super) fn from_json(value: Value) -> Option<Self> {
        let mut fields = Fields::of(value);
        let address = fields.text("address")?;
        Some(Self {
            previous_address: fields
                .text("previous_address")
                .filter(|previous| *previous != address),
            address,
            module: fields.text("module_address"),
            mode: Mode::from_word(fields.text("mode").as_deref()),
            resource_type: fields.text("type").unwrap_or_default(),
            name: fields.text("name").unwrap_or_default(),
            index: Some(fields.value("index")).filter(|index| !index.is_null()),
            provider: fields.text("provider_name"),
            deposed: fields.text("deposed"),
            action_reason: fields.text("action_reason").map(Reason),
            change: Change::from_json(fields.value("change")),
        })
    }

    /// Whether anything happens: a move or an import counts.
    #[must_use]
    pub fn happens(&self) -> bool {
        self.change.action != Action::NoOp
            || self.previous_address.is_some()
            || self.change.importing.is_some()
    }

    /// Its address without keys, as the configuration has it.
    #[must_use]
    pub fn configured_address(&self) -> String {
        without_keys(&self.address)
    }
}

/// An address without the keys of its instances.
#[must_use]
pub(crate) fn without_keys(address: &str) -> String {
    let mut plain = String::with_capacity(address.len());
    let (mut inside, mut quoted, mut escaped) = (false, false, false);
    for c in address.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if inside => quoted = !quoted,
            '[' if !inside => inside = true,
            ']' if inside && !quoted => inside = false,
            _ if !inside => plain.push(c),
            _ => {}
        }
    }
    plain
}

/// From what to what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// What happens.
    pub action: Action,
    /// The value until now; null if there is none. Sensitive ones are in
    /// clear.
    pub before: Value,
    /// The value afterwards, without what is not known yet; null if there is
    /// none. Sensitive ones are in clear.
    pub after: Value,
    /// `true` where the value is not known before apply.
    pub after_unknown: Value,
    /// `true` where the value until now is sensitive.
    pub before_sensitive: Value,
    /// `true` where the value afterwards is sensitive.
    pub after_sensitive: Value,
    /// What forces a replacement.
    pub replace_paths: Vec<Path>,
    /// That the object is taken over from outside.
    pub importing: Option<Importing>,
    /// The configuration Terraform wrote for an import.
    pub generated_config: Option<String>,
}

impl Change {
    pub(super) fn from_json(value: Value) -> Self {
        let mut fields = Fields::of(value);
        Self {
            action: Action::from_words(&fields.texts("actions")),
            before: fields.value("before"),
            after: fields.value("after"),
            after_unknown: fields.value("after_unknown"),
            before_sensitive: fields.value("before_sensitive"),
            after_sensitive: fields.value("after_sensitive"),
            replace_paths: fields
                .list("replace_paths")
                .iter()
                .filter_map(Path::from_json)
                .collect(),
            importing: Importing::from_json(fields.value("importing")),
            generated_config: fields.text("generated_config"),
        }
    }
}

/// What is known of an import.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Importing {
    /// The identifier at the provider; `None` if it is not known, or if the
    /// object has an identity instead.
    pub id: Option<String>,
    /// The identity at the provider. Since Terraform 1.12.
    pub identity: Option<Value>,
}

impl Importing {
    fn from_json(value: Value) -> Option<Self> {
        if !value.is_object() {
            return None;
        }
        let mut fields = Fields::of(value);
        Some(Self {
            id: fields.text("id"),
            identity: Some(fields.value("identity")).filter(|identity| !identity.is_null()),
        })
    }
}

/// A change that has to wait for a further plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeferredChange {
    /// Why, as a word of the plan, such as `provider_config_unknown`.
    pub reason: Option<String>,
    /// As far as it is known.
    pub change: ResourceChange,
}

impl DeferredChange {
    pub(super) fn from_json(value: Value) -> Option<Self> {
        let mut fields = Fields::of(value);
        Some(Self {
            reason: fields.text("reason"),
            change: ResourceChange::from_json(fields.value("resource_change"))?,
        })
    }
}

/// A call of a provider's action.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionInvocation {
    /// Its address, such as `action.aws_lambda_invoke.warm`.
    pub address: String,
    /// Its type.
    pub action_type: String,
    /// The resource whose change triggers it.
    pub triggered_by: Option<String>,
    /// When, as a word of the plan, such as `AfterCreate`.
    pub event: Option<String>,
    /// What it is told.
    pub config: Value,
    /// `true` where that is sensitive.
    pub config_sensitive: Value,
}

impl ActionInvocation {
    pub(super) fn from_json(value: Value) -> Option<Self> {
        let mut fields = Fields::of(value);
        let mut trigger = fields.fields("lifecycle_action_trigger");
        Some(Self {
            address: fields.text("address")?,
            action_type: fields.text("type").unwrap_or_default(),
            triggered_by: trigger.text("triggering_resource_address"),
            event: trigger.text("action_trigger_event"),
            config: fields.value("config_values"),
            config_sensitive: fields.value("config_sensitive"),
        })
    }
}

/// An attribute that the plan relies on.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RelevantAttribute {
    /// The resource's address.
    pub resource: String,
    /// The way to the attribute.
    pub attribute: Path,
}

impl RelevantAttribute {
    pub(super) fn from_json(value: Value) -> Option<Self> {
        let mut fields = Fields::of(value);
        Some(Self {
            resource: fields.text("resource")?,
            attribute: Path::from_json(&fields.value("attribute")).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_left_out() {
        for (address, expected) in [
            ("a.b", "a.b"),
            ("module.m[0].a.b[\"x.y[1]\"]", "module.m.a.b"),
            (r#"a.b["x\"]"].c"#, "a.b.c"),
            ("a.b[", "a.b"),
        ] {
            assert_eq!(without_keys(address), expected);
        }
    }
}
