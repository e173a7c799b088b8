//! A block of a resource: read strictly, since what is passed over silently is
//! a difference that nobody is told of.

use serde_json::{Map, Value};

use super::document::Resource;
use crate::Problem;

/// A block, or the only one in a list of them.
#[derive(Debug, Clone)]
pub(super) struct Block<'a> {
    resource: Resource<'a>,
    /// Where it is in the resource: `cors_rule`; nothing for all of it.
    path: String,
    fields: &'a Map<String, Value>,
}

impl<'a> Block<'a> {
    pub(super) fn new(resource: Resource<'a>, path: &str, fields: &'a Map<String, Value>) -> Self {
        Self {
            resource,
            path: path.to_owned(),
            fields,
        }
    }

    /// Where one of its fields is in the resource.
    fn place(&self, field: &str) -> String {
        if self.path.is_empty() {
            field.to_owned()
        } else {
            format!("{}.{field}", self.path)
        }
    }

    /// What is wrong with one of its fields.
    pub(super) fn wrong(&self, field: &str, why: impl std::fmt::Display) -> Problem {
        self.resource.wrong(&self.place(field), why)
    }

    /// Refuses fields that are none of these.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Problem> {
        let other = self
            .fields
            .keys()
            .find(|name| !known.contains(&name.as_str()));
        match other {
            Some(name) => Err(self.wrong(name, "it is not known to the laptop")),
            None => Ok(()),
        }
    }

    /// The names of its fields.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.fields.keys().map(String::as_str)
    }

    fn get<T>(
        &self,
        field: &str,
        of: impl FnOnce(&'a Value) -> Option<T>,
        what: &str,
    ) -> Result<Option<T>, Problem> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => of(value)
                .map(Some)
                .ok_or_else(|| self.wrong(field, format!("it is not {what}"))),
        }
    }

    /// A text, which may refer to something.
    pub(super) fn text(&self, field: &str) -> Result<Option<&'a str>, Problem> {
        self.get(field, Value::as_str, "a text")
    }

    /// A text that says itself.
    pub(super) fn literal(&self, field: &str) -> Result<Option<&'a str>, Problem> {
        let text = self.text(field)?;
        text.map(|text| self.is_literal(field, text)).transpose()
    }

    /// The same, which has to be there.
    pub(super) fn required(&self, field: &str) -> Result<&'a str, Problem> {
        self.literal(field)?
            .ok_or_else(|| self.wrong(field, "it is missing"))
    }

    /// Texts that say themselves; none if there is no such field.
    pub(super) fn literals(&self, field: &str) -> Result<Vec<String>, Problem> {
        let list = self.get(field, Value::as_array, "a list")?;
        list.into_iter()
            .flatten()
            .map(|text| {
                let text = text
                    .as_str()
                    .ok_or_else(|| self.wrong(field, "it is not a list of texts"))?;
                self.is_literal(field, text).map(str::to_owned)
            })
            .collect()
    }

    fn is_literal<'t>(&self, field: &str, text: &'t str) -> Result<&'t str, Problem> {
        if text.contains("${") {
            let why = format!("`{text}` is an expression, and only Terraform works those out");
            return Err(self.wrong(field, why));
        }
        Ok(text)
    }

    /// A number that is not negative.
    pub(super) fn number(&self, field: &str) -> Result<Option<u64>, Problem> {
        self.get(field, Value::as_u64, "a number")
    }

    /// Yes or no.
    pub(super) fn flag(&self, field: &str) -> Result<Option<bool>, Problem> {
        self.get(field, Value::as_bool, "true or false")
    }

    /// Blocks within it; none if there is no such field.
    pub(super) fn blocks(&self, field: &str) -> Result<Vec<Self>, Problem> {
        let list = match self.fields.get(field) {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(list)) => list.iter().collect(),
            Some(one) => vec![one],
        };
        list.into_iter()
            .map(|block| {
                let fields = block
                    .as_object()
                    .ok_or_else(|| self.wrong(field, "it is not a block"))?;
                Ok(Self::new(self.resource, &self.place(field), fields))
            })
            .collect()
    }

    /// The block within it, of which there is one at most.
    pub(super) fn block(&self, field: &str) -> Result<Option<Self>, Problem> {
        let mut all = self.blocks(field)?;
        match all.len() {
            0 | 1 => Ok(all.pop()),
            _ => Err(self.wrong(field, "it is there more than once")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::document::resources;
    use super::*;

    #[test]
    fn fields_are_what_they_are_read_as_or_an_error() {
        let document = json!({"resource": {"aws_x": {"y": {"rule": [{
            "text": "t", "number": 3, "flag": true, "list": ["a", "b"],
            "expression": "${a.b.c}", "mixed": ["a", 1], "inner": {"on": true}, "twice": [{}, {}],
        }]}}}});
        let all = resources(&document).unwrap();
        let [block] = <[Block<'_>; 1]>::try_from(all[0].blocks("rule").unwrap()).unwrap();
        assert_eq!(block.required("text").unwrap(), "t");
        assert_eq!(block.number("number").unwrap(), Some(3));
        assert_eq!(block.flag("flag").unwrap(), Some(true));
        assert_eq!(block.literals("list").unwrap(), ["a", "b"]);
        assert_eq!(block.text("expression").unwrap(), Some("${a.b.c}"));
        let inner = block.block("inner").unwrap().unwrap();
        assert_eq!(inner.flag("on").unwrap(), Some(true));
        assert!(block.block("none").unwrap().is_none());
        assert!(block.literals("none").unwrap().is_empty());
        for wrong in [
            block.required("none").unwrap_err(),
            block.literal("expression").unwrap_err(),
            block.literals("mixed").unwrap_err(),
            block.literals("text").unwrap_err(),
            block.number("text").unwrap_err(),
            block.flag("number").unwrap_err(),
            block.blocks("text").unwrap_err(),
            block.block("twice").unwrap_err(),
            block.only(&["text"]).unwrap_err(),
        ] {
            assert!(wrong.to_string().starts_with("aws_x.y.rule."), "{wrong}");
        }
    }
}
