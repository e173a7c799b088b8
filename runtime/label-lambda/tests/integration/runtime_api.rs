//! A stand-in for Lambda's Runtime API.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};

/// What the program told the Runtime API.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Told {
    /// It asked for the next event: it is initialized, or done with the last.
    Next,
    /// An invocation was a success.
    Response(String, Value),
    /// An invocation failed.
    Error(String, Value),
}

#[derive(Clone)]
struct Api {
    events: Arc<Mutex<VecDeque<String>>>,
    more: Arc<Notify>,
    told: mpsc::UnboundedSender<Told>,
}

/// The other end: hands events in, hears what comes back.
pub(crate) struct RuntimeApi {
    api: Api,
    told: mpsc::UnboundedReceiver<Told>,
    /// `host:port`
    pub(crate) address: String,
}

impl RuntimeApi {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (sender, told) = mpsc::unbounded_channel();
        let api = Api {
            events: Arc::default(),
            more: Arc::default(),
            told: sender,
        };
        let root = "/2018-06-01/runtime/invocation";
        let app = Router::new()
            .route(&format!("{root}/next"), get(next))
            .route(&format!("{root}/{{id}}/response"), post(response))
            .route(&format!("{root}/{{id}}/error"), post(error))
            .with_state(api.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { api, told, address }
    }

    /// The next event is this.
    pub(crate) fn invoke(&self, event: &str) {
        self.api.events.lock().unwrap().push_back(event.to_owned());
        self.api.more.notify_one();
    }

    /// What the program says next. The test waits until it says something.
    pub(crate) async fn told(&mut self) -> Told {
        self.told.recv().await.unwrap()
    }
}

/// Answers when there is an event, as the real one does.
async fn next(State(api): State<Api>) -> Response {
    let _ = api.told.send(Told::Next);
    loop {
        let event = api.events.lock().unwrap().pop_front();
        if let Some(event) = event {
            let headers = [
                ("lambda-runtime-aws-request-id", "request-1"),
                ("lambda-runtime-deadline-ms", "4102444800000"),
                (
                    "lambda-runtime-invoked-function-arn",
                    "arn:aws:lambda:us-east-1:123456789012:function:labeler",
                ),
                (
                    "lambda-runtime-trace-id",
                    "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
                ),
                ("content-type", "application/json"),
            ];
            return (headers, event).into_response();
        }
        api.more.notified().await;
    }
}

async fn response(State(api): State<Api>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    let body = serde_json::from_slice(&body).unwrap();
    let _ = api.told.send(Told::Response(id, body));
    StatusCode::ACCEPTED
}

async fn error(State(api): State<Api>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    let body = serde_json::from_slice(&body).unwrap();
    let _ = api.told.send(Told::Error(id, body));
    StatusCode::ACCEPTED
}
