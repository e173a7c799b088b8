//! The provider configuration that a connection was given.

use crate::value::Value;

/// How a provider is configured. Each connection has its own, because each
/// `provider` block, aliased or not, connects by itself.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    config: Value,
}

impl Context {
    /// The account every made-up thing belongs to.
    pub(crate) const ACCOUNT: &'static str = "123456789012";

    pub(crate) fn new(config: Value) -> Self {
        Self { config }
    }

    /// The region of the configuration, if it has such a thing.
    pub(crate) fn region(&self) -> &str {
        self.config.get("region").as_str().unwrap_or("us-east-1")
    }

    /// The whole configuration.
    pub(crate) fn config(&self) -> &Value {
        &self.config
    }
}

impl Default for Context {
    fn default() -> Self {
        Self::new(Value::Null)
    }
}
