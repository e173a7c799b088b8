//! From Terraform's names to Rust's.

use std::collections::{BTreeMap, BTreeSet};

use synth_core::schema::BindingKind;

use crate::reserved;

/// What one top-level type is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TopLevelName {
    /// Module and, with `.rs`, file: `data_s3_bucket`.
    pub(crate) module: String,
    /// Struct: `DataS3Bucket`.
    pub(crate) name: String,
}

/// Names a resource, data source, ephemeral resource or provider.
///
/// The provider's prefix goes, except where what remains is taken: by Rust
/// (`random_string`), by the generated code or by another kind's prefix.
pub(crate) fn top_level(kind: BindingKind, type_name: &str) -> TopLevelName {
    let prefix = match kind {
        BindingKind::Provider => {
            return TopLevelName {
                module: "provider".into(),
                name: format!("{}Provider", pascal(type_name)),
            };
        }
        BindingKind::Resource => "",
        BindingKind::DataSource => "data_",
        BindingKind::Ephemeral => "ephemeral_",
    };
    let short = type_name
        .split_once('_')
        .map_or(type_name, |(_, rest)| rest);
    let short = snake(short);
    let taken = prefix.is_empty()
        && (reserved::MODULES.contains(&short.as_str())
            || reserved::KEYWORDS.contains(&short.as_str())
            || reserved::TYPES.contains(&pascal(&short).as_str())
            || short.starts_with(is_digit)
            || ["data_", "ephemeral_"]
                .iter()
                .any(|prefix| short.starts_with(prefix)));
    if taken {
        return TopLevelName {
            module: format!("resource_{}", snake(type_name)),
            name: pascal(type_name),
        };
    }
    let module = format!("{prefix}{short}");
    let name = pascal(&module);
    TopLevelName { module, name }
}

/// Which methods stand for these fields, all different and none of `reserved`.
///
/// A field that needs no change keeps its name whatever else there is.
pub(crate) fn methods<'a>(
    fields: impl IntoIterator<Item = &'a str>,
    reserved: &[&str],
) -> BTreeMap<&'a str, String> {
    let mut taken: BTreeSet<String> = reserved.iter().map(|name| (*name).into()).collect();
    let keeps_name = |field: &&str| {
        is_plain(field) && !taken.contains(*field) && !reserved::NEVER_RAW.contains(field)
    };
    let (unchanged, changed): (Vec<_>, Vec<_>) = fields.into_iter().partition(keeps_name);
    let mut methods = BTreeMap::new();
    for field in unchanged.into_iter().chain(changed) {
        let mut word = snake(field);
        let mut name = identifier(&word);
        while !taken.insert(name.clone()) {
            word.push('_');
            name = identifier(&word);
        }
        methods.insert(field, name);
    }
    methods
}

/// Whether a name is a Rust identifier as it stands, if no keyword.
fn is_plain(name: &str) -> bool {
    let word = name.trim_end_matches('_');
    name.len() - word.len() <= 1 && snake(name) == word && !word.starts_with(is_digit)
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// A `snake_case` word as an identifier: `r#type`, `self_`, `n2fa`.
fn identifier(word: &str) -> String {
    if reserved::NEVER_RAW.contains(&word) {
        format!("{word}_")
    } else if reserved::KEYWORDS.contains(&word) {
        format!("r#{word}")
    } else if word.starts_with(is_digit) {
        format!("n{word}")
    } else {
        word.into()
    }
}

/// A name as `snake_case`, whatever characters it has. It may still start with
/// a digit, or be a keyword.
pub(crate) fn snake(name: &str) -> String {
    let mut word = String::with_capacity(name.len());
    let mut was_lower = false;
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            if character.is_ascii_uppercase() && was_lower {
                word.push('_');
            }
            word.push(character.to_ascii_lowercase());
        } else if !word.is_empty() && !word.ends_with('_') {
            word.push('_');
        }
        was_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
    }
    let trimmed = word.trim_end_matches('_').len();
    word.truncate(trimmed);
    if word.is_empty() {
        return "unnamed".into();
    }
    word
}

/// A name as `PascalCase`.
pub(crate) fn pascal(name: &str) -> String {
    snake(name)
        .split('_')
        .flat_map(|word| {
            let mut characters = word.chars();
            let first = characters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(characters)
        })
        .collect()
}

