//! `synth build`: a program that is built for real, and programs that play
//! cargo and its helpers.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use serde_json::json;

use crate::test::Test;

const SYNTHESIZED: &str = "synthesized 1 stack into out: 2 files written\n";
const UNCHANGED: &str = "synthesized 1 stack into out: unchanged\n";

/// The processor of this machine, as manifests have it.
fn native() -> &'static str {
    if cfg!(target_arch = "x86_64") {
        "x86_64"
    } else {
        "arm64"
    }
}

fn triple(architecture: &str, libc: &str) -> String {
    let architecture = match architecture {
        "arm64" => "aarch64",
        other => other,
    };
    format!("{architecture}-unknown-linux-{libc}")
}

/// The app has one stack, with `package` as a zip.
fn project(architecture: &str, glibc: Option<&str>) -> Test {
    let mut asset = json!({
        "path": "assets/it/bootstrap.zip", "package": "tiny", "kind": "zip",
        "architecture": architecture, "constructPath": "a/it",
    });
    if let Some(glibc) = glibc {
        asset["glibc"] = glibc.into();
    }
    Test::new().stack_with("a", json!({"assets": [asset]}))
}

/// A workspace of one small package, and what cargo needs of the environment.
fn real() -> Test {
    let test = project(native(), None)
        .file(
            "Cargo.toml",
            "[package]\nname = \"tiny\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             [profile.lambda]\ninherits = \"release\"\nopt-level = 0\n",
        )
        .file(
            "src/main.rs",
            "mod other;\nfn main() { println!(\"{}\", include_str!(\"../words.txt\")); other::it(); }\n",
        )
        .file(
            "src/other.rs",
            "pub fn it() { panic!(\"here is {}\", file!()) }\n",
        )
        .file("words.txt", "some words");
    [
        "HOME",
        "CARGO_HOME",
        "RUSTUP_HOME",
        "RUSTUP_TOOLCHAIN",
        "CARGO",
    ]
    .into_iter()
    .filter_map(|name| Some((name, std::env::var_os(name)?)))
    .fold(test, |test, (name, value)| test.env(name, value))
}

const BUILT: &str = "out/stacks/a/assets/it/bootstrap.zip";

fn builds(test: Test) -> Test {
    let test = test.args(["build", "--builder", "cargo"]);
    let output = test.command().output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{talk}");
    assert!(
        talk.contains(&format!(
            "building tiny for {} with cargo (profile lambda)\nbuilt tiny: ",
            native()
        )),
        "{talk}"
    );
    assert_eq!(output.stdout, format!("{BUILT}\n").into_bytes());
    test
}

fn is_fresh(test: Test) -> Test {
    // Cargo is not even asked.
    test.env("CARGO", "/nowhere/cargo")
        .args(["build"])
        .stdout(&format!("{BUILT}\n"))
        .stderr(&format!(
            "{UNCHANGED}nothing to build: everything is up to date\n"
        ))
        .run()
}

#[test]
fn a_program_is_built_once_and_the_same_everywhere() {
    let one = is_fresh(builds(real()));
    let bytes = fs::read(one.path(BUILT)).unwrap();
    // The same sources in a folder of another name, of another length.
    let other = real();
    let inner = "further/down/the/road";
    fs::create_dir_all(other.path(inner)).unwrap();
    let files = [
        "Cargo.toml",
        "src/main.rs",
        "src/other.rs",
        "words.txt",
        "synth.toml",
    ];
    let other = files.into_iter().fold(other, |other, file| {
        let text = fs::read_to_string(other.path(file)).unwrap();
        other.file(&format!("{inner}/{file}"), &text)
    });
    let other = other
        .file(
            &format!("{inner}/synth.toml"),
            "[app]\ncommand = \"cp -R ../../../../app/. $CDKTF_OUTDIR\"\n",
        )
        .remove("Cargo.toml")
        .current(inner)
        .args(["build", "--builder", "cargo", "-q"]);
    let output = other.command().output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{talk}");
    let again = fs::read(other.path(inner).join(BUILT)).unwrap();
    assert!(bytes == again, "the bytes depend on the folder");
    // What is lost is put back, from what was kept.
    let one = is_fresh(one.remove(BUILT));
    assert_eq!(fs::read(one.path(BUILT)).unwrap(), bytes);
}

#[test]
fn what_a_program_is_made_of_makes_it_stale() {
    let test = builds(real());
    let first = fs::read(test.path(BUILT)).unwrap();
    let again = |test: Test, file: &str, text: &str| builds(test.file(file, text));
    let test = again(test, "words.txt", "other words");
    let second = fs::read(test.path(BUILT)).unwrap();
    assert!(first != second);
    let test = again(test, "words.txt", "some words");
    assert!(fs::read(test.path(BUILT)).unwrap() == first);
    let test = test.file("README.md", "not a part of it");
    is_fresh(test);
}

