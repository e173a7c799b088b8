//! Where in the code each construct comes from.
//!
//! Not part of any document, which would change with every edit; whoever wants
//! it asks.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::io;
use std::panic::Location;
use std::path::Path;

use crate::app::App;
use crate::element::ElementKind;
use crate::json::JsonWriter;
use crate::state::StackState;

/// The version of the file's format.
const VERSION: u32 = 1;

/// The lines of code that constructs were added by.
#[derive(Debug)]
pub struct Sources {
    /// In the order the stacks were opened.
    stacks: Vec<(String, Places)>,
}

type Places = HashMap<String, &'static Location<'static>>;

impl App {
    /// Where each construct comes from: stacks, scopes, elements and assets,
    /// by construct path. Where a resource shares its path with something
    /// else, such as its own asset, the resource counts.
    #[must_use]
    pub fn sources(&self) -> Sources {
        let stacks = self.state().stacks.borrow();
        let one = |stack: &StackState| (stack.name.clone(), places(stack));
        Sources {
            stacks: stacks.iter().map(one).collect(),
        }
    }
}

fn places(stack: &StackState) -> Places {
    let mut places =
        Places::with_capacity(stack.elements.len() + stack.scopes.len() + stack.assets.len());
    for element in &stack.elements {
        let path = stack.construct_path(element.scope, &element.id);
        match places.entry(path) {
            Entry::Vacant(place) => {
                place.insert(element.location);
            }
            Entry::Occupied(mut place) if element.kind() == ElementKind::Resource => {
                place.insert(element.location);
            }
            Entry::Occupied(_) => {}
        }
    }
    for asset in &stack.assets {
        let place = places.entry(asset.construct_path.clone());
        place.or_insert(asset.location);
    }
    for (index, scope) in (0..).zip(&stack.scopes) {
        let place = places.entry(stack.scope_path(index));
        place.or_insert(scope.location);
    }
    places
}

impl Sources {
    /// Where a construct of a stack comes from, by its construct path:
    /// `stack/scope/id`.
    #[must_use]
    pub fn get(&self, stack: &str, construct_path: &str) -> Option<&'static Location<'static>> {
        let (_, places) = self.stacks.iter().find(|(name, _)| name == stack)?;
        places.get(construct_path).copied()
    }

    /// All of it as JSON, sorted:
    /// `{"version": 1, "stacks": {STACK: {PATH: {"file", "line", "column"}}}}`.
    /// Files are named as the compiler was given them: relative to the cargo
    /// workspace for what belongs to it.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.json(str::to_owned)
    }

    /// Writes the JSON to a file, with the names of files relative to `root`,
    /// which the workspace is or is above.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(&self, file: &Path, root: &Path) -> io::Result<()> {
        let mut known = HashMap::new();
        let text = self.json(|name| {
            let found = known.entry(name.to_owned());
            found.or_insert_with(|| seen_from(root, name)).clone()
        });
        fs::write(file, text)
    }

    fn json(&self, mut name: impl FnMut(&str) -> String) -> String {
        let mut writer = JsonWriter::default();
        writer.open('{');
        writer.key("stacks", true);
        writer.open('{');
        let mut stacks: Vec<_> = self.stacks.iter().collect();
        stacks.sort_by(|left, right| left.0.cmp(&right.0));
        for (index, (stack, places)) in stacks.iter().enumerate() {
            writer.key(stack, index == 0);
            write_places(&mut writer, places, &mut name);
        }
        writer.close('}', stacks.is_empty());
        writer.key("version", false);
        writer.number(VERSION.into());
        writer.close('}', false);
        writer.text.push('\n');
        writer.text
    }
}

/// A line for each construct.
fn write_places(writer: &mut JsonWriter, places: &Places, name: &mut impl FnMut(&str) -> String) {
    let mut places: Vec<_> = places.iter().collect();
    places.sort_unstable_by_key(|(path, _)| *path);
    writer.open('{');
    for (index, (path, location)) in places.iter().enumerate() {
        writer.key(path, index == 0);
        writer.text.push_str("{ \"file\": ");
        writer.string(&name(location.file()));
        writer.text.push_str(", \"line\": ");
        writer.number(location.line().into());
        writer.text.push_str(", \"column\": ");
        writer.number(location.column().into());
        writer.text.push_str(" }");
    }
    writer.close('}', places.is_empty());
}

/// The file seen from the root: below it, above it by way of `..`, or as it is
/// where it is found nowhere.
fn seen_from(root: &Path, name: &str) -> String {
    let file = Path::new(name);
    if file.is_absolute() {
        let below = file.strip_prefix(root).unwrap_or(file);
        return below.to_string_lossy().into_owned();
    }
    let mut up = String::new();
    for folder in root.ancestors() {
        let path = folder.join(file);
        if path.is_file() {
            let above = || format!("{up}{name}");
            let below = path.strip_prefix(root);
            return below.map_or_else(|_| above(), |path| path.to_string_lossy().into_owned());
        }
        up.push_str("../");
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_seen_from_the_root() {
        let temporary = tempfile::tempdir().unwrap();
        let workspace = temporary.path();
        let root = workspace.join("examples/orders");
        for file in [
            "stacks/a.rs",
            "examples/orders/stack/b.rs",
            "examples/orders/c.rs",
        ] {
            let file = workspace.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let below = root.join("c.rs");
        for (file, expected) in [
            ("examples/orders/stack/b.rs", "stack/b.rs"),
            ("c.rs", "c.rs"),
            (below.to_str().unwrap(), "c.rs"),
            ("stacks/a.rs", "../../stacks/a.rs"),
            ("nowhere.rs", "nowhere.rs"),
            ("/registry/x.rs", "/registry/x.rs"),
        ] {
            assert_eq!(seen_from(&root, file), expected);
        }
    }
}
