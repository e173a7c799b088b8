//! What the stand-in for DynamoDB takes alone: the calls that ours makes of it
//! for a request, asked of it directly.

use std::net::SocketAddr;

use api_bench::hello::{Hello, PostOf};
use api_bench::seed;
use bench_common::Result;
use bytes::Bytes;
use contract::table;
use http_body_util::Full;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request};
use postagram_testing::StandIns;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::workload::Workload;

/// What ours asks each of four shards for, to fill a page of 20: its part, and some
/// more that chance makes likely.
const OF_A_SHARD: usize = 10;

/// What ours asks a user's posts for: a page of 20, and one that tells of a next.
const OF_A_USER: usize = 21;

/// The stand-in, and the table in it.
pub(crate) struct Bare {
    pub(crate) address: SocketAddr,
    table: String,
}

impl Bare {
    pub(crate) fn of(hello: &Hello) -> Result<Self> {
        let variable = |wanted: &str| {
            let mut variables = hello.variables.iter();
            let found = variables.find(|(name, _)| name == wanted);
            found
                .map(|(_, value)| value.clone())
                .ok_or_else(|| format!("the backend does not tell {wanted}"))
        };
        let endpoint = variable("AWS_ENDPOINT_URL_DYNAMODB")?;
        let authority = endpoint.trim_start_matches("http://").trim_end_matches('/');
        Ok(Self {
            address: authority.parse()?,
            table: variable("DYNAMO_TABLE")?,
        })
    }

    /// The calls of the request with this number; all are made at once.
    pub(crate) fn calls(
        &self,
        workload: Workload,
        number: usize,
        hello: &Hello,
    ) -> Vec<Request<Full<Bytes>>> {
        match workload {
            Workload::Feed => (0..table::FEED_SHARDS)
                .map(|shard| call("Query", &self.shard(shard)))
                .collect(),
            Workload::User => vec![call("Query", &self.user(number % Workload::REGULARS))],
            Workload::Strangers => vec![call("Query", &self.user(number % seed::USERS))],
            Workload::Create => vec![call("PutItem", &self.post(number))],
            Workload::Upload => {
                let post = &hello.posts[number % hello.posts.len()];
                vec![call("GetItem", &self.title(post))]
            }
        }
    }

    fn shard(&self, shard: u8) -> Value {
        json!({
            "TableName": self.table,
            "IndexName": table::FEED_INDEX,
            "KeyConditionExpression": "#shard = :shard",
            "ExpressionAttributeNames": {"#shard": table::FEED_SHARD},
            "ExpressionAttributeValues": {
                ":shard": {"S": format!("{}{shard}", table::FEED_SHARD_PREFIX)},
            },
            "ScanIndexForward": false,
            "Limit": OF_A_SHARD,
        })
    }

    fn user(&self, user: usize) -> Value {
        json!({
            "TableName": self.table,
            "KeyConditionExpression": "#user = :user AND begins_with(#id, :posts)",
            "ExpressionAttributeNames": {"#user": table::USER, "#id": table::ID},
            "ExpressionAttributeValues": {
                ":user": {"S": partition(&seed::user(user))},
                ":posts": {"S": table::POST_PREFIX},
            },
            "ConsistentRead": true,
            "ScanIndexForward": false,
            "Limit": OF_A_USER,
        })
    }

    fn post(&self, number: usize) -> Value {
        let id = Uuid::now_v7();
        let (seconds, nanos) = id.get_timestamp().map_or((0, 0), |time| time.to_unix());
        let millis = seconds * 1000 + u64::from(nanos) / 1_000_000;
        json!({
            "TableName": self.table,
            "Item": {
                table::USER: {"S": partition(&seed::user(number % seed::USERS))},
                table::ID: {"S": format!("{}{id}", table::POST_PREFIX)},
                table::TITLE: {"S": format!("Post {number}")},
                table::BODY: {"S": "It rained. We stayed in the tent all day, and read."},
                table::FEED_SHARD: {
                    "S": format!("{}{}", table::FEED_SHARD_PREFIX, number % usize::from(table::FEED_SHARDS)),
                },
                table::FEED_ORDER: {"S": format!("{millis:015}#{id}")},
            },
            "ConditionExpression": "attribute_not_exists(#id)",
            "ExpressionAttributeNames": {"#id": table::ID},
        })
    }

    fn title(&self, PostOf { user, post }: &PostOf) -> Value {
        json!({
            "TableName": self.table,
            "Key": {
                table::USER: {"S": partition(user)},
                table::ID: {"S": format!("{}{post}", table::POST_PREFIX)},
            },
            "ProjectionExpression": "#title, #deleting",
            "ExpressionAttributeNames": {"#title": table::TITLE, "#deleting": table::DELETING},
            "ConsistentRead": true,
        })
    }
}

fn partition(user: &str) -> String {
    format!("{}{user}", table::USER_PREFIX)
}

/// A call as the SDK makes it; the stand-in reads the signature and believes it.
fn call(operation: &str, input: &Value) -> Request<Full<Bytes>> {
    let signature = format!(
        "AWS4-HMAC-SHA256 Credential={}/20260101/{}/dynamodb/aws4_request, \
         SignedHeaders=host, Signature=0",
        StandIns::ACCESS_KEY,
        StandIns::REGION
    );
    Request::builder()
        .method(Method::POST)
        .uri("/")
        .header(HOST, "127.0.0.1")
        .header(CONTENT_TYPE, "application/x-amz-json-1.0")
        .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
        .header("x-amz-date", "20260101T000000Z")
        .header(AUTHORIZATION, signature)
        .body(Full::from(input.to_string()))
        .unwrap_or_else(|_| Request::new(Full::default()))
}
