//! What compiling the bindings costs, with none, some and all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::copy;
use crate::place::Place;
use bench_common::Result;
use bench_common::process::{Program, interleave};
use bench_common::report::{self, Section};

/// The package with the bindings, below the workspace.
const PACKAGE: &str = "synth/aws";

pub(crate) fn run(place: &Place, runs: usize) -> Result<Section> {
    let root = place.scratch("bindings");
    copy::sources(&place.root, &root)?;
    let lines = lines(&root.join(PACKAGE).join("src/bindings"))?;
    let total = |wanted: &dyn Fn(&str) -> bool| -> usize {
        let chosen = lines.iter().filter(|(feature, _)| wanted(feature));
        chosen.map(|(_, lines)| lines).sum()
    };
    let ours = features_of(&root.join("stacks/Cargo.toml"))?;
    let enabled = enabled(&root.join(PACKAGE).join("Cargo.toml"), &ours)?;
    let sets = [
        (
            "no feature".to_owned(),
            String::new(),
            total(&|feature| feature.is_empty()),
        ),
        (
            format!("ours: `{}`", ours.join("`, `")),
            ours.join(","),
            total(&|feature| feature.is_empty() || enabled.contains(feature)),
        ),
        (
            "all: `full`".to_owned(),
            "full".to_owned(),
            total(&|_| true),
        ),
    ];
    let target = place.scratch("bindings-target");
    let mut rows = Vec::new();
    let mut programs = Vec::new();
    for (name, features, lines) in sets {
        let build = |name: &str| {
            let command = ["cargo", "build", "--locked", "-p", "synth-aws", "--lib"];
            Program::new(name, &root, command.into_iter().chain(["-F", &features]))
                .env("CARGO_TARGET_DIR", &target)
        };
        // The dependencies, which are not what is measured.
        build("dependencies").run()?;
        let clean = Program::new("cargo clean", &root, ["cargo", "clean", "-p", "synth-aws"])
            .env("CARGO_TARGET_DIR", &target);
        programs.push(build(&name).before(move || clean.run().map(|_| ())));
        rows.push((name, lines));
    }
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .zip(interleave(&programs, runs)?)
        .map(|((name, lines), measured)| {
            let figures = [measured.cpu, measured.wall, measured.peak].map(|one| one.show());
            [vec![name, lines.to_string()], figures.into()].concat()
        })
        .collect();
    let head = ["median (min–max)", "lines", "CPU s", "wall s", "peak MiB"];
    let table = report::table(&head, &rows);
    Ok(Section {
        markdown: format!(
            "## Bindings\n\nCompiling `synth-aws` from nothing, its dependencies built before (dev \
             profile), by cargo features. Lines are those of the generated files that are \
             compiled.\n\n{table}"
        ),
        targets: Vec::new(),
    })
}

/// The lines of the generated files by the feature that compiles them; without
/// one it is the empty text.
fn lines(folder: &Path) -> Result<BTreeMap<String, usize>> {
    let module = fs::read_to_string(folder.join("mod.rs"))?;
    let mut lines = BTreeMap::from([(String::new(), module.lines().count())]);
    let mut feature = "";
    for line in module.lines() {
        if let Some(name) = between(line, "pub mod ", ";") {
            let file = fs::read_to_string(folder.join(name).with_extension("rs"))?;
            *lines.entry(feature.to_owned()).or_default() += file.lines().count();
        }
        feature = between(line, "#[cfg(feature = \"", "\")]").unwrap_or_default();
    }
    Ok(lines)
}

fn between<'a>(line: &'a str, before: &str, after: &str) -> Option<&'a str> {
    line.strip_prefix(before)?.strip_suffix(after)
}

/// The features of the bindings that a package asks for.
fn features_of(manifest: &Path) -> Result<Vec<String>> {
    let manifest = read(manifest)?;
    let features = manifest
        .get("dependencies")
        .and_then(|dependencies| dependencies.get("synth-aws")?.get("features")?.as_array())
        .ok_or("the stacks name no features of synth-aws")?;
    Ok(texts(features).map(str::to_owned).collect())
}

/// Some features of the bindings, and those that they enable: a pattern's are
/// the services it consists of.
fn enabled(manifest: &Path, named: &[String]) -> Result<BTreeSet<String>> {
    let manifest = read(manifest)?;
    let mut enabled = BTreeSet::new();
    let mut next = named.to_vec();
    while let Some(feature) = next.pop() {
        let others = manifest.get("features").and_then(|all| all.get(&feature));
        let others = others.and_then(toml::Value::as_array).into_iter();
        if enabled.insert(feature) {
            next.extend(others.flat_map(|others| texts(others)).map(str::to_owned));
        }
    }
    Ok(enabled)
}

fn read(manifest: &Path) -> Result<toml::Table> {
    Ok(toml::from_str(&fs::read_to_string(manifest)?)?)
}

fn texts(array: &[toml::Value]) -> impl Iterator<Item = &str> {
    array.iter().filter_map(toml::Value::as_str)
}
