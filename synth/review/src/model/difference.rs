//! What differs between before and after.

use serde::{Deserialize, Serialize};

/// A difference of an attribute, or of a part of one.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// The way to it, such as `ingress[0].cidr_blocks`.
    pub path: String,
    /// Whether it forces a replacement.
    pub forces_replacement: bool,
    /// What a value that is known after apply refers to, where the
    /// configuration tells.
    pub references: Vec<String>,
    /// What differs.
    pub difference: Difference,
}

/// What differs.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Difference {
    /// A value becomes another.
    Value {
        /// Until now.
        before: Shown,
        /// Afterwards.
        after: Shown,
    },
    /// Lines of a text, with some of those around them.
    Lines {
        /// What kind of text it is.
        text: TextKind,
        /// The lines in order.
        lines: Vec<Line>,
    },
    /// Elements of a collection without order.
    Items {
        /// Those that are new.
        added: Vec<Shown>,
        /// Those that are gone.
        removed: Vec<Shown>,
        /// How many stay.
        kept: usize,
    },
    /// The text is JSON; what differs in it, with paths inside it.
    Document {
        /// What differs.
        changes: Vec<Attribute>,
    },
    /// The text is an IAM policy; what it allows or denies anew.
    Policy {
        /// What differs.
        changes: Vec<PolicyChange>,
    },
    /// Nothing but the place of elements or the writing of the text differs.
    Form,
}

/// A value as it is shown.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "is", content = "text", rename_all = "camelCase")]
pub enum Shown {
    /// There is none.
    Absent,
    /// Written as Terraform would: texts in quotes.
    Known(String),
    /// Known after apply.
    Unknown,
    /// Marked as sensitive.
    Sensitive,
    /// Bytes that are no text, of this many.
    Bytes(usize),
}

/// What kind of text lines are of.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TextKind {
    /// As it is in the plan.
    Plain,
    /// Decoded from base64.
    Base64,
    /// Decoded from base64 and unpacked with gzip.
    Gzip,
}

/// A line of a difference.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// What happens to it.
    pub kind: LineKind,
    /// The line, without its end.
    pub text: String,
}

/// What happens to a line.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LineKind {
    /// It stays.
    Same,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Lines that stay are left out here; the text says how many.
    Gap,
}

/// Whether something becomes more or less.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// More is allowed than before.
    Wider,
    /// Less is allowed than before.
    Narrower,
    /// It cannot be said.
    Either,
}

/// A difference between two policies.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyChange {
    /// Whether it allows more or less.
    pub direction: Direction,
    /// What differs, as a sentence fragment.
    pub text: String,
}
