//! Where events go that were given up: a folder a queue, a file a message.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::data::sync_folder;

/// Why an event was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// It failed as often as it may.
    RetriesExhausted,
    /// It is too old.
    EventAgeExceeded,
}

/// An event that was given up.
#[derive(Debug)]
pub(super) struct GivenUp<'a> {
    pub(super) event: i64,
    pub(super) payload: &'a str,
    pub(super) condition: Condition,
    /// How often it was delivered.
    pub(super) attempts: u64,
    /// What the function said last.
    pub(super) error: &'a str,
}

/// The queue that a stack names for them.
#[derive(Debug, Clone)]
pub(super) struct Failures {
    folder: PathBuf,
    function: String,
}

impl Failures {
    pub(super) fn new(
        queues: &Path,
        queue: &str,
        function: &str,
        region: &str,
    ) -> io::Result<Self> {
        let folder = queues.join(queue);
        fs::create_dir_all(&folder)?;
        sync_folder(queues)?;
        Ok(Self {
            folder,
            function: format!("arn:aws:lambda:{region}:000000000000:function:{function}:$LATEST"),
        })
    }

    /// Writes the message that Lambda would send. The same event twice is the
    /// same file.
    pub(super) fn send(&self, what: &GivenUp<'_>) -> io::Result<PathBuf> {
        let path = self.folder.join(format!("{:010}.json", what.event));
        let new = path.with_extension("new");
        let mut file = File::create(&new)?;
        file.write_all(format!("{:#}\n", self.message(what)).as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, &path)?;
        sync_folder(&self.folder)?;
        Ok(path)
    }

    fn message(&self, what: &GivenUp<'_>) -> Value {
        let time = DateTime::from(SystemTime::now()).fmt(Format::DateTime);
        let payload: Value = serde_json::from_str(what.payload).unwrap_or_default();
        json!({
            "version": "1.0",
            "timestamp": time.unwrap_or_default(),
            "requestContext": {
                "requestId": Uuid::new_v4().to_string(),
                "functionArn": self.function,
                "condition": match what.condition {
                    Condition::RetriesExhausted => "RetriesExhausted",
                    Condition::EventAgeExceeded => "EventAgeExceeded",
                },
                "approximateInvokeCount": what.attempts,
            },
            "requestPayload": payload,
            "responseContext": {
                "statusCode": 200,
                "executedVersion": "$LATEST",
                "functionError": "Unhandled",
            },
            "responsePayload": {"errorType": "Unfinished", "errorMessage": what.error},
        })
    }
}
