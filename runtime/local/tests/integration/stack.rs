//! What the document says is what the laptop does.

use postagram_testing::http::send;
use serde_json::{Value, json};

use crate::harness::{Test, code};

/// A test whose laptop is made from a changed document.
fn changed(change: impl FnOnce(&mut Value)) -> Test {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../out/stacks/serverless/cdk.tf.json"
    );
    let mut document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    change(&mut document["resource"]);
    let test = Test::new();
    let file = test.file("cdk.tf.json");
    std::fs::write(&file, document.to_string()).unwrap();
    test.with(&["--stack", file.to_str().unwrap()])
}

/// DynamoDB wants no more attributes than there are keys.
fn without_index(table: &mut Value) {
    table["global_secondary_index"] = json!([]);
    table["attribute"].as_array_mut().unwrap().truncate(2);
}

#[tokio::test]
async fn cross_origin_rules_and_names_follow_the_document() {
    let laptop = changed(|resource| {
        resource["aws_s3_bucket"]["images"] = json!({"bucket": "pictures"});
        resource["aws_s3_bucket_cors_configuration"]["images_cors"]["cors_rule"] = json!([
            {"allowed_methods": ["PUT"], "allowed_origins": ["https://a.example"]}
        ]);
    })
    .start()
    .await;
    let ask = async |origin: &str| {
        let headers = [("origin", origin), ("access-control-request-method", "PUT")];
        let url = format!("{}/pictures/x", laptop.url);
        send("OPTIONS", &url, &headers, b"").await.unwrap()
    };
    let allowed = ask("https://a.example").await;
    assert_eq!(
        allowed.header("access-control-allow-origin"),
        Some("https://a.example")
    );
    assert_eq!(
        allowed.header("access-control-allow-credentials"),
        Some("true")
    );
    assert_eq!(
        code(&ask("https://b.example").await),
        (403, "AccessForbidden".to_owned())
    );
}

#[tokio::test]
async fn a_table_without_the_index_has_no_feed() {
    let laptop = changed(|resource| {
        without_index(&mut resource["aws_dynamodb_table"]["posts"]);
    })
    .start()
    .await;
    assert_eq!(laptop.get("/posts").await.status, 500);
    assert_eq!(laptop.get("/posts?user=zoe").await.status, 200);
}

#[tokio::test]
async fn data_of_another_table_is_not_used() {
    let laptop = changed(|resource| {
        without_index(&mut resource["aws_dynamodb_table"]["posts"]);
    })
    .start()
    .await;
    let test = laptop.terminate().await.without_arguments();
    let refused = test.refused().await;
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.error.contains("on this laptop has the indexes []"),
        "{}",
        refused.error
    );
    assert!(
        refused.error.contains("\nhint: `--reset` starts over"),
        "{}",
        refused.error
    );
}

#[tokio::test]
async fn what_a_laptop_does_not_know_keeps_it_from_starting() {
    let test = changed(|resource| {
        resource["aws_s3_bucket_replication_configuration"] = json!({"images": {}});
    });
    let refused = test.refused().await;
    let file = test.file("cdk.tf.json").display().to_string();
    insta::assert_snapshot!(refused.error.replace(&file, "[file]"));
}
