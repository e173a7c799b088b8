//! Comparisons in small repositories, planned by real Terraform.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Comparison, Request, compare};
use crate::error::{Error, Result};
use crate::project::{Project, Source};
use crate::ui::Ui;

/// A repository with a project whose app copies the folder `app/`.
struct Repo {
    _folder: TempDir,
    root: PathBuf,
    project: PathBuf,
}

impl Repo {
    fn new(below: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("repo");
        let project = root.join(below);
        fs::create_dir_all(&project).unwrap();
        let repo = Self {
            _folder: folder,
            root,
            project,
        };
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo.write(
            "synth.toml",
            "[app]\ncommand = \"cp -R app/. $CDKTF_OUTDIR\"\noutput = \"out\"\ndefault-stage = \"dev\"\n[stages.dev]\n[stages.prod]\n",
        );
        repo.write(".gitignore", ".synth/\n");
        repo
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(&self.root, arguments)
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.project.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// What the app defines from now on: stacks with an input each, and what
    /// each reads of another.
    fn app(&self, stacks: &[(&str, &str, Option<&str>)]) {
        let _ = fs::remove_dir_all(self.project.join("app"));
        let mut manifest = json!({"version": "0.21.0", "stacks": {}});
        for (name, input, reads) in stacks {
            manifest["stacks"][*name] = json!({
                "annotations": [], "constructPath": name, "name": name,
                "dependencies": reads.iter().collect::<Vec<_>>(),
                "synthesizedStackPath": format!("stacks/{name}/cdk.tf.json"),
                "workingDirectory": format!("stacks/{name}"),
            });
            let mut document = json!({
                "//": {"metadata": {"stackName": name}},
                "terraform": {"backend": {"local": {"path": format!("../../../{name}.tfstate")}}},
                "resource": {"terraform_data": {"main": {"input": input}}},
                "output": {"input": {"value": "${terraform_data.main.output}"}},
            });
            if let Some(other) = reads {
                let state = format!("cross-stack-reference-input-{other}");
                document["data"]["terraform_remote_state"][&state] = json!({
                    "backend": "local", "config": {"path": format!("../../../{other}.tfstate")},
                });
                let value = format!("${{data.terraform_remote_state.{state}.outputs.input}}");
                document["resource"]["terraform_data"]["copy"] = json!({"input": value});
            }
            self.write(
                &format!("app/stacks/{name}/cdk.tf.json"),
                &document.to_string(),
            );
        }
        self.write("app/manifest.json", &manifest.to_string());
    }

    /// Commits the app with its output, which `synth` would write.
    fn commit(&self, output: &str) {
        let to = self.project.join(output);
        let _ = fs::remove_dir_all(&to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        let copied = Command::new("cp")
            .arg("-R")
            .arg(self.project.join("app"))
            .arg(&to)
            .status();
        assert!(copied.unwrap().success());
        self.commit_all();
    }

    fn commit_all(&self) {
        self.git(&["add", "--all"]);
        self.git(&[
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@t",
            "commit",
            "--quiet",
            "--allow-empty",
            "-m",
            "c",
        ]);
    }

    fn compare(&self, base: &str) -> Result<Comparison> {
        self.compare_with(base, None, &[])
    }

    fn compare_with(&self, base: &str, stage: Option<&str>, stacks: &[&str]) -> Result<Comparison> {
        let project = Project::load(&Source {
            config: Some(&self.project.join("synth.toml")),
            ..Source::default()
        })?;
        let stage = project.stage(stage)?;
        let stacks: Vec<String> = stacks.iter().map(|&name| name.to_owned()).collect();
        let request = Request {
            project: &project,
            stage: &stage,
            base,
            stacks: &stacks,
            schema: None,
            skip_synth: false,
            terraform: None,
        };
        compare(&request, Ui::new(true, true))
    }
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Every change, one a line, with the notes about stacks.
fn shown(comparison: &Comparison) -> String {
    let mut lines = Vec::new();
    for plan in &comparison.plans {
        lines.push(
            format!("{}: {}", plan.stack, plan.notes.join(" "))
                .trim_end()
                .to_owned(),
        );
        for change in plan.plan["resource_changes"]
            .as_array()
            .into_iter()
            .flatten()
        {
            if change["mode"] == "managed" && change["change"]["actions"] != json!(["no-op"]) {
                let actions: Vec<&str> = change["change"]["actions"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(Value::as_str)
                    .collect();
                let input = |side: &str| change["change"][side]["input"].clone();
                lines.push(format!(
                    "  {} {}: {} -> {}",
                    actions.join("+"),
                    change["address"].as_str().unwrap(),
                    input("before"),
                    input("after")
                ));
            }
        }
    }
    lines.join("\n")
}

fn explained(error: &Error) -> String {
    format!("{error}\nhint: {}", error.hints().join("\n"))
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
    let comparison = repo.compare("HEAD~1").unwrap();
    insta::assert_snapshot!(shown(&comparison), @r#"
    data:
      update terraform_data.main: "one" -> "two"
    new: The base has no such stack.
      create terraform_data.main: null -> "n"
    web: What it reads of data is shown as known after apply: it changes there.
      update terraform_data.copy: "one" -> null
    zoo: The app has no such stack any more.
      delete terraform_data.main: "z" -> null
    "#);
    let short = &repo.git(&["rev-parse", "HEAD~1"])[..12];
    assert_eq!(comparison.notes.len(), 2);
    assert_eq!(
        comparison.notes[1],
        format!("Compared with `HEAD~1` ({short}).")
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
    let only = repo.compare_with("HEAD~1", None, &["z*"]).unwrap();
    assert_eq!(only.plans.len(), 1);
    let error = repo.compare_with("HEAD~1", None, &["nope"]).unwrap_err();
    assert_eq!(error.to_string(), "no stack matches `nope`");
}

#[test]
fn nothing_changes() {
    let repo = Repo::new("infra/deep");
    repo.app(&[("data", "one", None)]);
    repo.commit("out");
    repo.commit_all();
    let comparison = repo.compare("HEAD^").unwrap();
    assert_eq!(shown(&comparison), "data:");
    repo.app(&[("data", "two", None)]);
    let comparison = repo.compare("main").unwrap();
    assert!(comparison.notes[2].starts_with("There are changes that are not committed"));
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
    let comparison = repo.compare("main").unwrap();
    assert!(comparison.notes[1].ends_with("where this parts from `main`."));
    insta::assert_snapshot!(shown(&comparison), @r#"
    data:
    new: The base has no such stack.
      create terraform_data.main: null -> "n"
    "#);
}

#[test]
fn a_base_without_output_is_synthesized() {
    let repo = Repo::new("infra");
    repo.app(&[("data", "one", None)]);
    repo.commit_all();
    repo.app(&[("data", "two", None)]);
    repo.commit("out/stages/prod");
    for stage in [None, Some("prod")] {
        let comparison = repo.compare_with("HEAD~1", stage, &[]).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown(&comparison), @r#"
            data:
              update terraform_data.main: "one" -> "two"
            "#);
        }
        assert!(comparison.notes[2].contains("its app was run again"));
    }
    assert_eq!(repo.git(&["worktree", "list"]).lines().count(), 1);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_project_or_a_stage_that_is_new() {
    let repo = Repo::new("infra");
    fs::rename(repo.project.join("synth.toml"), repo.root.join("later")).unwrap();
    repo.commit_all();
    fs::rename(repo.root.join("later"), repo.project.join("synth.toml")).unwrap();
    repo.app(&[("data", "one", None)]);
    repo.commit("out");
    let comparison = repo.compare("HEAD~1").unwrap();
    assert_eq!(
        comparison.notes[2],
        "The base has no synth.toml: everything is new."
    );
    assert!(shown(&comparison).contains("create terraform_data.main"));
    let toml = fs::read_to_string(repo.project.join("synth.toml")).unwrap();
    repo.write("synth.toml", &format!("{toml}[stages.test]\n"));
    let comparison = repo.compare_with("HEAD", Some("test"), &[]).unwrap();
    assert!(
        comparison
            .notes
            .iter()
            .any(|it| it == "The base has no stage `test`: everything is new.")
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
        said.push(explained(&repo.compare(base).unwrap_err()));
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
        said.push(explained(&shallow.compare(base).unwrap_err()));
    }
    assert!(shallow.compare("origin/main").unwrap().plans.len() == 1);
    // Two ends without the middle.
    repo.git(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    repo.commit_all();
    shallow.git(&["fetch", "--quiet", "--depth=1", "origin", "side:side"]);
    said.push(explained(&shallow.compare("side").unwrap_err()));
    fs::remove_dir_all(repo.root.join(".git")).unwrap();
    let error = explained(&repo.compare("HEAD").unwrap_err());
    said.push(error.replace(repo.root.to_str().unwrap(), "ROOT"));
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn unrelated_histories_are_compared_all_the_same() {
    let repo = Repo::new("");
    repo.app(&[("data", "one", None)]);
    repo.commit("out");
    repo.git(&["checkout", "--quiet", "--orphan", "other"]);
    repo.app(&[("data", "two", None)]);
    repo.commit("out");
    let comparison = repo.compare("main").unwrap();
    assert!(comparison.notes[1].ends_with("which has no history in common with this."));
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
    let error = repo.compare("HEAD").unwrap_err();
    assert_eq!(error.exit(), crate::exit::Exit::Terraform);
    repo.write("out/manifest.json", "{}");
    repo.commit_all();
    let error = repo.compare("HEAD").unwrap_err().to_string();
    assert!(
        error.starts_with("the base's manifest.json is unusable: "),
        "{error}"
    );
}
