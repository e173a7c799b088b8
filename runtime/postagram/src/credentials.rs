//! Credentials, and when they run out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::default_provider::region::DefaultRegionChain;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

use crate::{AwsConfig, Endpoints, Patience, Refused};

impl AwsConfig {
    /// What a Lambda finds in its environment: region and credentials, and
    /// endpoints where somebody set them.
    ///
    /// # Errors
    ///
    /// When `AWS_REGION` is not set.
    pub fn of_lambda() -> Result<Self, Refused> {
        let region = variable("AWS_REGION")
            .ok_or_else(|| Refused::new("AWS_REGION", "the environment variable is not set"))?;
        let credentials = EnvironmentVariableCredentialsProvider::new();
        Ok(
            Self::new(region, SharedCredentialsProvider::new(credentials))
                .endpoints(Endpoints::from_variables(variable))
                .patience(Patience::LAMBDA),
        )
    }

    /// What a server finds on its machine: the environment, then the profile,
    /// then the role of the container or instance.
    ///
    /// # Errors
    ///
    /// When no region is set and the machine knows none.
    pub async fn of_machine() -> Result<Self, Refused> {
        let chain = DefaultRegionChain::builder().build();
        let region = chain.region().await.ok_or_else(|| {
            Refused::new(
                "AWS_REGION",
                "the environment variable is not set, and neither a profile nor the instance \
                 tells the region",
            )
        })?;
        let credentials = DefaultCredentialsChain::builder()
            .region(region.clone())
            .build()
            .await;
        let credentials = SharedCredentialsProvider::new(credentials);
        Ok(Self::new(region.to_string(), credentials)
            .endpoints(Endpoints::from_variables(variable)))
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// When the credentials that are in use run out.
///
/// A URL that was signed with them dies with them, however long it was to
/// live.
#[derive(Debug, Clone)]
pub(crate) struct Expiry(Arc<AtomicU64>);

impl Expiry {
    /// Whether they are good for that long.
    pub(crate) fn is_after(&self, life: Duration) -> bool {
        let end =
            SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(self.0.load(Ordering::Relaxed)));
        end.is_none_or(|end| SystemTime::now() + life <= end)
    }

    fn note(&self, end: Option<SystemTime>) {
        let seconds = end
            .and_then(|end| end.duration_since(SystemTime::UNIX_EPOCH).ok())
            .map_or(u64::MAX, |end| end.as_secs());
        self.0.store(seconds, Ordering::Relaxed);
    }
}

/// Notes when the credentials that another provider gives run out.
#[derive(Debug)]
pub(crate) struct Watched {
    inner: SharedCredentialsProvider,
    expiry: Expiry,
}

impl Watched {
    pub(crate) fn new(inner: SharedCredentialsProvider) -> (Self, Expiry) {
        let expiry = Expiry(Arc::new(AtomicU64::new(u64::MAX)));
        let watched = Self {
            inner,
            expiry: expiry.clone(),
        };
        (watched, expiry)
    }
}

impl ProvideCredentials for Watched {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let credentials = self.inner.provide_credentials().await?;
            self.expiry.note(credentials.expiry());
            Ok(credentials)
        })
    }
}
