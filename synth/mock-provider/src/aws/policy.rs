//! `aws_iam_policy_document`: the data source that computes a JSON document.

use super::answer::set;
use crate::engine::{Problem, Seed, Step};
use crate::value::Value;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// A policy document, its members in the order AWS writes them.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statement: Vec<Statement>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    #[serde(skip_serializing_if = "Json::is_null")]
    sid: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    effect: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    action: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    not_action: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    resource: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    not_resource: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    principal: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    not_principal: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    condition: Json,
}

/// Renders the document a configuration describes into its state.
///
/// As with the AWS provider, statements of sources, and those of the
/// configuration, have to differ in their `Sid`, while later ones replace
/// earlier ones of another kind.
pub(super) fn answer(config: &Value, state: &mut Value) -> Result<(), Problem> {
    let text = |name: &str| config.get(name).as_str().map(ToOwned::to_owned);
    let mut document = Document::default();
    let mut sids = BTreeSet::new();
    for source in config.get("source_policy_documents").elements() {
        let source = parse(source);
        unique(&source.statement, &mut sids, "source_policy_documents")?;
        document.merge(source);
    }
    let own = config.get("statement").elements().iter().map(statement);
    let own = Document {
        version: text("version").or_else(|| Some("2012-10-17".to_owned())),
        id: text("policy_id"),
        statement: own.collect(),
    };
    unique(&own.statement, &mut BTreeSet::new(), "statement")?;
    document.merge(own);
    for source in config.get("override_policy_documents").elements() {
        document.merge(parse(source));
    }
    let (Ok(pretty), Ok(minified)) = (
        serde_json::to_string_pretty(&document),
        serde_json::to_string(&document),
    ) else {
        return Ok(());
    };
    let pretty = escape(&pretty);
    set(
        state,
        "id",
        &Seed::new(&[pretty.as_bytes()]).below(u32::MAX).to_string(),
    );
    set(state, "json", &pretty);
    set(state, "minified_json", &escape(&minified));
    Ok(())
}

/// Refuses a `Sid` that was there before.
fn unique(
    statements: &[Statement],
    sids: &mut BTreeSet<String>,
    attribute: &str,
) -> Result<(), Problem> {
    let named = statements
        .iter()
        .filter_map(|statement| statement.sid.as_str());
    for sid in named.filter(|sid| !sid.is_empty()) {
        if !sids.insert(sid.to_owned()) {
            return Err(Problem::new(
                format!("`{attribute}` has two statements with the Sid `{sid}`"),
                "Within one document a Sid stands for one statement.\n\
                 hint: leave out the Sid, or make each one different; \
                 `override_policy_documents` replaces statements by their Sid",
            )
            .at(vec![Step::Attribute(attribute.to_owned())]));
        }
    }
    Ok(())
}

impl Document {
    /// Adds another document; of two statements with the same `Sid` the other's
    /// is taken.
    fn merge(&mut self, other: Self) {
        if other.version.is_some() {
            self.version = other.version;
        }
        if other.id.is_some() {
            self.id = other.id;
        }
        for statement in other.statement {
            let same = self
                .statement
                .iter_mut()
                .find(|known| !known.sid.is_null() && known.sid == statement.sid);
            match same {
                Some(known) => *known = statement,
                None => self.statement.push(statement),
            }
        }
    }
}

fn statement(config: &Value) -> Statement {
    let text = |name: &str| match config.get(name).as_str() {
        None | Some("") => Json::Null,
        Some(text) => json!(text),
    };
    let strings = |name: &str| one_or_many(config.get(name).elements());
    let effect = text("effect");
    Statement {
        sid: text("sid"),
        effect: if effect.is_null() {
            json!("Allow")
        } else {
            effect
        },
        action: strings("actions"),
        not_action: strings("not_actions"),
        resource: variables(strings("resources")),
        not_resource: variables(strings("not_resources")),
        principal: principals(config.get("principals")),
        not_principal: principals(config.get("not_principals")),
        condition: conditions(config.get("condition")),
    }
}

/// A document given as text; what is no document has no statements.
fn parse(source: &Value) -> Document {
    let document: Json = source
        .as_str()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let text = |name: &str| document[name].as_str().map(ToOwned::to_owned);
    let statements = match &document["Statement"] {
        Json::Array(statements) => statements.clone(),
        Json::Null => Vec::new(),
        single => vec![single.clone()],
    };
    let read = |statement: Json| Statement {
        sid: statement["Sid"].clone(),
        effect: statement["Effect"].clone(),
        action: statement["Action"].clone(),
        not_action: statement["NotAction"].clone(),
        resource: statement["Resource"].clone(),
        not_resource: statement["NotResource"].clone(),
        principal: statement["Principal"].clone(),
        not_principal: statement["NotPrincipal"].clone(),
        condition: statement["Condition"].clone(),
    };
    Document {
        version: text("Version"),
        id: text("Id"),
        statement: statements.into_iter().map(read).collect(),
    }
}

/// One string alone, several in descending order, none as null.
fn one_or_many(values: &[Value]) -> Json {
    let mut texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    match texts.as_slice() {
        [] => Json::Null,
        [single] => json!(single),
        _ => {
            texts.sort_unstable_by(|a, b| b.cmp(a));
            json!(texts)
        }
    }
}

fn principals(blocks: &Value) -> Json {
    let mut by_kind: Map<String, Json> = Map::new();
    for block in blocks.elements() {
        let kind = block.get("type").as_str().unwrap_or_default();
        let identifiers = block.get("identifiers").elements();
        if kind == "*" && identifiers.iter().all(|of| of.as_str() == Some("*")) {
            return json!("*");
        }
        let mut all: Vec<Value> = identifiers.to_vec();
        match by_kind.get(kind) {
            Some(Json::String(text)) => all.push(Value::string(text)),
            Some(Json::Array(texts)) => {
                all.extend(texts.iter().filter_map(Json::as_str).map(Value::string));
            }
            _ => {}
        }
        by_kind.insert(kind.to_owned(), one_or_many(&all));
    }
    if by_kind.is_empty() {
        Json::Null
    } else {
        variables(Json::Object(by_kind))
    }
}

