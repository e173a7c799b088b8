//! Clients of AWS, from configuration that is given and not found.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;

use crate::credentials::{Current, Watched};

/// Where AWS is, who we are there, and how patient we are.
///
/// Nothing is read from the environment or from files but by
/// [`AwsConfig::of_lambda`] and [`AwsConfig::of_machine`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AwsConfig {
    /// The region: `us-east-1`.
    pub region: String,
    /// Who signs requests and URLs.
    pub credentials: SharedCredentialsProvider,
    /// Other addresses than AWS's own.
    pub endpoints: Endpoints,
    /// Timeouts and retries.
    pub patience: Patience,
    /// What sends requests: over TLS with the machine's roots, unless a test
    /// has something better.
    pub http: Option<SharedHttpClient>,
}

/// Addresses to call in place of AWS's own, such as `http://127.0.0.1:8000`.
///
/// Pre-signed URLs carry the one of S3, so browsers have to reach it too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// In place of DynamoDB.
    pub dynamodb: Option<String>,
    /// In place of S3; the bucket is then in the path.
    pub s3: Option<String>,
    /// In place of Rekognition.
    pub rekognition: Option<String>,
}

/// How long to wait for AWS, and how often to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For one answer.
    pub attempt: Duration,
    /// For a call with all its attempts and the waits in between.
    pub operation: Duration,
    /// How many attempts a call has, the first included.
    pub attempts: u32,
}

/// The clients, built once and shared.
#[derive(Debug, Clone)]
pub struct Clients {
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    /// The address in place of S3's own, if there is one.
    pub(crate) s3_endpoint: Option<String>,
    pub(crate) rekognition: aws_sdk_rekognition::Client,
    /// The credentials in use.
    pub(crate) current: Current,
}

impl AwsConfig {
    /// A configuration with AWS's own endpoints and the patience of a server.
    #[must_use]
    pub fn new(region: impl Into<String>, credentials: SharedCredentialsProvider) -> Self {
        Self {
            region: region.into(),
            credentials,
            endpoints: Endpoints::default(),
            patience: Patience::SERVER,
            http: None,
        }
    }

    /// The same with other endpoints.
    #[must_use]
    pub fn endpoints(mut self, endpoints: Endpoints) -> Self {
        self.endpoints = endpoints;
        self
    }

    /// The same with other timeouts and retries.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The same with another HTTP client.
    #[must_use]
    pub fn http(mut self, http: SharedHttpClient) -> Self {
        self.http = Some(http);
        self
    }
}

impl Endpoints {
    /// Reads `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL_S3`,
    /// `AWS_ENDPOINT_URL_REKOGNITION`, and `AWS_ENDPOINT_URL` for what is left,
    /// the variables that every AWS SDK reads. `lookup` gives the value of a
    /// variable.
    #[must_use]
    pub fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let find = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let of = |service: &str| {
            find(&format!("AWS_ENDPOINT_URL_{service}")).or_else(|| find("AWS_ENDPOINT_URL"))
        };
        Self {
            dynamodb: of("DYNAMODB"),
            s3: of("S3"),
            rekognition: of("REKOGNITION"),
        }
    }
}

impl Patience {
    /// Fit for a request that somebody waits for: an error within 5 seconds.
    pub const SERVER: Self = Self {
        connect: Duration::from_secs(1),
        attempt: Duration::from_millis(1500),
        operation: Duration::from_secs(4),
        attempts: 3,
    };

    /// Fit for a Lambda that may run for a minute, and is started again when
    /// it fails.
    pub const LAMBDA: Self = Self {
        connect: Duration::from_secs(2),
        attempt: Duration::from_secs(10),
        operation: Duration::from_secs(20),
        attempts: 3,
    };
}

impl Clients {
    /// Builds them. No network is used before the first call.
    #[must_use]
    pub fn new(config: &AwsConfig) -> Self {
        let (credentials, current) = Watched::new(config.credentials.clone());
        let shared = shared(config, credentials);
        let mut dynamodb = aws_sdk_dynamodb::config::Builder::from(&shared);
        dynamodb.set_endpoint_url(config.endpoints.dynamodb.clone());
        let mut rekognition = aws_sdk_rekognition::config::Builder::from(&shared);
        rekognition.set_endpoint_url(config.endpoints.rekognition.clone());
        let mut s3 = aws_sdk_s3::config::Builder::from(&shared)
            .force_path_style(config.endpoints.s3.is_some())
            // Browsers send no checksum, so none may be signed into a URL.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        s3.set_endpoint_url(config.endpoints.s3.clone());
        Self {
            dynamodb: aws_sdk_dynamodb::Client::from_conf(dynamodb.build()),
            s3: aws_sdk_s3::Client::from_conf(s3.build()),
            s3_endpoint: config.endpoints.s3.clone(),
            rekognition: aws_sdk_rekognition::Client::from_conf(rekognition.build()),
            current,
        }
    }
}

/// What all clients have in common, one connection pool and one cache of
/// credentials among it.
fn shared(config: &AwsConfig, credentials: Watched) -> SdkConfig {
    let patience = config.patience;
    let http = config.http.clone().unwrap_or_else(|| {
        Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .build_https()
    });
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(config.region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .identity_cache(aws_config::identity::IdentityCache::lazy().build())
        .http_client(http)
        .retry_config(RetryConfig::standard().with_max_attempts(patience.attempts))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(patience.connect)
                .operation_attempt_timeout(patience.attempt)
                .operation_timeout(patience.operation)
                .build(),
        )
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_have_names_of_their_own_and_one_in_common() {
        let found = Endpoints::from_variables(|name| match name {
            "AWS_ENDPOINT_URL_S3" => Some("http://s3".to_owned()),
            "AWS_ENDPOINT_URL_DYNAMODB" => Some(String::new()),
            "AWS_ENDPOINT_URL" => Some("http://all".to_owned()),
            _ => None,
        });
        assert_eq!(found.s3.as_deref(), Some("http://s3"));
        assert_eq!(found.dynamodb.as_deref(), Some("http://all"));
        assert_eq!(found.rekognition.as_deref(), Some("http://all"));
        assert_eq!(Endpoints::from_variables(|_| None), Endpoints::default());
    }
}
