//! The page at `/`, as a browser gets it.

use crate::client::Answer;
use crate::harness::{Running, Test};
use crate::issuer::{Issuer, Key, Mood};

fn text(answer: Answer) -> String {
    String::from_utf8(answer.body).unwrap()
}

/// What the page says it is made of.
async fn files(server: &Running) -> Vec<String> {
    let page = text(server.get("/").send().await);
    let found = page.split("=\"page/").skip(1);
    let mut files: Vec<String> = found
        .map(|rest| format!("/page/{}", rest.split('"').next().unwrap()))
        .collect();
    files.sort();
    files.dedup();
    files
}

/// The head, without what differs from run to run.
fn head(server: &Running, mut answer: Answer) -> String {
    let policy = answer.header("content-security-policy").unwrap();
    let s3 = server.stand_ins.endpoints.s3.as_deref().unwrap();
    assert_eq!(policy.matches(s3).count(), 2);
    answer.body.clear();
    let lines = answer.snapshot().replace(s3, "http://[s3]");
    let lines = lines.lines().filter(|line| !line.starts_with("etag"));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_page_has_a_strict_policy() {
    let server = Test::new().start().await;
    let page = server.get("/").send().await;
    insta::assert_snapshot!(head(&server, page));
    assert_eq!(server.request("HEAD", "/").send().await.status, 200);
    assert_eq!(server.request("POST", "/").send().await.status, 405);
    // Nothing was asked of AWS for it.
    assert_eq!(server.stand_ins.faults.calls(), [""; 0]);
}

#[tokio::test]
async fn files_are_kept_for_ever_under_their_version() {
    let server = Test::new().start().await;
    let files = files(&server).await;
    assert!(files.len() > 30);
    for path in &files {
        let file = server.get(path).send().await;
        assert_eq!(file.status, 200, "{path}");
        let kept = "public, max-age=31536000, immutable";
        assert_eq!(file.header("cache-control"), Some(kept));
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
        let kind = match path.rsplit('.').next().unwrap() {
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            _ => "image/svg+xml",
        };
        assert_eq!(file.header("content-type"), Some(kind), "{path}");
    }
    let other = server.get("/page/another-version/main.js").send().await;
    assert_eq!(other.status, 200);
    assert_eq!(other.header("cache-control"), Some("no-cache"));
    for path in [
        "/page/x/nothing.js",
        "/page/x/index.html",
        "/page/x/..%2Fsrc%2Fmain.rs",
        "/page/main.js",
        "/page/",
        "/page",
    ] {
        let answer = server.get(path).send().await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["detail"], "Not Found", "{path}");
    }
}

#[tokio::test]
async fn whoever_has_a_file_is_told_so() {
    let server = Test::new().start().await;
    let mut paths = files(&server).await;
    paths.truncate(1);
    paths.push("/".to_owned());
    for path in &paths {
        let first = server.get(path).send().await;
        let tag = first.header("etag").unwrap();
        let again = server.get(path).header("if-none-match", tag).send().await;
        assert_eq!(again.status, 304, "{path}");
        assert_eq!(again.body, b"");
        for name in ["etag", "cache-control", "content-security-policy"] {
            assert_eq!(again.header(name), first.header(name), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn what_the_page_has_to_know() {
    let server = Test::new().start().await;
    let settings = server.get("/page/settings.json").send().await;
    insta::assert_snapshot!(settings.snapshot());
}

#[tokio::test]
async fn an_issuer_is_in_settings_and_policy() {
    let rsa = Key::rsa();
    let issuer = Issuer::start(&[("r", &rsa)]).await;
    let server = Test::with(issuer.auth(|_| {})).start().await;
    let settings = text(server.get("/page/settings.json").send().await);
    let here = issuer.url.strip_suffix("/pool").unwrap();
    insta::assert_snapshot!(settings.replace(here, "http://[issuer]"));
    let page = server.get("/").send().await;
    insta::assert_snapshot!(head(&server, page).replace(here, "http://[issuer]"));
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test]
async fn without_an_issuer_there_is_a_page_all_the_same() {
    let rsa = Key::rsa();
    let issuer = Issuer::start(&[("r", &rsa)]).await;
    let auth = issuer.auth(|patience| patience.retry = std::time::Duration::ZERO);
    issuer.mood(Mood::Broken);
    let server = Test::with(auth).start().await;
    assert_eq!(server.get("/").send().await.status, 200);
    let settings = server.get("/page/settings.json").send().await.json();
    assert_eq!(settings["auth"]["endpoints"], serde_json::Value::Null);
    issuer.mood(Mood::Fine);
    let settings = server.get("/page/settings.json").send().await.json();
    assert!(settings["auth"]["endpoints"]["token"].is_string());
}
