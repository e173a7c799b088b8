//! Posts of the system before this one.

use postagram::{Backfilled, NewPost};

use crate::harness::{Test, feed, original, user};

#[tokio::test]
async fn old_posts_come_into_the_feed_behind_all_others() {
    let test = Test::new().await;
    let ids: Vec<String> = (0..5)
        .map(|number| format!("POST#ff1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9{number}"))
        .collect();
    for id in &ids {
        test.put_item(&original("USER#a", id)).await;
    }
    test.post("a", "new").await;
    let key = "k".parse().unwrap();
    let post = NewPost::parse("newer", "").unwrap();
    test.store
        .create(&user("a"), post, Some(&key))
        .await
        .unwrap();
    assert_eq!(test.titles(&feed(), 10).await, ["newer", "new"]);

    // What cannot be in it: labels without a post, a name that is none any more.
    test.put_item(&[
        ("user", "USER#a"),
        ("id", "POST#0f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f"),
    ])
    .await;
    test.put_item(&original(
        "USER#a/b",
        "POST#1f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f",
    ))
    .await;
    let done = test.store.backfill().await.unwrap();
    assert_eq!(
        done,
        Backfilled {
            added: 5,
            skipped: 2
        }
    );
    for limit in [1, 10] {
        let titles = test.titles(&feed(), limit).await;
        assert_eq!(titles, ["newer", "new", "old", "old", "old", "old", "old"]);
    }
    let again = test.store.backfill().await.unwrap();
    assert_eq!(
        again,
        Backfilled {
            added: 0,
            skipped: 2
        }
    );
}

#[tokio::test]
async fn a_post_that_is_being_deleted_does_not_come_back() {
    let test = Test::new().await;
    let post = test.post("a", "one").await;
    let fault = postagram_testing::Fault::Status(403);
    test.aws.faults.inject("ListObjectsV2", fault, 1);
    assert!(test.store.delete(&post.user, post.id).await.is_err());
    let done = test.store.backfill().await.unwrap();
    assert_eq!(done, Backfilled::default());
    assert!(test.titles(&feed(), 10).await.is_empty());
}
