//! What keeps it from starting, and what it says at its start.

use crate::harness::Test;

#[tokio::test]
async fn what_keeps_it_from_starting() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = Test::new().with(&["--port", &port]).refused().await;
    assert_eq!(refused.code, Some(1));
    insta::assert_snapshot!(refused.error.replace(&port, "[port]"));

    let test = Test::new().with(&["--stack", "/nowhere/cdk.tf.json"]);
    insta::assert_snapshot!(test.refused().await.error);

    let test = Test::new().with(&["--public-url", "localhost"]);
    insta::assert_snapshot!(test.refused().await.error);

    let test = Test::new().variable("MAX_IN_FLIGHT", "none");
    insta::assert_snapshot!(test.refused().await.error);

    let test = Test::new().variable("LOG_LEVEL", "very=loud");
    insta::assert_snapshot!(test.refused().await.error);

    let test = Test::new().with(&["--rekognition-endpoint", "localhost:9000"]);
    insta::assert_snapshot!(test.refused().await.error);

    let test = Test::new().with(&["--auth", "oidc"]);
    assert_eq!(test.refused().await.code, Some(2));
}

#[tokio::test]
async fn two_programs_on_one_folder() {
    let laptop = Test::new().start().await;
    let folder = laptop.data();
    let second = Test::new().with(&["--data", folder.to_str().unwrap()]);
    let refused = second.refused().await;
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.error.contains("uses it\nhint: stop that one"),
        "{}",
        refused.error
    );
    // The first one does not notice.
    assert_eq!(laptop.get("/ready").await.status, 200);
}

#[tokio::test]
async fn a_reset_asks_first() {
    let laptop = Test::new().start().await;
    laptop.post("zoe", "x").await;
    let test = laptop.terminate().await.with(&["--reset"]);
    let refused = test.refused().await;
    assert_eq!(refused.code, Some(1));
    let folder = test.data().canonicalize().unwrap().display().to_string();
    insta::assert_snapshot!(refused.error.replace(&folder, "[folder]"));
    let laptop = test.without_arguments().start().await;
    assert_eq!(laptop.posts("zoe").await.len(), 1);
    let laptop = laptop
        .terminate()
        .await
        .with(&["--reset", "--yes"])
        .start()
        .await;
    assert_eq!(laptop.posts("zoe").await.len(), 0);
}

#[tokio::test]
async fn a_reset_is_done_when_somebody_at_the_terminal_agrees() {
    let laptop = Test::new().start().await;
    laptop.post("zoe", "x").await;
    let mut test = laptop.terminate().await.with(&["--reset"]);
    let folder = test.data().canonicalize().unwrap().display().to_string();
    for answer in ["n\n", "\n", "what?\n"] {
        let (code, text) = test.answered(answer).await;
        assert_eq!(code, Some(1), "{text}");
        let question = format!("Remove all posts and images in {folder}? [y/N] ");
        assert!(text.contains(&question), "{text}");
        assert!(text.contains("error: nothing was removed\n"), "{text}");
    }
    test = test.without_arguments();
    let laptop = test.start().await;
    assert_eq!(laptop.posts("zoe").await.len(), 1, "all is there");
    let test = laptop.terminate().await.with(&["--reset"]);
    let mut laptop = test.start_answered("y\n").await;
    laptop.logged("removed all posts and images").await;
    assert_eq!(laptop.posts("zoe").await.len(), 0);
    // It is a folder like any other afterwards.
    laptop.post("zoe", "again").await;
}

/// Nothing is removed for a program that then cannot start.
#[tokio::test]
async fn a_reset_needs_the_address_first() {
    let laptop = Test::new().start().await;
    laptop.post("zoe", "x").await;
    let test = laptop.terminate().await;
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let test = test.with(&["--reset", "--yes", "--port", &port]);
    let refused = test.refused().await;
    assert!(
        refused.error.starts_with("error: cannot listen on"),
        "{}",
        refused.error
    );
    let laptop = test.without_arguments().start().await;
    assert_eq!(laptop.posts("zoe").await.len(), 1);
}

#[tokio::test]
async fn it_says_what_is_not_as_in_aws() {
    let mut laptop = Test::new().start().await;
    laptop.logged("labels are computed from pixels").await;
    laptop
        .logged("not as in AWS: files are not encrypted")
        .await;
    laptop
        .logged("anyone who reaches this server can act as any user")
        .await;
}

#[tokio::test]
async fn others_are_let_in_when_asked() {
    let mut laptop = Test::new().with(&["--bind", "0.0.0.0"]).start().await;
    laptop
        .logged("listening on 0.0.0.0: everybody who reaches this machine")
        .await;
    laptop
        .logged("say what this machine is reached at with --public-url")
        .await;
    assert!(
        laptop.url.starts_with("http://127.0.0.1:"),
        "{}",
        laptop.url
    );
}

/// URLs carry the address that browsers use, even where this process itself
/// cannot reach it.
#[tokio::test]
async fn behind_a_tunnel() {
    let public = "https://tunnel.example";
    let mut laptop = Test::new().with(&["--public-url", public]).start().await;
    assert_eq!(laptop.url, public);
    let line = laptop.logged("listening ").await;
    let (_, address) = line.split_once("address=").unwrap();
    laptop.url = format!("http://{}", address.trim_matches('"'));
    let image = crate::harness::picture(0, 0, 200);
    let post = laptop.post("zoe", "x").await;
    let url = laptop.upload_url("zoe", &post, image.len()).await;
    let path = url.strip_prefix(public).unwrap();
    // The tunnel hands on the name that was asked for.
    let headers = [("content-type", "image/png"), ("host", "tunnel.example")];
    let put = laptop.send("PUT", path, &headers, &image).await;
    assert_eq!(put.status, 200);
    assert_eq!(laptop.post_with("zoe", "labels").await["labels"][0], "Blue");
}
