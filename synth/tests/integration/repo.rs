//! A repository with a project, for reviews of what a commit changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A repository with a project whose app copies the folder `app/`.
pub(crate) struct Repo {
    pub(crate) _folder: TempDir,
    pub(crate) root: PathBuf,
    pub(crate) project: PathBuf,
}

impl Repo {
    pub(crate) fn new(below: &str) -> Self {
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

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(&self.root, arguments)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.project.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// What the app defines from now on: stacks with an input each, and what
    /// each reads of another.
    pub(crate) fn app(&self, stacks: &[(&str, &str, Option<&str>)]) {
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
    pub(crate) fn commit(&self, output: &str) {
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

    pub(crate) fn commit_all(&self) {
        // Two commits of a second with the same content are one.
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let message = NUMBER.fetch_add(1, Ordering::Relaxed).to_string();
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
            &message,
        ]);
    }

    /// Runs `synth review` in the project.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
        command
            .args(["review", "-q", "--fail-on", "never"])
            .args(arguments)
            .current_dir(&self.project)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap());
        command
    }

    pub(crate) fn review(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--format", "json"]].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub(crate) fn refused(&self, base: &str, status: i32) -> String {
        let output = self.run(&["--base", base]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{said}");
        assert_eq!(output.stdout, b"");
        said.replace(self.root.to_str().unwrap(), "[ROOT]")
    }
}

pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}
