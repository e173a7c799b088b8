//! A server or a network that does not do what it should.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::stub::{Answer, Stub};
use super::*;

fn status(status: u16) -> Answer {
    Answer::Status(status, vec![], json!({}))
}

fn header(name: &str, value: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_owned())]
}

#[test]
fn what_passes_is_tried_again() {
    let limited = json!({"message": "You have exceeded a secondary rate limit."});
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let mut spent = header("x-ratelimit-remaining", "0");
    spent.extend(header("x-ratelimit-reset", &now.as_secs().to_string()));
    for trouble in [
        status(500),
        status(502),
        status(503),
        Answer::Status(429, header("retry-after", "0"), json!({})),
        Answer::Status(403, header("retry-after", "0"), json!({})),
        Answer::Status(403, spent, json!({})),
        Answer::Status(403, vec![], limited),
        Answer::Reset,
        Answer::Bytes(b"\x00\xff garbage".to_vec()),
        Answer::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1".to_vec()),
        Answer::Status(200, vec![], json!("<html>maintenance</html>")),
    ] {
        let stub = Stub::new("synth[bot]");
        stub.answer(trouble);
        post(&stub, Forge::Github, "text").unwrap();
        assert_eq!(stub.bodies(), [marked("text")]);
    }
}

#[test]
fn every_step_may_fail_once() {
    for step in 0..3 {
        for trouble in [status(502), Answer::Reset] {
            let stub = Stub::new("synth[bot]");
            stub.comment("synth[bot]", "Bot", &marked("old"));
            (0..step).for_each(|_| stub.answer(Answer::Fine));
            stub.answer(trouble);
            post(&stub, Forge::Github, "new").unwrap();
            assert_eq!(stub.bodies(), [marked("new")]);
        }
    }
}

/// The comment is there, but the job does not know: it must not come twice.
#[test]
fn an_answer_that_is_lost() {
    for forge in [Forge::Github, Forge::Gitlab] {
        let stub = Stub::new("synth[bot]");
        stub.answer(Answer::Fine);
        stub.answer(Answer::Fine);
        stub.answer(Answer::Lost);
        post(&stub, forge, "text").unwrap();
        assert_eq!(stub.bodies(), [marked("text")]);
    }
}

#[test]
fn a_comment_that_somebody_deletes_meanwhile() {
    let stub = Stub::new("synth[bot]");
    stub.answer(Answer::Fine);
    let gone = json!([{"id": 99, "body": marked("old"), "user": {"login": "synth[bot]"}}]);
    stub.answer(Answer::Status(200, vec![], gone));
    post(&stub, Forge::Github, "new").unwrap();
    assert_eq!(stub.bodies(), [marked("new")]);
}

#[test]
fn patience_ends() {
    let stub = Stub::new("synth[bot]");
    for _ in 0..5 {
        let message = json!({"message": "no capacity\u{1b}[31m"});
        stub.answer(Answer::Status(503, vec![], message));
    }
    let error = post(&stub, Forge::Github, "text").unwrap_err();
    assert_eq!(
        error.to_string(),
        "could not ask whose the token is: GitHub answered 503 Service Unavailable: no capacity[31m (asked 5 times)"
    );
    assert_eq!(
        error.hints(),
        ["the server or the way to it is disturbed: run the job again later"]
    );
    assert_eq!(stub.requests().len(), 5);
}

#[test]
fn a_wait_that_is_too_long_is_not_waited() {
    let stub = Stub::new("synth[bot]");
    stub.answer(Answer::Status(
        429,
        header("retry-after", "7200"),
        json!({}),
    ));
    let error = post(&stub, Forge::Github, "text").unwrap_err();
    assert_eq!(
        error.to_string(),
        "could not ask whose the token is: GitHub answered 429 Too Many Requests; it asks to wait for 7200 s"
    );
    assert_eq!(stub.requests().len(), 1);
}

#[test]
fn a_silent_server() {
    let stub = Stub::new("synth[bot]");
    stub.answer(Answer::Silence);
    let limits = Limits {
        request: Duration::from_secs(3),
        ..Limits::default()
    };
    post_with(&stub, Forge::Github, "text", limits).unwrap();
    assert_eq!(stub.bodies(), [marked("text")]);
}

