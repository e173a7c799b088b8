//! What both stacks do alike: names, provider, state.

use contract::SYSTEM;
use synth_aws::{AwsProvider, AwsProviderAssumeRole, AwsProviderDefaultTags};
use synth_core::prelude::*;
use synth_core::{App, LocalBackend, S3Backend};

use crate::config::{Config, State};

impl Config {
    /// A physical name: the system, the stage, and what it is.
    #[must_use]
    pub fn name(&self, what: &str) -> String {
        format!("{SYSTEM}-{}-{what}", self.stage)
    }

    /// Opens a stack with its state and provider.
    #[track_caller]
    pub(crate) fn open_stack(&self, app: &App, name: &str) -> Stack {
        let stack = app.stack(name);
        stack.required_version(self.state.terraform());
        let stage = &self.stage;
        match &self.state {
            State::Local => {
                let root = &self.root;
                let path = format!("{root}/.synth/state/{stage}/{name}.tfstate");
                stack.backend(LocalBackend::new(path));
            }
            State::Bucket {
                name: bucket,
                region,
                lock_table,
            } => {
                let key = format!("{SYSTEM}/{stage}/{name}.tfstate");
                let mut backend = S3Backend::new(bucket, key, region).encrypt(true);
                backend = match lock_table {
                    None => backend.use_lockfile(true),
                    Some(table) => backend.dynamodb_table(table),
                };
                if let Some(role) = &self.role {
                    backend = backend.assume_role(role);
                }
                stack.backend(backend);
            }
        }
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
