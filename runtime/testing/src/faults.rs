//! Faults between the clients and AWS.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

/// An HTTP client that does what it is told to do wrong, and notes what it was
/// asked for. Clones share the plan.
#[derive(Debug, Clone)]
pub struct Faults {
    plan: Arc<Mutex<Plan>>,
    inner: SharedHttpClient,
}

#[derive(Debug, Default)]
struct Plan {
    /// Operation, fault, how often still.
    faults: Vec<(String, Fault, usize)>,
    calls: Vec<String>,
}

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Too many requests: the error code of the service for that.
    Throttled,
    /// An answer with this status and an empty body.
    Status(u16),
    /// The connection breaks before the request arrives.
    Reset,
    /// The request arrives, the answer does not.
    LostAnswer,
    /// No answer ever.
    Hang,
    /// A success whose body is none.
    Garbage,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            plan: Arc::default(),
            inner: Builder::new().build_http(),
        }
    }
}

impl Faults {
    /// The next `times` requests for `operation` go wrong. Operations have the
    /// names of the API: `PutItem`, `ListObjectsV2`, `DetectLabels`.
    pub fn inject(&self, operation: &str, fault: Fault, times: usize) {
        self.plan()
            .faults
            .push((operation.to_owned(), fault, times));
    }

    /// Nothing goes wrong any more.
    pub fn clear(&self) {
        self.plan().faults.clear();
    }

    /// The operations that were asked for so far, in order, repeated ones
    /// included.
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        self.plan().calls.clone()
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request and takes its fault from the plan.
    fn next(&self, operation: &str) -> Option<Fault> {
        let mut plan = self.plan();
        plan.calls.push(operation.to_owned());
        let entry = plan
            .faults
            .iter_mut()
            .find(|(name, _, times)| name == operation && *times > 0)?;
        entry.2 -= 1;
        Some(entry.1)
    }
}

impl HttpClient for Faults {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector {
            faults: self.clone(),
            inner: self.inner.http_connector(settings, components),
        })
    }
}

#[derive(Debug)]
struct Connector {
    faults: Faults,
    inner: SharedHttpConnector,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let operation = operation(&request);
        let Some(fault) = self.faults.next(&operation) else {
            return self.inner.call(request);
        };
        let reset = || ConnectorError::io("the connection was reset".into());
        match fault {
            Fault::Throttled => HttpConnectorFuture::ready(throttled(&request)),
            Fault::Status(status) => HttpConnectorFuture::ready(response(status, "")),
            Fault::Garbage => HttpConnectorFuture::ready(response(200, "<<{ no sense")),
            Fault::Reset => HttpConnectorFuture::ready(Err(reset())),
            Fault::Hang => HttpConnectorFuture::new(std::future::pending()),
            Fault::LostAnswer => {
                let answer = self.inner.call(request);
                HttpConnectorFuture::new(async move {
                    answer.await?;
                    Err(reset())
                })
            }
        }
    }
}

/// What a request asks for: named by a header in DynamoDB and Rekognition, by
/// method and query in S3.
fn operation(request: &HttpRequest) -> String {
    if let Some(target) = request.headers().get("x-amz-target") {
        return target.rsplit('.').next().unwrap_or_default().to_owned();
    }
    let (path, query) = request.uri().split_once('?').unwrap_or((request.uri(), ""));
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let has_key = path
        .splitn(3, '/')
        .nth(2)
        .is_some_and(|key| !key.is_empty());
    match (request.method(), has_key) {
        ("GET", true) => "GetObject",
        ("PUT", true) => "PutObject",
        ("HEAD", false) => "HeadBucket",
        ("GET", false) if query.contains("list-type=2") => "ListObjectsV2",
        ("POST", false) if query.starts_with("delete") => "DeleteObjects",
        _ => "unknown",
    }
    .to_owned()
}

fn throttled(request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
    if request.headers().get("x-amz-target").is_some() {
        let body = "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}";
        response(400, body)
    } else {
        let body = "<Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>";
        response(503, body)
    }
}

fn response(status: u16, body: &'static str) -> Result<HttpResponse, ConnectorError> {
    let status =
        StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
    Ok(HttpResponse::new(status, SdkBody::from(body)))
}
