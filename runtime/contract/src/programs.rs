//! The programs that the stacks deploy, as types.

use synth_program::{Program, environment};

environment! {
    /// What the server is told.
    pub struct ApiEnv {
        required {
            /// The bucket of the images.
            bucket: "BUCKET",
            /// The table of the posts.
            dynamo_table: "DYNAMO_TABLE",
            /// Who a caller is: `username` (the raw header) or `oidc`.
            auth: "AUTH",
        }
        optional {
            /// `true` allows `AUTH=username` on an address others can reach.
            auth_insecure_ok: "AUTH_INSECURE_OK",
            /// The issuer of bearer tokens, for `AUTH=oidc`.
            oidc_issuer: "OIDC_ISSUER",
            /// The client that tokens are made for, for `AUTH=oidc`.
            oidc_client_id: "OIDC_CLIENT_ID",
            /// The claim that names the user, for `AUTH=oidc`.
            oidc_user_claim: "OIDC_USER_CLAIM",
            /// Where to listen; 8080 by default.
            port: "PORT",
            /// The address to listen on; 0.0.0.0, which is all, by default.
            host: "HOST",
            /// Where metrics are read; 9464 by default, `off` for nowhere.
            metrics_port: "METRICS_PORT",
            /// The address that metrics are read on; 127.0.0.1 by default.
            metrics_host: "METRICS_HOST",
            /// The sites whose pages may call, with commas; any by default.
            cors_origins: "CORS_ORIGINS",
            /// What is logged: `warn`, `info` (by default), `debug`, or a list such as `info,api=debug`.
            log_level: "LOG_LEVEL",
            /// The most connections at a time; 4096 by default.
            max_connections: "MAX_CONNECTIONS",
            /// The most requests that are worked on at a time; 256 by default.
            max_in_flight: "MAX_IN_FLIGHT",
            /// How many MiB the bodies of requests and answers may take; 128 by default.
            max_body_memory: "MAX_BODY_MEMORY",
            /// How long requests are still taken after SIGTERM, in seconds; 5 by default.
            drain_seconds: "DRAIN_SECONDS",
            /// How many shards the feed has; 4 by default. It may never shrink.
            feed_shards: "FEED_SHARDS",
            /// How long an upload URL lives, in seconds; 300 by default.
            upload_url_seconds: "UPLOAD_URL_SECONDS",
        }
    }
}

environment! {
    /// What the label Lambda is told.
    pub struct LabelLambdaEnv {
        required {
            /// The bucket of the images.
            bucket: "BUCKET",
            /// The table of the posts.
            dynamo_table: "DYNAMO_TABLE",
        }
        optional {
            /// How many labels an image gets; 5 by default.
            max_labels: "MAX_LABELS",
            /// The least confidence of a label, in percent; 75 by default.
            min_confidence: "MIN_CONFIDENCE",
        }
    }
}

/// The server.
#[derive(Debug)]
pub enum Api {}

impl Program for Api {
    const PACKAGE: &'static str = "api";
    type Env<V> = ApiEnv<V>;
}

/// The Lambda that labels uploaded images.
#[derive(Debug)]
pub enum LabelLambda {}

impl Program for LabelLambda {
    const PACKAGE: &'static str = "label-lambda";
    type Env<V> = LabelLambdaEnv<V>;
}
