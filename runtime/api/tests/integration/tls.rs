//! Keys over TLS, as the program fetches them: from an issuer whose
//! certificate the machine knows, and from no other.

use postagram_testing::StandIns;
use serde_json::{Value, json};

use crate::child::Process;
use crate::client::Request;
use crate::issuer::{CLIENT, Issuer, Key};

/// What a caller with a token of the issuer is answered, and what is logged.
async fn ask(issuer: &Issuer, key: &Key, roots: Option<&str>) -> (u16, Vec<Value>) {
    let stand_ins = StandIns::start().await.unwrap();
    let mut variables = vec![
        ("AUTH", "oidc"),
        ("OIDC_ISSUER", issuer.url.as_str()),
        ("OIDC_CLIENT_ID", CLIENT),
    ];
    variables.extend(roots.map(|path| ("SSL_CERT_FILE", path)));
    let program = Process::start(&stand_ins, &variables).await;
    let token = key.token("r", &issuer.claims("zoe"));
    let answer = Request::new(program.address, "POST", "/posts")
        .header("authorization", format!("Bearer {token}"))
        .json(&json!({"title": "t", "body": "b"}))
        .send()
        .await;
    program.terminate();
    let (status, log) = program.ended().await;
    assert!(status.success());
    (answer.status, log)
}

fn fetches(log: &[Value], message: &str) -> usize {
    let lines = log.iter();
    lines.filter(|line| line["message"] == message).count()
}

#[tokio::test]
async fn of_a_known_issuer() {
    let key = Key::rsa();
    let (issuer, certificate) = Issuer::start_tls("localhost", &[("r", &key)]).await;
    let folder = tempfile::tempdir().unwrap();
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, certificate).unwrap();
    let (status, log) = ask(&issuer, &key, roots.to_str()).await;
    assert_eq!(status, 200, "{log:?}");
    assert_eq!(fetches(&log, "fetched the issuer's keys"), 1);
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test]
async fn of_an_issuer_that_nobody_knows() {
    let key = Key::rsa();
    let (issuer, _) = Issuer::start_tls("localhost", &[("r", &key)]).await;
    let (status, log) = ask(&issuer, &key, None).await;
    assert_eq!(status, 503, "{log:?}");
    assert!(fetches(&log, "cannot fetch the issuer's keys") >= 1);
    assert_eq!(issuer.asked(), 0);
}

#[tokio::test]
async fn of_an_issuer_with_the_certificate_of_another() {
    let key = Key::rsa();
    // The certificate is of `localhost`.
    let (issuer, certificate) = Issuer::start_tls("127.0.0.1", &[("r", &key)]).await;
    let folder = tempfile::tempdir().unwrap();
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, certificate).unwrap();
    let (status, log) = ask(&issuer, &key, roots.to_str()).await;
    assert_eq!(status, 503, "{log:?}");
    assert_eq!(issuer.asked(), 0);
}
