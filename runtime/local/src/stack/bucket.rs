//! The bucket of a stack.

use std::time::Duration;

use super::block::Block;
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

/// More days than S3 takes; a time stays one that can be reckoned with.
const MOST_DAYS: u64 = 1_000_000;

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
        let about = |kind: &'static str| about(bucket, all, kind);
        if let Some(resource) = about("aws_s3_bucket_versioning")? {
            found.is_versioned = versioning(resource)?;
        }
        if let Some(resource) = about("aws_s3_bucket_cors_configuration")? {
            let rules = resource.blocks("cors_rule")?;
            found.cors = rules.iter().map(cors).collect::<Result<_, _>>()?;
        }
        if let Some(resource) = about("aws_s3_bucket_lifecycle_configuration")? {
            for rule in resource.blocks("rule")? {
                found.expiry.extend(expiry(&rule)?);
            }
        }
        Ok(found)
    }
}

/// The resource of that type that is about a bucket. In AWS each replaces what
/// another one said, so there may be one.
fn about<'a, 'b>(
    bucket: &Resource<'_>,
    all: &'b [Resource<'a>],
    kind: &str,
) -> Result<Option<&'b Resource<'a>>, Problem> {
    let mut found = None;
    for resource in all.iter().filter(|one| one.kind == kind) {
        if !resource.is_of("bucket", bucket.kind, bucket.name)? {
            continue;
        }
        if found.is_some() {
            let why = format!("{} has another one already", bucket.address());
            return Err(resource.wrong("bucket", why));
        }
        found = Some(resource);
    }
    Ok(found)
}

/// What S3 lets a rule allow.
const METHODS: [&str; 5] = ["DELETE", "GET", "HEAD", "POST", "PUT"];

fn cors(block: &Block<'_>) -> Result<CorsRule, Problem> {
    block.only(&[
        "allowed_headers",
        "allowed_methods",
        "allowed_origins",
        "expose_headers",
        "id",
        "max_age_seconds",
    ])?;
    let rule = CorsRule {
        methods: block.literals("allowed_methods")?,
        origins: block.literals("allowed_origins")?,
        headers: block.literals("allowed_headers")?,
        exposed: block.literals("expose_headers")?,
        max_age: block.number("max_age_seconds")?,
    };
    // As S3 does when it is asked to take the rule.
    if let Some(method) = rule
        .methods
        .iter()
        .find(|method| !METHODS.contains(&method.as_str()))
    {
        return Err(block.wrong("allowed_methods", format!("`{method}` is none of S3's")));
    }
    for (field, list) in [
        ("allowed_methods", &rule.methods),
        ("allowed_origins", &rule.origins),
    ] {
        if list.is_empty() {
            return Err(block.wrong(field, "there is none"));
        }
    }
    for (field, list) in [
        ("allowed_origins", &rule.origins),
        ("allowed_headers", &rule.headers),
    ] {
        if let Some(pattern) = list.iter().find(|text| text.matches('*').count() > 1) {
            return Err(block.wrong(field, format!("`{pattern}` has more than one `*`")));
        }
    }
    Ok(rule)
}

fn versioning(resource: &Resource<'_>) -> Result<bool, Problem> {
    let name = "versioning_configuration";
    let block = resource
        .block(name)?
        .ok_or_else(|| resource.wrong(name, "it is missing"))?;
    block.only(&["status"])?;
    match block.required("status")? {
        "Enabled" => Ok(true),
        "Disabled" | "Suspended" => Ok(false),
        other => Err(block.wrong("status", format!("`{other}` is not known to the laptop"))),
    }
}

fn expiry(block: &Block<'_>) -> Result<Option<Expiry>, Problem> {
    block.only(&[
        // Nobody can begin an upload in parts here.
        "abort_incomplete_multipart_upload",
        "expiration",
        "filter",
        "id",
        "noncurrent_version_expiration",
        "status",
    ])?;
    let mut found = Expiry {
        prefix: String::new(),
        hidden_after: None,
        marks: false,
    };
    if let Some(filter) = block.block("filter")? {
        filter.only(&["prefix"])?;
        let prefix = filter.literal("prefix")?;
        prefix.unwrap_or_default().clone_into(&mut found.prefix);
    }
    if let Some(hidden) = block.block("noncurrent_version_expiration")? {
        hidden.only(&["noncurrent_days"])?;
        let days = hidden
            .number("noncurrent_days")?
            .filter(|days| (1..=MOST_DAYS).contains(days))
            .ok_or_else(|| hidden.wrong("noncurrent_days", "it is no number of days"))?;
        found.hidden_after = Some(Duration::from_secs(days * 24 * 60 * 60));
    }
    if let Some(expiration) = block.block("expiration")? {
        expiration.only(&["expired_object_delete_marker"])?;
        found.marks = expiration.flag("expired_object_delete_marker")? == Some(true);
    }
    let is_enabled = match block.required("status")? {
        "Enabled" => true,
        "Disabled" => false,
        other => {
            return Err(block.wrong("status", format!("`{other}` is not known to the laptop")));
        }
    };
    let says_something = found.hidden_after.is_some() || found.marks;
    Ok((is_enabled && says_something).then_some(found))
}
