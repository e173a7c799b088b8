//! Grants on a parameter of Systems Manager.

use synth_core::prelude::*;

use super::grants;
use crate::SsmParameter;

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