#[test]
fn what_cargo_says_comes_through() {
    let test = real()
        .file("src/other.rs", "pub fn it() { nonsense }\n")
        .args(["build", "--builder", "cargo"]);
    let output = test.command().output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{talk}");
    for part in [
        "error[E0425]: cannot find value `nonsense` in this scope",
        " --> src/other.rs:1:15",
        "\nerror: package `tiny` was not built: cargo failed with exit code 101\n\
         hint: what it said is above\n",
    ] {
        assert!(talk.contains(part), "{part}\n{talk}");
    }
    assert!(!test.path(BUILT).exists());
}

/// Plays cargo: describes the workspace, notes how it is called, and gives a
/// real program out as what it built.
const CARGO: &str = r#"#!/bin/sh
if test "$1" = metadata; then
  sed "s,ROOT,$PWD,g" metadata.json
  exit
fi
echo "$*" | sed "s,$PWD,ROOT,g" >>calls
env | grep -E '^(CC_|CARGO_TARGET_)' | sed "s,$PWD,ROOT,g" | sort >>calls
case "$*" in *-musl*) program=static;; *) program=dynamic;; esac
case $1 in lambda) mkdir -p target/lambda/tiny; mv target/dynamic target/lambda/tiny/bootstrap;; esac
echo '{"reason":"compiler-artifact","target":{"name":"tiny","kind":["bin"]},"executable":"'$PWD/target/$program'"}'
"#;

/// Plays rustc, of a machine with targets that are folders.
const RUSTC: &str =
    "#!/bin/sh\ncase $1 in --version) echo \"host: $HOST\";; *) echo \"$PWD/rust\";; esac\n";

/// A machine with these tools and Rust's libraries for these targets.
fn machine(test: Test, tools: &[&str], targets: &[String]) -> Test {
    let metadata = json!({
        "workspace_root": "ROOT", "target_directory": "ROOT/target",
        "packages": [{"id": "tiny", "name": "tiny", "source": null, "manifest_path": "ROOT/Cargo.toml",
            "targets": [{"name": "tiny", "kind": ["bin"]}]}],
        "resolve": {"nodes": [{"id": "tiny", "deps": []}]},
    });
    let test = test
        .file("metadata.json", &metadata.to_string())
        .file("Cargo.toml", "")
        .file("bin/.keep", "")
        .file("target/dynamic.d", "x: \n")
        .file("target/static.d", "x: \n")
        .executable("fake/cargo", CARGO)
        .executable("fake/rustc", RUSTC)
        .env("HOST", triple(native(), "gnu"))
        .env("CARGO", "fake/cargo")
        .env("RUSTC", "fake/rustc");
    // A program of this machine, which needs its glibc.
    let program = find("true");
    fs::copy(&program, test.path("target/dynamic")).unwrap();
    let test = ["sh", "cp", "env", "grep", "mkdir", "mv", "sed", "sort"]
        .into_iter()
        .fold(test, |test, tool| {
            test.symlink(&find(tool), &format!("bin/{tool}"))
        });
    let test = tools.iter().fold(test, |test, tool| {
        test.executable(&format!("bin/{tool}"), "#!/bin/sh\n")
    });
    let test = targets.iter().fold(test, |test, target| {
        test.file(&format!("rust/lib/rustlib/{target}/lib/x"), "")
    });
    let path: OsString = test.path("bin").into();
    test.env("PATH", path)
}

fn find(tool: &str) -> String {
    let path = std::env::var_os("PATH").unwrap();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join(tool))
        .find(|path| path.is_file());
    found.unwrap().to_str().unwrap().to_owned()
}

/// How cargo was called.
fn call(test: &Test) -> String {
    let text = fs::read_to_string(test.path("calls")).unwrap_or_default();
    let flags = text.find(" --config").map_or(0, |at| {
        text[at..].find('\n').map_or(text.len(), |end| at + end)
    });
    match text.find(" --package") {
        Some(at) => format!("{}{}", &text[..at], &text[flags..]),
        None => text,
    }
}

#[test]
fn the_first_builder_that_works_is_chosen() {
    let native_gnu = triple(native(), "gnu");
    let gcc = format!("{}-linux-gnu-gcc", native_gnu.split('-').next().unwrap());
    let zig = format!("lambda build --target {native_gnu}.2.99\n");
    for (tools, expected) in [
        (&["cargo-lambda", "cargo-zigbuild", "zig"][..], zig.clone()),
        (
            &["cargo-zigbuild", "zig"][..],
            format!("zigbuild --target {native_gnu}.2.99\n"),
        ),
        (
            // Neither works without Zig.
            &["cargo-lambda", "cargo-zigbuild"][..],
            format!("build --target {native_gnu}\n"),
        ),
        (
            &[gcc.as_str()][..],
            format!("build --target {native_gnu}\n"),
        ),
    ] {
        let test = machine(
            project(native(), Some("2.99")),
            tools,
            std::slice::from_ref(&native_gnu),
        );
        let test = test
            .args(["build", "-q"])
            .stdout(&format!("{BUILT}\n"))
            .run();
        assert_eq!(call(&test), expected, "{tools:?}");
    }
}

