//! What the stand-ins answer where they differ from each other or from AWS:
//! the table of `docs/stand-ins.md`, row by row.

use std::future::Future;
use std::pin::Pin;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put,
    ReturnValuesOnConditionCheckFailure, ScalarAttributeType, TransactWriteItem,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use contract::table;
use postagram::UploadRequest;
use postagram_testing::{StandIns, http};

use crate::harness::Test;

type Answer<'a> = Pin<Box<dyn Future<Output = String> + 'a>>;

/// A question, and who asks it.
type Probe = (&'static str, fn(&Test) -> Answer<'_>);

const PROBES: &[Probe] = &[
    ("S3: a wrong secret in a header", |test| {
        Box::pin(wrong_secret(test))
    }),
    ("S3: an upload URL that was changed", |test| {
        Box::pin(changed_url(test))
    }),
    ("S3: an upload URL after its time", |test| {
        Box::pin(old_url(test))
    }),
    ("S3: another content type than was signed", |test| {
        Box::pin(other_type(test))
    }),
    ("S3: another length than was signed", |test| {
        Box::pin(other_length(test))
    }),
    ("S3: preflight of a PUT", |test| {
        Box::pin(preflight(test, "PUT"))
    }),
    ("S3: preflight of a DELETE", |test| {
        Box::pin(preflight(test, "DELETE"))
    }),
    ("S3: keys in a page of a list", |test| {
        Box::pin(list_page(test))
    }),
    ("S3: a range of an empty object", |test| {
        Box::pin(empty_range(test))
    }),
    ("S3: a key of 1,025 bytes", |test| Box::pin(long_key(test))),
    ("S3: `If-None-Match: *` where there is an object", |test| {
        Box::pin(if_none_match(test))
    }),
    ("S3: versions of a bucket", |test| Box::pin(versions(test))),
    ("S3: another bucket", |test| Box::pin(other_bucket(test))),
    ("DynamoDB: a wrong secret", |test| {
        Box::pin(table_secret(test))
    }),
    ("DynamoDB: a table just made", |test| {
        Box::pin(new_table(test))
    }),
    ("DynamoDB: an item of 401 KiB", |test| {
        Box::pin(large_item(test))
    }),
    ("DynamoDB: an empty sort key", |test| {
        Box::pin(empty_key(test))
    }),
    ("DynamoDB: a reserved word in an expression", |test| {
        Box::pin(reserved_word(test))
    }),
    ("DynamoDB: items of 100 KiB in a page", |test| {
        Box::pin(query_page(test))
    }),
    ("DynamoDB: a consistent read of an index", |test| {
        Box::pin(consistent_index(test))
    }),
    ("DynamoDB: why a transaction failed", |test| {
        Box::pin(transaction(test))
    }),
    ("DynamoDB: an item whose time to live is over", |test| {
        Box::pin(expired(test))
    }),
];

/// The rows of the table: what is asked, and what this backend answers.
fn documented(backend: &str) -> Vec<(String, String)> {
    let page = include_str!("../../../../docs/stand-ins.md");
    let mut rows = page.lines().filter_map(|line| {
        let cells = line.strip_prefix("| ")?.strip_suffix(" |")?;
        Some(cells.split(" | ").collect::<Vec<_>>())
    });
    let column = rows.find_map(|cells| {
        (cells[0] == "what").then(|| cells.iter().position(|name| *name == backend).unwrap())
    });
    let column = column.unwrap();
    rows.map(|cells| (cells[0].to_owned(), cells[column].to_owned()))
        .collect()
}

#[tokio::test]
async fn they_answer_as_is_written() {
    let test = Test::new().await;
    let mut answers = Vec::new();
    for (what, ask) in PROBES {
        answers.push(((*what).to_owned(), ask(&test).await));
    }
    assert_eq!(answers, documented(test.aws.backend.name()));
}

/// `success`, or the error's code.
fn told<T, E: ProvideErrorMetadata + std::fmt::Debug>(
    result: Result<T, SdkError<E, HttpResponse>>,
) -> String {
    match result {
        Ok(_) => "success".to_owned(),
        Err(error) => match error.code() {
            Some(code) => code.to_owned(),
            None => match error.raw_response() {
                Some(answer) => answer.status().as_u16().to_string(),
                None => format!("{error:?}"),
            },
        },
    }
}

