//! The function that labels images, and what calls it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::block::Block;
use super::document::{Reference, Resource};
use crate::Problem;

/// The function as a stack says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// How long one call may take.
    pub timeout: Duration,
    /// Its environment.
    pub variables: BTreeMap<String, String>,
    /// How often a call that failed is made again.
    pub retries: u64,
    /// After which age an event is given up.
    pub max_age: Duration,
    /// The queue of events that were given up.
    pub failures: Option<String>,
    /// Which events call it.
    pub triggers: Vec<Trigger>,
}

/// Which events of a bucket call a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// Its name in the bucket's configuration.
    pub id: String,
    /// Events: `s3:ObjectCreated:*`.
    pub events: Vec<String>,
    /// What a key has to begin with.
    pub prefix: String,
    /// What a key has to end with.
    pub suffix: String,
}

/// What AWS takes where nothing is said.
const TIMEOUT: Duration = Duration::from_secs(3);
const RETRIES: u64 = 2;
const MAX_AGE: Duration = Duration::from_hours(6);

impl Function {
    /// The function that the notification of a bucket calls.
    pub(super) fn read(
        bucket: &Resource<'_>,
        all: &[Resource<'_>],
        names: &BTreeMap<String, String>,
    ) -> Result<Self, Problem> {
        let notification = of_bucket(bucket, all)?;
        for other in ["queue", "topic"] {
            if !notification.blocks(other)?.is_empty() {
                return Err(notification.wrong(other, "the laptop calls functions alone"));
            }
        }
        let mut triggers = Vec::new();
        let mut function = None;
        for block in notification.blocks("lambda_function")? {
            let target = block
                .text("lambda_function_arn")?
                .and_then(Reference::parse);
            let target = target.ok_or_else(|| {
                notification.wrong("lambda_function", "it refers to no function of the stack")
            })?;
            if function.is_some_and(|other| other != target) {
                let why = "the laptop has one function, and there are two";
                return Err(notification.wrong("lambda_function", why));
            }
            function = Some(target);
            triggers.push(trigger(&block)?);
        }
        let target = function
            .ok_or_else(|| notification.wrong("lambda_function", "it calls no function"))?;
        let function = all
            .iter()
            .find(|one| one.kind == target.kind && one.name == target.name)
            .ok_or_else(|| {
                notification.wrong("lambda_function", "its function is not in the stack")
            })?;
        is_permitted(bucket, function, all)?;
        Self::new(function, all, names, triggers)
    }

    fn new(
        function: &Resource<'_>,
        all: &[Resource<'_>],
        names: &BTreeMap<String, String>,
        triggers: Vec<Trigger>,
    ) -> Result<Self, Problem> {
        let name = function.literal("function_name")?;
        let timeout = function.number("timeout")?.map(Duration::from_secs);
        let mut found = Self {
            name: name
                .ok_or_else(|| function.wrong("function_name", "it has none"))?
                .to_owned(),
            timeout: timeout.unwrap_or(TIMEOUT),
            variables: variables(function, names)?,
            retries: RETRIES,
            max_age: MAX_AGE,
            failures: None,
            triggers,
        };
        for config in all {
            if config.kind != "aws_lambda_function_event_invoke_config"
                || !config.is_of("function_name", function.kind, function.name)?
            {
                continue;
            }
            found.retries = config.number("maximum_retry_attempts")?.unwrap_or(RETRIES);
            let age = config.number("maximum_event_age_in_seconds")?;
            found.max_age = age.map_or(MAX_AGE, Duration::from_secs);
            if let Some(destinations) = config.block("destination_config")? {
                found.failures = failures(&destinations, names)?;
            }
        }
        Ok(found)
    }
}

/// The queue of what was given up.
fn failures(
    destinations: &Block<'_>,
    names: &BTreeMap<String, String>,
) -> Result<Option<String>, Problem> {
    if destinations.block("on_success")?.is_some() {
        return Err(destinations.wrong("on_success", "the laptop keeps failures alone"));
    }
    destinations.only(&["on_failure"])?;
    let Some(block) = destinations.block("on_failure")? else {
        return Ok(None);
    };
    block.only(&["destination"])?;
    let queue = block.text("destination")?.and_then(Reference::parse);
    let queue = queue.filter(|queue| queue.kind == "aws_sqs_queue");
    let queue = queue.and_then(|queue| names.get(&format!("{}.{}", queue.kind, queue.name)));
    match queue {
        Some(queue) => Ok(Some(queue.clone())),
        None => Err(block.wrong("destination", "it is no queue of the stack")),
    }
}

/// What an object's coming to be is called, whichever way it came.
const CREATED: &str = "s3:ObjectCreated:";

fn trigger(block: &Block<'_>) -> Result<Trigger, Problem> {
    block.only(&[
        "events",
        "filter_prefix",
        "filter_suffix",
        "id",
        "lambda_function_arn",
    ])?;
    let events = block.literals("events")?;
    if events.is_empty() {
        return Err(block.wrong("events", "there is none"));
    }
    if let Some(other) = events.iter().find(|event| !event.starts_with(CREATED)) {
        let why = format!("`{other}` never happens here: the laptop has {CREATED}* alone");
        return Err(block.wrong("events", why));
    }
    let text = |field: &str| {
        let text = block.literal(field)?;
        Ok::<_, Problem>(text.unwrap_or_default().to_owned())
    };
    Ok(Trigger {
        id: block
            .literal("id")?
            .unwrap_or("tf-s3-lambda-laptop")
            .to_owned(),
        events,
        prefix: text("filter_prefix")?,
        suffix: text("filter_suffix")?,
    })
}

fn of_bucket<'a, 'b>(
    bucket: &Resource<'_>,
    all: &'b [Resource<'a>],
) -> Result<&'b Resource<'a>, Problem> {
    for resource in all {
        if resource.kind == "aws_s3_bucket_notification"
            && resource.is_of("bucket", bucket.kind, bucket.name)?
        {
            return Ok(resource);
        }
    }
    Err(bucket.wrong("bucket", "nothing is called when an object is put into it"))
}

/// Without a permission S3 would not even take the notification.
fn is_permitted(
    bucket: &Resource<'_>,
    function: &Resource<'_>,
    all: &[Resource<'_>],
) -> Result<(), Problem> {
    for permission in all {
        if permission.kind == "aws_lambda_permission"
            && permission.is_of("function_name", function.kind, function.name)?
            && permission.literal("action")? == Some("lambda:InvokeFunction")
            && permission.literal("principal")? == Some("s3.amazonaws.com")
            && permission.is_of("source_arn", bucket.kind, bucket.name)?
        {
            return Ok(());
        }
    }
    Err(function.wrong(
        "function_name",
        "no aws_lambda_permission lets the bucket call it",
    ))
}

fn variables(
    function: &Resource<'_>,
    names: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Problem> {
    let Some(environment) = function.block("environment")? else {
        return Ok(BTreeMap::new());
    };
    environment.only(&["variables"])?;
    let Some(all) = environment.block("variables")? else {
        return Ok(BTreeMap::new());
    };
    all.names()
        .map(|name| {
            let wrong = |why: &str| all.wrong(name, why);
            let text = all.text(name)?.ok_or_else(|| wrong("it is not a text"))?;
            let value = match Reference::parse(text) {
                None if text.contains("${") => {
                    return Err(wrong("it is an expression that only Terraform works out"));
                }
                None => text.to_owned(),
                Some(of) if ["bucket", "id", "name"].contains(&of.attribute) => names
                    .get(&format!("{}.{}", of.kind, of.name))
                    .cloned()
                    .ok_or_else(|| wrong("it refers to nothing that the laptop has"))?,
                Some(_) => return Err(wrong("it refers to nothing that the laptop has")),
            };
            Ok((name.to_owned(), value))
        })
        .collect()
}