#[test]
fn an_answer_without_measure() {
    let stub = Stub::new("synth[bot]");
    for _ in 0..5 {
        let long = Value::String("x".repeat(10_000));
        stub.answer(Answer::Status(200, vec![], long));
    }
    let limits = Limits {
        answer: 1000,
        ..Limits::default()
    };
    let error = post_with(&stub, Forge::Github, "text", limits).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("length limit exceeded"), "{text}");
}

#[test]
fn nobody_listens() {
    let stub = Stub::new("synth[bot]");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let variables = [
        ("GITHUB_TOKEN", TOKEN),
        ("GITHUB_API_URL", &format!("http://127.0.0.1:{port}")),
        ("GITHUB_REPOSITORY", "owner/name"),
    ];
    let thread = Thread::find(Forge::Github, Some(7), &Environment::of(&variables)).unwrap();
    let client = Client::new(thread.base(), thread.proxies(), Limits::default()).unwrap();
    let patience = Patience {
        attempts: 2,
        first: Duration::from_millis(1),
        ..Patience::default()
    };
    let error = sticky::post(&client, &thread, &Marker::new("dev"), "text", &patience);
    let text = error.unwrap_err().to_string();
    assert!(text.starts_with(&format!("127.0.0.1:{port}: ")), "{text}");
    assert!(text.contains("Connection refused"), "{text}");
    assert!(text.ends_with("(asked 2 times)"), "{text}");
    assert!(stub.requests().is_empty());
}

/// The token stays with the server it is for.
#[test]
fn a_redirect_elsewhere_is_not_followed() {
    let stub = Stub::new("synth[bot]");
    let other = Stub::new("mallory");
    let place = header("location", &other.address());
    stub.answer(Answer::Status(302, place, json!({})));
    let error = post(&stub, Forge::Github, "text").unwrap_err();
    let text = error.to_string();
    assert!(text.ends_with("redirects to another server"), "{text}");
    assert!(other.requests().is_empty());
    let circle = Stub::new("synth[bot]");
    for _ in 0..20 {
        let place = header("location", &circle.address());
        circle.answer(Answer::Status(307, place, json!({})));
    }
    let error = post(&circle, Forge::Github, "text").unwrap_err();
    let text = error.to_string();
    assert!(text.contains("redirects in a circle"), "{text}");
}

#[test]
fn a_proxy_is_asked_for_a_tunnel() {
    let proxy = Stub::new("nobody");
    for _ in 0..2 {
        proxy.answer(status(502));
    }
    let address = format!("http://user:pass@127.0.0.1:{}", proxy.port());
    let variables = [
        ("GITHUB_TOKEN", TOKEN),
        ("GITHUB_API_URL", "https://api.github.example"),
        ("GITHUB_REPOSITORY", "owner/name"),
        ("HTTPS_PROXY", address.as_str()),
    ];
    let thread = Thread::find(Forge::Github, Some(7), &Environment::of(&variables)).unwrap();
    let client = Client::new(thread.base(), thread.proxies(), Limits::default()).unwrap();
    let patience = Patience {
        attempts: 2,
        first: Duration::from_millis(1),
        ..Patience::default()
    };
    sticky::post(&client, &thread, &Marker::new("dev"), "text", &patience).unwrap_err();
    let head = proxy.heads().pop().unwrap().to_lowercase();
    assert!(
        head.starts_with("connect api.github.example:443 "),
        "{head}"
    );
    assert!(
        head.contains("proxy-authorization: basic dxnlcjpwyxnz"),
        "{head}"
    );
    assert!(!head.contains(TOKEN), "{head}");
    let socks = [
        ("GITHUB_TOKEN", TOKEN),
        ("GITHUB_REPOSITORY", "owner/name"),
        ("ALL_PROXY", "socks5://127.0.0.1:1"),
    ];
    let thread = Thread::find(Forge::Github, Some(7), &Environment::of(&socks)).unwrap();
    let error = Client::new(thread.base(), thread.proxies(), Limits::default()).unwrap_err();
    assert!(error.to_string().contains("`socks5`"), "{error}");
}
