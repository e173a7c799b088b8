//! Grants on a key.

use synth_core::prelude::*;

use super::grants;
use crate::KmsKey;

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
