//! Events, as S3 delivers them.

use postagram::labels::encode_key;
use serde_json::{Value, json};

use crate::{Put, StandIns};

/// The event of some puts.
#[must_use]
pub fn event<'a>(puts: impl IntoIterator<Item = &'a Put>) -> Value {
    let records: Vec<Value> = puts
        .into_iter()
        .map(|put| {
            json!({
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "awsRegion": StandIns::REGION,
                "eventTime": "2026-01-01T00:00:00.000Z",
                "eventName": "ObjectCreated:Put",
                "userIdentity": {"principalId": "A3XAMPLE"},
                "requestParameters": {"sourceIPAddress": "127.0.0.1"},
                "responseElements": {"x-amz-request-id": "D4EXAMPLE"},
                "s3": {
                    "s3SchemaVersion": "1.0",
                    "configurationId": "tf-s3-lambda",
                    "bucket": {
                        "name": put.bucket,
                        "ownerIdentity": {"principalId": "A3XAMPLE"},
                        "arn": format!("arn:aws:s3:::{}", put.bucket),
                    },
                    "object": {
                        "key": encode_key(&put.key),
                        "size": 1,
                        "eTag": "d41d8cd98f00b204e9800998ecf8427e",
                        "versionId": "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                        "sequencer": put.sequencer,
                    },
                },
            })
        })
        .collect();
    json!({ "Records": records })
}
