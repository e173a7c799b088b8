//! Callers with tokens.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::client::{Answer, Request};
use crate::harness::{Running, Test};
use crate::issuer::{Issuer, Key, Mood, encode, now};

const IN_FLIGHT: &str = "postagram_http_requests_in_flight";

/// Makes a post with this header.
async fn post(server: &Running, authorization: &str) -> Answer {
    server
        .request("POST", "/posts")
        .header("authorization", authorization)
        .json(&json!({"title": "t", "body": "b"}))
        .send()
        .await
}

/// The same, to be sent.
fn request(server: &Running, token: &str) -> Request {
    server
        .request("POST", "/posts")
        .header("authorization", format!("Bearer {token}"))
        .json(&json!({"title": "t", "body": "b"}))
}

async fn status(server: &Running, token: &str) -> u16 {
    post(server, &format!("Bearer {token}")).await.status
}

/// The claims with one of them changed, or removed if it is null.
fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    match value {
        Value::Null => claims.as_object_mut().unwrap().remove(name),
        value => claims
            .as_object_mut()
            .unwrap()
            .insert(name.to_owned(), value),
    };
    claims
}

#[tokio::test]
async fn tokens_that_are_believed() {
    let (rsa, p256) = (Key::rsa(), Key::p256());
    let issuer = Issuer::start(&[("r", &rsa), ("e", &p256)]).await;
    let server = Test::with(issuer.auth(|_| {})).start().await;
    let claims = issuer.claims("zoé");
    assert_eq!(status(&server, &rsa.token("r", &claims)).await, 200);
    assert_eq!(status(&server, &p256.token("e", &claims)).await, 200);
    let id_token = with(
        &with(&claims, "client_id", Value::Null),
        "aud",
        "client-1".into(),
    );
    assert_eq!(status(&server, &rsa.token("r", &id_token)).await, 200);
    // Within what clocks differ.
    let late = with(&claims, "exp", (now() - 20).into());
    assert_eq!(status(&server, &rsa.token("r", &late)).await, 200);
    let early = with(&claims, "nbf", (now() + 20).into());
    assert_eq!(status(&server, &rsa.token("r", &early)).await, 200);
    let posts = server.get("/posts?user=zo%C3%A9").send().await.json();
    assert_eq!(posts.as_array().unwrap().len(), 5);
    // Keys were fetched once for all of them.
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test]
async fn tokens_that_are_not() {
    let (rsa, p256, other) = (Key::rsa(), Key::p256(), Key::rsa());
    let issuer = Issuer::start(&[("r", &rsa), ("e", &p256)]).await;
    let server = Test::with(issuer.auth(|_| {})).start().await;
    let claims = issuer.claims("zoe");
    let none = format!(
        "{}.{}.",
        encode(br#"{"alg":"none","kid":"r"}"#),
        encode(claims.to_string().as_bytes()),
    );
    let good = rsa.token("r", &claims);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let header = |change: Value| {
        let mut header = json!({"alg": "RS256", "kid": "r"});
        header
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        rsa.token_with(&header, &claims)
    };
    let claim = |name: &str, value: Value| rsa.token("r", &with(&claims, name, value));
    for (what, token) in [
        ("alg none", none),
        ("HS256", header(json!({"alg": "HS256"}))),
        ("RS512", header(json!({"alg": "RS512"}))),
        ("a key of another kind", p256.token("r", &claims)),
        (
            "the algorithm of another kind",
            header(json!({"alg": "ES256"})),
        ),
        ("critical extensions", header(json!({"crit": ["exp"]}))),
        ("a logout token", header(json!({"typ": "logout+jwt"}))),
        ("another's signature", other.token("r", &claims)),
        ("no signature", format!("{head}.")),
        (
            "a changed signature",
            match signature.strip_prefix('A') {
                Some(rest) => format!("{head}.B{rest}"),
                None => format!("{head}.A{}", &signature[1..]),
            },
        ),
        ("an unknown key", rsa.token("x", &claims)),
        ("expired", claim("exp", (now() - 120).into())),
        ("no end", claim("exp", Value::Null)),
        ("an end that is none", claim("exp", "tomorrow".into())),
        ("not yet valid", claim("nbf", (now() + 120).into())),
        ("from the future", claim("iat", (now() + 120).into())),
        (
            "another issuer",
            claim("iss", "https://issuer.example".into()),
        ),
        ("no issuer", claim("iss", Value::Null)),
        ("another client", claim("client_id", "other".into())),
        ("another audience", claim("aud", "other".into())),
        ("no access token", claim("token_use", "id".into())),
        ("no user", claim("sub", Value::Null)),
        ("an impossible user", claim("sub", "a/b".into())),
        ("a huge token", claim("more", "x".repeat(9000).into())),
        ("no token", String::new()),
        ("two dots", "..".to_owned()),
        ("no JWT", "zoe".to_owned()),
    ] {
        let answer = post(&server, &format!("Bearer {token}")).await;
        assert_eq!(answer.status, 401, "{what}");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(
            challenge.starts_with("Bearer realm=\"postagram\", error=\"invalid_token\""),
            "{what}: {challenge}"
        );
    }
    for other in ["zoe", "Basic em9lOg==", "Bearer"] {
        assert_eq!(post(&server, other).await.status, 401, "{other}");
    }
    let expired = claim("exp", (now() - 120).into());
    insta::assert_snapshot!(post(&server, &format!("Bearer {expired}")).await.snapshot());
    let missing = server.request("POST", "/posts").send().await;
    insta::assert_snapshot!(missing.snapshot());
    // Nobody has made a post, and anybody may see that.
    assert!(server.titles("/posts").await.is_empty());
}

#[tokio::test]
async fn a_claim_of_choice_names_the_user() {
    let rsa = Key::rsa();
    let issuer = Issuer::start(&[("r", &rsa)]).await;
    let api::AuthSettings::Oidc(settings) = issuer.auth(|_| {}) else {
        panic!("it is an issuer")
    };
    let auth = api::AuthSettings::Oidc(settings.user_claim("username"));
    let server = Test::with(auth).start().await;
    let claims = with(&issuer.claims("1-2-3"), "username", "zoe".into());
    assert_eq!(status(&server, &rsa.token("r", &claims)).await, 200);
    assert_eq!(server.titles("/posts?user=zoe").await, ["t"]);
}

#[tokio::test]
async fn new_keys_are_found_and_old_ones_forgotten() {
    let (old, new) = (Key::rsa(), Key::rsa());
    let issuer = Issuer::start(&[("old", &old)]).await;
    let auth = issuer.auth(|patience| patience.floor = Duration::ZERO);
    let server = Test::with(auth).start().await;
    let claims = issuer.claims("zoe");
    assert_eq!(status(&server, &old.token("old", &claims)).await, 200);
    issuer.publish(&[("new", &new)]);
    assert_eq!(status(&server, &new.token("new", &claims)).await, 200);
    assert_eq!(status(&server, &old.token("old", &claims)).await, 401);
}

#[tokio::test]
async fn unknown_keys_are_not_asked_for_all_the_time() {
    let rsa = Key::rsa();
    let issuer = Issuer::start(&[("r", &rsa)]).await;
    let auth = issuer.auth(|patience| patience.floor = Duration::from_hours(1));
    let server = Test::with(auth).start().await;
    let claims = issuer.claims("zoe");
    for id in ["r", "1", "2", "3"] {
        let expected = if id == "r" { 200 } else { 401 };
        assert_eq!(status(&server, &rsa.token(id, &claims)).await, expected);
    }
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test]
async fn known_keys_do_while_the_issuer_is_away() {
    let rsa = Key::rsa();
    let issuer = Issuer::start(&[("r", &rsa)]).await;
    let auth = issuer.auth(|patience| {
        patience.fresh = Duration::ZERO;
        patience.floor = Duration::ZERO;
    });
    let server = Test::with(auth).start().await;
    let token = rsa.token("r", &issuer.claims("zoe"));
    assert_eq!(status(&server, &token).await, 200);
    for mood in [Mood::Broken, Mood::Lying, Mood::Endless] {
        issuer.mood(mood);
        assert_eq!(status(&server, &token).await, 200);
    }
}

#[tokio::test]
async fn without_keys_the_answer_is_try_again() {
    let rsa = Key::rsa();
    let issuer = Issuer::start(&[("r", &rsa)]).await;
    let auth = issuer.auth(|patience| {
        patience.retry = Duration::ZERO;
        patience.answer = Duration::from_millis(200);
    });
    issuer.mood(Mood::Broken);
    let server = Test::with(auth).start().await;
    let token = rsa.token("r", &issuer.claims("zoe"));
    for mood in [Mood::Broken, Mood::Lying, Mood::Endless, Mood::Silent] {
        issuer.mood(mood);
        let answer = post(&server, &format!("Bearer {token}")).await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    issuer.mood(Mood::Fine);
    assert_eq!(status(&server, &token).await, 200);
    assert_eq!(
        server
            .metric("postagram_oidc_key_fetches_total{outcome=\"success\"}")
            .await
            .as_deref(),
        Some("1")
    );
}

#[tokio::test]
async fn who_waits_for_the_issuer_waits_for_one_answer() {
    let rsa = Key::rsa();
    let issuer = Issuer::start(&[("r", &rsa)]).await;
    issuer.mood(Mood::Silent);
    let server = Test::with(issuer.auth(|_| {}))
        .limits(|limits| limits.in_flight = 1)
        .start()
        .await;
    let token = rsa.token("r", &issuer.claims("zoe"));
    let mut waiting = JoinSet::new();
    for _ in 0..50 {
        waiting.spawn(request(&server, &token).send());
    }
    while server.metric(IN_FLIGHT).await.as_deref() != Some("50") {
        tokio::task::yield_now().await;
    }
    // Who needs no caller is served meanwhile.
    assert_eq!(server.get("/posts").send().await.status, 200);
    tokio::time::pause();
    let start = Instant::now();
    while let Some(answer) = waiting.join_next().await {
        assert_eq!(answer.unwrap().status, 503);
    }
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(issuer.asked() <= 2, "{}", issuer.asked());
}

#[tokio::test]
async fn who_hangs_up_does_not_keep_others_from_a_new_key() {
    let (old, new) = (Key::rsa(), Key::rsa());
    let issuer = Issuer::start(&[("old", &old)]).await;
    let auth = issuer.auth(|patience| patience.floor = Duration::from_secs(1));
    let server = Test::with(auth).start().await;
    let claims = issuer.claims("zoe");
    assert_eq!(status(&server, &old.token("old", &claims)).await, 200);
    issuer.publish(&[("new", &new)]);
    let gate = Arc::new(Notify::new());
    issuer.mood(Mood::Late(Arc::clone(&gate)));
    let token = new.token("new", &claims);
    // Before the floor it is not even asked.
    while issuer.asked() < 2 {
        let mut impatient = server.connect().await;
        impatient.write(&request(&server, &token).bytes()).await;
        let answer = tokio::time::timeout(Duration::from_millis(100), impatient.answer());
        if let Ok(answer) = answer.await {
            assert_eq!(answer.unwrap().status, 401);
        }
    }
    gate.notify_one();
    assert_eq!(status(&server, &token).await, 200);
    assert_eq!(issuer.asked(), 2);
}
