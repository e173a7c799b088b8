//! The program as a function of an emulator that nobody here wrote: the zip,
//! under a role with the rights that the stack gives it, called by uploads.
//!
//! `scripts/check-stand-ins` runs these.

use std::io::Write as _;
use std::time::Duration;

use contract::rights;
use postagram::{Labelling, Limit, Listing, NewPost, Post, Store, UploadRequest};
use postagram_testing::{Account, BAD_CONTENT, StandIns, http, image, permanently_bad};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

/// A function that is deployed, and what it works on.
struct Deployed {
    aws: StandIns,
    store: Store,
    /// The queue of events that never worked.
    failures: String,
}

/// The zip to deploy: the one that `LABEL_LAMBDA_ZIP` names, or this build's
/// program, without what is there for debuggers, which is most of it.
fn archive() -> Vec<u8> {
    if let Some(path) = std::env::var_os("LABEL_LAMBDA_ZIP") {
        return std::fs::read(path).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let stripped = folder.path().join("bootstrap");
    let strip = std::process::Command::new("strip")
        .arg("-o")
        .args([
            stripped.as_os_str(),
            env!("CARGO_BIN_EXE_label-lambda").as_ref(),
        ])
        .status();
    let hint = "`strip` does not work; hint: install the package `binutils`";
    assert!(strip.is_ok_and(|status| status.success()), "{hint}");
    let program = std::fs::read(stripped).unwrap();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .unix_permissions(0o755);
    archive.start_file("bootstrap", options).unwrap();
    archive.write_all(&program).unwrap();
    archive.finish().unwrap().into_inner()
}

impl Deployed {
    async fn start() -> Self {
        Self::with(rights::LABEL_LAMBDA).await
    }

    /// With these rights in place of the stack's.
    async fn with(rights: &[&str]) -> Self {
        let aws = StandIns::start().await.unwrap();
        let account = aws.account().unwrap();
        let name = aws.table.replace(StandIns::TABLE, "labeler");
        // The code is larger than what may come with the call.
        let code = aws.bucket.put("code.zip", archive()).await.unwrap();
        let endpoints = &aws.endpoints;
        let function = json!({
            "FunctionName": name,
            "Runtime": "provided.al2023",
            "Handler": "bootstrap",
            "Role": aws.role_with(rights).await.unwrap(),
            "Code": {"S3Bucket": code.bucket, "S3Key": code.key},
            "MemorySize": 128,
            "Timeout": 60,
            "Environment": {"Variables": {
                "BUCKET": aws.bucket.name(),
                "DYNAMO_TABLE": aws.table,
                "AWS_ENDPOINT_URL_DYNAMODB": endpoints.dynamodb,
                "AWS_ENDPOINT_URL_S3": endpoints.s3,
                "AWS_ENDPOINT_URL_REKOGNITION": endpoints.rekognition,
            }},
        });
        let lambda = async |method: &str, path: &str, body: &Value| {
            let kind = [("content-type", "application/json")];
            let body = body.to_string();
            let answer = account.call("lambda", method, path, &kind, body.as_bytes());
            serde_json::from_slice::<Value>(&answer.await.unwrap()).unwrap()
        };
        let made = lambda("POST", "/2015-03-31/functions", &function).await;
        let arn = made["FunctionArn"].as_str().unwrap();
        let queue = json!({"QueueName": name});
        let queue = account.target("sqs", "AmazonSQS.CreateQueue", &queue).await;
        let failures = queue.unwrap()["QueueUrl"].as_str().unwrap().to_owned();
        let destination = format!("arn:aws:sqs:{}:{}:{name}", StandIns::REGION, Account::ID);
        let path = format!("/2019-09-25/functions/{name}/event-invoke-config");
        let config = json!({
            "MaximumRetryAttempts": 2,
            "DestinationConfig": {"OnFailure": {"Destination": destination}},
        });
        lambda("PUT", &path, &config).await;
        let path = format!("/2015-03-31/functions/{name}/policy");
        let permission = json!({
            "StatementId": "uploads",
            "Action": "lambda:InvokeFunction",
            "Principal": "s3.amazonaws.com",
            "SourceArn": format!("arn:aws:s3:::{}", aws.bucket.name()),
            "SourceAccount": Account::ID,
        });
        lambda("POST", &path, &permission).await;
        aws.bucket.notify(arn).await.unwrap();
        let store = aws.store();
        Self {
            aws,
            store,
            failures,
        }
    }

    async fn post(&self, user: &str) -> Post {
        let (user, post) = (user.parse().unwrap(), NewPost::parse("t", "b").unwrap());
        self.store.create(&user, post, None).await.unwrap()
    }

    /// A URL to upload to, and the key it is for.
    async fn sign(&self, post: &Post, file: &str) -> (String, String) {
        let request = UploadRequest::parse(file, "image/png", None).unwrap();
        let upload = self.store.upload(&post.user, post.id, &request).await;
        let upload = upload.unwrap();
        (upload.url, upload.key.to_string())
    }

    /// Uploads as a browser does.
    async fn upload(&self, post: &Post, file: &str, content: &[u8]) -> String {
        let (url, key) = self.sign(post, file).await;
        put(&url, content).await;
        key
    }

    async fn labelling(&self, post: &Post) -> Labelling {
        let listing = Listing::User(post.user.clone());
        let page = self.store.list(&listing, Limit::default(), None).await;
        let found = page
            .unwrap()
            .posts
            .into_iter()
            .find(|one| one.id == post.id);
        found.unwrap().labelling
    }

    /// Waits until the post's image is what it is to be.
    async fn expect(&self, post: &Post, expected: &Labelling) {
        until(async || self.labelling(post).await == *expected).await;
    }

    /// Waits until the bucket holds nothing but the code and these.
    async fn expect_keys(&self, keys: &[&str]) {
        until(async || {
            let mut found = self.aws.bucket.keys().await.unwrap();
            found.retain(|key| key != "code.zip");
            found == keys
        })
        .await;
    }

    /// The next event that never worked.
    async fn failed(&self) -> Value {
        let account = self.aws.account().unwrap();
        let request = json!({"QueueUrl": self.failures, "WaitTimeSeconds": 10});
        loop {
            let answer = account.target("sqs", "AmazonSQS.ReceiveMessage", &request);
            let answer = answer.await.unwrap();
            if let Some(body) = answer["Messages"][0]["Body"].as_str() {
                return serde_json::from_str(body).unwrap();
            }
        }
    }
}

async fn put(url: &str, content: &[u8]) {
    let kind = [("content-type", "image/png")];
    let answer = http::send("PUT", url, &kind, content).await.unwrap();
    let text = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, 200, "{text}");
}

