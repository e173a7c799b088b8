//! One event at a time.

use postagram::labels::{Labeler, Outcome, Report};
use postagram::{Clients, Labelling, Patience, Post};
use postagram_testing::{BAD_CONTENT, Fault, Put, event, image, permanently_bad};
use serde_json::json;

use crate::harness::Test;

/// Hands an event in and tells what became of its records.
async fn outcomes(test: &Test, puts: &[&Put]) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let event = event(puts.iter().copied());
    let labeler = test.aws.labeler();
    let result = labeler.handle(&event, |report| {
        if let Report::Processed {
            result: Ok(outcome),
            ..
        } = report
        {
            outcomes.push(*outcome);
        }
    });
    result.await.unwrap();
    outcomes
}

async fn labelling(test: &Test, post: &Post) -> Labelling {
    let posts = test.posts_of(post.user.as_str()).await;
    let found = posts.into_iter().find(|one| one.id == post.id);
    found.unwrap().labelling
}

fn done(key: &str, labels: &[&str]) -> Labelling {
    Labelling::Done {
        image: key.parse().unwrap(),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
    }
}

#[tokio::test]
async fn an_upload_gets_its_labels() {
    let test = Test::new().await;
    let post = test.post("zoé b+c%d", "one").await;
    let key = test.upload_key(&post, "a b.png").await;
    let put = test
        .aws
        .bucket
        .put(&key, image(&["Dog", "Cat"]))
        .await
        .unwrap();
    assert_eq!(outcomes(&test, &[&put]).await, [Outcome::Labelled(2)]);
    assert_eq!(labelling(&test, &post).await, done(&key, &["Dog", "Cat"]));
    let expected = json!({
        "Image": {"S3Object": {"Bucket": test.aws.bucket.name(), "Name": key}},
        "MaxLabels": 5,
        "MinConfidence": 75.0,
    });
    assert_eq!(test.aws.rekognition.calls(), [expected]);
}

#[tokio::test]
async fn every_record_of_an_event_counts() {
    let test = Test::new().await;
    let mut puts = Vec::new();
    let mut posts = Vec::new();
    for label in ["A", "B", "C"] {
        let post = test.post("a", label).await;
        let key = test.upload_key(&post, "x").await;
        puts.push(test.aws.bucket.put(&key, image(&[label])).await.unwrap());
        posts.push(post);
    }
    let puts: Vec<&Put> = puts.iter().collect();
    assert_eq!(outcomes(&test, &puts).await, [Outcome::Labelled(1); 3]);
    for (post, put) in posts.iter().zip(&puts) {
        assert_eq!(labelling(&test, post).await, done(&put.key, &[&post.title]));
    }
}

#[tokio::test]
async fn an_image_without_anything_in_it_is_labelled_too() {
    let test = Test::new().await;
    let post = test.post("a", "one").await;
    let put = test
        .aws
        .bucket
        .put(test.upload_key(&post, "x").await, image(&[]))
        .await
        .unwrap();
    assert_eq!(outcomes(&test, &[&put]).await, [Outcome::Labelled(0)]);
    assert_eq!(labelling(&test, &post).await, done(&put.key, &[]));
}

#[tokio::test]
async fn the_newer_upload_wins_in_either_order() {
    for newer_first in [false, true] {
        let test = Test::new().await;
        let post = test.post("a", "one").await;
        let old = test
            .aws
            .bucket
            .put(test.upload_key(&post, "x").await, image(&["Old"]))
            .await
            .unwrap();
        let new = test
            .aws
            .bucket
            .put(test.upload_key(&post, "x").await, image(&["New"]))
            .await
            .unwrap();
        let order = if newer_first {
            [&new, &old]
        } else {
            [&old, &new]
        };
        let expected = if newer_first {
            // The old one was removed when the new one won.
            [Outcome::Labelled(1), Outcome::ObjectGone]
        } else {
            [Outcome::Labelled(1), Outcome::Labelled(1)]
        };
        assert_eq!(outcomes(&test, &order).await, expected);
        assert_eq!(labelling(&test, &post).await, done(&new.key, &["New"]));
        assert_eq!(test.aws.bucket.keys().await.unwrap(), [new.key]);
    }
}

#[tokio::test]
async fn a_late_upload_of_an_older_url_loses() {
    let test = Test::new().await;
    let post = test.post("a", "one").await;
    let old_key = test.upload_key(&post, "x").await;
    let new = test
        .aws
        .bucket
        .put(test.upload_key(&post, "x").await, image(&["New"]))
        .await
        .unwrap();
    assert_eq!(outcomes(&test, &[&new]).await, [Outcome::Labelled(1)]);
    let late = test
        .aws
        .bucket
        .put(&old_key, image(&["Late"]))
        .await
        .unwrap();
    assert_eq!(outcomes(&test, &[&late]).await, [Outcome::Lost]);
    assert_eq!(labelling(&test, &post).await, done(&new.key, &["New"]));
    assert_eq!(test.aws.bucket.keys().await.unwrap(), [new.key]);
}

