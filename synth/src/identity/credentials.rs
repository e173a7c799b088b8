//! Where credentials come from: as the AWS provider looks for them, and within
//! seconds.

use std::time::Duration;

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::imds;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;

/// How long a machine that is none of AWS's is asked whether it is one.
const METADATA: Duration = Duration::from_secs(1);

/// The environment, shared files, a web identity, a container, the machine: the
/// first that has any. A profile that is named is looked for in the files alone.
///
/// The SDK's own chain asks the machine four times, which takes as long as a
/// person wonders.
pub(super) fn chain(
    configuration: &ProviderConfig,
    profile: Option<&str>,
) -> CredentialsProviderChain {
    let mut files = ProfileFileCredentialsProvider::builder().configure(configuration);
    if let Some(profile) = profile {
        files = files.profile_name(profile);
        return CredentialsProviderChain::first_try("Profile", files.build());
    }
    let metadata = imds::Client::builder()
        .configure(configuration)
        .connect_timeout(METADATA)
        .read_timeout(METADATA)
        .max_attempts(1)
        .build();
    CredentialsProviderChain::first_try(
        "Environment",
        EnvironmentVariableCredentialsProvider::new(),
    )
    .or_else("Profile", files.build())
    .or_else(
        "WebIdentityToken",
        WebIdentityTokenCredentialsProvider::builder()
            .configure(configuration)
            .build(),
    )
    .or_else(
        "Container",
        EcsCredentialsProvider::builder()
            .configure(configuration)
            .build(),
    )
    .or_else(
        "Machine",
        ImdsCredentialsProvider::builder()
            .configure(configuration)
            .imds_client(metadata)
            .build(),
    )
}
