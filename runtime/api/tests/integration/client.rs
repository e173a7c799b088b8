//! An HTTP client that sends exactly what it is told to.

use std::fmt::Write as _;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection.
pub(crate) struct Connection(pub(crate) TcpStream);

/// A request that is being put together.
pub(crate) struct Request {
    address: SocketAddr,
    head: Vec<u8>,
    body: Vec<u8>,
    is_head: bool,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    /// Reads an answer; nothing if the server hangs up instead.
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        self.read(false).await
    }

    async fn read(&mut self, without_body: bool) -> Option<Answer> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            match self.0.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
        };
        let mut body = bytes.split_off(end + 4);
        let head = String::from_utf8(bytes).unwrap();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.map_or(0, |(_, value)| value.parse().unwrap());
        while !without_body && body.len() < length {
            if self.0.read_buf(&mut body).await.unwrap() == 0 {
                return None;
            }
        }
        Some(Answer {
            status,
            headers,
            body,
        })
    }

    /// Whether the server has hung up, once it has sent what there is.
    pub(crate) async fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        // A reset is an end, too.
        self.0
            .read_to_end(&mut rest)
            .await
            .map_or(true, |_| rest.is_empty())
    }
}

impl Request {
    pub(crate) fn new(address: SocketAddr, method: &str, path: &str) -> Self {
        Self {
            address,
            head: format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n").into_bytes(),
            body: Vec::new(),
            is_head: method == "HEAD",
        }
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.head.extend_from_slice(name.as_bytes());
        self.head.extend_from_slice(b": ");
        self.head.extend_from_slice(value.as_ref());
        self.head.extend_from_slice(b"\r\n");
        self
    }

    /// The user, as `AUTH=username` wants it.
    pub(crate) fn user(self, name: &str) -> Self {
        self.header("authorization", name)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(body.to_string())
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.header("content-length", length)
    }

    /// The bytes of it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [&self.head[..], b"\r\n", &self.body[..]].concat()
    }

    /// Sends it on a connection of its own.
    pub(crate) async fn send(self) -> Answer {
        let mut connection = Connection::open(self.address).await;
        self.send_on(&mut connection).await
    }

    pub(crate) async fn send_on(self, connection: &mut Connection) -> Answer {
        connection.write(&self.bytes()).await;
        connection.read(self.is_head).await.unwrap()
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(other, _)| other == name)?;
        Some(value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The path of the next page.
    pub(crate) fn next(&self) -> Option<String> {
        let link = self.header("link")?;
        let url = link.strip_prefix('<')?.strip_suffix(">; rel=\"next\"")?;
        Some(url.to_owned())
    }

    /// The whole of it, with what differs from run to run made equal.
    pub(crate) fn snapshot(&self) -> String {
        let mut text = format!("{}\n", self.status);
        let mut headers = self.headers.clone();
        headers.sort();
        for (name, value) in headers {
            let value = match name.as_str() {
                "date" | "x-request-id" | "content-length" => "..".to_owned(),
                _ => same(&value),
            };
            writeln!(text, "{name}: {value}").unwrap();
        }
        match serde_json::from_slice::<Value>(&self.body) {
            Ok(mut json) => {
                same_json(&mut json);
                writeln!(text, "\n{json:#}").unwrap();
            }
            Err(_) => writeln!(text, "\n{}", String::from_utf8_lossy(&self.body)).unwrap(),
        }
        text
    }
}

fn same_json(json: &mut Value) {
    match json {
        Value::Array(list) => list.iter_mut().for_each(same_json),
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(text) if name == "created_at" => {
                        assert!(text.ends_with('Z'), "{text}");
                        "[time]".clone_into(text);
                    }
                    Value::String(text) if name == "request_id" => "[uuid]".clone_into(text),
                    other => same_json(other),
                }
            }
        }
        Value::String(text) => *text = same(text),
        _ => {}
    }
}

/// Uuids, cursors and signed URLs without what differs from run to run.
fn same(text: &str) -> String {
    if text.starts_with("http://127.0.0.1:") && text.contains("X-Amz-Signature") {
        let (place, query) = text.split_once('?').unwrap();
        let path = place.splitn(4, '/').nth(3).unwrap();
        let mut kept: Vec<&str> = query
            .split('&')
            .filter(|pair| pair.contains("SignedHeaders") || pair.contains("Expires"))
            .collect();
        kept.sort_unstable();
        // The bucket is one of this run's.
        let path = same(path).replace("-[uuid]/", "/");
        return format!("[S3]/{path}?{}", kept.join("&"));
    }
    let mut result = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some((_, after)) = rest
            .split_once("cursor=")
            .filter(|(before, _)| before.is_empty())
        {
            result.push_str("cursor=[cursor]");
            rest = after
                .trim_start_matches(|one: char| one.is_ascii_alphanumeric() || "-_".contains(one));
        } else if rest.get(..36).is_some_and(|part| {
            part.chars().enumerate().all(|(index, one)| match index {
                8 | 13 | 18 | 23 => one == '-',
                _ => one.is_ascii_hexdigit(),
            })
        }) {
            result.push_str("[uuid]");
            rest = &rest[36..];
        } else {
            result.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    result
}