fn done(key: &str, labels: &[&str]) -> Labelling {
    Labelling::Done {
        image: key.parse().unwrap(),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
    }
}

/// Looks again and again. The emulator tells nobody when it is done.
async fn until(is_so: impl AsyncFn() -> bool) {
    let look = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let patience = Duration::from_mins(3);
    tokio::time::timeout(patience, look).await.unwrap();
}

#[tokio::test]
#[ignore = "needs ministack: scripts/check-stand-ins"]
async fn an_upload_gets_its_labels() {
    let test = Deployed::start().await;
    for (user, file) in [
        ("zoe", "cat.png"),
        ("zoé b+c%d", "my cat+é%20.png"),
        ("日本 語&=?", ""),
    ] {
        let post = test.post(user).await;
        let key = test.upload(&post, file, &image(&["Cat", "Pet"])).await;
        test.expect(&post, &done(&key, &["Cat", "Pet"])).await;
    }
    let asked = test.aws.rekognition.calls();
    assert_eq!(asked[0]["MaxLabels"], 5);
    assert_eq!(asked[0]["MinConfidence"], 75.0);
}

#[tokio::test]
#[ignore = "needs ministack: scripts/check-stand-ins"]
async fn the_newest_upload_wins_and_the_others_go() {
    let test = Deployed::start().await;
    let post = test.post("zoe").await;
    let mut signed = Vec::new();
    for _ in 0..4 {
        signed.push(test.sign(&post, "x.png").await);
    }
    // The newest is uploaded first, and once more last.
    for index in [3, 0, 2, 1, 3] {
        put(&signed[index].0, &image(&[&format!("Label{index}")])).await;
    }
    let newest = &signed[3].1;
    test.expect(&post, &done(newest, &["Label3"])).await;
    test.expect_keys(&[newest]).await;
}

#[tokio::test]
#[ignore = "needs ministack: scripts/check-stand-ins"]
async fn what_is_no_image_is_said_of_the_post() {
    let test = Deployed::start().await;
    for content in [BAD_CONTENT, &permanently_bad("ImageTooLargeException")] {
        let post = test.post("zoe").await;
        test.upload(&post, "x.png", content).await;
        test.expect(&post, &Labelling::Failed).await;
    }
}

#[tokio::test]
#[ignore = "needs ministack: scripts/check-stand-ins"]
async fn what_is_uploaded_for_a_deleted_post_is_removed() {
    let test = Deployed::start().await;
    let post = test.post("zoe").await;
    let (url, _) = test.sign(&post, "x.png").await;
    test.store.delete(&post.user, post.id).await.unwrap();
    put(&url, &image(&["Ghost"])).await;
    test.expect_keys(&[]).await;
    let listing = Listing::User(post.user);
    let page = test.store.list(&listing, Limit::default(), None).await;
    assert!(page.unwrap().posts.is_empty());
}

#[tokio::test]
#[ignore = "needs ministack: scripts/check-stand-ins"]
async fn what_never_works_is_kept() {
    let test = Deployed::start().await;
    let post = test.post("zoe").await;
    let content = permanently_bad("ThrottlingException");
    let key = test.upload(&post, "x.png", &content).await;
    let failed = test.failed().await;
    let record = &failed["requestPayload"]["Records"][0];
    assert_eq!(record["s3"]["object"]["key"], key.as_str(), "{failed}");
    // Each of three invocations asked three times.
    assert_eq!(test.aws.rekognition.calls().len(), 9);
    assert_eq!(test.labelling(&post).await, Labelling::Waiting);
}

#[tokio::test]
#[ignore = "needs ministack: scripts/check-stand-ins"]
async fn without_a_right_nothing_is_written() {
    let may_not = "dynamodb:UpdateItem";
    let rights = rights::LABEL_LAMBDA.iter().copied();
    let rest: Vec<&str> = rights.filter(|right| *right != may_not).collect();
    let test = Deployed::with(&rest).await;
    let post = test.post("zoe").await;
    test.upload(&post, "x.png", &image(&["Cat"])).await;
    let failed = test.failed().await.to_string();
    assert!(failed.contains("AccessDenied"), "{failed}");
    assert_eq!(test.labelling(&post).await, Labelling::Waiting);
}