#[test]
fn a_compiler_for_another_processor_links_for_it() {
    let other = if native() == "x86_64" {
        "arm64"
    } else {
        "x86_64"
    };
    let target = triple(other, "gnu");
    let gcc = format!("{}-linux-gnu-gcc", target.split('-').next().unwrap());
    let test = machine(project(other, None), &[&gcc], std::slice::from_ref(&target));
    let test = test
        .args(["build"])
        .stderr(&format!(
            "{SYNTHESIZED}building tiny for {other} with cargo (profile release)\n\
             error: cargo built `tiny` for {native} and not for {other}\n\
             hint: run `rustup target add {}`, which needs no glibc, and install a C compiler for musl\n",
            triple(other, "musl"),
            native = native(),
        ))
        .status(4)
        .run();
    let variable = target.replace('-', "_");
    assert_eq!(
        call(&test),
        format!(
            "build --target {target}\nCARGO_TARGET_{}_LINKER=ROOT/bin/{gcc}\nCC_{variable}=ROOT/bin/{gcc}\n",
            variable.to_uppercase()
        )
    );
}

#[test]
fn nothing_builds() {
    let other = if native() == "x86_64" {
        "arm64"
    } else {
        "x86_64"
    };
    let (gnu, musl) = (triple(other, "gnu"), triple(other, "musl"));
    let prefix = gnu.split('-').next().unwrap();
    machine(project(other, None), &["zig"], &[triple(native(), "gnu")])
        .args(["build"])
        .stderr(&format!(
            "{SYNTHESIZED}error: nothing on this machine builds for {other}: \
             cargo-lambda: cargo-lambda is not installed; \
             cargo-zigbuild: cargo-zigbuild is not installed; \
             cargo: no C compiler {prefix}-linux-gnu-gcc; \
             cargo for musl: no C compiler {prefix}-linux-musl-gcc\n\
             hint: run `rustup target add {gnu}`, and `pip install cargo-zigbuild`, which brings Zig along\n\
             hint: or install a C compiler for it, such as `{prefix}-linux-gnu-gcc`\n",
        ))
        .status(4)
        .run();
    machine(project(other, None), &["cargo-zigbuild", "zig"], &[musl])
        .args(["build", "--builder", "cargo-zigbuild"])
        .stderr(&format!(
            "{UNCHANGED}error: nothing on this machine builds for {other}: \
             cargo-zigbuild: the target {gnu} is not installed\n\
             hint: run `rustup target add {gnu}`, and `pip install cargo-zigbuild`, which brings Zig along\n\
             hint: or install a C compiler for it, such as `{prefix}-linux-gnu-gcc`\n",
        ).replace(UNCHANGED, SYNTHESIZED))
        .status(4)
        .run();
}

#[test]
fn a_newer_glibc_than_there_is_does_not_ship() {
    let targets = [triple(native(), "gnu"), triple(native(), "musl")];
    let test = machine(project(native(), Some("2.1")), &[], &targets[..1]);
    let output = test.args(["build"]).command().output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{talk}");
    let needs = "error: `tiny`, built with cargo, needs glibc 2.";
    assert!(talk.contains(needs), "{talk}");
    assert!(talk.contains(", and runs where 2.1 is: "), "{talk}");
    assert!(
        talk.contains("hint: run `pip install cargo-zigbuild`"),
        "{talk}"
    );
    // With musl at hand, that is tried next.
    let test = machine(project(native(), Some("2.1")), &["musl-gcc"], &targets);
    fs::write(test.path("target/static"), statically_linked()).unwrap();
    let output = test.args(["build"]);
    let output = output.command().output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{talk}");
    assert!(
        talk.contains("info: `tiny`, built with cargo, needs glibc 2."),
        "{talk}"
    );
    assert!(
        talk.contains("with cargo for musl (profile release)\nbuilt tiny: "),
        "{talk}"
    );
}

/// An executable that needs nothing: a header, and no sections.
fn statically_linked() -> Vec<u8> {
    let mut header = fs::read(find("true")).unwrap();
    header.truncate(64);
    // No program headers, no section headers.
    header[32..48].fill(0);
    header[54..64].fill(0);
    header
}

