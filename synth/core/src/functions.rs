//! Terraform's functions, each with the types it takes and gives.
//!
//! ```
//! use synth_core::functions::join;
//! use synth_core::prelude::*;
//! let joined: Value<String> = join(", ", ["a", "b"]);
//! assert!(joined.is_expression());
//! ```

use crate::expr::{Expr, Kind};
use crate::node::Node;
use crate::number::Number;
use crate::types::{Any, List, Map, Set};
use crate::value::{IntoNode, Value};

fn call<T>(name: &'static str, arguments: impl Into<Vec<Node>>) -> Value<T> {
    Expr::call(name, arguments.into()).into_value()
}

macro_rules! functions {
    ($(
        $(#[$meta:meta])*
        $name:ident($($argument:ident: $type:ty),*) -> $result:ty;
    )*) => {$(
        $(#[$meta])*
        #[must_use]
        pub fn $name($($argument: impl Into<Value<$type>>),*) -> Value<$result> {
            call(stringify!($name), [$($argument.into().into_node()),*])
        }
    )*};
}

functions! {
    /// The greatest whole number not above.
    floor(number: Number) -> Number;
    /// The least whole number not below.
    ceil(number: Number) -> Number;
    /// Without its sign.
    abs(number: Number) -> Number;
    /// `base` to the power `exponent`.
    pow(base: Number, exponent: Number) -> Number;
    /// Text read as a number in `base`.
    parseint(text: String, base: Number) -> Number;

    /// The texts with `separator` between them.
    join(separator: String, list: List<String>) -> String;
    /// The parts of a text between its separators.
    split(separator: String, text: String) -> List<String>;
    /// In lower case.
    lower(text: String) -> String;
    /// In upper case.
    upper(text: String) -> String;
    /// With the first letter of each word in upper case.
    title(text: String) -> String;
    /// With each `search` replaced; a pattern where it is written `/.../`.
    replace(text: String, search: String, replacement: String) -> String;
    /// `length` characters from `offset`.
    substr(text: String, offset: Number, length: Number) -> String;
    /// Without the white space at both ends.
    trimspace(text: String) -> String;
    /// Without the characters of `cut` at both ends.
    trim(text: String, cut: String) -> String;
    /// Without `prefix` in front.
    trimprefix(text: String, prefix: String) -> String;
    /// Without `suffix` behind.
    trimsuffix(text: String, suffix: String) -> String;
    /// Whether the text begins with `prefix`.
    startswith(text: String, prefix: String) -> bool;
    /// Whether the text ends with `suffix`.
    endswith(text: String, suffix: String) -> bool;
    /// Whether `part` occurs in the text.
    strcontains(text: String, part: String) -> bool;
    /// Lines after the first with `spaces` spaces in front.
    indent(spaces: Number, text: String) -> String;

    /// The value as JSON.
    jsonencode(value: Any) -> String;
    /// JSON as a value.
    jsondecode(text: String) -> Any;
    /// The value as YAML.
    yamlencode(value: Any) -> String;
    /// YAML as a value.
    yamldecode(text: String) -> Any;
    /// The UTF-8 bytes of a text in Base64.
    base64encode(text: String) -> String;
    /// Base64 of UTF-8 text, decoded.
    base64decode(text: String) -> String;
    /// The text compressed by gzip, in Base64.
    base64gzip(text: String) -> String;
    /// With what a URL cannot hold as it is encoded.
    urlencode(text: String) -> String;
    /// SHA-256 in hexadecimal.
    sha256(text: String) -> String;
    /// SHA-256 in Base64.
    base64sha256(text: String) -> String;
    /// MD5 in hexadecimal.
    md5(text: String) -> String;

    /// The content of a UTF-8 file.
    file(path: String) -> String;
    /// The content of any file in Base64.
    filebase64(path: String) -> String;
    /// SHA-256 of a file in Base64.
    filebase64sha256(path: String) -> String;
    /// MD5 of a file in hexadecimal.
    filemd5(path: String) -> String;
    /// A template file, filled in.
    templatefile(path: String, variables: Any) -> String;

    /// `bits` more bits of network prefix, the subnet `number` of them.
    cidrsubnet(prefix: String, bits: Number, number: Number) -> String;
    /// The host `number` of a network.
    cidrhost(prefix: String, number: Number) -> String;
    /// The network mask of an IPv4 prefix.
    cidrnetmask(prefix: String) -> String;
}

macro_rules! generic_functions {
    ($(
        $(#[$meta:meta])*
        $name:ident($($argument:ident: $type:ty),*) -> $result:ty;
    )*) => {$(
        $(#[$meta])*
        #[must_use]
        pub fn $name<T>($($argument: impl Into<Value<$type>>),*) -> Value<$result> {
            call(stringify!($name), [$($argument.into().into_node()),*])
        }
    )*};
}

generic_functions! {
    /// The entry at `index`, counted round and round.
    element(list: List<T>, index: Number) -> T;
    /// The only entry, or null of none.
    one(list: List<T>) -> T;
    /// Whether the list has this entry.
    contains(list: List<T>, value: T) -> bool;
    /// Without later repetitions.
    distinct(list: List<T>) -> List<T>;
    /// In reverse order.
    reverse(list: List<T>) -> List<T>;
    /// The entries from `start` up to, without, `end`.
    slice(list: List<T>, start: Number, end: Number) -> List<T>;
    /// The inner lists one behind the other.
    flatten(lists: List<List<T>>) -> List<T>;
    /// As a set.
    toset(list: List<T>) -> Set<T>;
    /// As a list.
    tolist(set: Set<T>) -> List<T>;
    /// The keys, sorted.
    keys(map: Map<T>) -> List<String>;
    /// The values, sorted by key.
    values(map: Map<T>) -> List<T>;
    /// The value under `key`, or `default`.
    lookup(map: Map<T>, key: String, default: T) -> T;
    /// A map of keys and values of the same length.
    zipmap(keys: List<String>, values: List<T>) -> Map<T>;
    /// Hidden in Terraform's output.
    sensitive(value: T) -> T;
    /// Not hidden in Terraform's output.
    nonsensitive(value: T) -> T;
}

macro_rules! variadic_functions {
    ($(
        $(#[$meta:meta])*
        $name:ident($type:ty) -> $result:ty;
    )*) => {$(
        $(#[$meta])*
        #[must_use]
        pub fn $name<T, V: Into<Value<$type>>>(
            values: impl IntoIterator<Item = V>,
        ) -> Value<$result> {
            let values: Vec<Node> =
                values.into_iter().map(|value| value.into().into_node()).collect();
            call(stringify!($name), values)
        }
    )*};
}

variadic_functions! {
    /// The lists one behind the other.
    concat(List<T>) -> List<T>;
    /// One map of all entries; later ones win.
    merge(Map<T>) -> Map<T>;
    /// The first value that is neither null nor an empty text.
    coalesce(T) -> T;
    /// The first value that can be computed without an error.
    r#try(T) -> T;
    /// The entries that all sets have.
    setintersection(Set<T>) -> Set<T>;
    /// The entries that any set has.
    setunion(Set<T>) -> Set<T>;
}

/// The least of the numbers.
#[must_use]
pub fn min<V: Into<Value<Number>>>(numbers: impl IntoIterator<Item = V>) -> Value<Number> {
    call("min", nodes(numbers))
}

/// The greatest of the numbers.
#[must_use]
pub fn max<V: Into<Value<Number>>>(numbers: impl IntoIterator<Item = V>) -> Value<Number> {
    call("max", nodes(numbers))
}

fn nodes<V: Into<Value<Number>>>(numbers: impl IntoIterator<Item = V>) -> Vec<Node> {
    numbers
        .into_iter()
        .map(|number| number.into().into_node())
        .collect()
}

/// The numbers from `start` up to, without, `limit`.
#[must_use]
pub fn range(
    start: impl Into<Value<Number>>,
    limit: impl Into<Value<Number>>,
) -> Value<List<Number>> {
    call(
        "range",
        [start.into().into_node(), limit.into().into_node()],
    )
}

/// The texts in alphabetical order.
#[must_use]
pub fn sort(list: impl Into<Value<List<String>>>) -> Value<List<String>> {
    call("sort", [list.into().into_node()])
}

/// The texts without empty ones.
#[must_use]
pub fn compact(list: impl Into<Value<List<String>>>) -> Value<List<String>> {
    call("compact", [list.into().into_node()])
}

/// A text with values put in at its `%s` and the like.
#[must_use]
pub fn format(
    specification: impl Into<Value<String>>,
    values: impl IntoIterator<Item = Value<Any>>,
) -> Value<String> {
    let mut arguments = vec![specification.into().into_node()];
    arguments.extend(values.into_iter().map(Value::into_node));
    call("format", arguments)
}

/// How many entries, or characters, the value has.
#[must_use]
pub fn length<T>(value: &Value<T>) -> Value<Number> {
    call("length", [value.node().clone()])
}

/// Whether the value can be computed without an error.
#[must_use]
pub fn can<T>(value: &Value<T>) -> Value<bool> {
    call("can", [value.node().clone()])
}

/// Any value as text.
#[must_use]
pub fn tostring(value: impl IntoNode) -> Value<String> {
    call("tostring", [value.into_node()])
}

/// Text as a number.
#[must_use]
pub fn tonumber(value: impl Into<Value<String>>) -> Value<Number> {
    call("tonumber", [value.into().into_node()])
}

/// `terraform.workspace`
#[must_use]
pub fn workspace() -> Value<String> {
    Expr::symbol("terraform.workspace").into_value()
}

/// Any function, its types vouched for by the caller.
#[must_use]
pub fn function<T>(name: &'static str, arguments: Vec<Node>) -> Value<T> {
    call(name, arguments)
}

/// The parts of a text, one behind the other. See
/// [`interpolate!`](crate::interpolate!).
#[must_use]
pub fn template(parts: Vec<Node>) -> Value<String> {
    let mut joined: Vec<Node> = Vec::with_capacity(parts.len());
    for part in parts {
        match (joined.last_mut(), part) {
            // Neighbours are escaped as one text: `$` and `{` apart are
            // harmless, together they are not.
            (Some(Node::String(before)), Node::String(after)) => before.to_mut().push_str(&after),
            (_, part) => joined.push(part),
        }
    }
    Expr::new(Kind::Template(joined)).into_value()
}

/// Text with values in it: its arguments, one behind the other.
///
/// ```
/// use synth_core::interpolate;
/// use synth_core::prelude::*;
/// let app = App::new();
/// let stack = app.stack("example");
/// let port = stack.add("port", Variable::<Number>::new().default(8080));
/// let address: Value<String> = interpolate!["http://localhost:", port.value(), "/"];
/// ```
#[macro_export]
macro_rules! interpolate {
    ($($part:expr),+ $(,)?) => {
        $crate::functions::template(vec![$($crate::IntoNode::into_node($part)),+])
    };
}

/// An object literal of mixed types, for `jsonencode` and untyped arguments.
///
/// ```
/// use synth_core::functions::jsonencode;
/// use synth_core::prelude::*;
/// use synth_core::record;
/// let policy = jsonencode(record! {
///     "Version" => "2012-10-17",
///     "Statement" => [record! { "Effect" => "Allow" }],
/// });
/// ```
#[macro_export]
macro_rules! record {
    ($($key:expr => $value:expr),* $(,)?) => {
        $crate::Value::<$crate::types::Any>::from_node($crate::Node::Map(vec![
            $(($crate::Text::from($key), $crate::IntoNode::into_node($value))),*
        ]))
    };
}
