//! All servers answer alike, but for what differs each time.

use std::collections::BTreeMap;

use api_bench::hello::{Hello, PostOf};
use api_bench::seed;
use bench_common::Result;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{AUTHORIZATION, HOST, LINK};
use postagram_testing::http;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::load::{Answer, Connection};
use crate::place::Place;
use crate::server::{Kind, Server};
use crate::workload::Workload;

/// What was asked, and what came back.
type Said = Vec<(&'static str, Value)>;

/// Those that have code of their own.
const SERVERS: [Kind; 3] = [Kind::Ours, Kind::Plain, Kind::Best];

/// Fails unless all servers give the same answers to what they are asked when
/// they are measured, and the URLs in them work.
pub(crate) async fn check(place: &Place) -> Result<()> {
    eprintln!("comparing answers");
    let backend = Backend::start(place)?;
    let mut servers = Vec::new();
    for kind in SERVERS {
        servers.push(Server::start(kind, place, &backend).await?);
    }
    let hello = &backend.hello;
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    for server in &servers {
        let said = reading(server, hello).await;
        reads.push(said.map_err(|error| format!("{}: {error}", server.kind.name()))?);
    }
    // What is written shows in what is read.
    for server in &servers {
        let said = writing(server, hello).await;
        writes.push(said.map_err(|error| format!("{}: {error}", server.kind.name()))?);
    }
    compare(&reads)?;
    compare(&writes)
}

fn compare(all: &[Said]) -> Result<()> {
    let Some((ours, others)) = all.split_first() else {
        return Ok(());
    };
    for (theirs, kind) in others.iter().zip(SERVERS.iter().skip(1)) {
        for ((what, ours), (_, theirs)) in ours.iter().zip(theirs) {
            if ours != theirs {
                let name = kind.name();
                let both = format!("ours:   {ours}\ntheirs: {theirs}");
                return Err(format!("{name} answers otherwise to {what}:\n{both}").into());
            }
        }
    }
    Ok(())
}

async fn reading(server: &Server, hello: &Hello) -> Result<Said> {
    let mut connection = Connection::open(server.address).await?;
    let mut said = Said::new();
    for (workload, next_page) in [
        (Workload::Feed, "the feed's next page"),
        (Workload::User, "the user's next page"),
    ] {
        let answer = connection.ask(workload.request(7, hello)).await?;
        let posts: Value = serde_json::from_slice(&answer.body)?;
        let images = posts.as_array().into_iter().flatten();
        let images: Vec<&Value> = images.map(|post| &post["image"]).collect();
        if images.len() != 20 {
            return Err(format!("{} gives no 20 posts: {posts}", workload.name()).into());
        }
        for image in images {
            works("GET", image, &[], b"").await?;
        }
        said.push((workload.name(), lasting(posts)?));
        // Each server has cursors of its own kind.
        let next = next(&answer).ok_or("there is no next page")?;
        let answer = connection.get(&next).await?;
        said.push((next_page, lasting(serde_json::from_slice(&answer.body)?)?));
    }
    let of_another = PostOf {
        user: seed::user(1),
        post: hello.posts[0].post.clone(),
    };
    let answer = connection.send(upload(&of_another, "image/png")?).await?;
    said.push(("someone else's post", json!(answer.status.as_u16())));
    let answer = connection
        .send(upload(&hello.posts[0], "text/html")?)
        .await?;
    let body: Value = serde_json::from_slice(&answer.body)?;
    let refused = json!([answer.status.as_u16(), body["status_code"], body["data"]]);
    said.push(("an upload that is no image", refused));
    Ok(said)
}

async fn writing(server: &Server, hello: &Hello) -> Result<Said> {
    let mut connection = Connection::open(server.address).await?;
    let answer = connection.ask(Workload::Upload.request(7, hello)).await?;
    let upload: Value = serde_json::from_slice(&answer.body)?;
    let content = [("content-type", "image/png")];
    works("PUT", &upload["uploadURL"], &content, b"\x89PNG").await?;
    let mut said = vec![("upload", lasting(upload)?)];
    let answer = connection.ask(Workload::Create.request(7, hello)).await?;
    let mut post: Value = serde_json::from_slice(&answer.body)?;
    for (name, start) in [("id", "POST#0"), ("created_at", "2")] {
        if !post[name]
            .as_str()
            .is_some_and(|text| text.starts_with(start))
        {
            return Err(format!("the new post has no {name}: {post}").into());
        }
        post[name] = json!("another each time");
    }
    said.push(("create", post));
    Ok(said)
}

fn upload(post: &PostOf, file_type: &str) -> Result<Request<Full<Bytes>>> {
    let PostOf { user, post } = post;
    let path = format!("/signedUrlPut?filename=a.png&filetype={file_type}&postId={post}");
    let request = Request::builder()
        .uri(path)
        .header(HOST, "127.0.0.1")
        .header(AUTHORIZATION, user);
    Ok(request.body(Full::default())?)
}

/// Fails unless S3 takes the URL.
async fn works(method: &str, url: &Value, headers: &[(&str, &str)], body: &[u8]) -> Result<()> {
    let url = url.as_str().ok_or("there is no URL")?;
    let answer = http::send(method, url, headers, body).await?;
    if answer.status == 200 {
        return Ok(());
    }
    let body = String::from_utf8_lossy(&answer.body);
    Err(format!("S3 answers {} to {method} {url}: {body}", answer.status).into())
}

/// The path in `Link: </posts?...>; rel="next"`.
fn next(answer: &Answer) -> Option<String> {
    let link = answer.headers.get(LINK)?.to_str().ok()?;
    let (path, _) = link.strip_prefix('<')?.split_once('>')?;
    Some(path.to_owned())
}

/// A value with its URLs without what differs each time, and without the ids
/// of uploads.
fn lasting(value: Value) -> Result<Value> {
    Ok(match value {
        Value::Array(values) => {
            Value::Array(values.into_iter().map(lasting).collect::<Result<_>>()?)
        }
        Value::Object(fields) => {
            let mut kept = serde_json::Map::new();
            for (name, value) in fields {
                let value = match (name.as_str(), value) {
                    ("uploadURL", Value::String(url)) => {
                        without_upload(&lasting_url(&url)?)?.into()
                    }
                    ("objectName", Value::String(key)) => without_upload(&key)?.into(),
                    ("image", Value::String(url)) => lasting_url(&url)?.into(),
                    (_, value) => lasting(value)?,
                };
                kept.insert(name, value);
            }
            Value::Object(kept)
        }
        other => other,
    })
}

/// A signed URL without the time and the signature, its parameters in order.
/// Ours also tells the operation, which S3 does not look at.
fn lasting_url(url: &str) -> Result<String> {
    let (path, query) = url.split_once('?').ok_or("a URL is not signed")?;
    let parameters: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .filter(|(name, _)| {
            !["X-Amz-Date", "X-Amz-Signature", "X-Amz-Credential", "x-id"].contains(&name.as_str())
        })
        .collect();
    Ok(format!("{path} {parameters:?}"))
}

/// `.../<post uuid>/<upload uuid><file name>...` without the upload's uuid,
/// which is the second one.
fn without_upload(text: &str) -> Result<String> {
    let parts: Vec<&str> = text.split('/').collect();
    let at = parts
        .iter()
        .position(|part| part.ends_with("valley.png") || part.contains("valley.png "))
        .ok_or_else(|| format!("there is no upload in {text}"))?;
    let mut parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
    let rest = parts[at]
        .get(36..)
        .ok_or("an upload has no uuid")?
        .to_owned();
    parts[at] = rest;
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_each_time_is_left_out() {
        let url = "http://a/b/u/0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11/\
             0190b5e0-5c32-7d1e-8b7a-2f6d0a4c9e11valley.png\
             ?X-Amz-Date=1&X-Amz-SignedHeaders=content-type%3Bhost&X-Amz-Expires=300&x-id=P";
        let kept = lasting(
            json!({"uploadURL": url, "objectName": "u/x/0190b5e0-5c32-7d1e-8b7a-2f6d0a4c9e11valley.png"}),
        );
        assert_eq!(
            kept.unwrap(),
            json!({
                "uploadURL": "http://a/b/u/0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11/valley.png \
                    {\"X-Amz-Expires\": \"300\", \"X-Amz-SignedHeaders\": \"content-type;host\"}",
                "objectName": "u/x/valley.png",
            })
        );
    }
}
