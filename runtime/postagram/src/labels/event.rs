//! Upload events, as S3 delivers them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;

use super::{Sequencer, Skipped};
use crate::ObjectKey;

/// An object that was put into the bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// Its key.
    pub key: ObjectKey,
    /// Which of the events of that key it is.
    pub sequencer: Sequencer,
}

/// What counts of a record. More fields come, and some do not come at all from
/// what stands in for S3.
#[derive(Deserialize)]
struct Record {
    #[serde(rename = "eventName", default)]
    name: String,
    s3: S3,
}

#[derive(Deserialize)]
struct S3 {
    bucket: Bucket,
    object: Object,
}

#[derive(Deserialize)]
struct Bucket {
    name: String,
}

#[derive(Deserialize)]
struct Object {
    key: String,
    #[serde(default)]
    sequencer: String,
}

/// The records of an event. The event that S3 sends to try the connection out
/// has none.
pub(super) fn records(event: &Value) -> &[Value] {
    event
        .get("Records")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

impl Uploaded {
    /// Reads a record.
    ///
    /// # Errors
    ///
    /// Why there is nothing to label in it.
    pub(super) fn from_record(record: &Value, bucket: &str) -> Result<Self, Skipped> {
        let record = Record::deserialize(record)
            .map_err(|error| Skipped::new(None, format!("it is no record of S3: {error}")))?;
        let raw = record.s3.object.key;
        let skipped = |why: String| Skipped::new(Some(raw.clone()), why);
        // Emulators leave the prefix `s3:` of the documentation in place.
        let name = record.name.strip_prefix("s3:").unwrap_or(&record.name);
        if !name.starts_with("ObjectCreated:") {
            return Err(skipped(format!("it is of `{name}`")));
        }
        if record.s3.bucket.name != bucket {
            return Err(skipped(format!(
                "it is of the bucket `{}`",
                record.s3.bucket.name
            )));
        }
        let key = decode_key(&raw).ok_or_else(|| skipped("its key is not UTF-8".to_owned()))?;
        let key = key
            .parse()
            .map_err(|error: crate::Refused| skipped(error.to_string()))?;
        Ok(Self {
            key,
            sequencer: Sequencer::new(&record.s3.object.sequencer),
        })
    }
}

/// An object key from an event: encoded as in a form, `+` for a space, then
/// percent signs. `None` if it is not UTF-8.
#[must_use]
pub fn decode_key(encoded: &str) -> Option<String> {
    let spaced = encoded.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

/// What S3 leaves as it is in the key of an event.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b'/')
    .remove(b' ');

/// A key as S3 writes it into an event, for whoever stands in for S3: as a form
/// does, but with slashes.
#[must_use]
pub fn encode_key(key: &str) -> String {
    utf8_percent_encode(key, PLAIN)
        .to_string()
        .replace(' ', "+")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const POST: &str = "0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11";

    fn record(key: &str) -> Value {
        json!({
            "eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
            "s3": {
                "s3SchemaVersion": "1.0",
                "bucket": {"name": "images", "arn": "arn:aws:s3:::images"},
                "object": {"key": key, "size": 1, "eTag": "x", "sequencer": "0AF"},
            },
        })
    }

    #[test]
    fn a_record_of_ours() {
        let found =
            Uploaded::from_record(&record(&format!("zo%C3%A9+b/{POST}/a%2Bb%25")), "images");
        let found = found.unwrap();
        assert_eq!(found.key.as_str(), format!("zoé b/{POST}/a+b%"));
        assert_eq!(found.sequencer, Sequencer::new("0AF"));
    }

    #[test]
    fn records_of_others() {
        let why = |record: &Value| Uploaded::from_record(record, "images").unwrap_err().why;
        assert_eq!(
            why(&record("a/b/c")),
            "object key: `b` is not the uuid of a post"
        );
        assert_eq!(why(&record("%FF")), "its key is not UTF-8");
        let mut removed = record(&format!("a/{POST}/b"));
        removed["eventName"] = json!("ObjectRemoved:Delete");
        assert_eq!(why(&removed), "it is of `ObjectRemoved:Delete`");
        let mut other = record(&format!("a/{POST}/b"));
        other["s3"]["bucket"]["name"] = json!("other");
        assert_eq!(why(&other), "it is of the bucket `other`");
        assert!(why(&json!({"s3": 1})).starts_with("it is no record of S3: "));
    }

    #[test]
    fn events_without_records() {
        for event in [
            json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "images"}),
            json!({"Records": []}),
            json!({"Records": "none"}),
            json!(null),
        ] {
            assert!(records(&event).is_empty(), "{event}");
        }
    }

    proptest! {
        #[test]
        fn keys_come_back_from_both_ways_to_encode(key in any::<String>()) {
            let percent = utf8_percent_encode(&key, NON_ALPHANUMERIC).to_string();
            prop_assert_eq!(decode_key(&percent), Some(key.clone()));
            prop_assert_eq!(decode_key(&percent.replace("%20", "+")), Some(key.clone()));
            prop_assert_eq!(decode_key(&encode_key(&key)), Some(key));
        }

        #[test]
        fn decoding_never_panics(text in any::<String>()) {
            let _ = decode_key(&text);
            let _ = Uploaded::from_record(&record(&text), "images");
        }
    }
}
