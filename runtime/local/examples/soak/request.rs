//! What is asked of the program: mostly reading, as people do.

use std::io::Cursor;
use std::time::Instant;

use image::{ImageFormat, Rgb, RgbImage};
use postagram_testing::http::{Answer, send};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::tally::Tally;

/// How many users there are.
pub(crate) const USERS: u32 = 50;

/// The title of each post.
pub(crate) const TITLE: &str = "A post under load";

/// The text of each post.
pub(crate) fn text() -> String {
    "Some text. ".repeat(20)
}

/// One of the things that users do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    /// Reads the newest posts of all.
    Feed,
    /// Reads a user's posts.
    Posts(String),
    /// Makes a post.
    Post(String),
    /// Makes a post and uploads a picture for it, the one of that number.
    Picture(String, u32),
    /// Makes a post and deletes it again.
    Passing(String),
}

impl Request {
    /// The one of that number: always the same mixture.
    pub(crate) fn of(number: u32) -> Self {
        let user = format!("user{}", (number / 20) % USERS);
        match number % 20 {
            0 | 10 => Self::Post(user),
            5 => Self::Picture(user, number),
            15 => Self::Passing(user),
            number if number % 3 == 0 => Self::Posts(user),
            _ => Self::Feed,
        }
    }

    /// Sends it. What is acknowledged is noted.
    pub(crate) async fn send(&self, url: &str, tally: &Tally) -> Result<(), Failure> {
        match self {
            Self::Feed => {
                fine("GET", &format!("{url}/posts?limit=20"), &[], b"").await?;
            }
            Self::Posts(user) => {
                let url = format!("{url}/posts?user={user}&limit=20");
                fine("GET", &url, &[], b"").await?;
            }
            Self::Post(user) => {
                let id = post(url, user).await?;
                tally.acknowledged(user, id);
            }
            Self::Picture(user, number) => {
                let id = post(url, user).await?;
                tally.acknowledged(user, id.clone());
                let uuid = id.trim_start_matches("POST#");
                let path = format!(
                    "{url}/getSignedUrlPut?filename=a.png&filetype=image/png&postId={uuid}"
                );
                let signed = fine("GET", &path, &[("authorization", user)], b"").await?;
                let signed = json(&signed)?;
                let target = signed["uploadURL"].as_str();
                let target = target.ok_or_else(|| wrong("an answer without uploadURL"))?;
                let png = [("content-type", "image/png")];
                fine("PUT", target, &png, &picture(*number)?).await?;
                tally.uploaded(id, *number);
            }
            Self::Passing(user) => {
                let id = post(url, user).await?;
                let uuid = id.trim_start_matches("POST#");
                let url = format!("{url}/posts/{uuid}");
                fine("DELETE", &url, &[("authorization", user)], b"").await?;
                tally.deleted(id);
            }
        }
        Ok(())
    }
}

async fn post(url: &str, user: &str) -> Result<String, Failure> {
    let headers = [
        ("authorization", user),
        ("content-type", "application/json"),
    ];
    let body = json!({"title": TITLE, "body": text()}).to_string();
    let made = fine("POST", &format!("{url}/posts"), &headers, body.as_bytes()).await?;
    let id = json(&made)?["id"].as_str().map(str::to_owned);
    id.ok_or_else(|| wrong("a post without an id"))
}

/// The answer, which has to be a success.
pub(crate) async fn fine(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Answer, Failure> {
    let start = Instant::now();
    let answer = send(method, url, headers, body).await;
    let answer = answer.map_err(|error| Failure::broken(&error))?;
    match answer.status {
        200 => Ok(answer),
        503 => Err(Failure::Refused(start.elapsed())),
        status => Err(wrong(&format!("{method} was answered with {status}"))),
    }
}

/// The body of an answer. One that was cut off is none.
pub(crate) fn json(answer: &Answer) -> Result<Value, Failure> {
    serde_json::from_slice(&answer.body)
        .map_err(|error| Failure::Broken(format!("a body that is no JSON: {error}")))
}

pub(crate) fn wrong(text: &str) -> Failure {
    Failure::Wrong(text.to_owned())
}

/// The picture of that number; no other is like it.
pub(crate) fn picture(number: u32) -> Result<Vec<u8>, Failure> {
    let [_, red, green, blue] = number.to_be_bytes();
    let mut file = Cursor::new(Vec::new());
    RgbImage::from_fn(160, 120, |x, _| {
        Rgb(if x < 80 {
            [red, green, blue]
        } else {
            [200, 90, 40]
        })
    })
    .write_to(&mut file, ImageFormat::Png)
    .map_err(|error| wrong(&format!("no picture can be made: {error}")))?;
    Ok(file.into_inner())
}
