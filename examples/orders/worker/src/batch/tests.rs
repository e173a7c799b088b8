//! Batches, against an HTTP client that answers as DynamoDB would.

use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::{Client, Config};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use orders_contract::OrderWorker;
use serde_json::{Value as Json, json};
use synth_program::Program as _;

use super::*;

/// A table that refuses what it is told to, and remembers what it was asked.
#[derive(Debug, Clone, Default)]
struct Table {
    asked: Arc<Mutex<Vec<Json>>>,
    /// Ids, and the error each is answered with.
    refused: Arc<Vec<(&'static str, &'static str)>>,
}

impl Table {
    fn refusing(refused: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        Self {
            refused: Arc::new(refused.into_iter().collect()),
            ..Self::default()
        }
    }

    fn store(&self) -> Store {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("eu-west-1"))
            .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
            .retry_config(RetryConfig::disabled())
            .http_client(self.clone())
            .build();
        Store::new(Client::from_conf(config), "orders".to_owned())
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let target = request.headers().get("x-amz-target").unwrap();
        assert_eq!(target, "DynamoDB_20120810.PutItem");
        let body: Json = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let id = body["Item"]["id"]["S"].as_str().unwrap().to_owned();
        self.asked.lock().unwrap().push(body);
        let refused = self.refused.iter().find(|(refused, _)| *refused == id);
        let (status, answer) = match refused {
            None => (200, json!({})),
            Some((_, error)) => {
                let kind = format!("com.amazonaws.dynamodb.v20120810#{error}");
                (400, json!({"__type": kind, "message": "no"}))
            }
        };
        let body = SdkBody::from(answer.to_string());
        HttpResponse::new(StatusCode::try_from(status).unwrap(), body)
    }
}

impl HttpClient for Table {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Table {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer: Result<_, ConnectorError> = Ok(self.answer(&request));
        HttpConnectorFuture::ready(answer)
    }
}

fn batch(messages: &[(&str, &str)]) -> Batch {
    let records: Vec<Json> = messages
        .iter()
        .map(|(id, body)| json!({"messageId": id, "body": body, "eventSource": "aws:sqs"}))
        .collect();
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

const ORDER: &str = r#"{"customer": "ada", "items": [{"article": "lens", "quantity": 2}]}"#;

async fn failures(table: &Table, messages: &[(&str, &str)]) -> Json {
    let answer = batch(messages).work(&table.store()).await;
    serde_json::to_value(answer).unwrap()
}

#[tokio::test]
async fn an_order_is_kept_under_the_id_of_its_message() {
    let table = Table::default();
    let told = failures(&table, &[("m1", ORDER)]).await;
    assert_eq!(told, json!({"batchItemFailures": []}));
    let asked = table.asked.lock().unwrap();
    assert_eq!(
        asked.as_slice(),
        [json!({
            "TableName": "orders",
            "Item": {
                "id": {"S": "m1"},
                "customer": {"S": "ada"},
                "items": {"L": [{"M": {"article": {"S": "lens"}, "quantity": {"N": "2"}}}]},
            },
            "ConditionExpression": "attribute_not_exists(#id)",
            "ExpressionAttributeNames": {"#id": "id"},
        })]
    );
}

#[tokio::test]
async fn a_message_that_comes_again_is_done() {
    let table = Table::refusing([("m1", "ConditionalCheckFailedException")]);
    let told = failures(&table, &[("m1", ORDER)]).await;
    assert_eq!(told, json!({"batchItemFailures": []}));
}

#[tokio::test]
async fn what_fails_comes_again_alone() {
    let table = Table::refusing([("m2", "ProvisionedThroughputExceededException")]);
    let messages = [
        ("m1", ORDER),
        ("m2", ORDER),
        ("m3", "no order"),
        ("m4", ORDER),
    ];
    let told = failures(&table, &messages).await;
    assert_eq!(
        told,
        json!({"batchItemFailures": [{"itemIdentifier": "m2"}, {"itemIdentifier": "m3"}]})
    );
    // The table was not asked about what is no order.
    assert_eq!(table.asked.lock().unwrap().len(), 3);
}

#[test]
fn the_stack_deploys_this_package() {
    assert_eq!(OrderWorker::PACKAGE, env!("CARGO_PKG_NAME"));
}
