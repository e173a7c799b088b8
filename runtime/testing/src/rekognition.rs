//! Rekognition: labels of images in the bucket.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{Bucket, image};

/// What it was asked. Clones share it.
#[derive(Debug, Clone)]
pub struct Rekognition {
    bucket: Bucket,
    calls: Arc<Mutex<Vec<Value>>>,
}

impl Rekognition {
    pub(crate) fn new(bucket: Bucket) -> Self {
        Self {
            bucket,
            calls: Arc::default(),
        }
    }

    /// The bodies of all requests so far.
    #[must_use]
    pub fn calls(&self) -> Vec<Value> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.clone()
    }

    pub(crate) async fn serve(self, listener: TcpListener) {
        let app = Router::new().route("/", post(answer)).with_state(self);
        // It goes on until its task is stopped.
        let _: std::io::Result<()> = axum::serve(listener, app).await;
    }

    async fn detect(&self, request: &Value) -> Result<Value, String> {
        let object = &request["Image"]["S3Object"];
        let is_ours = object["Bucket"] == self.bucket.name();
        let file = match object["Name"].as_str() {
            Some(key) if is_ours => self.bucket.get(key).await.ok().flatten(),
            _ => None,
        };
        let mut labels = image::content(&file.ok_or("InvalidS3ObjectException")?)?;
        let most = request["MaxLabels"].as_u64().unwrap_or(1000);
        labels.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let labels: Vec<Value> = labels
            .into_iter()
            .map(|name| json!({"Name": name, "Confidence": 99.5, "Instances": [], "Parents": []}))
            .collect();
        Ok(json!({"Labels": labels, "LabelModelVersion": "3.0"}))
    }
}

async fn answer(
    State(rekognition): State<Rekognition>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let target = headers.get("x-amz-target").map(|value| value.as_bytes());
    let signed = headers.contains_key(header::AUTHORIZATION);
    let result = if target != Some(b"RekognitionService.DetectLabels") {
        Err("UnknownOperationException".to_owned())
    } else if !signed {
        Err("MissingAuthenticationTokenException".to_owned())
    } else {
        let request: Value = serde_json::from_slice(&body).unwrap_or_default();
        let result = rekognition.detect(&request).await;
        let mut calls = rekognition
            .calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        calls.push(request);
        result
    };
    let (status, body) = match result {
        Ok(found) => (StatusCode::OK, found),
        Err(error) => (
            StatusCode::BAD_REQUEST,
            json!({"__type": error, "Message": "said by the stand-in"}),
        ),
    };
    let kind = [(header::CONTENT_TYPE, "application/x-amz-json-1.1")];
    (status, kind, body.to_string()).into_response()
}
