//! A server on this machine that keeps comments as the forges do, and can be
//! told to do something else instead.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// What is answered instead.
pub(super) enum Answer {
    /// A status with headers and a document.
    Status(u16, Vec<(String, String)>, Value),
    /// Bytes, in place of HTTP.
    Bytes(Vec<u8>),
    /// The connection ends without an answer.
    Reset,
    /// Nothing comes, and the connection stays.
    Silence,
    /// The request is done as it should be, but its answer is lost.
    Lost,
    /// The request is done as it should be.
    Fine,
}

#[derive(Default)]
struct State {
    /// The login of who asks.
    me: String,
    anonymous: bool,
    endless: bool,
    /// Number, login, type, text.
    comments: Vec<(u64, String, String, String)>,
    next: u64,
    script: VecDeque<Answer>,
    heads: Vec<String>,
    silent: Vec<TcpStream>,
}

pub(super) struct Stub {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Stub {
    pub(super) fn new(me: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            me: me.to_owned(),
            ..State::default()
        }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { port, state }
    }

    /// With a path, as GitHub Enterprise and GitLab have one.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/api", self.port)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn comment(&self, login: &str, kind: &str, body: &str) {
        let mut state = self.state.lock().unwrap();
        state.next += 1;
        let id = state.next;
        let comment = (id, login.to_owned(), kind.to_owned(), body.to_owned());
        state.comments.push(comment);
    }

    pub(super) fn bodies(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state.comments.iter().map(|it| it.3.clone()).collect()
    }

    /// Who asks may not know its name.
    pub(super) fn anonymous(&self) {
        self.state.lock().unwrap().anonymous = true;
    }

    /// Every page of the list has a next one.
    pub(super) fn endless(&self) {
        self.state.lock().unwrap().endless = true;
    }

    /// What comes next; when there is nothing more, all is fine.
    pub(super) fn answer(&self, answer: Answer) {
        self.state.lock().unwrap().script.push_back(answer);
    }

    /// Method and path of every request.
    pub(super) fn requests(&self) -> Vec<String> {
        let line = |head: String| {
            let mut words = head.split(' ').map(str::to_owned);
            format!("{} {}", words.next().unwrap(), words.next().unwrap())
        };
        self.heads().into_iter().map(line).collect()
    }

    pub(super) fn heads(&self) -> Vec<String> {
        self.state.lock().unwrap().heads.clone()
    }
}

fn serve(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        head.push_str(line.trim_end());
        head.push('\n');
    }
    let mut state = state.lock().unwrap();
    state.heads.push(head.clone());
    let answer = state.script.pop_front().unwrap_or(Answer::Fine);
    if matches!(answer, Answer::Reset) {
        return;
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let mut stream = stream;
    match answer {
        Answer::Reset => {}
        Answer::Silence => state.silent.push(stream),
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(&bytes);
        }
        Answer::Status(status, headers, document) => {
            respond(&mut stream, status, &headers, &document);
        }
        Answer::Lost => {
            state.act(&head, &body);
        }
        Answer::Fine => {
            let (status, headers, document) = state.act(&head, &body);
            respond(&mut stream, status, &headers, &document);
        }
    }
}

fn respond(stream: &mut TcpStream, status: u16, headers: &[(String, String)], document: &Value) {
    let document = document.to_string();
    let mut text = format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n",
        document.len()
    );
    for (name, value) in headers {
        write!(text, "{name}: {value}\r\n").unwrap();
    }
    text.push_str("\r\n");
    text.push_str(&document);
    let _ = stream.write_all(text.as_bytes());
}

impl State {
    /// What a forge does.
    fn act(&mut self, head: &str, body: &Value) -> (u16, Vec<(String, String)>, Value) {
        let mut words = head.split(' ');
        let method = words.next().unwrap();
        let target = words.next().unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let last = path.rsplit('/').next().unwrap();
        match method {
            "GET" if last == "user" && self.anonymous => (
                403,
                vec![],
                json!({"message": "Resource not accessible by integration"}),
            ),
            "GET" if last == "user" => (200, vec![], json!({"login": self.me})),
            "GET" => self.page(query),
            "POST" => {
                self.next += 1;
                let text = body["body"].as_str().unwrap().to_owned();
                let comment = (self.next, self.me.clone(), "Bot".to_owned(), text);
                self.comments.push(comment);
                (201, vec![], shown(self.comments.last().unwrap()))
            }
            "PATCH" | "PUT" | "DELETE" => {
                let id: u64 = last.parse().unwrap();
                let Some(place) = self.comments.iter().position(|it| it.0 == id) else {
                    return (404, vec![], json!({"message": "Not Found"}));
                };
                if method == "DELETE" {
                    self.comments.remove(place);
                    return (204, vec![], Value::Null);
                }
                self.comments[place].3 = body["body"].as_str().unwrap().to_owned();
                (200, vec![], shown(&self.comments[place]))
            }
            _ => (405, vec![], json!({})),
        }
    }

    fn page(&self, query: &str) -> (u16, Vec<(String, String)>, Value) {
        let field = |name: &str| -> usize {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let mut found = pairs.filter(|(key, _)| *key == name);
            found.next().unwrap().1.parse().unwrap()
        };
        let (size, page) = (field("per_page"), field("page"));
        let shown: Vec<Value> = self.comments.iter().map(shown).collect();
        let pages: Vec<&[Value]> = shown.chunks(size).collect();
        let place = if self.endless { 0 } else { page - 1 };
        let more = self.endless || page < pages.len();
        let next = "<http://elsewhere.example/>; rel=\"next\"";
        let links = more.then(|| ("link".to_owned(), next.to_owned()));
        let content = pages.get(place).copied().unwrap_or_default();
        (200, links.into_iter().collect(), json!(content))
    }
}

/// A comment with the fields of both forges.
fn shown((id, login, kind, body): &(u64, String, String, String)) -> Value {
    let url = login.ends_with("[bot]") || kind == "User";
    let mut comment = json!({
        "id": id,
        "body": body.replace('\n', "\r\n"),
        "user": {"login": login, "type": kind},
    });
    if url {
        comment["html_url"] = json!(format!("https://github.example/c/{id}"));
    }
    comment
}
