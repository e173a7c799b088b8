//! The harness.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::patience;

/// A project whose app copies the folder `app/` to where it is told to write.
const SYNTH_TOML: &str = "[app]\ncommand = \"cp -R app/. $CDKTF_OUTDIR\"\n";

/// A project in a temporary folder, and the next run in it.
///
/// The app's folder is written from `stack` before each run. `[ROOT]` stands
/// for the project's folder in what is expected.
pub(crate) struct Test {
    folder: TempDir,
    stacks: BTreeMap<String, Value>,
    env: Vec<(String, OsString)>,
    current: PathBuf,
    args: Vec<String>,
    stdout: String,
    stderr: String,
    status: i32,
}

impl Test {
    pub(crate) fn new() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let test = Self {
            folder: tempfile::tempdir().unwrap(),
            stacks: BTreeMap::new(),
            env: vec![("PATH".to_owned(), path)],
            current: PathBuf::new(),
            args: Vec::new(),
            stdout: String::new(),
            stderr: String::new(),
            status: 0,
        };
        test.file("synth.toml", SYNTH_TOML)
    }

    /// The project's folder, or something in it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(path)
    }

    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    /// A script. Another process writes it: had this one a handle to it, a
    /// child that another test is starting could inherit the handle, and the
    /// system refuses to execute a file that is open for writing.
    pub(crate) fn executable(self, path: &str, script: &str) -> Self {
        let project = self.file(path, "").file("script", script);
        let status = Command::new("install")
            .args(["-m", "755"])
            .args([project.path("script"), project.path(path)])
            .status()
            .unwrap();
        assert!(status.success());
        project.remove("script")
    }

    pub(crate) fn symlink(self, target: &str, path: &str) -> Self {
        std::os::unix::fs::symlink(target, self.path(path)).unwrap();
        self
    }

    pub(crate) fn remove(self, path: &str) -> Self {
        let file = self.path(path);
        if file.is_dir() {
            fs::remove_dir_all(file).unwrap();
        } else {
            fs::remove_file(file).unwrap();
        }
        self
    }

    /// The app is this shell script.
    pub(crate) fn app_script(self, script: &str) -> Self {
        self.file("app.sh", script)
            .file("synth.toml", "[app]\ncommand = \"sh app.sh\"\n")
    }

    /// The app defines this stack.
    pub(crate) fn stack(self, name: &str) -> Self {
        self.stack_with(name, json!({}))
    }

    /// The app defines this stack, with more in its entry of the manifest.
    pub(crate) fn stack_with(mut self, name: &str, more: Value) -> Self {
        let mut entry = json!({
            "annotations": [],
            "constructPath": name,
            "dependencies": [],
            "name": name,
            "synthesizedStackPath": format!("stacks/{name}/cdk.tf.json"),
            "workingDirectory": format!("stacks/{name}"),
        });
        let Value::Object(more) = more else {
            panic!("an object is expected")
        };
        entry.as_object_mut().unwrap().extend(more);
        self.stacks.insert(name.to_owned(), entry);
        let document = json!({"//": {"metadata": {"stackName": name}}});
        self.file(
            &format!("app/stacks/{name}/cdk.tf.json"),
            &format!("{document:#}\n"),
        )
    }

    /// The app does not define this stack any more.
    pub(crate) fn no_stack(mut self, name: &str) -> Self {
        self.stacks.remove(name).unwrap();
        self.remove(&format!("app/stacks/{name}"))
    }

    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    /// The folder to run in, below the project's.
    pub(crate) fn current(mut self, path: &str) -> Self {
        self.current = PathBuf::from(path);
        self
    }

    pub(crate) fn args<const N: usize>(mut self, args: [&str; N]) -> Self {
        self.args = args.map(str::to_owned).to_vec();
        self
    }

    /// The arguments, separated by spaces.
    pub(crate) fn words(mut self, arguments: &str) -> Self {
        self.args = arguments.split(' ').map(str::to_owned).collect();
        self
    }

    pub(crate) fn stdout(mut self, text: &str) -> Self {
        text.clone_into(&mut self.stdout);
        self
    }

    pub(crate) fn stderr(mut self, text: &str) -> Self {
        text.clone_into(&mut self.stderr);
        self
    }

    pub(crate) fn status(mut self, status: i32) -> Self {
        self.status = status;
        self
    }

    /// The command that `run` runs.
    pub(crate) fn command(&self) -> Command {
        if !self.stacks.is_empty() {
            let manifest = json!({"stacks": self.stacks, "version": "0.21.0"});
            fs::write(self.path("app/manifest.json"), format!("{manifest:#}\n")).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
        command
            .args(&self.args)
            .current_dir(self.path("").join(&self.current))
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// Runs, compares, and is ready for the next run in the same project.
    pub(crate) fn run(mut self) -> Self {
        let child = self
            .command()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let output = patience::output(child.unwrap());
        self.compare(&output);
        self.args.clear();
        self.stdout.clear();
        self.stderr.clear();
        self.status = 0;
        self
    }

    pub(crate) fn compare(&self, output: &Output) {
        let root = self.path("").display().to_string();
        let root = root.trim_end_matches('/');
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(root, "[ROOT]");
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(
            (output.status.code(), stdout.as_str(), stderr.as_str()),
            (
                Some(self.status),
                self.stdout.as_str(),
                self.stderr.as_str()
            ),
            "\n--- stdout\n{stdout}--- stderr\n{stderr}"
        );
    }

    /// Compares the files below a folder, one a line.
    pub(crate) fn tree(self, folder: &str, expected: &[&str]) -> Self {
        let mut files = Vec::new();
        walk(&self.path(folder), Path::new(""), &mut files);
        assert_eq!(files, expected);
        self
    }

    pub(crate) fn contains(self, path: &str, text: &str) -> Self {
        assert_eq!(fs::read_to_string(self.path(path)).unwrap(), text, "{path}");
        self
    }
}

fn walk(root: &Path, relative: &Path, files: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(root.join(relative)) else {
        return;
    };
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    for name in names {
        let path = relative.join(name);
        if root.join(&path).symlink_metadata().unwrap().is_dir() {
            walk(root, &path, files);
        } else {
            files.push(path.display().to_string());
        }
    }
}
