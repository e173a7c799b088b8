//! Backends: where Terraform keeps a stack's state.
//!
//! Terraform reads backend settings before anything else, so they are plain
//! text and never expressions.

use serde_json::{Map, Value as Json, json};

/// A backend with its settings.
///
/// ```
/// use synth_core::{Backend, LocalBackend, S3Backend};
/// let local: Backend = LocalBackend::new("../../state/app.tfstate").into();
/// let shared: Backend = S3Backend::new("states", "photos/app.tfstate", "eu-west-1")
///     .use_lockfile(true)
///     .into();
/// ```
#[derive(Debug, Clone)]
pub struct Backend {
    pub(crate) kind: String,
    pub(crate) settings: Map<String, Json>,
}

impl Backend {
    /// A backend of any kind, its settings by name, as the document has them.
    #[must_use]
    pub fn new(kind: impl Into<String>, settings: Map<String, Json>) -> Self {
        Self {
            kind: kind.into(),
            settings,
        }
    }

    /// What a reader of the state has to be told.
    pub(crate) fn remote_state_config(&self) -> Map<String, Json> {
        let mut config = self.settings.clone();
        // Where Terraform keeps the local state of other workspaces is no
        // setting of a reader.
        for own in ["workspace", "defaults"] {
            config.remove(own);
        }
        config
    }

    /// Whether the state of the running workspace can be asked for.
    pub(crate) fn has_workspaces(&self) -> bool {
        !matches!(self.kind.as_str(), "remote" | "cloud" | "http")
    }
}

macro_rules! settings {
    ($(#[$meta:meta])* $name:ident, $kind:literal {
        $($(#[$setting_meta:meta])* $setting:ident: $type:ty = $key:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct $name {
            settings: Map<String, Json>,
        }

        impl $name {
            $(
                $(#[$setting_meta])*
                pub fn $setting(mut self, value: impl Into<$type>) -> Self {
                    self.settings.insert($key.into(), json!(value.into()));
                    self
                }
            )*

            /// Any other setting, as the document has it.
            pub fn setting(mut self, name: impl Into<String>, value: Json) -> Self {
                self.settings.insert(name.into(), value);
                self
            }
        }

        impl From<$name> for Backend {
            fn from(backend: $name) -> Self {
                Self::new($kind, backend.settings)
            }
        }
    };
}

settings! {
    /// `local`: a file.
    LocalBackend, "local" {
        /// Folder of the states of other workspaces.
        workspace_dir: String = "workspace_dir",
    }
}

impl LocalBackend {
    /// A file, relative to the stack's folder (`out/stacks/NAME`): a document
    /// with an absolute path would fit one machine only.
    pub fn new(path: impl Into<String>) -> Self {
        let mut settings = Map::new();
        settings.insert("path".into(), Json::String(path.into()));
        Self { settings }
    }
}

settings! {
    /// `s3`: an object in a bucket, with locking.
    S3Backend, "s3" {
        /// Locks by an object beside the state (Terraform 1.10 and later).
        use_lockfile: bool = "use_lockfile",
        /// Locks by a DynamoDB table of this name.
        dynamodb_table: String = "dynamodb_table",
        /// Asks for encryption at rest.
        encrypt: bool = "encrypt",
        /// The KMS key to encrypt with, by ARN.
        kms_key_id: String = "kms_key_id",
        /// A profile of the shared AWS configuration.
        profile: String = "profile",
        /// Prefix of the states of other workspaces.
        workspace_key_prefix: String = "workspace_key_prefix",
    }
}

impl S3Backend {
    /// An object `key` in `bucket`.
    pub fn new(
        bucket: impl Into<String>,
        key: impl Into<String>,
        region: impl Into<String>,
    ) -> Self {
        let mut settings = Map::new();
        settings.insert("bucket".into(), Json::String(bucket.into()));
        settings.insert("key".into(), Json::String(key.into()));
        settings.insert("region".into(), Json::String(region.into()));
        Self { settings }
    }

    /// The role to read and write the state with, by ARN.
    pub fn assume_role(self, role_arn: impl Into<String>) -> Self {
        self.setting("assume_role", json!({ "role_arn": role_arn.into() }))
    }
}

settings! {
    /// `http`: a REST endpoint.
    HttpBackend, "http" {
        /// Where to ask for a lock.
        lock_address: String = "lock_address",
        /// Where to give it back.
        unlock_address: String = "unlock_address",
        /// Method of a lock request; Terraform's default is `LOCK`.
        lock_method: String = "lock_method",
        /// Method of an unlock request; Terraform's default is `UNLOCK`.
        unlock_method: String = "unlock_method",
        /// Method of an update; Terraform's default is `POST`.
        update_method: String = "update_method",
        /// How often a request is retried.
        retry_max: u32 = "retry_max",
    }
}

impl HttpBackend {
    /// The address that the state is read from and written to. User name and
    /// password belong in `TF_HTTP_USERNAME` and `TF_HTTP_PASSWORD`, not here.
    pub fn new(address: impl Into<String>) -> Self {
        let mut settings = Map::new();
        settings.insert("address".into(), Json::String(address.into()));
        Self { settings }
    }
}