/// A name as `SCREAMING_SNAKE_CASE`.
pub(crate) fn screaming(name: &str) -> String {
    snake(name).to_ascii_uppercase()
}

/// Identifiers of a file, each given away once.
#[derive(Debug)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    pub(crate) fn new(reserved: &[&str]) -> Self {
        Self(reserved.iter().map(|name| (*name).into()).collect())
    }

    /// The first of `wanted` that is free with every suffix, or the last of
    /// them with a number.
    pub(crate) fn take(&mut self, wanted: &[String], suffixes: &[&str]) -> String {
        let last = wanted.last().map_or("unnamed", String::as_str);
        let numbered = (2_u32..).map(|number| format!("{last}{number}"));
        for candidate in wanted.iter().cloned().chain(numbered) {
            let all = suffixes.iter().map(|suffix| format!("{candidate}{suffix}"));
            let all: Vec<String> = all.collect();
            if all.iter().all(|name| !self.0.contains(name)) {
                self.0.extend(all);
                return candidate;
            }
        }
        last.into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(kind: BindingKind, type_name: &str, module: &str, name: &str) {
        let expected = TopLevelName {
            module: module.into(),
            name: name.into(),
        };
        assert_eq!(top_level(kind, type_name), expected);
    }

    #[test]
    fn top_level_names() {
        use BindingKind::{DataSource, Ephemeral, Provider, Resource};
        check(Resource, "aws_s3_bucket", "s3_bucket", "S3Bucket");
        check(
            DataSource,
            "aws_s3_bucket",
            "data_s3_bucket",
            "DataS3Bucket",
        );
        check(
            Ephemeral,
            "aws_secret",
            "ephemeral_secret",
            "EphemeralSecret",
        );
        check(Provider, "aws", "provider", "AwsProvider");
        check(DataSource, "http", "data_http", "DataHttp");
    }

    #[test]
    fn top_level_names_that_are_taken_keep_the_provider() {
        use BindingKind::Resource;
        check(
            Resource,
            "random_string",
            "resource_random_string",
            "RandomString",
        );
        check(Resource, "aws_data_x", "resource_aws_data_x", "AwsDataX");
        check(Resource, "aws_type", "resource_aws_type", "AwsType");
        check(Resource, "aws_3d", "resource_aws_3d", "Aws3d");
        check(
            Resource,
            "aws_provider",
            "resource_aws_provider",
            "AwsProvider",
        );
    }

    #[test]
    fn methods_avoid_what_is_reserved() {
        let names = methods(["type", "self", "new", "new_", "2fa", "a-b"], &["new"]);
        let names: Vec<(&str, &str)> = names
            .iter()
            .map(|(field, method)| (*field, method.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                ("2fa", "n2fa"),
                ("a-b", "a_b"),
                ("new", "new__"),
                ("new_", "new_"),
                ("self", "self_"),
                ("type", "r#type"),
            ]
        );
    }

    proptest! {
        #[test]
        fn methods_are_different_identifiers(
            fields in prop::collection::btree_set(
                prop_oneof!["[a-z_]{1,8}", "[A-Za-z0-9_-]{1,8}", "\\PC{1,4}",
                    prop::sample::select(reserved::KEYWORDS).prop_map(str::to_owned),
                    prop::sample::select(reserved::ELEMENT_METHODS).prop_map(str::to_owned)],
                0..20,
            )
        ) {
            let names = methods(fields.iter().map(String::as_str), reserved::ELEMENT_METHODS);
            prop_assert_eq!(names.len(), fields.len());
            let different: BTreeSet<&String> = names.values().collect();
            prop_assert_eq!(different.len(), fields.len());
            for name in names.values() {
                prop_assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{}", name);
                prop_assert!(!reserved::ELEMENT_METHODS.contains(&name.as_str()));
            }
        }

        #[test]
        fn types_are_identifiers(name in "[a-z]{1,4}_\\PC{0,8}") {
            let name = top_level(BindingKind::Resource, &name);
            prop_assert!(syn::parse_str::<syn::Ident>(&name.name).is_ok(), "{:?}", name);
            prop_assert!(syn::parse_str::<syn::Ident>(&name.module).is_ok(), "{:?}", name);
            prop_assert!(!reserved::TYPES.contains(&name.name.as_str()));
        }
    }
}
