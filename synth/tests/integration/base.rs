//! `synth review --base` in small repositories, planned by real Terraform.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::repo::{Repo, git};

/// Every change, one a line, with the notes about stacks.
fn shown(review: &Value) -> String {
    let mut lines = Vec::new();
    for stack in review["stacks"].as_array().unwrap() {
        let notes = texts(&stack["notes"]).join(" ");
        let name = stack["name"].as_str().unwrap();
        lines.push(format!("{name}: {notes}").trim_end().to_owned());
        for change in stack["changes"].as_array().unwrap() {
            let attributes = change["attributes"].as_array().unwrap();
            let input = attributes.iter().find(|it| it["path"] == "input");
            let side = |side: &str| {
                let shown = &input.map_or(&Value::Null, |input| &input["difference"])[side];
                let text = shown["text"].as_str().or(shown["is"].as_str());
                text.unwrap_or("-").to_owned()
            };
            let (verb, address) = (&change["verb"], &change["address"]);
            lines.push(format!(
                "  {} {}: {} -> {}",
                verb.as_str().unwrap(),
                address.as_str().unwrap(),
                side("before"),
                side("after")
            ));
        }
    }
    lines.join("\n")
}

fn texts(notes: &Value) -> Vec<String> {
    let notes = notes.as_array().unwrap().iter();
    notes
        .map(|note| note["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_a_change_does() {
    let repo = Repo::new("");
    repo.app(&[
        ("data", "one", None),
        ("web", "w", Some("data")),
        ("zoo", "z", None),
    ]);
    repo.commit("out");
    repo.app(&[
        ("data", "two", None),
        ("new", "n", None),
        ("web", "w", Some("data")),
    ]);
    repo.commit("out");
    let comparison = repo.review(&["--base", "HEAD~1"]);
    insta::assert_snapshot!(shown(&comparison), @r#"
    data:
      update terraform_data.main: "one" -> "two"
    new: The base has no such stack.
      create terraform_data.main: absent -> "n"
    web: What it reads of data is shown as known after apply: it changes there.
      update terraform_data.copy: "one" -> unknown
    zoo: The app has no such stack any more.
      delete terraform_data.main: - -> -
    "#);
    let short = &repo.git(&["rev-parse", "HEAD~1"])[..12];
    assert_eq!(texts(&comparison["notes"]).len(), 2);
    assert_eq!(
        texts(&comparison["notes"])[1],
        format!("Compared with HEAD~1 ({short}).")
    );
    // Nothing is left behind.
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
    assert_eq!(
        fs::read_dir(repo.project.join(".synth/base"))
            .unwrap()
            .count(),
        0
    );
    assert!(!repo.project.join(".synth/offline").exists());
    let only = repo.review(&["--base", "HEAD~1", "z*"]);
    assert_eq!(only["stacks"].as_array().unwrap().len(), 1);
    let output = repo.run(&["--base", "HEAD~1", "nope"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.starts_with("error: no stack matches `nope`\n"),
        "{said}"
    );
}

#[test]
fn nothing_changes() {
    let repo = Repo::new("infra/deep");
    repo.app(&[("data", "one", None)]);
    repo.commit("out");
    repo.commit_all();
    let comparison = repo.review(&["--base", "HEAD^"]);
    assert_eq!(shown(&comparison), "data:");
    repo.app(&[("data", "two", None)]);
    let comparison = repo.review(&["--base", "main"]);
    assert!(texts(&comparison["notes"])[2].starts_with("There are changes that are not committed"));
    assert!(shown(&comparison).contains("\"one\" -> \"two\""));
}

#[test]
fn a_base_that_went_on() {
    let repo = Repo::new("");
    repo.app(&[("data", "one", None)]);
    repo.commit("out");
    repo.git(&["checkout", "--quiet", "-b", "change"]);
    repo.app(&[("data", "one", None), ("new", "n", None)]);
    repo.commit("out");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.app(&[("data", "three", None)]);
    repo.commit("out");
    repo.git(&["checkout", "--quiet", "change"]);
    let comparison = repo.review(&["--base", "main"]);
    assert!(texts(&comparison["notes"])[1].ends_with("where this parts from main."));
    insta::assert_snapshot!(shown(&comparison), @r#"
    data:
    new: The base has no such stack.
      create terraform_data.main: absent -> "n"
    "#);
}

#[test]
fn a_base_without_output_is_synthesized() {
    let repo = Repo::new("infra");
    repo.app(&[("data", "one", None)]);
    repo.commit_all();
    repo.app(&[("data", "two", None)]);
    repo.commit("out/stages/prod");
    for stage in [&[][..], &["--stage", "prod"]] {
        let comparison = repo.review(&[&["--base", "HEAD~1"], stage].concat());
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown(&comparison), @r#"
            data:
              update terraform_data.main: "one" -> "two"
            "#);
        }
        assert!(texts(&comparison["notes"])[2].contains("its app was run again"));
    }
    assert_eq!(repo.git(&["worktree", "list"]).lines().count(), 1);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

/// Cargo takes the packages of two working trees for the same where they are
/// built in the same folder, so the base's app has a folder of its own.
#[test]
fn the_app_of_the_base_is_built_apart() {
    let repo = Repo::new("");
    repo.write(
        "synth.toml",
        "[app]\npackage = \"stacks\"\noutput = \"out\"\n",
    );
    repo.write(
        "script",
        "#!/bin/sh\ncp -R app/. \"$CDKTF_OUTDIR\"\necho \"$PWD ${CARGO_TARGET_DIR:-none}\" >>\"$CALLS\"\n",
    );
    let installed = Command::new("install")
        .args(["-m", "755", "script", "cargo"])
        .current_dir(&repo.project)
        .status();
    assert!(installed.unwrap().success());
    repo.app(&[("data", "one", None)]);
    repo.commit_all();
    repo.app(&[("data", "two", None)]);
    repo.commit_all();
    let calls = repo.root.parent().unwrap().join("calls");
    let output = repo
        .command(&["--base", "HEAD~1", "--format", "text"])
        .env("CARGO", "./cargo")
        .env("CALLS", &calls)
        .env("CARGO_TARGET_DIR", "/shared")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let calls = fs::read_to_string(calls).unwrap();
    let calls: Vec<&str> = calls.lines().collect();
    let root = repo.root.display();
    let [base, head] = calls.as_slice() else {
        panic!("{calls:?}")
    };
    assert!(
        base.ends_with(&format!("/worktree {root}/.synth/base-target")),
        "{base}"
    );
    assert_eq!(*head, format!("{root} /shared"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"one\" -> \"two\""));
}

#[test]
fn a_project_or_a_stage_that_is_new() {
    let repo = Repo::new("infra");
    fs::rename(repo.project.join("synth.toml"), repo.root.join("later")).unwrap();
    repo.commit_all();
    fs::rename(repo.root.join("later"), repo.project.join("synth.toml")).unwrap();
    repo.app(&[("data", "one", None)]);
    repo.commit("out");
    let comparison = repo.review(&["--base", "HEAD~1"]);
    assert_eq!(
        texts(&comparison["notes"])[2],
        "The base has no synth.toml: everything is new."
    );
    assert!(shown(&comparison).contains("create terraform_data.main"));
    let toml = fs::read_to_string(repo.project.join("synth.toml")).unwrap();
    repo.write("synth.toml", &format!("{toml}[stages.test]\n"));
    let comparison = repo.review(&["--base", "HEAD", "--stage", "test"]);
    assert!(
        texts(&comparison["notes"])
            .iter()
            .any(|it| it == "The base has no stage test: everything is new.")
    );
}

#[test]
fn bases_that_are_not_there() {
    let repo = Repo::new("");
    repo.app(&[("data", "one", None)]);
    repo.commit("out");
    repo.commit_all();
    repo.commit_all();
    let mut said = Vec::new();
    for base in ["nope", "origin/main", "--help", ""] {
        said.push(repo.refused(base, 64));
    }
    let source = format!("file://{}", repo.root.display());
    let clone = repo.root.parent().unwrap().join("clone");
    let to = clone.to_str().unwrap();
    git(&repo.root, &["clone", "--quiet", "--depth=1", &source, to]);
    let shallow = Repo {
        _folder: tempfile::tempdir().unwrap(),
        root: clone.clone(),
        project: clone,
    };
    for base in ["HEAD~2", "HEAD^2", "v1", "origin/other"] {
        said.push(shallow.refused(base, 64));
    }
    let review = shallow.review(&["--base", "origin/main"]);
    assert_eq!(review["stacks"].as_array().unwrap().len(), 1);
    // Two ends without the middle.
    repo.git(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    repo.commit_all();
    shallow.git(&["fetch", "--quiet", "--depth=1", "origin", "side:side"]);
    said.push(shallow.refused("side", 64));
    fs::remove_dir_all(repo.root.join(".git")).unwrap();
    said.push(repo.refused("HEAD", 64));
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn unrelated_histories_are_compared_all_the_same() {
    let repo = Repo::new("");
    repo.app(&[("data", "one", None)]);
    repo.commit("out");
    repo.git(&["checkout", "--quiet", "--orphan", "other"]);
    repo.app(&[("data", "two", None)]);
    repo.commit("out");
    let comparison = repo.review(&["--base", "main"]);
    assert!(texts(&comparison["notes"])[1].ends_with("which has no history in common with this."));
    assert!(shown(&comparison).contains("\"one\" -> \"two\""));
}

#[test]
fn a_base_that_does_not_work() {
    let repo = Repo::new("");
    repo.app(&[("data", "one", None)]);
    repo.commit("out");
    repo.write(
        "out/stacks/data/cdk.tf.json",
        "{\"resource\": {\"terraform_data\": {\"x\": {\"nope\": 1}}}}",
    );
    repo.commit_all();
    let said = repo.refused("HEAD", 5);
    assert!(
        said.contains("its documents do not work on the mock"),
        "{said}"
    );
    repo.write("out/manifest.json", "{}");
    repo.commit_all();
    let said = repo.refused("HEAD", 3);
    assert!(
        said.starts_with("error: the base's manifest.json is unusable: "),
        "{said}"
    );
}

#[test]
fn a_review_is_read_back_in_every_format() {
    let repo = Repo::new("");
    repo.app(&[("data", "one", None)]);
    repo.commit("out");
    repo.app(&[("data", "<script>two", None)]);
    let json = repo.project.join("review.json");
    let file = json.to_str().unwrap();
    let output = repo.run(&["--base", "HEAD", "--format", "json", "--out", file]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = |arguments: &[&str]| {
        let output = repo.run(&[&["--review", file], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(
        text(&["--format", "json"]),
        fs::read_to_string(&json).unwrap()
    );
    assert!(text(&["--format", "md"]).contains("terraform_data.main"));
    assert!(text(&["--format", "md", "--untrusted"]).contains("as reliable as who proposes"));
    let page = text(&["--format", "html"]);
    assert!(page.contains("&lt;script&gt;two"), "{page}");
    let templates = repo.project.join("templates");
    fs::create_dir(&templates).unwrap();
    fs::write(templates.join("page.hbs"), "{{title}}").unwrap();
    let folder = templates.to_str().unwrap();
    assert_eq!(
        text(&["--format", "html", "--template", folder]),
        "Review of data"
    );
    // What posting lacks is told before anything is shown.
    let output = repo.run(&["--review", file, "--post", "github"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(64), "{said}");
    assert_eq!(output.stdout, b"");
    assert!(
        said.starts_with("error: the environment variable GITHUB_TOKEN is not set\n"),
        "{said}"
    );
    let wrong = |text: &str| {
        fs::write(&json, text).unwrap();
        let output = repo.run(&["--review", file]);
        assert_eq!(output.status.code(), Some(64));
        String::from_utf8(output.stderr).unwrap()
    };
    let said = wrong("{}");
    assert!(
        said.contains("review.json is no review: missing field"),
        "{said}"
    );
    let review = r#"{"version":"0","counts":{"create":0,"update":0,"replace":0,"delete":0,"forget":0,"read":0,"import":0,"moved":0,"unchanged":0,"outputs":0,"drift":0,"deferred":0},"stacks":[],"notes":[]}"#;
    let said = wrong(review);
    assert!(said.contains("its version is not"), "{said}");
}

#[test]
fn a_program_that_changed_is_seen() {
    let repo = Repo::new("");
    repo.app(&[("a", "one", None)]);
    let reads = "${filebase64sha256(\"assets/it/bootstrap.zip\")}";
    repo.app(&[("a", reads, None)]);
    let manifest = fs::read_to_string(repo.project.join("app/manifest.json")).unwrap();
    let mut manifest: Value = serde_json::from_str(&manifest).unwrap();
    manifest["stacks"]["a"]["assets"] =
        json!([{"path": "assets/it/bootstrap.zip", "package": "tiny"}]);
    repo.write("app/manifest.json", &manifest.to_string());
    repo.write("Cargo.toml", "[workspace]\nmembers = [\"tiny\"]\n");
    repo.write("tiny/Cargo.toml", "[package]\nname = \"tiny\"\n");
    repo.write("tiny/src/main.rs", "fn main() {}\n");
    repo.commit("out");
    let counts = |base: &str| repo.review(&["--base", base])["counts"].clone();
    assert_eq!(counts("HEAD")["update"], 0);
    // Not committed, and then committed.
    repo.write("tiny/src/main.rs", "fn main() { main() }\n");
    assert_eq!(counts("HEAD")["update"], 1);
    repo.commit_all();
    assert_eq!(counts("HEAD")["update"], 0);
    assert_eq!(counts("HEAD~1")["update"], 1);
}
