//! Grants on a secret.

use synth_core::prelude::*;

use super::grants;
use crate::SecretsmanagerSecret;

grants! {
    /// Grants on a secret.
    SecretGrants {
        /// The ARN of the secret, and what to call it.
        resources;

        /// Lets read its value.
        grant_read: ["secretsmanager:GetSecretValue"];
        /// Lets store a new value.
        grant_write: ["secretsmanager:PutSecretValue"];
    }
}

impl SecretGrants for Ref<SecretsmanagerSecret> {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        (vec![self.arn()], self.path())
    }
}
