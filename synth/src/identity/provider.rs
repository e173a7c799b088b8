//! What a document's provider blocks say about where Terraform will work.

use std::collections::BTreeSet;

use serde_json::Value;

/// The local name of the provider, unless a document gives it another one.
const AWS: &str = "aws";
/// Where the provider comes from, however its local name.
const SOURCE: &str = "hashicorp/aws";

/// One configuration of the AWS provider. What only Terraform knows, because it
/// is an expression, is not in it.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Provider {
    pub(super) alias: Option<String>,
    pub(super) region: Option<String>,
    pub(super) profile: Option<String>,
    /// Each assumed with the credentials that the one before it gave.
    pub(super) roles: Vec<Role>,
    pub(super) allowed: BTreeSet<String>,
    pub(super) forbidden: BTreeSet<String>,
    pub(super) sts: Option<String>,
    /// Why we cannot know whom the provider will act as.
    pub(super) unknown: Option<&'static str>,
}

/// A role that the provider assumes.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) external_id: Option<String>,
    pub(super) session: Option<String>,
}

/// The configurations of the AWS provider in a document; one without any
/// settings where the stack uses the provider and does not configure it.
pub(super) fn providers(document: &Value) -> Vec<Provider> {
    let name = local_name(document);
    let blocks = blocks(&document["provider"][name]);
    if !blocks.is_empty() {
        return blocks.into_iter().map(Provider::read).collect();
    }
    if uses(document) {
        return vec![Provider::default()];
    }
    Vec::new()
}

/// The block of the configuration that resources use unless they name another.
pub(crate) fn default_block(document: &Value) -> Option<&Value> {
    let blocks = blocks(&document["provider"][local_name(document)]);
    blocks.into_iter().find(|block| block["alias"].is_null())
}

/// The name under which the document requires the provider.
fn local_name(document: &Value) -> &str {
    let required = blocks(&document["terraform"]["required_providers"]);
    let entries = required
        .into_iter()
        .filter_map(Value::as_object)
        .flatten()
        .filter(|(_, entry)| {
            let source = entry["source"].as_str().unwrap_or_default();
            source == SOURCE || source.ends_with(&format!("/{SOURCE}"))
        });
    let mut names = entries.map(|(name, _)| name.as_str());
    names.next().unwrap_or(AWS)
}

/// Whether the document has anything of AWS in it.
fn uses(document: &Value) -> bool {
    let has = |kind: &str| {
        let types = document[kind].as_object();
        types.is_some_and(|types| types.keys().any(|name| name.starts_with("aws_")))
    };
    has("resource") || has("data") || has("ephemeral")
}

/// A block, or a list of them.
fn blocks(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(_) => vec![value],
        _ => Vec::new(),
    }
}

impl Provider {
    /// The same without what is compared with the answer, so that AWS is asked
    /// once for all who will get the same one.
    pub(super) fn question(&self) -> Self {
        Self {
            alias: None,
            allowed: BTreeSet::new(),
            forbidden: BTreeSet::new(),
            ..self.clone()
        }
    }

    fn read(block: &Value) -> Self {
        let mut unknown = None;
        if !block["access_key"].is_null() {
            unknown = Some("it has keys of its own");
        }
        if !blocks(&block["assume_role_with_web_identity"]).is_empty() {
            unknown = Some("it assumes a role with a web identity");
        }
        for name in ["shared_config_files", "shared_credentials_files"] {
            if !block[name].is_null() {
                unknown = Some("it reads credentials from files of its own");
            }
        }
        if is_expression(&block["profile"]) {
            unknown = Some("its profile is an expression");
        }
        let mut roles = Vec::new();
        for role in blocks(&block["assume_role"]) {
            match literal(&role["role_arn"]) {
                Some(arn) => roles.push(Role {
                    arn,
                    external_id: literal(&role["external_id"]),
                    session: literal(&role["session_name"]),
                }),
                None => unknown = Some("the role it assumes is an expression"),
            }
        }
        let endpoints = blocks(&block["endpoints"]);
        Self {
            alias: literal(&block["alias"]),
            region: literal(&block["region"]),
            profile: literal(&block["profile"]),
            roles,
            allowed: accounts(&block["allowed_account_ids"]),
            forbidden: accounts(&block["forbidden_account_ids"]),
            sts: endpoints.iter().find_map(|one| literal(&one["sts"])),
            unknown,
        }
    }
}

/// A text that Terraform takes as it is.
fn literal(value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    (!is_expression(value)).then(|| text.to_owned())
}

fn is_expression(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.contains("${") || text.contains("%{")
}

/// The numbers; none at all where one of them is not known, for the list is then
/// longer than we know.
fn accounts(value: &Value) -> BTreeSet<String> {
    let Some(list) = value.as_array() else {
        return BTreeSet::new();
    };
    let known: Option<BTreeSet<String>> = list.iter().map(literal).collect();
    known.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn one(block: &Value) -> Provider {
        let document = json!({ "provider": { "aws": block } });
        let [provider] = providers(&document).try_into().unwrap();
        provider
    }

    #[test]
    fn ours_and_those_of_cdktf() {
        let block = json!({
            "region": "eu-west-1", "profile": "work",
            "allowed_account_ids": ["123456789012"], "forbidden_account_ids": ["1"],
            "assume_role": [{"role_arn": "arn:r", "external_id": "x"}],
            "endpoints": [{"sts": "http://localhost"}],
        });
        let provider = one(&json!([block]));
        assert_eq!(provider, one(&block));
        assert_eq!(provider.region.as_deref(), Some("eu-west-1"));
        assert_eq!(provider.profile.as_deref(), Some("work"));
        assert!(provider.allowed.contains("123456789012"));
        assert!(provider.forbidden.contains("1"));
        assert_eq!(provider.roles[0].arn, "arn:r");
        assert_eq!(provider.sts.as_deref(), Some("http://localhost"));
        assert_eq!(provider.unknown, None);
    }

    #[test]
    fn several_and_none() {
        let two = json!({"provider": {"aws": [{"region": "a"}, {"region": "b", "alias": "x"}]}});
        assert_eq!(providers(&two).len(), 2);
        let renamed = json!({
            "terraform": {"required_providers": {"cloud": {"source": "registry.terraform.io/hashicorp/aws"}}},
            "provider": {"cloud": [{"region": "c"}]},
        });
        assert_eq!(providers(&renamed)[0].region.as_deref(), Some("c"));
        let used = json!({"data": {"aws_region": {"here": {}}}});
        assert_eq!(providers(&used), [Provider::default()]);
        let nothing = json!({"resource": {"terraform_data": {"x": {}}}});
        assert_eq!(providers(&nothing), []);
    }

    #[test]
    fn what_only_terraform_knows_is_not_guessed() {
        let provider = one(&json!({
            "region": "${var.region}", "allowed_account_ids": ["1", "${var.account}"],
        }));
        assert_eq!((provider.region, provider.allowed.len()), (None, 0));
        for block in [
            json!({"profile": "${var.profile}"}),
            json!({"assume_role": {"role_arn": "${var.role}"}}),
            json!({"access_key": "x"}),
            json!({"assume_role_with_web_identity": [{}]}),
            json!({"shared_credentials_files": ["x"]}),
        ] {
            assert!(one(&block).unknown.is_some(), "{block}");
        }
    }
}