fn s3(test: &Test, secret: &str) -> aws_sdk_s3::Client {
    use aws_sdk_s3::config::{
        BehaviorVersion, Region, RequestChecksumCalculation, ResponseChecksumValidation,
    };
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(StandIns::REGION))
        .http_client(postagram_testing::Faults::default())
        .credentials_provider(Credentials::from_keys(StandIns::ACCESS_KEY, secret, None))
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .endpoint_url(test.aws.endpoints.s3.clone().unwrap())
        .force_path_style(true);
    aws_sdk_s3::Client::from_conf(config.build())
}

async fn wrong_secret(test: &Test) -> String {
    let s3 = s3(test, "wrong");
    told(s3.head_bucket().bucket(test.aws.bucket.name()).send().await)
}

/// A URL for three bytes.
async fn signed(test: &Test) -> String {
    let post = test.post("a", "one").await;
    let request = UploadRequest::parse("x", "image/png", Some(3)).unwrap();
    let upload = test.store.upload(&post.user, post.id, &request).await;
    upload.unwrap().url
}

async fn put(url: &str, kind: &str, body: &[u8]) -> String {
    let answer = http::send("PUT", url, &[("content-type", kind)], body).await;
    answer.unwrap().status.to_string()
}

async fn changed_url(test: &Test) -> String {
    let url = signed(test).await.replacen("x?", "y?", 1);
    put(&url, "image/png", b"abc").await
}

async fn old_url(test: &Test) -> String {
    let url = signed(test).await;
    let (before, rest) = url.split_once("X-Amz-Date=2026").unwrap();
    put(
        &format!("{before}X-Amz-Date=2025{rest}"),
        "image/png",
        b"abc",
    )
    .await
}

async fn other_type(test: &Test) -> String {
    put(&signed(test).await, "text/html", b"abc").await
}

async fn other_length(test: &Test) -> String {
    put(&signed(test).await, "image/png", b"abcd").await
}

async fn preflight(test: &Test, method: &str) -> String {
    let url = format!(
        "{}/{}/x",
        test.aws.endpoints.s3.as_deref().unwrap(),
        test.aws.bucket.name()
    );
    let headers = [
        ("origin", "https://a.example"),
        ("access-control-request-method", method),
        ("access-control-request-headers", "content-type"),
    ];
    let answer = http::send("OPTIONS", &url, &headers, b"").await.unwrap();
    answer.status.to_string()
}

async fn list_page(test: &Test) -> String {
    for number in 0..3 {
        let key = format!("page/{number}");
        test.aws.bucket.put(key, "x").await.unwrap();
    }
    let s3 = s3(test, StandIns::SECRET_KEY);
    let list = s3.list_objects_v2().bucket(test.aws.bucket.name());
    let page = list.prefix("page/").send().await.unwrap();
    match page.is_truncated {
        Some(true) => page.contents().len().to_string(),
        _ => "more than 3".to_owned(),
    }
}

async fn empty_range(test: &Test) -> String {
    test.aws.bucket.put("empty", "").await.unwrap();
    let s3 = s3(test, StandIns::SECRET_KEY);
    let get = s3.get_object().bucket(test.aws.bucket.name()).key("empty");
    told(get.range("bytes=0-7").send().await)
}

async fn long_key(test: &Test) -> String {
    let s3 = s3(test, StandIns::SECRET_KEY);
    let put = s3.put_object().bucket(test.aws.bucket.name());
    told(put.key("k".repeat(1025)).send().await)
}

async fn if_none_match(test: &Test) -> String {
    test.aws.bucket.put("there", "x").await.unwrap();
    let s3 = s3(test, StandIns::SECRET_KEY);
    let put = s3.put_object().bucket(test.aws.bucket.name());
    told(put.key("there").if_none_match("*").send().await)
}

async fn versions(test: &Test) -> String {
    let s3 = s3(test, StandIns::SECRET_KEY);
    let list = s3.list_object_versions().bucket(test.aws.bucket.name());
    told(list.send().await)
}

async fn other_bucket(test: &Test) -> String {
    let s3 = s3(test, StandIns::SECRET_KEY);
    told(
        s3.list_objects_v2()
            .bucket("postagram-nowhere")
            .send()
            .await,
    )
}

fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

