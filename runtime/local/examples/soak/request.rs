//! What is asked of the program: mostly reading, as people do.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use postagram_testing::http::{Answer, send};
use serde_json::{Value, json};

use crate::Trouble;
use crate::tally::Tally;

/// How many users there are.
pub(crate) const USERS: u32 = 50;

/// One of the things that users do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    /// Reads the newest posts of all.
    Feed,
    /// Reads a user's posts.
    Posts(String),
    /// Makes a post.
    Post(String),
    /// Makes a post and uploads a picture for it.
    Picture(String, u8),
    /// Makes a post and deletes it again.
    Passing(String),
}

impl Request {
    /// The one of that number: always the same mixture.
    pub(crate) fn of(number: u32, users: u32) -> Self {
        let user = format!("user{}", (number / 20) % users);
        match number % 20 {
            0 | 10 => Self::Post(user),
            5 => Self::Picture(user, u8::try_from(number / 20 % 256).unwrap_or_default()),
            15 => Self::Passing(user),
            number if number % 3 == 0 => Self::Posts(user),
            _ => Self::Feed,
        }
    }

    /// Sends it. What is acknowledged is noted.
    pub(crate) async fn send(&self, url: &str, tally: &Tally) -> Result<(), Trouble> {
        match self {
            Self::Feed => {
                fine(&send("GET", &format!("{url}/posts?limit=20"), &[], b"").await?)?;
            }
            Self::Posts(user) => {
                let url = format!("{url}/posts?user={user}&limit=20");
                fine(&send("GET", &url, &[], b"").await?)?;
            }
            Self::Post(user) => {
                let id = post(url, user).await?;
                tally.acknowledged(user, id);
            }
            Self::Picture(user, colour) => {
                let id = post(url, user).await?;
                tally.acknowledged(user, id.clone());
                let uuid = id.trim_start_matches("POST#");
                let path = format!(
                    "{url}/getSignedUrlPut?filename=a.png&filetype=image/png&postId={uuid}"
                );
                let signed = send("GET", &path, &[("authorization", user)], b"").await?;
                let signed = fine(&signed)?;
                let target = signed["uploadURL"].as_str().ok_or("no URL to upload to")?;
                let png = [("content-type", "image/png")];
                let put = send("PUT", target, &png, &picture(*colour)?).await?;
                if put.status != 200 {
                    return Err(format!("the upload was answered with {}", put.status).into());
                }
                tally.uploaded(id);
            }
            Self::Passing(user) => {
                let id = post(url, user).await?;
                let uuid = id.trim_start_matches("POST#");
                let url = format!("{url}/posts/{uuid}");
                fine(&send("DELETE", &url, &[("authorization", user)], b"").await?)?;
            }
        }
        Ok(())
    }
}

async fn post(url: &str, user: &str) -> Result<String, Trouble> {
    let headers = [
        ("authorization", user),
        ("content-type", "application/json"),
    ];
    let body = json!({"title": "A post under load", "body": "Some text. ".repeat(20)}).to_string();
    let made = send("POST", &format!("{url}/posts"), &headers, body.as_bytes()).await?;
    let made = fine(&made)?;
    Ok(made["id"]
        .as_str()
        .ok_or("a post without an id")?
        .to_owned())
}

/// The body of a success.
fn fine(answer: &Answer) -> Result<Value, Trouble> {
    if answer.status != 200 {
        return Err(format!("it was answered with {}", answer.status).into());
    }
    Ok(serde_json::from_slice(&answer.body)?)
}

fn picture(colour: u8) -> Result<Vec<u8>, Trouble> {
    let mut file = Cursor::new(Vec::new());
    RgbImage::from_fn(160, 120, |x, _| {
        Rgb([colour, if x < 80 { 40 } else { 200 }, 90])
    })
    .write_to(&mut file, ImageFormat::Png)?;
    Ok(file.into_inner())
}
