//! `cdk.tf.json`: what the tool reads back from a stack's document.

use std::path::Path;

use serde_json::Value;

/// The key of CDKTF's own data in an object.
const COMMENT: &str = "//";

/// A stack's document.
#[derive(Debug)]
pub(crate) struct Document(Value);

impl Document {
    /// The document that this is.
    pub(crate) fn new(value: Value) -> Self {
        Self(value)
    }

    /// The document in a file, if it is one.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(path).ok()?)
            .ok()
            .map(Self)
    }

    /// All of it.
    pub(crate) fn value(&self) -> &Value {
        &self.0
    }

    /// The name of the stack that the document is of.
    pub(crate) fn stack_name(&self) -> Option<&str> {
        self.0
            .get(COMMENT)?
            .get("metadata")?
            .get("stackName")?
            .as_str()
    }

    /// The path of the construct behind the address of an instance, such as
    /// `aws_s3_bucket.images[0]` or `module.network.aws_vpc.this`.
    pub(crate) fn construct_of_address(&self, address: &str) -> Option<String> {
        let plain = without_keys(address);
        let mut parts = plain.split('.');
        let block = match parts.next()? {
            "module" => format!("module.{}", parts.next()?),
            "data" => plain,
            _ => format!("resource.{plain}"),
        };
        self.construct_path(&block)
    }

    /// The path of the construct behind a block. Terraform names blocks in
    /// its diagnostics like `resource.aws_s3_bucket.images`, `output.url`.
    pub(crate) fn construct_path(&self, block: &str) -> Option<String> {
        let mut parts = block.split('.');
        let kind = parts.next()?;
        if kind == "output" {
            let outputs = self.0.get(COMMENT)?.get("outputs")?;
            return output_path(outputs, parts.next()?);
        }
        let (kind, depth) = match kind {
            "resource" | "data" => (kind, 2),
            _ => (kind, usize::MAX),
        };
        let mut value = self.0.get(kind)?;
        // What comes after the name is a block inside, of the same construct.
        for part in parts.take(depth) {
            value = value.get(part)?;
        }
        Some(
            value
                .get(COMMENT)?
                .get("metadata")?
                .get("path")?
                .as_str()?
                .to_owned(),
        )
    }
}

/// The address without keys of instances: `a.b` of `a.b["x"]`.
fn without_keys(address: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0;
    for c in address.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
}

/// Where a nested object has a leaf with this text.
fn output_path(tree: &Value, logical_id: &str) -> Option<String> {
    tree.as_object()?.iter().find_map(|(key, value)| {
        if value.as_str() == Some(logical_id) {
            return Some(key.clone());
        }
        Some(format!("{key}/{}", output_path(value, logical_id)?))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn constructs_are_found() {
        let document = Document(json!({
            "//": {"metadata": {"stackName": "s"}, "outputs": {"s": {"web": {"url": "web_url_1"}}}},
            "resource": {"aws_x": {"y": {"//": {"metadata": {"path": "s/y", "uniqueId": "y"}}}}},
            "data": {"aws_z": {"w": {"//": {"metadata": {"path": "s/w"}}, "block": {}}}},
            "provider": {"aws": [{}]},
            "module": {"m": {"//": {"metadata": {"path": "s/m"}}}},
        }));
        assert_eq!(document.stack_name(), Some("s"));
        for (block, path) in [
            ("resource.aws_x.y", Some("s/y")),
            ("data.aws_z.w", Some("s/w")),
            ("output.web_url_1", Some("s/web/url")),
            ("output.other", None),
            ("provider.aws", None),
            ("resource.aws_x.y.provisioner[0].local-exec", Some("s/y")),
            ("resource.aws_x", None),
            ("resource.aws_x.missing", None),
        ] {
            assert_eq!(document.construct_path(block).as_deref(), path, "{block}");
        }
        for (address, path) in [
            ("aws_x.y", Some("s/y")),
            ("aws_x.y[\"a.b\"]", Some("s/y")),
            ("data.aws_z.w[0]", Some("s/w")),
            ("module.m[0].aws_x.y", Some("s/m")),
            ("aws_x", None),
        ] {
            let found = document.construct_of_address(address);
            assert_eq!(found.as_deref(), path, "{address}");
        }
    }
}
