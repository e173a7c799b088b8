//! A laptop for a test: the program in a process of its own, on a folder of its
//! own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use image::{ImageFormat, Rgb, RgbImage};
use postagram_testing::http::{Answer, send};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// How long anything may take, on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_mins(2);

/// A laptop that is to be started.
pub(crate) struct Test {
    folder: TempDir,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
}

/// A laptop that runs.
pub(crate) struct Laptop {
    /// What everything is at.
    pub(crate) url: String,
    child: Child,
    log: watch::Receiver<Vec<String>>,
    test: Test,
}

/// How a program ended that did not get to run.
pub(crate) struct Refused {
    pub(crate) code: Option<i32>,
    pub(crate) error: String,
}

impl Test {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            arguments: Vec::new(),
            variables: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments
            .extend(arguments.iter().map(|&text| text.to_owned()));
        self
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same folder, for a program that is told nothing.
    pub(crate) fn without_arguments(mut self) -> Self {
        self.arguments.clear();
        self
    }

    /// A file of this test.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.file("data")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
        command
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .arg("--data")
            .arg(self.data())
            .args(["--port", "0"])
            // What a test says comes last, and wins.
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    pub(crate) async fn start(self) -> Laptop {
        let mut child = self.command().spawn().unwrap();
        let log = child.stderr.take().unwrap();
        self.watched(child, log).await
    }

    /// Starts a program whose files can have so many bytes each.
    pub(crate) async fn start_with_room(self, bytes: u64) -> Laptop {
        let command = self.command();
        let command = command.as_std();
        let mut child = Command::new("env")
            .env_clear()
            // Or it would be ended by the signal.
            .args([
                "--ignore-signal=XFSZ",
                "prlimit",
                &format!("--fsize={bytes}"),
            ])
            .arg(command.get_program())
            .args(command.get_args())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("`env` runs\nhint: it and `prlimit` come with coreutils and util-linux");
        let log = child.stderr.take().unwrap();
        self.watched(child, log).await
    }

    /// A program that says on `log` when it is ready.
    async fn watched(self, child: Child, log: impl AsyncRead + Send + Unpin + 'static) -> Laptop {
        let mut lines = BufReader::new(log).lines();
        let (sender, log) = watch::channel(Vec::new());
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                sender.send_modify(|log| log.push(line));
            }
        });
        let mut laptop = Laptop {
            url: String::new(),
            child,
            log,
            test: self,
        };
        let ready = laptop.logged("ready url=").await;
        let (_, url) = ready.split_once("url=\"").unwrap();
        url.trim_end_matches('"').clone_into(&mut laptop.url);
        laptop
    }

    /// Runs a program that does not start.
    pub(crate) async fn refused(&self) -> Refused {
        let output = tokio::time::timeout(PATIENCE, self.command().output()).await;
        let output = output.unwrap().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        let error = text.find("error: ").map(|start| text[start..].to_owned());
        Refused {
            code: output.status.code(),
            error: error.unwrap_or(text).trim_end().to_owned(),
        }
    }
}

/// The same programs at a terminal, where somebody answers their question.
impl Test {
    /// util-linux's `script` has a terminal to give. What the program says on it
    /// comes out of `script`.
    async fn at_a_terminal(&self, answer: &str) -> Child {
        let command = self.command();
        let command = command.as_std();
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let quoted: Vec<String> = words
            .map(|word| format!("'{}'", word.to_str().unwrap().replace('\'', "'\\''")))
            .collect();
        let child = Command::new("script")
            .args(["--quiet", "--return", "--flush", "--command"])
            // Nothing else has the terminal's output then.
            .arg(format!("exec {} 2>&1", quoted.join(" ")))
            .arg("/dev/null")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn();
        let mut child = child.expect(
            "`script` runs\nhint: it comes with util-linux (Debian: apt-get install bsdutils)",
        );
        let input = child.stdin.as_mut().unwrap();
        input.write_all(answer.as_bytes()).await.unwrap();
        input.flush().await.unwrap();
        child
    }

    /// Runs a program that asks, is answered, and does not start.
    pub(crate) async fn answered(&self, answer: &str) -> (Option<i32>, String) {
        let mut child = self.at_a_terminal(answer).await;
        // It stays open: somebody who is there has not gone.
        let _input = child.stdin.take();
        let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
        let output = output.unwrap().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), text.replace('\r', ""))
    }

    /// Starts a program that asks, and is answered.
    pub(crate) async fn start_answered(self, answer: &str) -> Laptop {
        let mut child = self.at_a_terminal(answer).await;
        let output = child.stdout.take().unwrap();
        self.watched(child, output).await
    }
}

