//! Requests to one server: TLS, proxies, time-outs, and a bound on answers.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::runtime::{Builder, Runtime};

use super::environment::wrong;
use crate::error::{Error, Result};

/// How many times a request is sent on to where the server points.
const MOST_REDIRECTS: usize = 3;

/// What a request may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Until there is a connection.
    pub(super) connect: Duration,
    /// From the start to the last byte of the answer.
    pub(super) request: Duration,
    /// Bytes of an answer.
    pub(super) answer: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            request: Duration::from_secs(30),
            // A hundred comments of the greatest length.
            answer: 64 * 1024 * 1024,
        }
    }
}

/// A client of one server, which blocks.
#[derive(Debug)]
pub(super) struct Client {
    base: Uri,
    transport: Transport,
    runtime: Runtime,
    limits: Limits,
}

type Body = Full<Bytes>;

#[derive(Debug)]
enum Transport {
    Direct(legacy::Client<HttpsConnector<HttpConnector>, Body>),
    Tunnel(legacy::Client<HttpsConnector<Tunnel<HttpConnector>>, Body>),
}

/// What the server said.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Lost {
    pub(super) what: String,
    /// What to do, where asking again will not help.
    pub(super) hint: Option<&'static str>,
}

impl Lost {
    fn again(what: String) -> Self {
        Self { what, hint: None }
    }
}

impl Client {
    /// Reads the machine's root certificates.
    pub(super) fn new(base: &Uri, proxies: &Matcher, limits: Limits) -> Result<Self> {
        let mut sockets = HttpConnector::new();
        sockets.enforce_http(false);
        sockets.set_nodelay(true);
        sockets.set_connect_timeout(Some(limits.connect));
        let transport = match proxies.intercept(base) {
            None => Transport::Direct(client(tls(sockets)?)),
            Some(proxy) => {
                let scheme = proxy.uri().scheme_str().unwrap_or_default();
                if scheme != "http" {
                    return Err(wrong(
                        format!(
                            "the environment names a proxy that is spoken to in `{scheme}`, which synth cannot"
                        ),
                        "name an http:// proxy in HTTPS_PROXY, or take the host out with NO_PROXY",
                    ));
                }
                let mut tunnel = Tunnel::new(proxy.uri().clone(), sockets);
                if let Some(authorization) = proxy.basic_auth() {
                    tunnel = tunnel.with_auth(authorization.clone());
                }
                Transport::Tunnel(client(tls(tunnel)?))
            }
        };
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Self {
            base: base.clone(),
            transport,
            runtime: runtime.map_err(|error| Error::ToolFailed {
                what: format!("could not start a network client: {error}"),
            })?,
            limits,
        })
    }

    /// Sends a request to a path below the server's address. A redirect is
    /// followed on the same server alone: the token goes nowhere else.
    pub(super) fn send(
        &self,
        method: &Method,
        path: &str,
        headers: &[(HeaderName, HeaderValue)],
        body: Option<&serde_json::Value>,
    ) -> std::result::Result<Answer, Lost> {
        let mut url = format!("{}{path}", self.base.to_string().trim_end_matches('/'));
        for _ in 0..=MOST_REDIRECTS {
            let mut request = Request::builder()
                .method(method)
                .uri(&url)
                .header(USER_AGENT, "synth-review");
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let bytes = match body {
                Some(body) => {
                    request = request.header(CONTENT_TYPE, "application/json");
                    Bytes::from(body.to_string())
                }
                None => Bytes::new(),
            };
            let request = request
                .body(Full::new(bytes))
                .map_err(|error| Lost::again(error.to_string()))?;
            let answer = self.runtime.block_on(self.exchange(request))?;
            if !answer.status.is_redirection() {
                return Ok(answer);
            }
            url = self.elsewhere(&answer)?;
        }
        Err(Lost::again(format!(
            "{} redirects in a circle",
            self.host()
        )))
    }

    async fn exchange(&self, request: Request<Body>) -> std::result::Result<Answer, Lost> {
        let limit = self.limits.answer;
        let whole = async {
            let response = self.request(request).await?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, limit).collect().await;
            let body = body.map_err(|error| self.lost(error.as_ref()))?.to_bytes();
            Ok(Answer {
                status: parts.status,
                headers: parts.headers,
                body,
            })
        };
        match tokio::time::timeout(self.limits.request, whole).await {
            Ok(answer) => answer,
            Err(_) => Err(Lost::again(format!(
                "{} did not answer within {} s",
                self.host(),
                self.limits.request.as_secs()
            ))),
        }
    }

    async fn request(
        &self,
        request: Request<Body>,
    ) -> std::result::Result<Response<Incoming>, Lost> {
        let answer = match &self.transport {
            Transport::Direct(client) => client.request(request).await,
            Transport::Tunnel(client) => client.request(request).await,
        };
        answer.map_err(|error| self.lost(&error))
    }

    /// The place that a redirect names.
    fn elsewhere(&self, answer: &Answer) -> std::result::Result<String, Lost> {
        let place = answer.headers.get(LOCATION);
        let place = place.and_then(|place| place.to_str().ok()).unwrap_or("");
        let uri: Option<Uri> = place.parse().ok();
        let same = uri.as_ref().is_some_and(|uri| {
            uri.scheme() == self.base.scheme() && uri.authority() == self.base.authority()
        });
        if same {
            return Ok(place.to_owned());
        }
        Err(Lost {
            what: format!("{} redirects to another server", self.host()),
            hint: Some(
                "the token is not sent there; if the server moved, give its new address in the environment",
            ),
        })
    }

    fn host(&self) -> &str {
        self.base.authority().map_or("the server", |it| it.as_str())
    }

    /// Why a request failed, from the outermost reason to the innermost.
    fn lost(&self, error: &(dyn StdError + 'static)) -> Lost {
        let mut what = format!("{}: {error}", self.host());
        let mut hint = None;
        let mut next = Some(error);
        while let Some(error) = next {
            if is_certificate(error) {
                hint = Some(
                    "if the server has a certificate of your own authority, name that authority's file in SSL_CERT_FILE",
                );
            }
            next = error.source();
            if let Some(source) = next {
                let text = source.to_string();
                if !what.ends_with(&text) {
                    what.push_str(": ");
                    what.push_str(&text);
                }
            }
        }
        Lost { what, hint }
    }
}

fn client<C>(connector: C) -> legacy::Client<C, Body>
where
    C: legacy::connect::Connect + Clone,
{
    legacy::Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .build(connector)
}

fn tls<C>(connector: C) -> Result<HttpsConnector<C>> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .map_err(|error| Error::ToolFailed {
            what: format!("this machine has no usable root certificates: {error}"),
        })?;
    Ok(builder
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector))
}

/// Whether the reason is a certificate that is not believed.
fn is_certificate(error: &(dyn StdError + 'static)) -> bool {
    let inner = error.downcast_ref::<io::Error>();
    let inner = inner.and_then(io::Error::get_ref);
    let tls = match inner {
        Some(inner) => inner.downcast_ref::<rustls::Error>(),
        None => error.downcast_ref::<rustls::Error>(),
    };
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}
