//! What both stacks do alike: names, provider, state.

use contract::SYSTEM;
use synth_aws::{AwsProvider, AwsProviderAssumeRole, AwsProviderDefaultTags};
use synth_core::prelude::*;
use synth_core::{App, LocalBackend};

use crate::config::Config;

impl Config {
    /// A physical name: the system, the stage, and what it is.
    #[must_use]
    pub fn name(&self, what: &str) -> String {
        format!("{SYSTEM}-{}-{what}", self.stage)
    }

    /// Opens a stack with its state and provider.
    pub(crate) fn open_stack(&self, app: &App, name: &str) -> Stack {
        let stack = app.stack(name);
        stack.required_version(">= 1.10");
        // From out/stacks/NAME to the project's root.
        let state = format!("../../../.synth/state/{}/{name}.tfstate", self.stage);
        stack.backend(LocalBackend::new(state));
        stack.add("aws", self.provider());
        stack
    }

    fn provider(&self) -> AwsProvider {
        let tags = [("Project", SYSTEM), ("Stage", self.stage.as_str())];
        let mut provider = AwsProvider::new()
            .region(&self.region)
            .default_tags(AwsProviderDefaultTags::new().tags(tags));
        if let Some(account) = &self.account {
            provider = provider.allowed_account_ids([account]);
        }
        if let Some(role) = &self.role {
            provider = provider.assume_role(AwsProviderAssumeRole::new().role_arn(role));
        }
        provider
    }
}
