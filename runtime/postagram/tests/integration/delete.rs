//! Deleting posts.

use postagram::{Error, Labelling, Patience, Store};
use postagram_testing::{Fault, event, image};

use crate::harness::{Test, feed, user};

#[tokio::test]
async fn a_deleted_post_takes_its_images_along() {
    let test = Test::new().await;
    let (post, other) = (test.post("a", "one").await, test.post("a", "two").await);
    let kept = test.upload_key(&other, "kept").await;
    test.aws.bucket.put(&kept, image(&[])).await.unwrap();
    for _ in 0..5 {
        // Nobody has labelled them: all are still there.
        let key = test.upload_key(&post, "x.png").await;
        test.aws.bucket.put(key, image(&["Dog"])).await.unwrap();
    }
    let deleted = test.store.delete(&post.user, post.id).await.unwrap();
    assert_eq!(deleted, post);
    assert_eq!(test.aws.bucket.keys().await.unwrap(), [kept]);
    assert_eq!(test.titles(&feed(), 10).await, ["two"]);
    assert_eq!(test.posts_of("a").await, [other]);
    let again = test.store.delete(&post.user, post.id).await;
    assert!(matches!(again, Err(Error::NotFound)));
}

#[tokio::test]
async fn it_returns_the_post_as_it_was() {
    let test = Test::new().await;
    let post = test.post("a", "one").await;
    let put = test
        .aws
        .bucket
        .put(test.upload_key(&post, "x").await, image(&["Dog"]))
        .await
        .unwrap();
    test.aws
        .labeler()
        .handle(&event([&put]), |_| ())
        .await
        .unwrap();
    let deleted = test.store.delete(&post.user, post.id).await.unwrap();
    let labelling = Labelling::Done {
        image: put.key.parse().unwrap(),
        labels: vec!["Dog".to_owned()],
    };
    assert_eq!(deleted.labelling, labelling);
}

#[tokio::test]
async fn only_ones_own_posts_can_be_deleted() {
    let test = Test::new().await;
    let post = test.post("a", "one").await;
    let result = test.store.delete(&user("b"), post.id).await;
    assert!(matches!(result, Err(Error::NotFound)));
    assert_eq!(test.posts_of("a").await, [post]);
    assert_eq!(test.items().await.len(), 1, "nothing was written for b");
}

#[tokio::test]
async fn remains_of_labels_are_no_post_to_delete() {
    let test = Test::new().await;
    let id = "9f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f";
    let sort_key = format!("POST#{id}");
    test.put_item(&[("user", "USER#a"), ("id", &sort_key), ("image", "x")])
        .await;
    let result = test.store.delete(&user("a"), crate::harness::id(id)).await;
    assert!(matches!(result, Err(Error::NotFound)));
}

/// A store that gives up at the first fault, as if the server had died there.
fn fragile(test: &Test) -> Store {
    let patience = Patience {
        attempts: 1,
        ..Patience::SERVER
    };
    let config = test.aws.aws_config().patience(patience);
    Store::new(postagram::Clients::new(&config), test.aws.settings())
}

#[tokio::test]
async fn after_a_crash_anywhere_the_next_try_finishes() {
    for operation in ["UpdateItem", "ListObjectsV2", "DeleteObjects", "DeleteItem"] {
        for fault in [Fault::Reset, Fault::LostAnswer] {
            let test = Test::new().await;
            let post = test.post("a", "one").await;
            let key = test.upload_key(&post, "x").await;
            let put = test.aws.bucket.put(&key, image(&["Dog"])).await.unwrap();
            test.aws
                .labeler()
                .handle(&event([&put]), |_| ())
                .await
                .unwrap();
            test.aws.faults.inject(operation, fault, 1);
            let result = fragile(&test).delete(&post.user, post.id).await;
            assert!(result.unwrap_err().is_retryable(), "{operation}");
            let left = test.posts_of("a").await;
            // What is left shows no image that is gone.
            if test.aws.bucket.get(&key).await.unwrap().is_none() {
                assert!(left.iter().all(|post| post.labelling == Labelling::Waiting));
            }
            // An upload in between finds a post that takes none any more.
            let late = test.aws.bucket.put(&key, image(&["Cat"])).await.unwrap();
            test.aws
                .labeler()
                .handle(&event([&late]), |_| ())
                .await
                .unwrap();
            if (operation, fault) != ("UpdateItem", Fault::Reset) {
                assert!(
                    test.aws.bucket.keys().await.unwrap().is_empty(),
                    "{operation} {fault:?}"
                );
            }
            match test.store.delete(&post.user, post.id).await {
                Ok(_) => assert_eq!(left.len(), 1, "{operation}"),
                Err(error) => {
                    assert!(matches!(error, Error::NotFound), "{error}");
                    assert!(left.is_empty(), "{operation}");
                }
            }
            assert!(test.items().await.is_empty(), "{operation} {fault:?}");
            assert!(
                test.aws.bucket.keys().await.unwrap().is_empty(),
                "{operation} {fault:?}"
            );
        }
    }
}
