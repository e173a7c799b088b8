//! A Terraform project in a folder of its own, attached to a mock provider.

use serde_json::Value as Json;
use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use terraform_provider_mock::MockProvider;

/// A folder in which Terraform runs.
pub(crate) struct Project {
    folder: TempDir,
    variables: RefCell<Vec<(String, String)>>,
    /// Serves until the project is done with.
    _mock: Option<MockProvider>,
}

/// What a run of Terraform said, and how it ended.
pub(crate) struct Outcome {
    command: String,
    code: Option<i32>,
    output: String,
}

/// Terraform, in an environment that depends on nothing outside the folder.
pub(crate) fn isolated(program: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_IN_AUTOMATION", "1")
        .env("TF_INPUT", "0");
    command
}

impl Project {
    /// A project with this configuration, initialised.
    pub(crate) fn new(mock: MockProvider, config: &str) -> Self {
        let reattach = mock.reattach_env();
        let variables = [("TF_REATTACH_PROVIDERS", &*reattach)];
        Self::open(Some(mock), &variables, config)
    }

    /// A project in this environment, initialised.
    #[cfg(feature = "plugin")]
    pub(crate) fn with(variables: &[(&str, &str)], config: &str) -> Self {
        Self::open(None, variables, config)
    }

    fn open(mock: Option<MockProvider>, variables: &[(&str, &str)], config: &str) -> Self {
        let project = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            variables: RefCell::default(),
            _mock: mock,
        };
        for (name, value) in variables {
            project.set(name, value);
        }
        project.config(config);
        project.run(&["init"]).succeeds();
        project
    }

    /// Sets an environment variable for all that is run from now on.
    pub(crate) fn set(&self, name: &str, value: &str) -> &Self {
        let pair = (name.to_owned(), value.to_owned());
        self.variables.borrow_mut().push(pair);
        self
    }

    /// The content of a file.
    #[cfg(feature = "plugin")]
    pub(crate) fn read_file(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).expect("a file of text")
    }

    /// Replaces the configuration.
    pub(crate) fn config(&self, text: &str) -> &Self {
        self.file("main.tf", text)
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, text: &str) -> &Self {
        fs::write(self.folder.path().join(name), text).expect("a writable folder");
        self
    }

    /// Applies in this environment, which must fail.
    #[cfg(feature = "plugin")]
    pub(crate) fn apply_fails(&self, variables: &[(&str, &str)]) -> Outcome {
        let arguments = ["apply", "-auto-approve"];
        self.run_with(&arguments, variables).ends_with(1)
    }

    /// Runs Terraform.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        let output = isolated("terraform", self.folder.path())
            .args(arguments)
            .envs(self.variables.borrow().iter().cloned())
            .envs(variables.iter().copied())
            .output()
            .unwrap_or_else(|error| {
                panic!(
                    "cannot run terraform: {error}\n\
                     hint: install Terraform 1.5 or later and put it on PATH: \
                     https://developer.hashicorp.com/terraform/install"
                )
            });
        Outcome {
            command: arguments.join(" "),
            code: output.status.code(),
            output: colourless(&output.stdout) + &colourless(&output.stderr),
        }
    }

    /// Applies, which must succeed and leave nothing to do.
    pub(crate) fn apply(&self) -> &Self {
        self.run(&["apply", "-auto-approve"]).succeeds();
        self.run(&["plan", "-detailed-exitcode"])
            .ends_with(0)
            .says("No changes.");
        self
    }

    /// Plans, which must find something to do.
    pub(crate) fn plan(&self) -> Outcome {
        self.run(&["plan", "-detailed-exitcode"]).ends_with(2)
    }

    /// What the state knows of a resource or data source.
    pub(crate) fn state(&self, address: &str) -> Json {
        let shown = self.run(&["show", "-json"]).succeeds();
        let state: Json = serde_json::from_str(&shown.output).expect("a state in JSON");
        state["values"]["root_module"]["resources"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|resource| resource["address"] == address)
            .unwrap_or_else(|| panic!("no `{address}` in {state:#}"))["values"]
            .clone()
    }

    /// What `terraform validate` has against the configuration: in a few words,
    /// and the line it is about.
    pub(crate) fn errors(&self) -> Vec<(String, String)> {
        let outcome = self.run(&["validate", "-json"]);
        let report: Json = serde_json::from_str(&outcome.output).expect("a report in JSON");
        let text = |json: &Json| json.as_str().unwrap_or_default().trim().to_owned();
        report["diagnostics"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|error| (text(&error["summary"]), text(&error["snippet"]["code"])))
            .collect()
    }

    /// The value of an output.
    pub(crate) fn output(&self, name: &str) -> Json {
        let output = self.read(&["output", "-json", name]);
        serde_json::from_str(&output).expect("a value in JSON")
    }

    /// The output of a command that must succeed.
    pub(crate) fn read(&self, arguments: &[&str]) -> String {
        self.run(arguments).succeeds().output
    }
}

impl Outcome {
    /// It must have ended with this code.
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "terraform {}\n{}",
            self.command,
            self.output
        );
        self
    }

    /// It must have succeeded.
    pub(crate) fn succeeds(self) -> Self {
        self.ends_with(0)
    }

    /// It must have said this, line breaks and frames aside.
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(
            squeeze(&self.output).contains(&squeeze(text)),
            "terraform {} does not say `{text}`:\n{}",
            self.command,
            self.output
        );
        self
    }

    /// It must not have said this.
    pub(crate) fn does_not_say(self, text: &str) -> Self {
        assert!(
            !squeeze(&self.output).contains(&squeeze(text)),
            "terraform {} says `{text}`:\n{}",
            self.command,
            self.output
        );
        self
    }
}

fn squeeze(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "│╷╵".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// Text without the sequences that colour a terminal.
fn colourless(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut plain, part| {
        plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
        plain
    })
}
