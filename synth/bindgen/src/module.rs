//! The `mod.rs` of a provider's bindings.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::error::Error;
use crate::file::BindingFile;
use crate::page::{HEADER, Page};

/// Writes `mod.rs`: the modules, their flat re-exports and the list of
/// schemas.
///
/// A nested struct whose name is also that of a binding, or of another nested
/// struct, is not re-exported: it is reached through its module. Which names
/// those are does not depend on features, so that a feature only ever adds.
pub(crate) fn module_file(
    name: &str,
    source: &str,
    version: &str,
    files: &[BindingFile],
) -> Result<String, Error> {
    let elements = elements(files)?;
    let mut claims: BTreeMap<&str, usize> = BTreeMap::new();
    for export in files.iter().flat_map(|file| &file.exports) {
        *claims.entry(export).or_default() += 1;
    }
    let is_flat = |file: &BindingFile, export: &str| match elements.get(export) {
        Some(owner) => std::ptr::eq(*owner, file),
        None => claims.get(export) == Some(&1),
    };

    let mut page = Page::default();
    page.line(0, HEADER);
    page.blank();
    page.line(0, format!("//! Bindings of provider `{source}` {version}."));
    page.blank();
    page.line(0, "use synth_core::Binding;");
    page.line(
        0,
        "use synth_core::schema::{BindingSchema, ProviderRequirement};",
    );
    for file in files {
        page.blank();
        condition(&mut page, 0, file);
        page.line(0, format!("pub mod {};", file.name.module));
        let mut flat: Vec<String> = file
            .exports
            .iter()
            .filter(|export| is_flat(file, export))
            .cloned()
            .collect();
        flat.sort_by(|left, right| version_order(left, right));
        condition(&mut page, 0, file);
        page.import(&format!("pub use {}::", file.name.module), &flat);
    }
    page.blank();
    page.line(0, "/// The provider that these bindings belong to.");
    page.line(
        0,
        "pub static REQUIREMENT: ProviderRequirement = ProviderRequirement {",
    );
    page.line(1, format!("name: {name:?},"));
    page.line(1, format!("source: {source:?},"));
    page.line(1, format!("version: {version:?},"));
    page.line(0, "};");
    page.blank();
    schemas(&mut page, files);
    Ok(page.into_text())
}

/// The list of schemas.
fn schemas(page: &mut Page, files: &[BindingFile]) {
    const HEAD: &str = "pub static SCHEMAS: &[&BindingSchema] = ";
    let schema = |file: &BindingFile| format!("{}::SCHEMA", file.name.name);
    if files.iter().all(|file| file.feature.is_none()) {
        page.line(0, "/// The schemas of all bindings.");
        page.array(HEAD, &files.iter().map(schema).collect::<Vec<_>>());
        return;
    }
    page.line(0, "/// The schemas of all bindings that are compiled.");
    page.line(0, format!("{HEAD}&["));
    for file in files {
        condition(page, 1, file);
        page.line(1, format!("{},", schema(file)));
    }
    page.line(0, "];");
}

/// The attribute in front of what a feature compiles.
fn condition(page: &mut Page, depth: usize, file: &BindingFile) {
    if let Some(feature) = &file.feature {
        page.line(depth, format!("#[cfg(feature = {feature:?})]"));
    }
}

/// The bindings by the names of their structs.
fn elements(files: &[BindingFile]) -> Result<BTreeMap<&str, &BindingFile>, Error> {
    let mut elements = BTreeMap::new();
    let mut modules = BTreeMap::new();
    for file in files {
        let clash = elements
            .insert(file.name.name.as_str(), file)
            .or(modules.insert(file.name.module.as_str(), file));
        if let Some(other) = clash {
            return Err(Error::NameClash {
                name: file.name.name.clone(),
                types: [other.type_name.clone(), file.type_name.clone()],
            });
        }
    }
    Ok(elements)
}

/// Rustfmt's order of imported names: digits count as numbers.
fn version_order(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let (left_number, left_rest) = leading_number(left);
        let (right_number, right_rest) = leading_number(right);
        if !left_number.is_empty() && !right_number.is_empty() {
            let order = left_number
                .len()
                .cmp(&right_number.len())
                .then(left_number.cmp(right_number));
            if order.is_ne() {
                return order;
            }
            (left, right) = (left_rest, right_rest);
            continue;
        }
        let (mut left_characters, mut right_characters) = (left.chars(), right.chars());
        match (left_characters.next(), right_characters.next()) {
            (Some(one), Some(other)) if one == other => {}
            (one, other) => return one.cmp(&other),
        }
        (left, right) = (left_characters.as_str(), right_characters.as_str());
        if left.is_empty() && right.is_empty() {
            return Ordering::Equal;
        }
    }
}

fn leading_number(text: &str) -> (&str, &str) {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}
