//! Finding and reading the configuration file.

use crate::test::Test;

#[test]
fn none() {
    Test::new()
        .remove("synth.toml")
        .args(["list"])
        .stderr(
            "error: no synth.toml or cdktf.json in [ROOT] or in a folder above it\n\
             hint: write a synth.toml with `[app]` and `package = \"...\"`, or name one with `--config`\n",
        )
        .status(2)
        .run();
}

#[test]
fn found_from_below() {
    Test::new()
        .stack("a")
        .file("deep/er/x", "")
        .current("deep/er")
        .args(["synth"])
        .stderr("synthesized 1 stack into [ROOT]/out: 2 files written\n")
        .run();
}

#[test]
fn the_nearest_counts_and_synth_toml_goes_first() {
    let cdktf = r#"{"app": "cp -R ../app/. $CDKTF_OUTDIR; echo near"}"#;
    Test::new()
        .stack("a")
        .file("near/cdktf.json", cdktf)
        .file("cdktf.json", r#"{"app": "false"}"#)
        .current("near")
        .args(["list"])
        .stdout("a\n")
        .stderr("near\n")
        .run()
        .current("")
        .args(["list"])
        .stdout("a\n")
        .run();
}

#[test]
fn a_cdktf_project() {
    Test::new()
        .stack("a")
        .remove("synth.toml")
        .file(
            "cdktf.json",
            r#"{"app": "cp -R app/. $CDKTF_OUTDIR; echo $CDKTF_CONTEXT_JSON", "language": "python",
                "context": {"x": [1]}, "terraformModules": ["./m", "y"], "unheardOf": true}"#,
        )
        .args(["synth"])
        .stderr(
            "{\"cdktfRelativeModules\":[\"./m\"],\"x\":[1]}\n\
             synthesized 1 stack into cdktf.out: 2 files written\n",
        )
        .run()
        .args(["list", "--stage", "dev"])
        .stderr("error: no stage `dev` in cdktf.json\nhint: cdktf.json has no stages; leave `--stage` out\n")
        .status(2)
        .run()
        .file("cdktf.json", "{}")
        .args(["list"])
        .stderr(
            "error: cdktf.json does not say what runs the app\n\
             hint: add `app`, or give the command with `--app`\n",
        )
        .status(2)
        .run();
}

#[test]
fn named() {
    Test::new()
        .stack("a")
        .file(
            "other/synth.toml",
            "[app]\ncommand = \"cp -R ../app/. $CDKTF_OUTDIR\"\noutput = \"o\"\n",
        )
        .args(["synth", "--config", "other/synth.toml"])
        .stderr("synthesized 1 stack into other/o: 2 files written\n")
        .run()
        .args(["list", "--config", "nowhere.toml"])
        .stderr("error: could not read nowhere.toml: No such file or directory (os error 2)\n")
        .status(2)
        .run()
        .args(["list", "--config", "other"])
        .stderr(
            "error: other is not a configuration file\n\
             hint: name a synth.toml, or the cdktf.json of a CDKTF project\n",
        )
        .status(2)
        .run();
}

#[test]
fn mistakes() {
    Test::new()
        .file("synth.toml", "[app]\npackage = \"a\"\n\n[stagse.dev]\n")
        .args(["synth"])
        .stderr("error: synth.toml:4:2: unknown field `stagse`, expected one of `app`, `context`, `stages`, `bindings`, `terraform`, `review`\n")
        .status(2)
        .run()
        .file("synth.toml", "[app]\npackage = \"a\"\ncommand = \"b\"\n")
        .args(["synth"])
        .stderr(
            "error: synth.toml: `[app]` has both of `package` and `command`\n\
             hint: give exactly one: a cargo package, or a shell command\n",
        )
        .status(2)
        .run()
        .file("synth.toml", "[app]\npackage = \"a\"\noutput = \"\"\n")
        .args(["synth"])
        .stderr(
            "error: synth.toml: `output` is empty\n\
             hint: name the folder that stacks are written to, such as `out`\n",
        )
        .status(2)
        .run();
}
