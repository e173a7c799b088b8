//! `DetectLabels` over HTTP.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use base64::Engine as _;
use contract::image::MAX_BYTES;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::decode::decode;
use super::labels::labels;
use super::model::Model;
use super::refusal::Refusal;
use crate::bucket::{Bucket, Whole};

/// Bytes of a request: an image of 5 MB within it, in base64, and the rest.
const BODY: usize = 8 * 1024 * 1024;

/// What is said where a request does not: Rekognition's own.
const MOST: i32 = 1000;
const LEAST: f32 = 55.0;

/// Requests that wait for their turn; more are sent away and come again.
const WAITING: usize = 64;

/// The service. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Rekognition {
    bucket: Bucket,
    model: Option<Model>,
    /// One image is decoded at a time: memory is bounded by the largest.
    turn: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Asked {
    image: Image,
    max_labels: Option<i32>,
    min_confidence: Option<f32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Image {
    bytes: Option<String>,
    s3_object: Option<Object>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Object {
    bucket: Option<String>,
    name: Option<String>,
}

impl Rekognition {
    pub(crate) fn new(bucket: Bucket, model: Option<Model>) -> Self {
        Self {
            bucket,
            model,
            turn: Arc::new(Semaphore::new(1)),
            places: Arc::new(Semaphore::new(WAITING)),
        }
    }

    pub(crate) fn router(self) -> Router {
        Router::new()
            .route("/", post(answer))
            .layer(DefaultBodyLimit::max(BODY))
            .with_state(self)
    }

    async fn detect(&self, body: &[u8]) -> Result<Value, Refusal> {
        let asked: Asked = serde_json::from_slice(body)
            .map_err(|error| Refusal::parameter(format!("the request is none: {error}")))?;
        let most = asked.max_labels.unwrap_or(MOST);
        let least = asked.min_confidence.unwrap_or(LEAST);
        if most < 0 || !(0.0..=100.0).contains(&least) {
            return Err(Refusal::parameter(
                "MaxLabels or MinConfidence is out of range",
            ));
        }
        let Ok(_place) = self.places.try_acquire() else {
            return Err(Refusal::throttled());
        };
        // Nobody closes it.
        let Ok(turn) = Arc::clone(&self.turn).acquire_owned().await else {
            return Err(Refusal::throttled());
        };
        let file = self.file(asked.image).await?;
        // It goes on to its end, and keeps its turn until then, even if the
        // client does not wait for it.
        let measured = tokio::task::spawn_blocking(move || {
            let found = decode(&file).map(|picture| labels(&picture));
            drop(turn);
            (file, found)
        });
        let (file, found) = measured
            .await
            .map_err(|error| Refusal::internal(error.to_string()))?;
        let found = found?;
        if let Some(model) = &self.model {
            return model.detect(file, most, least).await;
        }
        let most = usize::try_from(most).unwrap_or_default();
        let sure = found.into_iter().filter(|label| label.confidence >= least);
        let labels: Vec<Value> = sure
            .take(most)
            .map(|label| {
                json!({
                    "Name": label.name,
                    "Confidence": label.confidence,
                    "Instances": [],
                    "Parents": [],
                    "Aliases": [],
                    "Categories": [{"Name": "Colors and Visual Composition"}],
                })
            })
            .collect();
        Ok(json!({"Labels": labels, "LabelModelVersion": "laptop-1"}))
    }

    /// The image that is asked about.
    async fn file(&self, image: Image) -> Result<Vec<u8>, Refusal> {
        match (image.bytes, image.s3_object) {
            (Some(text), None) => base64::engine::general_purpose::STANDARD
                .decode(text)
                .map_err(|error| Refusal::parameter(format!("Bytes: {error}"))),
            (None, Some(object)) => {
                let name = &self.bucket.settings().name;
                let key = object.name.filter(|_| object.bucket.as_ref() == Some(name));
                let key = key.ok_or_else(Refusal::object)?;
                match self.bucket.whole(&key, MAX_BYTES).await {
                    Ok(Some(Whole::Content(content))) => Ok(content),
                    Ok(Some(Whole::TooLarge)) => Err(Refusal::too_large("it has more than 15 MB")),
                    Ok(None) => Err(Refusal::object()),
                    Err(error) => Err(Refusal::internal(error.to_string())),
                }
            }
            _ => Err(Refusal::parameter("Image: either Bytes or S3Object")),
        }
    }
}

async fn answer(
    State(rekognition): State<Rekognition>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let target = headers.get("x-amz-target").map(|value| value.as_bytes());
    let result = if target != Some(b"RekognitionService.DetectLabels") {
        Err(Refusal::unknown_operation())
    } else if !headers.contains_key(header::AUTHORIZATION) {
        Err(Refusal::unsigned())
    } else {
        rekognition.detect(&body).await
    };
    let (status, body) = match result {
        Ok(found) => (StatusCode::OK, found),
        Err(refusal) => {
            tracing::info!(
                code = refusal.code,
                why = refusal.message,
                "an image has no labels"
            );
            let status = match refusal.code {
                "InternalServerError" => StatusCode::INTERNAL_SERVER_ERROR,
                _ => StatusCode::BAD_REQUEST,
            };
            (
                status,
                json!({"__type": refusal.code, "Message": refusal.message}),
            )
        }
    };
    let kind = [(header::CONTENT_TYPE, "application/x-amz-json-1.1")];
    (status, kind, body.to_string()).into_response()
}
