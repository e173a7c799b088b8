//! The client of the system before this one, in a browser: it works as it is.
//!
//! What it does is done here byte for byte: axios' queries, a user name in
//! Latin-1, a preflight before every call, and answers that a page may only
//! read if their headers say so.

use std::fmt::Write as _;
use std::net::SocketAddr;

use hyper::Uri;
use postagram_testing::{event, http, image};
use serde_json::{Value, json};

use crate::client::{Answer, Connection, Request};
use crate::harness::Test;

/// A page of the client's in a browser.
struct Page {
    origin: &'static str,
    api: SocketAddr,
}

/// All a page learns when a header is missing.
#[derive(Debug, PartialEq)]
struct NetworkError;

/// What a page may read.
#[derive(Debug)]
struct Readable {
    status: u16,
    data: Value,
}

/// A value of an answer's header, as a list.
fn listed(answer: &Answer, name: &str) -> Vec<String> {
    let value = answer.header(name).unwrap_or_default();
    let parts = value.split(',').map(|part| part.trim().to_lowercase());
    parts.collect()
}

impl Page {
    /// Sends a request as axios does in a browser: asks first, then sends, then
    /// looks whether the page may read the answer.
    async fn call(
        &self,
        address: SocketAddr,
        method: &str,
        path: &str,
        headers: &[(&str, &[u8])],
        body: &[u8],
    ) -> Result<Readable, NetworkError> {
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let preflight = Request::new(address, "OPTIONS", path)
            .header("origin", self.origin)
            .header("access-control-request-method", method)
            .header("access-control-request-headers", names.join(","))
            .send()
            .await;
        let allowed = listed(&preflight, "access-control-allow-headers");
        let fits = (200..300).contains(&preflight.status)
            && self.may_read(&preflight)
            && listed(&preflight, "access-control-allow-methods")
                .iter()
                .any(|one| one.eq_ignore_ascii_case(method) || one == "*")
            // A `*` does not allow `authorization`.
            && names.iter().all(|name| {
                let star = *name != "authorization" && allowed.iter().any(|one| one == "*");
                star || allowed.iter().any(|one| one == name)
            });
        if !fits {
            return Err(NetworkError);
        }
        let mut request = Request::new(address, method, path)
            .header("accept", "application/json, text/plain, */*")
            .header("accept-encoding", "gzip, deflate, br, zstd")
            .header("origin", self.origin)
            .header("referer", format!("{}/", self.origin))
            .header("sec-fetch-mode", "cors");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if !body.is_empty() {
            request = request.body(body);
        }
        let mut connection = Connection::open(address).await;
        let answer = request.send_on(&mut connection).await;
        if self.may_read(&answer) {
            let data = serde_json::from_slice(&answer.body).unwrap_or_default();
            Ok(Readable {
                status: answer.status,
                data,
            })
        } else {
            Err(NetworkError)
        }
    }

    fn may_read(&self, answer: &Answer) -> bool {
        let origin = answer.header("access-control-allow-origin");
        origin == Some(self.origin) || origin == Some("*")
    }

    /// A call of the api, with the header that the client sets for all.
    async fn api(&self, method: &str, path: &str) -> Result<Readable, NetworkError> {
        let user: [(&str, &[u8]); 1] = [("authorization", ZOE)];
        self.call(self.api, method, path, &user, b"").await
    }

    async fn create(&self, title: &str, body: &str) -> Result<Readable, NetworkError> {
        let json = json!({"title": title, "body": body}).to_string();
        let headers: [(&str, &[u8]); 2] = [
            ("authorization", ZOE),
            ("content-type", b"application/json"),
        ];
        self.call(self.api, "POST", "/posts", &headers, json.as_bytes())
            .await
    }

    /// Uploads a file: to where `new URL(...)` leads, with its type as the
    /// only header.
    async fn upload(&self, url: &str, kind: &str, file: &[u8]) -> Result<Readable, NetworkError> {
        // Throws if it is not absolute.
        let url: Uri = url.parse().unwrap();
        assert_eq!(url.scheme_str(), Some("http"));
        let address = url.authority().unwrap().as_str().parse().unwrap();
        let path = url.path_and_query().unwrap().as_str();
        let kind: [(&str, &[u8]); 1] = [("content-type", kind.as_bytes())];
        self.call(address, "PUT", path, &kind, file).await
    }
}

