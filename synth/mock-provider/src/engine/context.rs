//! The provider configuration that a connection was given.

use crate::value::Value;

/// How a provider is configured. Each connection has its own, because each
/// `provider` block, aliased or not, connects by itself.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    config: Value,
}

impl Context {
    /// The account of whoever does not say which one.
    pub(crate) const ACCOUNT: &'static str = "123456789012";

    pub(crate) fn new(config: Value) -> Self {
        Self { config }
    }

    /// The region of the configuration, if it has such a thing.
    pub(crate) fn region(&self) -> &str {
        self.config.get("region").as_str().unwrap_or("us-east-1")
    }

    /// The account every made-up thing belongs to: that of the role the
    /// provider assumes, else the only one it is allowed.
    pub(crate) fn account(&self) -> &str {
        let role = self.role().get("role_arn").as_str();
        let of_role = role.and_then(|arn| arn.split(':').nth(4));
        let of_list = match self.config.get("allowed_account_ids").elements() {
            [only] => only.as_str(),
            _ => None,
        };
        let is_account = |text: &&str| text.len() == 12;
        of_role
            .or(of_list)
            .filter(is_account)
            .unwrap_or(Self::ACCOUNT)
    }

    /// The role the provider assumes, by its name and that of the session.
    pub(crate) fn assumed_role(&self) -> Option<(&str, &str)> {
        let role = self.role();
        let (_, name) = role.get("role_arn").as_str()?.rsplit_once('/')?;
        Some((name, role.get("session_name").as_str().unwrap_or("mock")))
    }

    /// Of roles assumed one after the other, the last.
    fn role(&self) -> &Value {
        const NONE: &Value = &Value::Null;
        let roles = self.config.get("assume_role").elements();
        roles.last().unwrap_or(NONE)
    }

    /// The same provider in the region a resource asks for, if it does.
    pub(crate) fn within(&self, region: &Value) -> Self {
        let mut context = self.clone();
        if let Some(region) = region.as_str() {
            match &mut context.config {
                Value::Object(_) => context.config.insert("region", Value::string(region)),
                config => {
                    let entry = ("region".to_owned(), Value::string(region));
                    *config = Value::Object([entry].into());
                }
            }
        }
        context
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{JsonMode, Type, from_json};
    use serde_json::json;

    fn context(config: &serde_json::Value) -> Context {
        let role = json!(["object", {"role_arn": "string", "session_name": "string"}]);
        let of = Type::from_json(&json!(["object", {
            "region": "string",
            "allowed_account_ids": ["set", "string"],
            "assume_role": ["list", role],
        }]));
        Context::new(from_json(config, &of.unwrap(), JsonMode::Strict).unwrap())
    }

    #[test]
    fn the_account_is_the_one_the_provider_works_in() {
        assert_eq!(Context::default().account(), Context::ACCOUNT);
        let allowed = context(&json!({"allowed_account_ids": ["210987654321"]}));
        assert_eq!(allowed.account(), "210987654321");
        let two = context(&json!({"allowed_account_ids": ["210987654321", "111111111111"]}));
        assert_eq!(two.account(), Context::ACCOUNT);
        let role = json!([{"role_arn": "arn:aws:iam::333333333333:role/deploy"}]);
        let assumed = context(&json!({"assume_role": role}));
        assert_eq!(assumed.account(), "333333333333");
        assert_eq!(assumed.assumed_role(), Some(("deploy", "mock")));
    }

    #[test]
    fn a_resource_can_be_elsewhere() {
        let there = Context::default().within(&Value::from("eu-west-3"));
        assert_eq!(there.region(), "eu-west-3");
        assert_eq!(there.within(&Value::Null).region(), "eu-west-3");
    }
}
