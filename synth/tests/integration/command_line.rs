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

/// Help that nobody gets is a failure; a reader who has seen enough is none.
#[test]
fn help_that_cannot_be_written() {
    for arguments in ["--help", "--version", "help plan"] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let test = Test::new().words(arguments);
        let output = test.command().stdout(full.unwrap()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{arguments:?}: {said}");
        let expected = "error: could not write to stdout: No space left on device";
        assert!(said.starts_with(expected), "{said}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let test = Test::new().args(["--help"]);
    let output = test.command().stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

/// 2 means findings there.
#[test]
fn a_wrong_command_line_of_review_has_a_code_of_its_own() {
    for (arguments, code) in [
        ("review --bogus", 64),
        ("--config x review --bogus", 64),
        ("plan review --bogus", 2),
        ("--bogus", 2),
    ] {
        let test = Test::new().words(arguments);
        let output = test.command().output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
}
