//! The programs that stacks deploy are packages that can be built.

use cargo_metadata::MetadataCommand;
use contract::LabelLambda;
use synth_program::Program;

/// Checks that there is a package of the program's name with such a binary.
fn check<P: Program>() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let binaries: Vec<(&str, &str)> = metadata
        .workspace_packages()
        .into_iter()
        .flat_map(|package| {
            let name = package.name.as_str();
            let binaries = package.targets.iter().filter(|target| target.is_bin());
            binaries.map(move |target| (name, target.name.as_str()))
        })
        .collect();
    let name = P::PACKAGE;
    assert!(
        binaries.contains(&(name, name)),
        "{name} is none of {binaries:?}"
    );
}

#[test]
fn the_label_lambda_is_a_package() {
    check::<LabelLambda>();
}
