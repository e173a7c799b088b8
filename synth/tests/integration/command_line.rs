//! The table of commands as a whole.

use crate::test::Test;

#[test]
fn usage_errors() {
    Test::new()
        .args(["snyth"])
        .stderr(
            "error: unrecognized subcommand 'snyth'\n\n  tip: some similar subcommands exist: 'synthesize', 'synth'\n\n\
             Usage: synth [OPTIONS] <COMMAND>\n\nFor more information, try '--help'.\n",
        )
        .status(2)
        .run();
}

#[test]
fn version() {
    Test::new()
        .args(["--version"])
        .stdout(&format!("synth {}\n", env!("CARGO_PKG_VERSION")))
        .run();
}

#[test]
fn help_has_the_exit_codes() {
    let output = Test::new().args(["--help"]).command().output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let codes = "Exit codes:\n  0    success\n  1    the answer is no";
    assert!(help.contains(codes), "{help}");
    assert!(help.contains("  130  interrupted"), "{help}");
}
