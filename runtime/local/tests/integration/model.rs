//! A model in place of the stand-in, and what happens when it fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};

use crate::harness::{Test, files, picture};

/// What is asked of a model, and what it answers.
type Answers = Arc<dyn Fn(Value) -> (StatusCode, Value) + Send + Sync>;

async fn answer(
    State(answers): State<Answers>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    assert_eq!(headers["x-amz-target"], "RekognitionService.DetectLabels");
    let (status, body) = answers(serde_json::from_slice(&body).unwrap());
    (status, body.to_string())
}

/// A model on an address of this machine.
async fn model(answers: impl Fn(Value) -> (StatusCode, Value) + Send + Sync + 'static) -> String {
    let answers: Answers = Arc::new(answers);
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    let router = Router::new().route("/", post(answer)).with_state(answers);
    tokio::spawn(async { axum::serve(socket, router).await });
    url
}

#[tokio::test]
async fn a_model_sees_the_image_and_gives_the_labels() {
    let url = model(|asked| {
        let file = asked["Image"]["Bytes"].as_str().unwrap();
        assert!(file.starts_with("iVBORw0KGgo"), "{file}");
        assert_eq!(asked["MaxLabels"], 5);
        assert_eq!(asked["MinConfidence"], 75.0);
        let labels =
            json!([{"Name": "Cat", "Confidence": 99.0}, {"Name": "Pet", "Confidence": 80.0}]);
        (StatusCode::OK, json!({ "Labels": labels }))
    })
    .await;
    let laptop = Test::new()
        .with(&["--rekognition-endpoint", &url])
        .start()
        .await;
    let post = laptop.post("zoe", "a cat").await;
    laptop.upload("zoe", &post, &picture(1, 2, 3)).await;
    let post = laptop.post_with("zoe", "labels").await;
    assert_eq!(post["labels"], json!(["Cat", "Pet"]));
}

#[tokio::test]
async fn a_failure_is_tried_again() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let url = model(move |_| {
        if counted.fetch_add(1, Ordering::SeqCst) < 2 {
            return (
                StatusCode::BAD_REQUEST,
                json!({"__type": "AccessDeniedException"}),
            );
        }
        (
            StatusCode::OK,
            json!({"Labels": [{"Name": "Late", "Confidence": 90.0}]}),
        )
    })
    .await;
    let mut laptop = Test::new()
        .with(&["--rekognition-endpoint", &url, "--retry-after", "1"])
        .start()
        .await;
    let post = laptop.post("zoe", "x").await;
    laptop.upload("zoe", &post, &picture(1, 2, 3)).await;
    laptop.logged("labelling failed; again later").await;
    assert_eq!(laptop.post_with("zoe", "labels").await["labels"][0], "Late");
    assert_eq!(
        files(&laptop.data().join("queues/postagram-dev-labeler-failures")),
        0
    );
}

#[tokio::test]
async fn what_fails_for_good_is_kept_as_a_message() {
    let url = model(|_| {
        (
            StatusCode::BAD_REQUEST,
            json!({"__type": "AccessDeniedException"}),
        )
    })
    .await;
    let mut laptop = Test::new()
        .with(&["--rekognition-endpoint", &url, "--retry-after", "1"])
        .start()
        .await;
    let post = laptop.post("zoe", "x").await;
    laptop.upload("zoe", &post, &picture(1, 2, 3)).await;
    let line = laptop.logged("labelling failed for good").await;
    let (_, path) = line.split_once("kept=\"").unwrap();
    let message = std::fs::read(path.trim_end_matches('"')).unwrap();
    let message: Value = serde_json::from_slice(&message).unwrap();
    assert_eq!(message["requestContext"]["condition"], "RetriesExhausted");
    assert_eq!(message["requestContext"]["approximateInvokeCount"], 3);
    let key = &message["requestPayload"]["Records"][0]["s3"]["object"]["key"];
    assert!(
        key.as_str().unwrap().starts_with(&format!("zoe/{post}/")),
        "{key}"
    );
    let error = message["responsePayload"]["errorMessage"].as_str().unwrap();
    assert!(error.contains("1 of 1 images are not labelled"), "{error}");
    // It is not delivered again.
    let mut laptop = laptop.terminate().await.start().await;
    let other = laptop.post("max", "x").await;
    laptop.upload("max", &other, b"no image").await;
    laptop.logged("outcome=\"failed\"").await;
    assert_eq!(
        files(&laptop.data().join("queues/postagram-dev-labeler-failures")),
        1
    );
}
