//! The untyped tree under every typed value.

use std::borrow::Cow;

use crate::Number;
use crate::body::Body;
use crate::expr::Expr;

/// A string that is often a constant.
pub type Text = Cow<'static, str>;

/// A literal or an expression, without its type.
///
/// [`Value`](crate::Value) is the typed face of it. Aspects and escape hatches
/// meet it bare.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Not set: left out of an object.
    Unset,
    /// Terraform's `null`.
    Null,
    /// A literal.
    Bool(bool),
    /// A literal.
    Number(Number),
    /// A literal, in its own words: escaped where its position needs it.
    String(Text),
    /// A list, set or tuple.
    List(Vec<Node>),
    /// A map or object; a key that occurs twice is an error at synthesis.
    Map(Vec<(Text, Node)>),
    /// A generated object, or one nested block.
    Body(Box<Body>),
    /// Nested blocks of one type.
    Blocks(Vec<Body>),
    /// Something Terraform computes.
    Expr(Expr),
}

impl Node {
    /// Whether nothing was given.
    #[must_use]
    pub fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }

    /// The literal string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The expression, if it is one.
    #[must_use]
    pub fn as_expr(&self) -> Option<&Expr> {
        match self {
            Self::Expr(expr) => Some(expr),
            _ => None,
        }
    }

    /// The same value for use inside an expression.
    pub(crate) fn into_expr(self) -> Expr {
        match self {
            Self::Expr(expr) => expr,
            literal => Expr::literal(literal),
        }
    }
}

impl From<serde_json::Value> for Node {
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(value),
            serde_json::Value::Number(number) => Self::Number(json_number(&number)),
            serde_json::Value::String(text) => Self::String(text.into()),
            serde_json::Value::Array(items) => {
                Self::List(items.into_iter().map(Self::from).collect())
            }
            serde_json::Value::Object(fields) => Self::Map(
                fields
                    .into_iter()
                    .map(|(key, value)| (key.into(), Self::from(value)))
                    .collect(),
            ),
        }
    }
}

fn json_number(number: &serde_json::Number) -> Number {
    if let Some(integer) = number.as_i64() {
        return integer.into();
    }
    if let Some(integer) = number.as_u64() {
        return integer.into();
    }
    // serde_json without arbitrary precision holds nothing else; were it to, an
    // infinity is refused at synthesis.
    number.as_f64().unwrap_or(f64::INFINITY).into()
}
