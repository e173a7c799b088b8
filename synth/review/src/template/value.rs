//! Reads what is written in an expression as a value: objects, lists, texts
//! and numbers. Any other expression becomes a text, `${...}`.

use serde_json::{Map, Value};

use super::scan::{self, DEEPEST};

/// The value that an expression is written as.
pub(super) fn parse(expression: &str) -> Option<Value> {
    let mut reader = Reader {
        text: expression,
        at: 0,
        depth: 0,
    };
    let value = reader.value(false)?;
    reader.space();
    (reader.at == expression.len()).then_some(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|c| c.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// A value; in an object a line may end it.
    fn value(&mut self, in_object: bool) -> Option<Value> {
        self.space();
        let start = self.at;
        self.depth += 1;
        let written = match self.peek()? {
            // What is deeper is an expression like any other.
            _ if self.depth > DEEPEST => None,
            b'{' => self.object(),
            b'[' => self.list(),
            b'"' => self.quoted().map(Value::String),
            _ => None,
        };
        self.depth -= 1;
        if written.is_some() && self.is_end(in_object) {
            return written;
        }
        self.at = start;
        self.expression(in_object)
    }

    /// Whether nothing belongs to the value any more.
    fn is_end(&self, in_object: bool) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let rest =
            rest.trim_start_matches(|c: char| c.is_whitespace() && !(in_object && c == '\n'));
        rest.is_empty() || rest.starts_with([',', '}', ']', ')']) || rest.starts_with('\n')
    }

    fn object(&mut self) -> Option<Value> {
        self.at += 1;
        let mut map = Map::new();
        loop {
            self.separators();
            if self.peek()? == b'}' {
                self.at += 1;
                return Some(Value::Object(map));
            }
            let key = self.key()?;
            self.space();
            let rest = self.text.get(self.at..)?;
            if !rest.starts_with([':', '=']) || rest.starts_with("==") || rest.starts_with("=>") {
                return None;
            }
            self.at += 1;
            let value = self.value(true)?;
            map.insert(key, value);
        }
    }

    fn key(&mut self) -> Option<String> {
        if self.peek()? == b'"' {
            return self.quoted().filter(|key| !key.contains("${"));
        }
        let rest = self.text.get(self.at..)?;
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
            .unwrap_or(rest.len());
        self.at += length;
        rest.get(..length)
            .filter(|key| !key.is_empty())
            .map(str::to_owned)
    }

    fn list(&mut self) -> Option<Value> {
        self.at += 1;
        let mut list = Vec::new();
        loop {
            self.separators();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(Value::Array(list));
            }
            if self.text.get(self.at..)?.starts_with("for ") {
                return None;
            }
            list.push(self.value(false)?);
        }
    }

    fn separators(&mut self) {
        while self
            .peek()
            .is_some_and(|c| c == b',' || c.is_ascii_whitespace())
        {
            self.at += 1;
        }
    }

    /// A text in quotes, with its expressions as they are.
    fn quoted(&mut self) -> Option<String> {
        let end = scan::quoted(self.text.as_bytes(), self.at, self.depth)?;
        let inside = self.text.get(self.at + 1..end)?;
        self.at = end + 1;
        let mut text = String::with_capacity(inside.len());
        for piece in scan::pieces(inside)? {
            match piece {
                scan::Piece::Literal(literal) => unescape(literal, &mut text)?,
                scan::Piece::Expression(expression) => {
                    text.push_str("${");
                    text.push_str(expression);
                    text.push('}');
                }
            }
        }
        Some(text)
    }

    /// Whatever else there is up to the end of the item.
    fn expression(&mut self, in_object: bool) -> Option<Value> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            at = match byte {
                b',' | b'}' | b']' | b')' => break,
                b'\n' if in_object => break,
                b'"' => scan::quoted(bytes, at, self.depth)? + 1,
                b'(' | b'[' | b'{' => scan::end(bytes, at + 1, self.depth)? + 1,
                _ => at + 1,
            };
        }
        let text = self.text.get(start..at)?.trim();
        self.at = at;
        if text.is_empty() {
            return None;
        }
        Some(match serde_json::from_str(text) {
            Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => value,
            _ => Value::String(format!("${{{text}}}")),
        })
    }
}

/// Adds a part of a text in quotes.
fn unescape(literal: &str, text: &mut String) -> Option<()> {
    let mut rest = literal;
    while let Some(at) = rest.find('\\') {
        text.push_str(rest.get(..at)?);
        let mut escape = rest.get(at + 1..)?.chars();
        let digits = match escape.next()? {
            'n' => {
                text.push('\n');
                0
            }
            'r' => {
                text.push('\r');
                0
            }
            't' => {
                text.push('\t');
                0
            }
            same @ ('"' | '\\') => {
                text.push(same);
                0
            }
            'u' => 4,
            'U' => 8,
            _ => return None,
        };
        rest = escape.as_str();
        if digits > 0 {
            let code = u32::from_str_radix(rest.get(..digits)?, 16).ok()?;
            text.push(char::from_u32(code)?);
            rest = rest.get(digits..)?;
        }
    }
    text.push_str(rest);
    Some(())
}
