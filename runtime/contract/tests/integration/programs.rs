//! The programs that stacks deploy are packages that can be built.

use cargo_metadata::MetadataCommand;
use contract::LabelLambda;
use synth_program::Program;

#[test]
fn programs_are_packages_with_a_binary_of_their_name() {
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
    for program in [LabelLambda::PACKAGE] {
        assert!(
            binaries.contains(&(program, program)),
            "{program} is none of {binaries:?}"
        );
    }
}
