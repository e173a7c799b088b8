//! Credentials: where they come from, and for how long they are good.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::default_provider::region::DefaultRegionChain;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_credential_types::Credentials;
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

/// The credentials that are in use, once there are some.
///
/// A URL that was signed with them dies with them, however long it was to
/// live.
#[derive(Debug, Clone, Default)]
pub(crate) struct Current(Arc<RwLock<Option<Credentials>>>);

impl Current {
    /// They, if they are good for that long.
    pub(crate) fn good_for(&self, life: Duration) -> Option<Credentials> {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let good = |credentials: &&Credentials| {
            let end = credentials.expiry();
            end.is_none_or(|end| SystemTime::now() + life <= end)
        };
        current.as_ref().filter(good).cloned()
    }

    fn note(&self, credentials: &Credentials) {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *current = Some(credentials.clone());
    }
}

/// Notes the credentials that another provider gives.
#[derive(Debug)]
pub(crate) struct Watched {
    inner: SharedCredentialsProvider,
    current: Current,
}

impl Watched {
    pub(crate) fn new(inner: SharedCredentialsProvider) -> (Self, Current) {
        let current = Current::default();
        let watched = Self {
            inner,
            current: current.clone(),
        };
        (watched, current)
    }
}

impl ProvideCredentials for Watched {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let credentials = self.inner.provide_credentials().await?;
            self.current.note(&credentials);
            Ok(credentials)
        })
    }
}