#[test]
fn a_package_has_to_have_a_program() {
    for (package, binaries, what) in [
        (
            "other",
            json!(["tiny"]),
            "the workspace has no package `tiny`",
        ),
        ("tiny", json!([]), "package `tiny` has no program"),
        (
            "tiny",
            json!(["a", "b"]),
            "package `tiny` has several programs, and none is called like it: a, b",
        ),
    ] {
        let binaries = binaries.as_array().unwrap().iter();
        let targets: Vec<_> = binaries
            .map(|name| json!({"name": name, "kind": ["bin"]}))
            .collect();
        let metadata = json!({
            "workspace_root": "ROOT", "target_directory": "ROOT/target",
            "packages": [{"id": "x", "name": package, "source": null,
                "manifest_path": "ROOT/Cargo.toml", "targets": targets}],
            "resolve": {"nodes": []},
        });
        machine(project(native(), None), &[], &[triple(native(), "gnu")])
            .file("metadata.json", &metadata.to_string())
            .args(["build"])
            .stderr(&format!(
                "{SYNTHESIZED}error: {what}\nhint: the packages of the workspace are in [ROOT]/Cargo.toml\n"
            ))
            .status(4)
            .run();
    }
}

#[test]
fn no_programs_no_cargo() {
    Test::new()
        .stack("a")
        .env("CARGO", "/nowhere/cargo")
        .args(["build"])
        .stderr(&format!("{SYNTHESIZED}these stacks deploy no programs\n"))
        .run();
}

#[test]
fn a_program_beside_its_document_can_be_executed() {
    use std::os::unix::fs::PermissionsExt;
    let asset = json!({"path": "assets/it/tiny", "package": "tiny", "architecture": native()});
    let test = Test::new().stack_with("a", json!({"assets": [asset]}));
    let test = machine(test, &[], &[triple(native(), "gnu")])
        .args(["build", "-q"])
        .stdout("out/stacks/a/assets/it/tiny\n")
        .run();
    let file = test.path("out/stacks/a/assets/it/tiny");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o755);
    assert_eq!(
        fs::read(&file).unwrap(),
        fs::read(Path::new(&find("true"))).unwrap()
    );
}

/// Reads what was built, as documents of functions do.
const READS: &str = r#"{
  "resource": {"terraform_data": {"x": {"input": "${filebase64sha256(\"assets/it/bootstrap.zip\")}"}}},
  "terraform": {"backend": {"local": {"path": "../../../a.tfstate"}}}
}"#;

/// Runs with these arguments; what was said.
fn run(test: Test, arguments: &[&str], status: i32) -> (Test, String) {
    let output = test.command().args(arguments).output().unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{talk}");
    (test, talk)
}

#[test]
fn what_is_deployed_is_built_and_then_left_alone() {
    let plan = &["plan", "a", "--detailed-exitcode"];
    let test = real().file("app/stacks/a/cdk.tf.json", READS);
    let deploy = &["deploy", "a", "--auto-approve"];
    let (test, talk) = run(test, deploy, 0);
    assert!(talk.contains("\nbuilt tiny: "), "{talk}");
    // The same sources: no cargo, and nothing to do for Terraform.
    let (test, talk) = run(test, plan, 0);
    assert!(!talk.contains("building"), "{talk}");
    // Also when it is built again.
    let (test, _) = run(test, &["build", "--force", "-q"], 0);
    let (test, _) = run(test, plan, 0);
    // Other sources: a plan builds them, and shows the change.
    let (_, talk) = run(test.file("words.txt", "other words"), plan, 2);
    assert!(talk.contains("\nbuilt tiny: "), "{talk}");
}

#[test]
fn a_placeholder_is_not_deployed() {
    let test = project(native(), None).file("app/stacks/a/cdk.tf.json", READS);
    let (test, _) = run(test, &["validate"], 0);
    let (_, talk) = run(test, &["deploy", "a", "--skip-synth", "--auto-approve"], 2);
    assert!(
        talk.ends_with(
            "error: out/stacks/a/assets/it/bootstrap.zip of stack `a` is not built: it is made from \
             package `tiny`\nhint: `synth build` builds it, as does a run without `--skip-synth`; a \
             rehearsal with `--offline` does without\n"
        ),
        "{talk}"
    );
}

/// Nothing is built for it, and it shows that a program would be another.
#[test]
fn a_rehearsal_shows_that_a_program_changed() {
    let test = real().file("app/stacks/a/cdk.tf.json", READS);
    let plan = &["plan", "a", "--offline", "--detailed-exitcode"];
    let (test, _) = run(test, &["deploy", "a", "--offline", "--auto-approve"], 0);
    let (test, _) = run(test, plan, 0);
    let (test, _) = run(test.file("tests/it.rs", ""), plan, 0);
    let (test, talk) = run(test.file("words.txt", "other words"), plan, 2);
    assert!(!talk.contains("building"), "{talk}");
    let (_, _) = run(test.file("words.txt", "some words"), plan, 0);
}