#[tokio::test]
async fn a_file_that_is_no_image_is_not_paid_for() {
    let test = Test::new().await;
    for content in [BAD_CONTENT, b"", b"\x89PN", b"\xFF\xD8"] {
        let post = test.post("a", "one").await;
        let key = test.upload_key(&post, "x.png").await;
        let put = test.aws.bucket.put(&key, content).await.unwrap();
        assert_eq!(outcomes(&test, &[&put]).await, [Outcome::Failed]);
        let seen = test.posts_of("a").await.swap_remove(0);
        assert_eq!(seen.labelling, Labelling::Failed);
        assert_eq!(seen.failed, Some(key.parse().unwrap()));
    }
    assert!(test.aws.rekognition.calls().is_empty());
}

#[tokio::test]
async fn an_image_that_is_too_large_is_not_paid_for() {
    let test = Test::new().await;
    let post = test.post("a", "one").await;
    let mut content = image(&["Dog"]);
    content.resize(15 * 1024 * 1024 + 1, 0);
    let put = test
        .aws
        .bucket
        .put(test.upload_key(&post, "x").await, content)
        .await
        .unwrap();
    assert_eq!(outcomes(&test, &[&put]).await, [Outcome::Failed]);
    assert!(test.aws.rekognition.calls().is_empty());
}

#[tokio::test]
async fn what_rekognition_cannot_read_is_said_of_the_post() {
    let test = Test::new().await;
    for error in [
        "ImageTooLargeException",
        "InvalidImageFormatException",
        "InvalidParameterException",
    ] {
        let post = test.post("a", "one").await;
        let key = test.upload_key(&post, "x").await;
        let put = test
            .aws
            .bucket
            .put(&key, permanently_bad(error))
            .await
            .unwrap();
        assert_eq!(outcomes(&test, &[&put]).await, [Outcome::Failed], "{error}");
        assert_eq!(labelling(&test, &post).await, Labelling::Failed);
        // A good file under the same key makes it good again.
        let put = test.aws.bucket.put(&key, image(&["Dog"])).await.unwrap();
        assert_eq!(outcomes(&test, &[&put]).await, [Outcome::Labelled(1)]);
        assert_eq!(labelling(&test, &post).await, done(&key, &["Dog"]));
    }
}

#[tokio::test]
async fn one_fault_fails_the_event_after_the_others_are_done() {
    let test = Test::new().await;
    let patience = Patience {
        attempts: 1,
        ..Patience::LAMBDA
    };
    let config = test.aws.aws_config().patience(patience);
    let labeler = Labeler::new(Clients::new(&config), test.aws.labeler_settings());
    let mut puts = Vec::new();
    for _ in 0..3 {
        let post = test.post("a", "one").await;
        puts.push(
            test.aws
                .bucket
                .put(test.upload_key(&post, "x").await, image(&["Dog"]))
                .await
                .unwrap(),
        );
    }
    test.aws.faults.inject("DetectLabels", Fault::Throttled, 1);
    let mut results = Vec::new();
    let event = event(&puts);
    let result = labeler.handle(&event, |report| {
        if let Report::Processed { result, .. } = report {
            results.push(result.is_ok());
        }
    });
    let error = result.await.unwrap_err();
    assert_eq!((error.failed, error.all), (1, 3));
    assert!(error.first.contains("rekognition:DetectLabels"), "{error}");
    assert_eq!(results, [false, true, true]);
    labeler.handle(&event, |_| ()).await.unwrap();
    for post in test.posts_of("a").await {
        assert!(matches!(post.labelling, Labelling::Done { .. }));
    }
}

#[tokio::test]
async fn an_image_of_the_system_before_is_replaced_by_a_new_upload() {
    let test = Test::new().await;
    let id = "9f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f";
    let old = format!("a/{id}/ffffffff-8a57-4f0a-9d35-0c5b6a7d8e9fx.png");
    let (sort_key, partition) = (format!("POST#{id}"), "USER#a");
    let mut item = crate::harness::original(partition, &sort_key).to_vec();
    item.push(("image", &old));
    test.put_item(&item).await;
    test.aws.bucket.put(&old, image(&["Old"])).await.unwrap();
    let post = test.posts_of("a").await.remove(0);
    assert_eq!(post.labelling, done(&old, &[]));
    let new = test
        .aws
        .bucket
        .put(test.upload_key(&post, "x").await, image(&["New"]))
        .await
        .unwrap();
    assert_eq!(outcomes(&test, &[&new]).await, [Outcome::Labelled(1)]);
    assert_eq!(labelling(&test, &post).await, done(&new.key, &["New"]));
    assert_eq!(test.aws.bucket.keys().await.unwrap(), [new.key]);
}

#[tokio::test]
async fn the_event_that_tries_the_connection_out_is_a_success() {
    let test = Test::new().await;
    let event =
        json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": test.aws.bucket.name()});
    test.aws
        .labeler()
        .handle(&event, |_| panic!("a record"))
        .await
        .unwrap();
}
