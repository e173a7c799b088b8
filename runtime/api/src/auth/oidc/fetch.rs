//! Small JSON documents from other servers.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::header::{ACCEPT, USER_AGENT};
use hyper::{Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::de::DeserializeOwned;

/// The largest document that is read. Key sets have a few KB.
const MOST_BYTES: usize = 256 * 1024;

/// Fetches documents, over the TLS that the SDK uses too. Follows no
/// redirects: who names another place says so in the document.
#[derive(Debug)]
pub(super) struct Fetcher {
    client: Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
}

impl Fetcher {
    /// Reads the machine's root certificates.
    pub(super) fn new() -> std::io::Result<Self> {
        let mut sockets = HttpConnector::new();
        sockets.enforce_http(false);
        sockets.set_nodelay(true);
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(
                Arc::new(rustls::crypto::aws_lc_rs::default_provider()),
            )?
            .https_or_http()
            .enable_http1()
            .wrap_connector(sockets);
        // Documents are fetched a few times an hour: no connection is kept.
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(Duration::from_secs(5))
            .build(connector);
        Ok(Self { client })
    }

    /// The document at a URL.
    pub(super) async fn json<T: DeserializeOwned>(&self, url: &Uri) -> Result<T, FetchError> {
        let fail = |source: Box<dyn StdError + Send + Sync>| FetchError {
            url: url.clone(),
            source,
        };
        let request = Request::get(url.clone())
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, "postagram-api")
            .body(Empty::new())
            .map_err(|error| fail(error.into()))?;
        let answer = self.client.request(request).await;
        let answer = answer.map_err(|error| fail(error.into()))?;
        if !answer.status().is_success() {
            return Err(fail(format!("the answer is {}", answer.status()).into()));
        }
        let body = Limited::new(answer.into_body(), MOST_BYTES)
            .collect()
            .await
            .map_err(fail)?;
        serde_json::from_slice(&body.to_bytes()).map_err(|error| fail(error.into()))
    }
}

/// A document that could not be fetched.
#[derive(Debug, thiserror::Error)]
#[error("cannot fetch {url}: {source}")]
pub(super) struct FetchError {
    url: Uri,
    #[source]
    source: Box<dyn StdError + Send + Sync>,
}
