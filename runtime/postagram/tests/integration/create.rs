//! Making posts, once and again.

use contract::table;
use postagram::{Error, IdempotencyKey, Labelling, NewPost};
use postagram_testing::Fault;

use crate::harness::{Test, feed, user};

fn new(title: &str) -> NewPost {
    NewPost::parse(title, "text").unwrap()
}

fn key(text: &str) -> IdempotencyKey {
    text.parse().unwrap()
}

#[tokio::test]
async fn what_is_made_is_what_is_listed() {
    let test = Test::new().await;
    let post = test.post("zoé", "title").await;
    assert_eq!((post.title.as_str(), post.body.as_str()), ("title", "text"));
    assert_eq!(post.labelling, Labelling::Waiting);
    let listed = test.posts_of("zoé").await;
    assert_eq!(test.page(&feed(), 1, None).await.posts, listed);
    assert_eq!(listed, [post]);
}

#[tokio::test]
async fn a_repeated_request_returns_the_first_result() {
    let test = Test::new().await;
    let create = async |name: &str, title: &str, key: &IdempotencyKey| {
        test.store.create(&user(name), new(title), Some(key)).await
    };
    let first = create("a", "one", &key("k")).await.unwrap();
    assert_eq!(create("a", "one", &key("k")).await.unwrap(), first);
    // Even when the post is gone: it is the first result, not a second post.
    test.store.delete(&first.user, first.id).await.unwrap();
    assert_eq!(create("a", "one", &key("k")).await.unwrap(), first);
    assert!(test.posts_of("a").await.is_empty());
    // Another key, and another user with the same key, are other requests.
    assert_ne!(create("a", "one", &key("l")).await.unwrap().id, first.id);
    assert_ne!(create("b", "one", &key("k")).await.unwrap().id, first.id);
}

#[tokio::test]
async fn another_content_with_the_same_key_is_a_conflict() {
    let test = Test::new().await;
    let key = key("k");
    let create = async |title: &str| test.store.create(&user("a"), new(title), Some(&key)).await;
    create("one").await.unwrap();
    assert!(matches!(create("two").await, Err(Error::Conflict)));
    assert_eq!(test.posts_of("a").await.len(), 1);
}

#[tokio::test]
async fn a_key_is_forgotten_when_its_record_is_old() {
    let test = Test::new().await;
    let client = test.aws.dynamodb();
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    client
        .put_item()
        .table_name(&test.aws.table)
        .item(table::USER, text("USER#a"))
        .item(table::ID, text("IDEMPOTENCY#k"))
        .item(
            table::IDEMPOTENT_POST,
            text("0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11"),
        )
        .item(table::IDEMPOTENT_DIGEST, text("another"))
        .item(
            table::EXPIRES_AT,
            aws_sdk_dynamodb::types::AttributeValue::N("1".to_owned()),
        )
        .send()
        .await
        .unwrap();
    let made = test
        .store
        .create(&user("a"), new("one"), Some(&key("k")))
        .await;
    assert_eq!(test.posts_of("a").await, [made.unwrap()]);
}

#[tokio::test]
async fn twins_at_the_same_time_make_one_post() {
    let test = Test::new().await;
    let (name, key) = (user("a"), key("k"));
    let twins = (0..8).map(|_| test.store.create(&name, new("one"), Some(&key)));
    let results = futures_util::future::join_all(twins).await;
    let made = test.posts_of("a").await;
    assert_eq!(made.len(), 1);
    for result in results {
        assert_eq!(result.unwrap(), made[0]);
    }
}

#[tokio::test]
async fn of_requests_that_contradict_each_other_one_is_first() {
    let test = Test::new().await;
    let (name, key) = (user("a"), key("k"));
    let requests = (0..8).map(|number| {
        let post = new(&format!("title {}", number % 2));
        test.store.create(&name, post, Some(&key))
    });
    let results = futures_util::future::join_all(requests).await;
    let made = test.posts_of("a").await;
    assert_eq!(made.len(), 1);
    let (fine, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!((fine.len(), refused.len()), (4, 4));
    for result in fine {
        assert_eq!(result.unwrap(), made[0]);
    }
    for result in refused {
        assert!(matches!(result, Err(Error::Conflict)));
    }
}

#[tokio::test]
async fn a_request_that_failed_is_not_remembered() {
    let test = Test::new().await;
    let (name, key) = (user("a"), key("k"));
    test.aws
        .faults
        .inject("TransactWriteItems", Fault::Status(403), 1);
    let refused = test.store.create(&name, new("one"), Some(&key)).await;
    assert!(matches!(refused, Err(Error::Internal { .. })));
    // It was not made, so another content is no contradiction.
    let made = test.store.create(&name, new("two"), Some(&key)).await;
    assert_eq!(test.posts_of("a").await, [made.unwrap()]);
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_post() {
    let test = Test::new().await;
    test.aws.faults.inject("PutItem", Fault::LostAnswer, 1);
    let plain = test.post("a", "plain").await;
    test.aws
        .faults
        .inject("TransactWriteItems", Fault::LostAnswer, 1);
    let once = test
        .store
        .create(&user("a"), new("once"), Some(&key("k")))
        .await;
    assert_eq!(test.posts_of("a").await, [once.unwrap(), plain]);
}
