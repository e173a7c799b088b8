//! Invocations: responses, errors, metrics.

use postagram::Labelling;
use postagram_testing::{Told, event, image, permanently_bad};
use serde_json::json;

use crate::harness::{Test, metrics};

#[tokio::test]
async fn an_upload_is_labelled() {
    let mut test = Test::start_with(&[("MAX_LABELS", "2"), ("MIN_CONFIDENCE", "80.5")]).await;
    assert_eq!(test.runtime.told().await, Told::Next);
    let post = test.post().await;
    let key = format!(
        "{}/{}/0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11a b+.png",
        post.user, post.id
    );
    let put = test
        .aws
        .bucket
        .put(&key, image(&["Dog", "Cat", "Sky"]))
        .await
        .unwrap();
    test.runtime.invoke(&event([&put]).to_string());
    let told = test.runtime.told().await;
    assert_eq!(
        told,
        Told::Response("request-1".to_owned(), json!({"records": 1}))
    );
    assert_eq!(test.runtime.told().await, Told::Next);
    let page = test
        .aws
        .store()
        .list(&postagram::Listing::Feed, postagram::Limit::default(), None)
        .await;
    let labelling = Labelling::Done {
        image: key.parse().unwrap(),
        labels: vec!["Dog".to_owned(), "Cat".to_owned()],
    };
    assert_eq!(page.unwrap().posts[0].labelling, labelling);
    let asked = &test.aws.rekognition.calls()[0];
    assert_eq!(
        (&asked["MaxLabels"], &asked["MinConfidence"]),
        (&json!(2), &json!(80.5))
    );

    let output = test.stop().await;
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
    let metrics = metrics(&output);
    assert_eq!(metrics.len(), 1);
    assert_eq!(
        (&metrics[0]["Outcome"], &metrics[0]["Images"]),
        (&json!("labelled"), &json!(1))
    );
    assert_eq!(metrics[0]["Key"], json!(key));
    assert_eq!(
        metrics[0]["_aws"]["CloudWatchMetrics"][0]["Namespace"],
        json!("Postagram")
    );
}

#[tokio::test]
async fn a_fault_fails_the_invocation_and_not_the_program() {
    let mut test = Test::start().await;
    assert_eq!(test.runtime.told().await, Told::Next);
    let post = test.post().await;
    let key = |number: usize| {
        format!(
            "{}/{}/0190b5e0-5c31-7d1e-8b7a-00000000000{number}",
            post.user, post.id
        )
    };
    // Not a retryable error of Rekognition's by its kind, but not one of the
    // image either: a right is missing.
    let denied = test
        .aws
        .bucket
        .put(key(1), permanently_bad("AccessDeniedException"))
        .await
        .unwrap();
    let good = test.aws.bucket.put(key(2), image(&["Dog"])).await.unwrap();
    test.runtime.invoke(&event([&denied, &good]).to_string());
    let Told::Error(id, body) = test.runtime.told().await else {
        panic!("it was a success");
    };
    assert_eq!(
        (id.as_str(), &body["errorType"]),
        ("request-1", &json!("Unfinished"))
    );
    let message = body["errorMessage"].as_str().unwrap();
    assert!(
        message.starts_with("1 of 2 images are not labelled; the first: "),
        "{message}"
    );
    assert!(message.contains("AccessDeniedException"), "{message}");
    // The next event finds it alive.
    assert_eq!(test.runtime.told().await, Told::Next);
    test.runtime.invoke("{\"Event\": \"s3:TestEvent\"}");
    let told = test.runtime.told().await;
    assert_eq!(
        told,
        Told::Response("request-1".to_owned(), json!({"records": 0}))
    );

    let output = test.stop().await;
    let outcomes: Vec<_> = metrics(&output)
        .iter()
        .map(|line| line["Outcome"].clone())
        .collect();
    assert_eq!(outcomes, [json!("error"), json!("labelled")]);
}

#[tokio::test]
async fn an_event_that_is_no_json_fails_alone() {
    let mut test = Test::start().await;
    assert_eq!(test.runtime.told().await, Told::Next);
    test.runtime.invoke("no json");
    assert!(matches!(test.runtime.told().await, Told::Error(..)));
    assert_eq!(test.runtime.told().await, Told::Next);
    test.runtime.invoke("[1, 2]");
    assert!(matches!(test.runtime.told().await, Told::Response(..)));
    assert!(test.stop().await.status.success());
}