impl Laptop {
    /// Waits for a line of the log with this text.
    pub(crate) async fn logged(&mut self, text: &str) -> String {
        let find = |log: &Vec<String>| log.iter().find(|line| line.contains(text)).cloned();
        let found = self.log.wait_for(|log| find(log).is_some());
        if let Ok(Ok(log)) = tokio::time::timeout(PATIENCE, found).await {
            return find(&log).unwrap();
        }
        panic!("no `{text}` in the log:\n{}", self.log.borrow().join("\n"));
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.test.data()
    }

    /// The most memory that it had so far, in KiB.
    pub(crate) fn peak(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id().unwrap());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.unwrap().split_whitespace().next().unwrap();
        number.parse().unwrap()
    }

    /// Ends it as a service manager does, and waits.
    pub(crate) async fn terminate(mut self) -> Test {
        let id = self.child.id().unwrap().to_string();
        let kill = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(kill.unwrap().success());
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        assert!(ended.unwrap().unwrap().success());
        self.test
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) async fn kill(mut self) -> Test {
        self.child.start_kill().unwrap();
        tokio::time::timeout(PATIENCE, self.child.wait())
            .await
            .unwrap()
            .unwrap();
        self.test
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"").await
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let url = format!("{}{path}", self.url);
        send(method, &url, headers, body).await.unwrap()
    }

    /// Makes a post and gives back its uuid.
    pub(crate) async fn post(&self, user: &str, title: &str) -> String {
        let headers = [
            ("authorization", user),
            ("content-type", "application/json"),
        ];
        let body = json!({"title": title, "body": "text"}).to_string();
        let answer = self.send("POST", "/posts", &headers, body.as_bytes()).await;
        assert_eq!(answer.status, 200);
        let id = json(&answer)["id"].as_str().unwrap().to_owned();
        id.strip_prefix("POST#").unwrap().to_owned()
    }

    /// A URL to upload a PNG of a post to.
    pub(crate) async fn upload_url(&self, user: &str, post: &str, size: usize) -> String {
        let path = format!(
            "/getSignedUrlPut?filename=a%20b.png&filetype=image/png&postId={post}&size={size}"
        );
        let answer = self
            .send("GET", &path, &[("authorization", user)], b"")
            .await;
        assert_eq!(answer.status, 200);
        json(&answer)["uploadURL"].as_str().unwrap().to_owned()
    }

    /// Uploads a PNG for a post.
    pub(crate) async fn upload(&self, user: &str, post: &str, image: &[u8]) {
        let url = self.upload_url(user, post, image.len()).await;
        assert_eq!(put(&url, image).await.status, 200);
    }

    /// The posts of a user.
    pub(crate) async fn posts(&self, user: &str) -> Vec<Value> {
        let answer = self.get(&format!("/posts?user={user}&limit=1000")).await;
        assert_eq!(answer.status, 200);
        json(&answer).as_array().unwrap().clone()
    }

    /// Waits until the only post of a user has that field.
    pub(crate) async fn post_with(&self, user: &str, field: &str) -> Value {
        let wait = async {
            loop {
                let mut posts = self.posts(user).await;
                if posts.len() == 1 && !posts[0][field].is_null() {
                    return posts.remove(0);
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let Ok(post) = tokio::time::timeout(PATIENCE, wait).await else {
            panic!("no {field} for {user}:\n{}", self.log.borrow().join("\n"));
        };
        post
    }
}

pub(crate) fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

/// The code of an error of S3.
pub(crate) fn code(answer: &Answer) -> (u16, String) {
    let text = String::from_utf8_lossy(&answer.body);
    let code = text
        .split_once("<Code>")
        .and_then(|(_, rest)| rest.split_once("</Code>"));
    let code = code.map_or("", |(code, _)| code);
    (answer.status, code.to_owned())
}

/// Uploads a PNG as a browser does.
pub(crate) async fn put(url: &str, image: &[u8]) -> Answer {
    let headers = [("content-type", "image/png")];
    send("PUT", url, &headers, image).await.unwrap()
}

/// A picture of one colour, as a PNG.
pub(crate) fn picture(red: u8, green: u8, blue: u8) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(120, 90, Rgb([red, green, blue]))
        .write_to(&mut file, ImageFormat::Png)
        .unwrap();
    file.into_inner()
}

/// How many files are in a folder.
pub(crate) fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}
