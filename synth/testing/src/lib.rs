//! Runs real Terraform on synthesized stacks in tests.
//!
//! A [`Deployment`] is a synthesis written to a folder of its own, with
//! Terraform run in it under an environment of its own: no account, no
//! configuration of the user, no registry.
//!
//! ```
//! use synth_core::prelude::*;
//! use synth_testing::Deployment;
//!
//! let app = App::new();
//! let stack = app.stack("hello");
//! stack.output("greeting", "hello");
//! let deployment = Deployment::new(&app);
//! deployment.apply("hello");
//! assert_eq!(deployment.outputs("hello")["greeting"], "hello");
//! ```
//!
//! Everything here panics with what Terraform said when it is not what the
//! test asked for: it is meant for tests alone.

#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "a test helper reports by panicking"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;
use synth_core::App;
use tempfile::TempDir;

/// What the command line would tell the app of a stage: the context of the
/// project whose `synth.toml` is in `root`. State goes into the folder of the
/// [`Deployment`].
///
/// # Panics
///
/// When there is no such file or no such stage.
#[must_use]
pub fn stage_context(root: &Path, stage: &str) -> serde_json::Map<String, Json> {
    let file = root.join("synth.toml");
    let text = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", file.display()));
    let project: Json = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let Some(settings) = project["stages"].get(stage) else {
        panic!("{} has no stage `{stage}`", file.display());
    };
    let mut context = project["context"].as_object().cloned().unwrap_or_default();
    context.insert("stage".to_owned(), stage.into());
    context.insert("stageConfig".to_owned(), settings.clone());
    context
}

/// A synthesis in a folder of its own, for Terraform to work on.
#[derive(Debug)]
pub struct Deployment {
    root: TempDir,
    environment: BTreeMap<String, String>,
}

impl Deployment {
    /// Synthesizes an app. Small files stand in for the programs that a
    /// deployment would build.
    ///
    /// # Panics
    ///
    /// When the app does not synthesize.
    #[must_use]
    pub fn new(app: &App) -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        let synthesis = app.synth().unwrap_or_else(|error| panic!("{error}"));
        synthesis
            .write(&root.path().join("out"))
            .unwrap_or_else(|error| panic!("{error}"));
        let deployment = Self {
            root,
            environment: BTreeMap::new(),
        };
        deployment.stand_in_for_programs(synthesis.manifest());
        deployment
    }

    /// Terraform hashes the programs that a deployment would build, so there
    /// has to be something.
    fn stand_in_for_programs(&self, manifest: &str) {
        let manifest: Json = serde_json::from_str(manifest).expect("a manifest in JSON");
        for (stack, entry) in manifest["stacks"].as_object().into_iter().flatten() {
            for asset in entry["assets"].as_array().into_iter().flatten() {
                let Some(path) = asset["path"].as_str() else {
                    continue;
                };
                let path = self.stack_folder(stack).join(path);
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder).expect("a folder for a program");
                }
                std::fs::write(&path, "a stand-in for a program").expect("a stand-in");
            }
        }
    }

    /// Adopts a copy of a finished output folder (`manifest.json`, `stacks/`).
    ///
    /// # Panics
    ///
    /// When it cannot be copied.
    #[must_use]
    pub fn of_folder(folder: &Path) -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        copy(folder, &root.path().join("out"));
        Self {
            root,
            environment: BTreeMap::new(),
        }
    }

    /// Sets a variable of Terraform's environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// The folder of a stack, where its `cdk.tf.json` is.
    #[must_use]
    pub fn stack_folder(&self, stack: &str) -> PathBuf {
        self.root.path().join("out/stacks").join(stack)
    }

    /// Runs Terraform in the folder of a stack.
    ///
    /// # Panics
    ///
    /// When Terraform is not installed.
    #[must_use]
    pub fn run(&self, stack: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new("terraform");
        command
            .args(arguments)
            .current_dir(self.stack_folder(stack))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root.path())
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .envs(&self.environment);
        command.output().unwrap_or_else(|error| {
            panic!(
                "cannot run `terraform`: {error}\n\
                 hint: these tests need Terraform 1.10 or later on PATH; \
                 see the installation page of its documentation"
            )
        })
    }

    /// Runs Terraform and expects it to succeed.
    ///
    /// # Panics
    ///
    /// When it does not, with everything it said.
    pub fn succeed(&self, stack: &str, arguments: &[&str]) {
        let _ = self.stdout(stack, arguments);
    }

    /// Runs Terraform, expects it to succeed, and returns what it printed.
    ///
    /// # Panics
    ///
    /// When it does not, with everything it said.
    #[must_use]
    pub fn stdout(&self, stack: &str, arguments: &[&str]) -> String {
        let output = self.run(stack, arguments);
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "terraform {arguments:?} in `{stack}` failed\n{stdout}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        stdout
    }

    /// Runs Terraform, expects it to fail, and returns what it said.
    ///
    /// # Panics
    ///
    /// When it succeeds.
    #[must_use]
    pub fn fail(&self, stack: &str, arguments: &[&str]) -> String {
        let output = self.run(stack, arguments);
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success(),
            "terraform {arguments:?} in `{stack}` succeeded\n{stdout}"
        );
        format!("{stdout}{stderr}")
    }

    /// `terraform init`
    pub fn init(&self, stack: &str) {
        self.succeed(stack, &["init", "-input=false", "-no-color"]);
    }

    /// `terraform init` and `terraform validate`
    pub fn validate(&self, stack: &str) {
        self.init(stack);
        self.succeed(stack, &["validate", "-no-color"]);
    }

    /// `terraform init` and `terraform plan`, the plan as JSON.
    #[must_use]
    pub fn plan(&self, stack: &str) -> Json {
        self.init(stack);
        let plan = "-out=plan";
        self.succeed(stack, &["plan", "-input=false", "-no-color", plan]);
        self.json(stack, &["show", "-json", "plan"])
    }

    /// `terraform init` and `terraform apply`
    pub fn apply(&self, stack: &str) {
        self.init(stack);
        let arguments = ["apply", "-input=false", "-no-color", "-auto-approve"];
        self.succeed(stack, &arguments);
    }

    /// Plans again and expects nothing to be left to do.
    pub fn expect_no_changes(&self, stack: &str) {
        // 0 is no changes, 2 is some.
        let arguments = ["plan", "-input=false", "-no-color", "-detailed-exitcode"];
        self.succeed(stack, &arguments);
    }

    /// `terraform destroy`
    pub fn destroy(&self, stack: &str) {
        let arguments = ["destroy", "-input=false", "-no-color", "-auto-approve"];
        self.succeed(stack, &arguments);
    }

    /// The values of the stack's outputs by name.
    #[must_use]
    pub fn outputs(&self, stack: &str) -> BTreeMap<String, Json> {
        let Json::Object(outputs) = self.json(stack, &["output", "-json"]) else {
            return BTreeMap::new();
        };
        outputs
            .into_iter()
            .map(|(name, output)| (name, output["value"].clone()))
            .collect()
    }

    fn json(&self, stack: &str, arguments: &[&str]) -> Json {
        let text = self.stdout(stack, arguments);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a readable folder") {
        let entry = entry.expect("a readable folder");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a readable file");
        }
    }
}
