//! Events as S3 writes them.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use postagram::labels::encode_key;
use serde_json::json;

use crate::bucket::Version;
use crate::stack::{Stack, Trigger};

/// Makes the events of a bucket.
#[derive(Debug, Clone)]
pub(crate) struct Events {
    region: String,
    bucket: String,
    triggers: Vec<Trigger>,
}

/// What a put with one request is called.
const PUT: &str = "ObjectCreated:Put";

impl Events {
    pub(crate) fn new(stack: &Stack) -> Self {
        Self {
            region: stack.region.clone(),
            bucket: stack.bucket.name.clone(),
            triggers: stack.function.triggers.clone(),
        }
    }

    /// The events of an object that was put, one for each trigger that wants
    /// to know.
    pub(crate) fn of_put(&self, version: &Version, request: &str) -> Vec<String> {
        let wanting = self.triggers.iter().filter(|trigger| {
            trigger.events.iter().any(|event| is_put(event))
                && version.key.starts_with(&trigger.prefix)
                && version.key.ends_with(&trigger.suffix)
        });
        wanting
            .map(|trigger| self.event(trigger, version, request))
            .collect()
    }

    fn event(&self, trigger: &Trigger, version: &Version, request: &str) -> String {
        let time = DateTime::from(version.made).fmt(Format::DateTime);
        json!({"Records": [{
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": self.region,
            "eventTime": time.unwrap_or_default(),
            "eventName": PUT,
            "userIdentity": {"principalId": "LAPTOP"},
            "requestParameters": {"sourceIPAddress": "127.0.0.1"},
            "responseElements": {"x-amz-request-id": request},
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": trigger.id,
                "bucket": {
                    "name": self.bucket,
                    "ownerIdentity": {"principalId": "LAPTOP"},
                    "arn": format!("arn:aws:s3:::{}", self.bucket),
                },
                "object": {
                    "key": encode_key(&version.key),
                    "size": version.size,
                    "eTag": version.etag,
                    "versionId": version.id,
                    "sequencer": format!("{:018X}", version.number),
                },
            },
        }]})
        .to_string()
    }
}

/// Whether a name in a configuration means puts: `s3:ObjectCreated:*`.
fn is_put(event: &str) -> bool {
    let event = event.strip_prefix("s3:").unwrap_or(event);
    event == PUT || event == "ObjectCreated:*"
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn version(key: &str) -> Version {
        Version {
            number: 0xABC,
            key: key.to_owned(),
            id: "0190".to_owned(),
            is_mark: false,
            is_latest: true,
            size: 3,
            etag: "acbd18db4cc2f85cedef654fccc4a4d8".to_owned(),
            content_type: "image/png".to_owned(),
            made: UNIX_EPOCH + Duration::from_millis(1_700_000_000_123),
        }
    }

    #[test]
    fn an_event() {
        let events = Events::new(&Stack::committed().unwrap());
        let all = events.of_put(&version("zoé b/x+y%.png"), "REQUEST");
        assert_eq!(all.len(), 1);
        let event: serde_json::Value = serde_json::from_str(&all[0]).unwrap();
        insta::assert_snapshot!(format!("{event:#}"));
    }

    #[test]
    fn filters() {
        let mut events = Events::new(&Stack::committed().unwrap());
        "a/".clone_into(&mut events.triggers[0].prefix);
        ".png".clone_into(&mut events.triggers[0].suffix);
        let count = |key| events.of_put(&version(key), "").len();
        assert_eq!(
            [count("a/b.png"), count("b.png"), count("a/b.jpg")],
            [1, 0, 0]
        );
        events.triggers[0].events = vec!["s3:ObjectRemoved:*".to_owned()];
        assert_eq!(events.of_put(&version("a/b.png"), "").len(), 0);
    }
}
