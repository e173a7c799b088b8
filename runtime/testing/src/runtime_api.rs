//! A stand-in for Lambda's Runtime API.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;

use crate::Trouble;

/// What the program told the Runtime API.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// It asked for the next event: it is initialized, or done with the last.
    Next,
    /// An invocation was a success.
    Response(String, Value),
    /// An invocation failed.
    Error(String, Value),
}

#[derive(Debug, Clone)]
struct Api {
    events: Arc<Mutex<VecDeque<String>>>,
    more: Arc<Notify>,
    told: mpsc::UnboundedSender<Told>,
}

impl Api {
    fn events(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what is JSON, as the real one does.
    fn hear(&self, body: &[u8], what: impl FnOnce(Value) -> Told) -> StatusCode {
        let Ok(body) = serde_json::from_slice(body) else {
            return StatusCode::BAD_REQUEST;
        };
        // Nobody has to listen.
        let _: Result<(), mpsc::error::SendError<Told>> = self.told.send(what(body));
        StatusCode::ACCEPTED
    }
}

/// Hands events to a program and hears what comes back; stops when dropped.
#[derive(Debug)]
pub struct RuntimeApi {
    api: Api,
    told: mpsc::UnboundedReceiver<Told>,
    /// `host:port`
    pub address: String,
    server: JoinHandle<()>,
}

impl RuntimeApi {
    /// Starts it on a free port of this machine.
    ///
    /// # Errors
    ///
    /// When there is no socket to be had.
    pub async fn start() -> Result<Self, Trouble> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
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
        let server = tokio::spawn(async move {
            // It goes on until its task is stopped.
            let _: std::io::Result<()> = axum::serve(listener, app).await;
        });
        Ok(Self {
            api,
            told,
            address,
            server,
        })
    }

    /// The next event is this.
    pub fn invoke(&self, event: &str) {
        self.api.events().push_back(event.to_owned());
        self.api.more.notify_one();
    }

    /// What the program says next; waits until it says something.
    pub async fn told(&mut self) -> Told {
        match self.told.recv().await {
            Some(told) => told,
            // The server has a sender of its own, and lives as long as this.
            None => std::future::pending().await,
        }
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Answers when there is an event, as the real one does.
async fn next(State(api): State<Api>) -> Response {
    // Nobody has to listen.
    let _: Result<(), mpsc::error::SendError<Told>> = api.told.send(Told::Next);
    loop {
        let event = api.events().pop_front();
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
    api.hear(&body, |body| Told::Response(id, body))
}

async fn error(State(api): State<Api>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    api.hear(&body, |body| Told::Error(id, body))
}
