//! What a provider fills in for what the configuration does not say.

use super::Engine;
use super::behaviors::TypeBehavior;
use super::drift::set;
use super::places::Place;
use crate::value::{Type, Value};

impl Engine {
    /// Whether plans of a type say what its configuration does not. Terraform
    /// takes that from a provider that asks for lenience only.
    pub(crate) fn fills_in(&self, type_name: &str) -> bool {
        let behavior = self.behaviors.resources.get(type_name);
        behavior.is_some_and(|behavior| !behavior.defaults.is_empty())
    }
}

/// Plans the defaults of a type. What the configuration sets, or will have set
/// once it is known, stays.
pub(super) fn plan(facts: &TypeBehavior, of: &Type, config: &Value, planned: &mut Value) {
    let root = Place::root(config);
    for (path, default) in &facts.defaults {
        let configured = root.find(path);
        let is_unset = configured.iter().all(|place| place.value.is_null());
        let will_be_set = configured.iter().any(|place| place.value.is_unknown());
        let is_of_resource = !path.contains('.');
        let replaces = |value: &Value| {
            value.is_null() || (value.is_unknown() && !will_be_set) || (is_of_resource && is_unset)
        };
        let steps: Vec<&str> = path.split('.').collect();
        // A default that does not fit its type is found when a table is checked.
        let _ = set(planned, of, &steps, default, &replaces);
    }
}
