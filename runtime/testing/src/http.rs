//! Requests with exactly these headers, as a browser would send them.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Trouble;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names, in small letters, and values of its headers.
    pub headers: Vec<(String, String)>,
    /// The body, without looking at how it was encoded.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, the first one of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(other, _)| other == name)?;
        Some(value)
    }
}

/// Sends a request to a `http://host:port/...` URL on a connection of its own.
///
/// # Errors
///
/// When there is no connection, or no answer of HTTP on it.
pub async fn send(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Answer, Trouble> {
    let rest = url.strip_prefix("http://").ok_or("it is no http URL")?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = if path.is_empty() { "/" } else { path };
    let mut socket = TcpStream::connect(host).await?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        head.extend(["host: ", host, "\r\n"]);
    }
    for (name, value) in headers {
        head.extend([*name, ": ", *value, "\r\n"]);
    }
    if !body.is_empty() || method == "PUT" || method == "POST" {
        head.extend(["content-length: ", &body.len().to_string(), "\r\n"]);
    }
    head.push_str("\r\n");
    socket.write_all(head.as_bytes()).await?;
    // The other side may answer and hang up before it has read everything.
    let _: std::io::Result<()> = socket.write_all(body).await;
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await?;
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or("the answer has no end of headers")?;
    let head = String::from_utf8_lossy(&answer[..end]);
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    let headers = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "));
    Ok(Answer {
        status: status.ok_or("the answer has no status")?,
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect(),
        body: answer.split_off(end + 4),
    })
}
