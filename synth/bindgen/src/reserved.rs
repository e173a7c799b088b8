//! Names that generated code cannot use, or not there.

/// Rust's keywords, strict, reserved and of edition 2024.
pub(crate) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that `r#` does not help.
pub(crate) const NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// Methods of every block and object besides its setters.
pub(crate) const BLOCK_METHODS: &[&str] = &[
    "argument",
    "clone",
    "default",
    "from",
    "from_body",
    "into",
    "new",
];

/// Methods of every element besides its setters: its own, and those of the
/// traits of `synth-core`.
pub(crate) const ELEMENT_METHODS: &[&str] = &[
    "alias",
    "argument",
    "body_mut",
    "clone",
    "default",
    "define",
    "depends_on",
    "from",
    "from_body",
    "into",
    "lifecycle",
    "meta_mut",
    "new",
    "provider",
];

/// Methods of every attributes type besides its accessors, and of the
/// reference through which most are reached.
pub(crate) const ATTRIBUTES_METHODS: &[&str] = &[
    "add_dependency",
    "clone",
    "default",
    "element_id",
    "expression",
    "from",
    "into",
    "new",
    "override_logical_id",
    "remove_override",
    "scope",
    "set_argument",
    "set_override",
];

/// Modules that are not a resource's.
pub(crate) const MODULES: &[&str] = &["main", "mod", "provider", "resource"];

/// Types that generated files use.
pub(crate) const TYPES: &[&str] = &[
    "Any",
    "AttributeType",
    "Binding",
    "BindingKind",
    "BindingSchema",
    "Blocks",
    "Body",
    "Bool",
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Dynamic",
    "Expr",
    "Field",
    "From",
    "Into",
    "List",
    "ListOf",
    "Map",
    "MapOf",
    "Nesting",
    "None",
    "Number",
    "Object",
    "Option",
    "Ref",
    "Schema",
    "Self",
    "Set",
    "SetOf",
    "Some",
    "String",
    "Text",
    "Tuple",
    "Value",
    "Vec",
];

/// Constants that schema data uses.
pub(crate) const CONSTANTS: &[&str] = &[
    "BINDING",
    "BLOCK",
    "COMPUTED",
    "DEPRECATED",
    "OPTIONAL",
    "REQUIRED",
    "REQUIREMENT",
    "SCHEMAS",
    "SENSITIVE",
    "WRITE_ONLY",
];
