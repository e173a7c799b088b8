//! Clients of the stand-ins.

use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use postagram::{AwsConfig, Endpoints};

use crate::data::About;
use crate::faults::Faults;

/// An HTTP client for calls of this process to its own bucket.
///
/// URLs of the bucket carry the address that browsers use. From in here that
/// address may lead through a tunnel, or nowhere: what is asked for there is
/// fetched from the bucket's own address, with the name it was signed for.
#[derive(Debug, Clone)]
pub(crate) struct Inside {
    /// What URLs of the bucket begin with: `http://127.0.0.1:8080`.
    public: Arc<str>,
    /// Where the bucket is: `http://127.0.0.1:40123`.
    bucket: Arc<str>,
    faults: Option<Faults>,
    inner: SharedHttpClient,
}

impl Inside {
    pub(crate) fn new(public: &str, bucket: &str, faults: Option<Faults>) -> Self {
        Self {
            public: public.into(),
            bucket: bucket.into(),
            faults,
            inner: Builder::new().build_http(),
        }
    }

    /// Sends a request for the bucket to where it is.
    fn redirect(&self, request: &mut HttpRequest) -> Result<(), ConnectorError> {
        let uri = request.uri();
        let Some(rest) = uri
            .strip_prefix(&*self.public)
            .filter(|rest| rest.starts_with('/'))
        else {
            return Ok(());
        };
        let uri = format!("{}{rest}", self.bucket);
        let host = self
            .public
            .split_once("://")
            .map_or(&*self.public, |(_, host)| host);
        let host = host.to_owned();
        request
            .set_uri(uri)
            .map_err(|error| ConnectorError::other(error.into(), None))?;
        request.headers_mut().insert("host", host);
        Ok(())
    }
}

impl HttpClient for Inside {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector {
            client: self.clone(),
            inner: self.inner.http_connector(settings, components),
        })
    }
}

#[derive(Debug)]
struct Connector {
    client: Inside,
    inner: SharedHttpConnector,
}

impl HttpConnector for Connector {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        if let Some(fault) = self.client.faults.as_ref().and_then(Faults::next) {
            return fault.answer();
        }
        match self.client.redirect(&mut request) {
            Ok(()) => self.inner.call(request),
            Err(error) => HttpConnectorFuture::ready(Err(error)),
        }
    }
}

/// Who signs.
pub(crate) fn credentials(about: &About) -> SharedCredentialsProvider {
    let credentials = Credentials::from_keys(&about.access_key, &about.secret_key, None);
    SharedCredentialsProvider::new(credentials)
}

/// The configuration of all clients.
pub(crate) fn config(
    region: &str,
    about: &About,
    endpoints: Endpoints,
    inside: Inside,
) -> AwsConfig {
    AwsConfig::new(region, credentials(about))
        .endpoints(endpoints)
        .http(SharedHttpClient::new(inside))
}