/// What the client's input field makes of `zoé b` in a header.
const ZOE: &[u8] = b"zo\xE9 b";

/// The same in a query, as axios writes it.
const ZOE_QUERY: &str = "zo%C3%A9+b";

/// A parameter as axios writes it: like `encodeURIComponent`, but with `+`, and
/// some characters as they are.
fn axios(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'():$,[]".contains(&byte) {
            encoded.push(byte.into());
        } else if byte == b' ' {
            encoded.push('+');
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
    }
    encoded
}

/// Whether the page shows the form to upload an image.
fn shows_form(post: &Value) -> bool {
    // `!post.image || !post.labels`: an empty array is something.
    post.get("image").is_none() || post.get("labels").is_none()
}

#[tokio::test]
async fn the_client_posts_uploads_and_deletes() {
    let server = Test::new().start().await;
    let page = Page {
        origin: "http://localhost:3000",
        api: server.address,
    };
    let list = format!("/posts?user={ZOE_QUERY}");
    assert_eq!(page.api("GET", "/posts").await.unwrap().data, json!([]));
    let made = page.create("Ma photo", "Voilà").await.unwrap();
    assert_eq!(made.status, 200);

    let posts = page.api("GET", &list).await.unwrap().data;
    let post = &posts[0];
    assert_eq!(
        (&post["title"], &post["body"], &post["user"]),
        (&json!("Ma photo"), &json!("Voilà"), &json!("USER#zoé b"))
    );
    assert!(shows_form(post) && post.get("label").is_none());
    let id = post["id"].as_str().unwrap().split('#').nth(1).unwrap();

    let file = image(&["Cat", "Pet"]);
    let query = format!(
        "filename={}&filetype={}&postId={}",
        axios("mon chat [été] (1):.png"),
        axios("image/png"),
        axios(id)
    );
    // Twice, as when somebody changes their mind: the second URL is another.
    let path = format!("/signedUrlPut?{query}");
    let first = page.api("GET", &path).await.unwrap().data;
    let signed = page.api("GET", &path).await.unwrap().data;
    assert_ne!(first["objectName"], signed["objectName"]);
    let url = signed["uploadURL"].as_str().unwrap();
    let put = page.upload(url, "image/png", &file).await.unwrap();
    assert_eq!(put.status, 200, "{}", put.data);

    // Meanwhile it is labelled; then the client lists again.
    let key = signed["objectName"].as_str().unwrap();
    assert!(key.starts_with(&format!("zoé b/{id}/")), "{key}");
    let upload = server.stand_ins.bucket.event_of(key);
    let labeler = server.stand_ins.labeler();
    labeler.handle(&event([&upload]), |_| {}).await.unwrap();
    let posts = page.api("GET", &list).await.unwrap().data;
    let post = &posts[0];
    assert!(!shows_form(post), "{post}");
    assert_eq!(post["label"], json!(["Cat", "Pet"]));
    assert_eq!(post["labels"], post["label"]);
    // An `<img>` needs no permission.
    let seen = http::send("GET", post["image"].as_str().unwrap(), &[], b"").await;
    assert_eq!(seen.unwrap().body, file);
    // All posts, the same.
    assert_eq!(
        page.api("GET", "/posts").await.unwrap().data[0]["id"],
        post["id"]
    );
    assert_eq!(
        page.api("GET", "/posts?user=").await.unwrap().data[0]["id"],
        post["id"]
    );

    let path = format!("/posts/{id}");
    assert_eq!(page.api("DELETE", &path).await.unwrap().status, 200);
    assert_eq!(page.api("GET", &list).await.unwrap().data, json!([]));
    // What fails can be read, and is not just a `Network Error`.
    assert_eq!(page.api("DELETE", &path).await.unwrap().status, 404);
    let refused = page.upload(url, "text/html", &file).await;
    assert_ne!(refused.map(|answer| answer.status).ok(), Some(200));
}