async fn table_secret(test: &Test) -> String {
    use aws_sdk_dynamodb::config::{BehaviorVersion, Region};
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(StandIns::REGION))
        .http_client(postagram_testing::Faults::default())
        .credentials_provider(Credentials::from_keys(StandIns::ACCESS_KEY, "wrong", None))
        .endpoint_url(test.aws.endpoints.dynamodb.clone().unwrap());
    let client = aws_sdk_dynamodb::Client::from_conf(config.build());
    told(
        client
            .describe_table()
            .table_name(&test.aws.table)
            .send()
            .await,
    )
}

async fn new_table(test: &Test) -> String {
    let key = KeySchemaElement::builder()
        .attribute_name("id")
        .key_type(KeyType::Hash);
    let attribute = AttributeDefinition::builder()
        .attribute_name("id")
        .attribute_type(ScalarAttributeType::S);
    let create = test.aws.dynamodb().create_table();
    let made = create
        .table_name(format!("{}-new", test.aws.table))
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key.build().unwrap())
        .attribute_definitions(attribute.build().unwrap())
        .send()
        .await;
    let made = made.unwrap().table_description.unwrap();
    made.table_status.unwrap().to_string()
}

async fn put_item(test: &Test, id: &str, body: AttributeValue) -> String {
    let put = test.aws.dynamodb().put_item().table_name(&test.aws.table);
    let put = put
        .item(table::USER, s("USER#probe"))
        .item(table::ID, s(id));
    told(put.item(table::BODY, body).send().await)
}

async fn large_item(test: &Test) -> String {
    put_item(test, "POST#large", s("x".repeat(401 * 1024))).await
}

async fn empty_key(test: &Test) -> String {
    put_item(test, "", s("x")).await
}

async fn reserved_word(test: &Test) -> String {
    let query = test.aws.dynamodb().query().table_name(&test.aws.table);
    let query = query.key_condition_expression("user = :user");
    let query = query.expression_attribute_values(":user", s("USER#probe"));
    told(query.send().await)
}

async fn query_page(test: &Test) -> String {
    for number in 10..30 {
        let id = format!("POST#{number}");
        put_item(test, &id, s("x".repeat(100 * 1024))).await;
    }
    let query = test.aws.dynamodb().query().table_name(&test.aws.table);
    let query = query
        .key_condition_expression("#user = :user")
        .expression_attribute_names("#user", table::USER)
        .expression_attribute_values(":user", s("USER#probe"));
    query.send().await.unwrap().items().len().to_string()
}

async fn consistent_index(test: &Test) -> String {
    let query = test.aws.dynamodb().query().table_name(&test.aws.table);
    let query = query
        .index_name(table::FEED_INDEX)
        .key_condition_expression("feed_shard = :shard")
        .expression_attribute_values(":shard", s("FEED#0"))
        .consistent_read(true);
    told(query.send().await)
}

async fn transaction(test: &Test) -> String {
    put_item(test, "POST#there", s("x")).await;
    let put = Put::builder()
        .table_name(&test.aws.table)
        .item(table::USER, s("USER#probe"))
        .item(table::ID, s("POST#there"))
        .condition_expression("attribute_not_exists(id)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    let item = TransactWriteItem::builder().put(put.build().unwrap());
    let write = test.aws.dynamodb().transact_write_items();
    let error = write.transact_items(item.build()).send().await.unwrap_err();
    let Some(TransactWriteItemsError::TransactionCanceledException(canceled)) =
        error.as_service_error()
    else {
        return format!("{error:?}");
    };
    let reason = &canceled.cancellation_reasons()[0];
    let item = if reason.item().is_some() {
        " with the item"
    } else {
        ""
    };
    format!("{}{item}", reason.code().unwrap())
}

async fn expired(test: &Test) -> String {
    let put = test.aws.dynamodb().put_item().table_name(&test.aws.table);
    put.item(table::USER, s("USER#old"))
        .item(table::ID, s("IDEMPOTENCY#old"))
        .item(table::EXPIRES_AT, AttributeValue::N("1".to_owned()))
        .send()
        .await
        .unwrap();
    let get = test.aws.dynamodb().get_item().table_name(&test.aws.table);
    let get = get.key(table::USER, s("USER#old"));
    let found = get.key(table::ID, s("IDEMPOTENCY#old")).send().await;
    let found = found.unwrap().item.is_some();
    if found { "there" } else { "gone" }.to_owned()
}
