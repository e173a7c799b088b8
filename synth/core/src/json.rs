//! Writing JSON: two spaces a level, keys sorted by whoever calls.

use std::fmt::Write;

use crate::number::Number;

/// A growing JSON text and the depth it stands at.
#[derive(Debug, Default)]
pub(crate) struct JsonWriter {
    pub(crate) text: String,
    depth: usize,
}

impl JsonWriter {
    pub(crate) fn set_depth(&mut self, depth: usize) {
        self.depth = depth;
    }

    pub(crate) fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.depth += 1;
    }

    /// Closes what `open` opened; `empty` when nothing was written inside.
    pub(crate) fn close(&mut self, bracket: char, empty: bool) {
        self.depth -= 1;
        if !empty {
            self.line();
        }
        self.text.push(bracket);
    }

    /// Goes to the next entry of the open object or array.
    pub(crate) fn entry(&mut self, first: bool) {
        if !first {
            self.text.push(',');
        }
        self.line();
    }

    pub(crate) fn key(&mut self, key: &str, first: bool) {
        self.entry(first);
        self.string(key);
        self.text.push_str(": ");
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.text.push('"');
        escape_into(&mut self.text, text);
        self.text.push('"');
    }

    pub(crate) fn bool(&mut self, value: bool) {
        self.text.push_str(if value { "true" } else { "false" });
    }

    pub(crate) fn number(&mut self, number: Number) {
        write_number(&mut self.text, number);
    }

    pub(crate) fn null(&mut self) {
        self.text.push_str("null");
    }

    /// A JSON tree, its keys sorted whatever order it keeps them in.
    pub(crate) fn value(&mut self, value: &serde_json::Value) {
        match value {
            serde_json::Value::Null => self.null(),
            serde_json::Value::Bool(value) => self.bool(*value),
            serde_json::Value::Number(number) => {
                let _ = write!(self.text, "{number}");
            }
            serde_json::Value::String(text) => self.string(text),
            serde_json::Value::Array(items) => {
                self.open('[');
                for (index, item) in items.iter().enumerate() {
                    self.entry(index == 0);
                    self.value(item);
                }
                self.close(']', items.is_empty());
            }
            serde_json::Value::Object(fields) => {
                let mut fields: Vec<_> = fields.iter().collect();
                fields.sort_unstable_by_key(|(key, _)| *key);
                self.open('{');
                for (index, (key, field)) in fields.iter().enumerate() {
                    self.key(key, index == 0);
                    self.value(field);
                }
                self.close('}', fields.is_empty());
            }
        }
    }

    fn line(&mut self) {
        const SPACES: &str = "                                ";
        self.text.push('\n');
        let mut wanted = self.depth * 2;
        while wanted > 0 {
            let chunk = wanted.min(SPACES.len());
            self.text.push_str(SPACES.get(..chunk).unwrap_or_default());
            wanted -= chunk;
        }
    }
}

/// A number as both JSON and HCL write it.
pub(crate) fn write_number(text: &mut String, number: Number) {
    match number {
        Number::Float(float) => {
            // serde_json writes the shortest form that reads back the same; a
            // whole number is better off without its ".0".
            if let Some(number) = serde_json::Number::from_f64(float) {
                let written = number.to_string();
                text.push_str(written.strip_suffix(".0").unwrap_or(&written));
            } else {
                text.push_str("null");
            }
        }
        whole => {
            let _ = write!(text, "{whole}");
        }
    }
}

/// Escapes for the inside of a JSON string, as `JSON.stringify` does.
pub(crate) fn escape_into(target: &mut String, text: &str) {
    let mut rest = 0;
    for (index, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0x00..0x20 => "",
            _ => continue,
        };
        // The bytes matched are ASCII, so both ends are boundaries.
        target.push_str(text.get(rest..index).unwrap_or_default());
        if short.is_empty() {
            let _ = write!(target, "\\u{byte:04x}");
        } else {
            target.push_str(short);
        }
        rest = index + 1;
    }
    target.push_str(text.get(rest..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_read_as_a_person_writes_them() {
        for (number, expected) in [
            (Number::from(8080), "8080"),
            (Number::from(u64::MAX), "18446744073709551615"),
            (Number::from(5.0), "5"),
            (Number::from(0.75), "0.75"),
            (Number::from(-1.5), "-1.5"),
        ] {
            let mut text = String::new();
            write_number(&mut text, number);
            assert_eq!(text, expected);
        }
    }

    proptest! {
        #[test]
        fn any_string_reads_back(text in ".*") {
            let mut writer = JsonWriter::default();
            writer.string(&text);
            prop_assert_eq!(serde_json::from_str::<String>(&writer.text).unwrap(), text);
        }

        #[test]
        fn any_float_reads_back(float in proptest::num::f64::NORMAL) {
            let mut text = String::new();
            write_number(&mut text, Number::Float(float));
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), float.to_bits());
        }
    }
}
