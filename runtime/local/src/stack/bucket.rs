//! The bucket of a stack.

use std::time::Duration;

use serde_json::{Map, Value};

use super::document::Resource;
use crate::Problem;

/// A bucket as a stack says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Whether what is replaced or removed is kept as a version.
    pub is_versioned: bool,
    /// Which pages may use it.
    pub cors: Vec<CorsRule>,
    /// How long hidden versions are kept, by the prefix of their keys.
    pub expiry: Vec<Expiry>,
}

/// A rule for pages of other sites.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CorsRule {
    /// Methods that are allowed.
    pub methods: Vec<String>,
    /// Sites, each with one `*` at most.
    pub origins: Vec<String>,
    /// Request headers, each with one `*` at most.
    pub headers: Vec<String>,
    /// Answer headers that pages may read.
    pub exposed: Vec<String>,
    /// How long a browser may remember, in seconds.
    pub max_age: Option<u64>,
}

/// How long hidden versions are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry {
    /// What their keys begin with.
    pub prefix: String,
    /// After which time hidden versions go.
    pub hidden_after: Option<Duration>,
    /// Whether a mark of deletion goes once it hides nothing any more.
    pub marks: bool,
}

/// What a name is completed with that AWS would complete.
const SUFFIX: &str = "laptop";

impl Bucket {
    /// Its name, from the resource alone.
    pub(super) fn name(bucket: &Resource<'_>) -> Result<String, Problem> {
        match (bucket.literal("bucket")?, bucket.literal("bucket_prefix")?) {
            (Some(name), _) => Ok(name.to_owned()),
            (None, Some(prefix)) => Ok(format!("{prefix}{SUFFIX}")),
            (None, None) => Err(bucket.wrong("bucket", "it has neither a name nor a prefix")),
        }
    }

    /// The bucket, from the resource and all that are about it.
    pub(super) fn read(bucket: &Resource<'_>, all: &[Resource<'_>]) -> Result<Self, Problem> {
        let mut found = Self {
            name: Self::name(bucket)?,
            is_versioned: false,
            cors: Vec::new(),
            expiry: Vec::new(),
        };
        for resource in all {
            match resource.kind {
                "aws_s3_bucket_versioning"
                | "aws_s3_bucket_cors_configuration"
                | "aws_s3_bucket_lifecycle_configuration"
                    if resource.is_of("bucket", bucket.kind, bucket.name)? => {}
                _ => continue,
            }
            match resource.kind {
                "aws_s3_bucket_versioning" => {
                    let status = resource.literal("versioning_configuration.status")?;
                    found.is_versioned = status == Some("Enabled");
                }
                "aws_s3_bucket_cors_configuration" => {
                    for block in resource.blocks("cors_rule")? {
                        found.cors.push(cors(resource, block)?);
                    }
                }
                _ => {
                    for block in resource.blocks("rule")? {
                        found.expiry.extend(expiry(resource, block)?);
                    }
                }
            }
        }
        Ok(found)
    }
}

fn cors(resource: &Resource<'_>, block: &Map<String, Value>) -> Result<CorsRule, Problem> {
    let mut rule = CorsRule::default();
    for (name, value) in block {
        let wrong = |why: &str| resource.wrong(&format!("cors_rule.{name}"), why);
        let texts = || {
            let list = value.as_array().into_iter().flatten();
            list.map(|text| text.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| wrong("it is not a list of texts"))
        };
        match name.as_str() {
            "allowed_methods" => rule.methods = texts()?,
            "allowed_origins" => rule.origins = texts()?,
            "allowed_headers" => rule.headers = texts()?,
            "expose_headers" => rule.exposed = texts()?,
            "max_age_seconds" => rule.max_age = value.as_u64(),
            "id" => {}
            _ => return Err(wrong("it is not known to the laptop")),
        }
    }
    Ok(rule)
}

fn expiry(resource: &Resource<'_>, block: &Map<String, Value>) -> Result<Option<Expiry>, Problem> {
    let wrong = |what: &str, why: &str| resource.wrong(&format!("rule.{what}"), why);
    let one = |value: &Value| {
        value
            .as_array()
            .and_then(|list| list.first())
            .unwrap_or(value)
            .clone()
    };
    let mut found = Expiry {
        prefix: String::new(),
        hidden_after: None,
        marks: false,
    };
    let mut is_enabled = false;
    for (name, value) in block {
        let value = one(value);
        let keys: Vec<&str> = value
            .as_object()
            .into_iter()
            .flat_map(|block| block.keys().map(String::as_str))
            .collect();
        match (name.as_str(), keys.as_slice()) {
            ("status", _) => is_enabled = value == "Enabled",
            // Nobody can begin an upload in parts here.
            ("abort_incomplete_multipart_upload" | "id", _) | ("filter", []) => {}
            ("filter", ["prefix"]) => {
                value["prefix"]
                    .as_str()
                    .unwrap_or_default()
                    .clone_into(&mut found.prefix);
            }
            ("noncurrent_version_expiration", ["noncurrent_days"]) => {
                let days = value["noncurrent_days"].as_u64();
                let days = days.ok_or_else(|| wrong(name, "its days are no number"))?;
                found.hidden_after = Some(Duration::from_secs(days * 24 * 60 * 60));
            }
            ("expiration", ["expired_object_delete_marker"]) => {
                found.marks = value["expired_object_delete_marker"] == true;
            }
            _ => return Err(wrong(name, "it is not known to the laptop")),
        }
    }
    let says_something = found.hidden_after.is_some() || found.marks;
    Ok((is_enabled && says_something).then_some(found))
}