fn conditions(blocks: &Value) -> Json {
    let mut by_test: Map<String, Json> = Map::new();
    for block in blocks.elements() {
        let test = block.get("test").as_str().unwrap_or_default();
        let variable = block.get("variable").as_str().unwrap_or_default();
        let values: Vec<&str> = block
            .get("values")
            .elements()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let values = match values.as_slice() {
            [single] => json!(single),
            _ => json!(values),
        };
        let tests = by_test
            .entry(test)
            .or_insert_with(|| Json::Object(Map::new()));
        tests[variable] = variables(values);
    }
    if by_test.is_empty() {
        Json::Null
    } else {
        Json::Object(by_test)
    }
}

/// Policy variables are written `&{...}` in a configuration, where `${...}`
/// would be Terraform's.
fn variables(json: Json) -> Json {
    match json {
        Json::String(text) => Json::String(text.replace("&{", "${")),
        Json::Array(items) => Json::Array(items.into_iter().map(variables).collect()),
        Json::Object(items) => Json::Object(
            items
                .into_iter()
                .map(|(key, item)| (key, variables(item)))
                .collect(),
        ),
        other => other,
    }
}

/// Escapes as the AWS provider does, which writes JSON that is safe in HTML.
fn escape(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{JsonMode, Type, from_json};

    fn render(config: &Json) -> Json {
        try_render(config).unwrap()
    }

    fn try_render(config: &Json) -> Result<Json, Problem> {
        let block = json!(["object", {"type": "string", "identifiers": ["set", "string"]}]);
        let of = Type::from_json(&json!(["object", {
            "override_policy_documents": ["list", "string"],
            "source_policy_documents": ["list", "string"],
            "policy_id": "string",
            "version": "string",
            "statement": ["list", ["object", {
                "sid": "string",
                "effect": "string",
                "actions": ["set", "string"],
                "resources": ["set", "string"],
                "principals": ["set", block],
                "condition": ["set", ["object",
                    {"test": "string", "variable": "string", "values": ["list", "string"]}]],
            }]],
            "json": "string",
        }]));
        let config = from_json(config, &of.unwrap(), JsonMode::Strict).unwrap();
        let mut state = config.clone();
        state.insert("json", Value::from("made up"));
        answer(&config, &mut state)?;
        Ok(serde_json::from_str(state.get("json").as_str().unwrap()).unwrap())
    }

    #[test]
    fn a_statement_is_written_as_aws_does() {
        let rendered = render(&json!({"statement": [{
            "sid": "Read",
            "actions": ["s3:GetObject", "s3:PutObject"],
            "resources": ["arn:aws:s3:::b/&{aws:username}"],
            "principals": [{"type": "AWS", "identifiers": ["123456789012"]}],
            "condition": [{"test": "StringEquals", "variable": "aws:x", "values": ["y"]}],
        }]}));
        assert_eq!(
            rendered,
            json!({"Version": "2012-10-17", "Statement": [{
                "Sid": "Read",
                "Effect": "Allow",
                "Action": ["s3:PutObject", "s3:GetObject"],
                "Resource": "arn:aws:s3:::b/${aws:username}",
                "Principal": {"AWS": "123456789012"},
                "Condition": {"StringEquals": {"aws:x": "y"}},
            }]})
        );
    }

    #[test]
    fn everybody_is_an_asterisk() {
        let rendered = render(&json!({"statement": [{
            "effect": "Deny",
            "actions": ["*"],
            "principals": [{"type": "*", "identifiers": ["*"]}],
        }]}));
        assert_eq!(rendered["Statement"][0]["Principal"], json!("*"));
    }

    #[test]
    fn documents_are_merged_by_sid() {
        let document = |sid: &str, action: &str| {
            json!({"Statement": {"Sid": sid, "Action": action}}).to_string()
        };
        let rendered = render(&json!({
            "source_policy_documents": [document("A", "one"), document("B", "two")],
            "statement": [{"sid": "A", "actions": ["three"]}],
            "override_policy_documents": [document("B", "four")],
        }));
        let actions: Vec<_> = rendered["Statement"]
            .as_array()
            .unwrap()
            .iter()
            .map(|statement| statement["Action"].clone())
            .collect();
        assert_eq!(actions, [json!("three"), json!("four")]);
    }

    #[test]
    fn an_override_names_the_version_and_the_id() {
        let newer = json!({"Version": "2008-10-17", "Id": "new", "Statement": []}).to_string();
        let rendered = render(&json!({
            "policy_id": "old",
            "statement": [{"actions": ["*"]}],
            "override_policy_documents": [newer],
        }));
        assert_eq!(rendered["Version"], json!("2008-10-17"));
        assert_eq!(rendered["Id"], json!("new"));
    }

    #[test]
    fn a_sid_stands_for_one_statement() {
        let source = json!({"Statement": {"Sid": "A", "Action": "one"}}).to_string();
        let twice = json!({"source_policy_documents": [source, source]});
        let problem = try_render(&twice).unwrap_err();
        assert!(problem.summary.contains("`source_policy_documents`"));
        let own = json!({"statement": [{"sid": "A"}, {"sid": "A"}, {"sid": ""}, {"sid": ""}]});
        let problem = try_render(&own).unwrap_err();
        assert_eq!(
            problem.summary,
            "`statement` has two statements with the Sid `A`"
        );
    }
}
