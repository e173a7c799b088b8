//! Sign-in by Cognito.

use synth_aws::patterns::account_id;
use synth_aws::{
    CognitoUserPool, CognitoUserPoolAccountRecoverySetting,
    CognitoUserPoolAccountRecoverySettingRecoveryMechanism, CognitoUserPoolClient,
    CognitoUserPoolClientTokenValidityUnits, CognitoUserPoolDomain, CognitoUserPoolPasswordPolicy,
    CognitoUserPoolSoftwareTokenMfaConfiguration, CognitoUserPoolUsernameConfiguration,
};
use synth_core::prelude::*;

use crate::config::{Config, Site};

/// Who makes the tokens, and for whom.
pub(super) struct SignIn {
    pub(super) issuer: Value<String>,
    pub(super) client_id: Value<String>,
}

/// A user pool, and a browser client that signs in by authorization code with
/// PKCE, so without a secret.
pub(super) fn define(stack: &Stack, config: &Config, site: &Site) -> SignIn {
    let pool = stack.add(
        "users",
        CognitoUserPool::new(config.name("users"))
            .deletion_protection(if config.is_disposable() {
                "INACTIVE"
            } else {
                "ACTIVE"
            })
            .auto_verified_attributes(["email"])
            .username_configuration(
                CognitoUserPoolUsernameConfiguration::new().case_sensitive(false),
            )
            .mfa_configuration("OPTIONAL")
            .software_token_mfa_configuration(CognitoUserPoolSoftwareTokenMfaConfiguration::new(
                true,
            ))
            .password_policy(
                CognitoUserPoolPasswordPolicy::new()
                    .minimum_length(12)
                    .require_lowercase(true)
                    .require_uppercase(true)
                    .require_numbers(true)
                    .require_symbols(false)
                    .temporary_password_validity_days(7),
            )
            .account_recovery_setting(
                CognitoUserPoolAccountRecoverySetting::new().recovery_mechanism(
                    CognitoUserPoolAccountRecoverySettingRecoveryMechanism::new(
                        "verified_email",
                        1,
                    ),
                ),
            ),
    );
    // The name is unique among all accounts of a region.
    stack.add(
        "users_domain",
        CognitoUserPoolDomain::new(
            interpolate![config.name("users"), "-", account_id(stack)],
            pool.id(),
        ),
    );
    let home = [format!("{}/", site.origin())];
    let client = stack.add(
        "users_client",
        CognitoUserPoolClient::new(config.name("web"), pool.id())
            .generate_secret(false)
            .allowed_oauth_flows_user_pool_client(true)
            .allowed_oauth_flows(["code"])
            .allowed_oauth_scopes(["openid", "profile", "email"])
            .supported_identity_providers(["COGNITO"])
            .callback_urls(home.clone())
            .logout_urls(home)
            .prevent_user_existence_errors("ENABLED")
            .enable_token_revocation(true)
            .access_token_validity(60)
            .id_token_validity(60)
            .refresh_token_validity(30)
            .token_validity_units(
                CognitoUserPoolClientTokenValidityUnits::new()
                    .access_token("minutes")
                    .id_token("minutes")
                    .refresh_token("days"),
            ),
    );
    let issuer = interpolate!["https://", pool.endpoint()];
    stack.output("oidc_issuer", issuer.clone());
    stack.output("oidc_client_id", client.id());
    SignIn {
        issuer,
        client_id: client.id(),
    }
}
