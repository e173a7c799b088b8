//! Grants on secrets, parameters and keys.

use synth_core::prelude::*;

use super::grants;
use crate::{KmsKey, SecretsmanagerSecret, SsmParameter};

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

grants! {
    /// Grants on a parameter of Systems Manager.
    ParameterGrants {
        /// The ARN of the parameter, and what to call it.
        resources;

        /// Lets read it.
        grant_read: ["ssm:GetParameter"];
        /// Lets change it.
        grant_write: ["ssm:PutParameter"];
    }
}

impl ParameterGrants for Ref<SsmParameter> {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        (vec![self.arn()], self.path())
    }
}

grants! {
    /// Grants on a key.
    KeyGrants {
        /// The ARN of the key, and what to call it.
        resources;

        /// Lets decrypt with it.
        grant_decrypt: ["kms:Decrypt"];
        /// Lets encrypt with it, also by data keys.
        grant_encrypt: ["kms:Encrypt", "kms:GenerateDataKey"];
    }
}

impl KeyGrants for Ref<KmsKey> {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        (vec![self.arn()], self.path())
    }
}
