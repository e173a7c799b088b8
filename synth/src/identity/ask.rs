//! Asking AWS who we are.

use std::error::Error;
use std::time::Duration;

use aws_config::meta::region::ProvideRegion;
use aws_config::profile::ProfileFileRegionProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::config::{ProvideCredentials, SharedCredentialsProvider};
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};

use super::Caller;
use super::credentials::chain;
use super::provider::{Provider, Role};

/// The region whose STS is asked when nothing names one.
const ANYWHERE: &str = "us-east-1";
/// How long to wait for a connection, an answer, and everything together.
const CONNECT: Duration = Duration::from_secs(3);
const ATTEMPT: Duration = Duration::from_secs(4);
const OPERATION: Duration = Duration::from_secs(9);
/// All of it, whatever the chain of credentials is waiting for.
const ALTOGETHER: Duration = Duration::from_secs(20);
/// One more than the first: a connection may break.
const ATTEMPTS: u32 = 2;

/// Why nobody knows.
#[derive(Debug)]
pub(super) enum Failure {
    /// There are no credentials, or none that could be had: why.
    NoCredentials(String),
    /// AWS does not take them: its code and its words.
    Refused(String, String),
    /// A role could not be assumed: which, and why.
    Role(String, String),
    /// Nobody answered.
    Unreachable(String),
}

/// Who the provider will act as.
pub(super) fn ask(provider: &Provider) -> Result<Caller, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Unreachable(error.to_string()))?;
    runtime.block_on(async {
        let answer = tokio::time::timeout(ALTOGETHER, answer(provider)).await;
        answer.unwrap_or_else(|_| {
            let seconds = ALTOGETHER.as_secs();
            Err(Failure::Unreachable(format!(
                "no answer within {seconds} seconds"
            )))
        })
    })
}

async fn answer(provider: &Provider) -> Result<Caller, Failure> {
    let region = region(provider).await;
    let asked = region.clone().unwrap_or(Region::from_static(ANYWHERE));
    let profile = provider.profile.as_deref();
    let configuration = ProviderConfig::default()
        .with_region(Some(asked.clone()))
        .with_behavior_version(Some(BehaviorVersion::latest()));
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(asked)
        .credentials_provider(chain(&configuration, profile))
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS));
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    let mut config = loader.load().await;
    // Without credentials there is nothing to ask; and their own error says
    // more than that of a request without.
    if let Some(credentials) = config.credentials_provider() {
        credentials
            .provide_credentials()
            .await
            .map_err(|error| Failure::NoCredentials(told(&error)))?;
    }
    for role in &provider.roles {
        config = assume(&config, role).await?;
    }
    let mut settings = aws_sdk_sts::config::Builder::from(&config);
    if let Some(endpoint) = &provider.sts {
        settings = settings.endpoint_url(endpoint);
    }
    let client = aws_sdk_sts::Client::from_conf(settings.build());
    let identity = client
        .get_caller_identity()
        .send()
        .await
        .map_err(|error| failure(&error))?;
    Ok(Caller {
        account: identity.account().unwrap_or_default().to_owned(),
        arn: identity.arn().unwrap_or_default().to_owned(),
        region: region.map(|region| region.to_string()),
    })
}

/// The provider's own, else the environment's, else that of the profile.
async fn region(provider: &Provider) -> Option<Region> {
    if let Some(region) = &provider.region {
        return Some(Region::new(region.clone()));
    }
    for variable in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        if let Ok(region) = std::env::var(variable)
            && !region.is_empty()
        {
            return Some(Region::new(region));
        }
    }
    let mut files = ProfileFileRegionProvider::builder();
    if let Some(profile) = &provider.profile {
        files = files.profile_name(profile);
    }
    files.build().region().await
}

/// The same configuration, acting as a role.
async fn assume(config: &SdkConfig, role: &Role) -> Result<SdkConfig, Failure> {
    let session = role.session.as_deref().unwrap_or("synth");
    let mut builder = AssumeRoleProvider::builder(&role.arn)
        .session_name(session)
        .configure(config);
    if let Some(id) = &role.external_id {
        builder = builder.external_id(id);
    }
    let credentials = match config.credentials_provider() {
        Some(own) => builder.build_from_provider(own).await,
        None => builder.build().await,
    };
    let failed = |error: CredentialsError| Failure::Role(role.arn.clone(), told(&error));
    // Once, and kept: the role is not assumed again for the next request.
    let credentials = credentials.provide_credentials().await.map_err(failed)?;
    let provider = SharedCredentialsProvider::new(credentials);
    Ok(config
        .clone()
        .into_builder()
        .credentials_provider(provider)
        .build())
}

fn failure<E>(error: &SdkError<E>) -> Failure
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let code = error.code().map(str::to_owned);
    let message = error.message().map(str::to_owned);
    match (code, message) {
        (Some(code), message) => Failure::Refused(code, message.unwrap_or_default()),
        (None, _) => Failure::Unreachable(told(error)),
    }
}

/// An error and what is behind it, each said once.
fn told(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut behind = error.source();
    while let Some(error) = behind {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        behind = error.source();
    }
    text
}
