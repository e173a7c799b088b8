//! Grants on a Lambda function.

use synth_core::prelude::*;

use super::grants;
use crate::LambdaFunction;

grants! {
    /// Grants on a Lambda function.
    FunctionGrants {
        /// The ARNs of the function and its versions, and what to call it.
        resources;

        /// Lets invoke it, or any version of it.
        grant_invoke: ["lambda:InvokeFunction"];
    }
}

impl FunctionGrants for Ref<LambdaFunction> {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        let arn = self.arn();
        (vec![arn.clone(), interpolate![arn, ":*"]], self.path())
    }
}
