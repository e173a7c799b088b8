//! Lists and their pages.

use postagram::{Error, Labelling, Listing, NewPost};

use crate::harness::{Test, feed, original, user};

#[tokio::test]
async fn the_feed_is_merged_newest_first() {
    let test = Test::new().await;
    let mut expected = Vec::new();
    for number in 0..30 {
        let name = ["a", "b", "c"][number % 3];
        let title = number.to_string();
        test.post(name, &title).await;
        expected.insert(0, title);
    }
    for limit in [1, 7, 29, 30, 31, 1000] {
        assert_eq!(test.titles(&feed(), limit).await, expected, "{limit}");
    }
    let exact = test.page(&feed(), 30, None).await;
    assert_eq!(exact.next, None, "a full page at the end has no next one");
}

#[tokio::test]
async fn more_shards_read_what_fewer_wrote() {
    let test = Test::new().await;
    let few = test.store_with(|settings| settings.feed_shards = 1.try_into().unwrap());
    let many = test.store_with(|settings| settings.feed_shards = 9.try_into().unwrap());
    for number in 0..12 {
        let store = if number < 6 { &few } else { &many };
        let post = NewPost::parse(number.to_string(), "").unwrap();
        store.create(&user("a"), post, None).await.unwrap();
    }
    let page = many
        .list(&feed(), "1000".parse().unwrap(), None)
        .await
        .unwrap();
    let titles: Vec<String> = page.posts.into_iter().map(|post| post.title).collect();
    let expected: Vec<String> = (0..12).rev().map(|number| number.to_string()).collect();
    assert_eq!(titles, expected);
}

#[tokio::test]
async fn a_users_posts_are_the_users() {
    let test = Test::new().await;
    for number in 0..5 {
        test.post("zoé", &format!("z{number}")).await;
        test.post("zoé2", &format!("other{number}")).await;
    }
    let listing = Listing::User(user("zoé"));
    for limit in [1, 2, 5, 6] {
        assert_eq!(
            test.titles(&listing, limit).await,
            ["z4", "z3", "z2", "z1", "z0"]
        );
    }
    assert_eq!(test.page(&listing, 5, None).await.next, None);
    assert!(test.posts_of("nobody").await.is_empty());
}

#[tokio::test]
async fn long_posts_end_a_page_early() {
    let test = Test::new().await;
    for _ in 0..40 {
        let post = NewPost::parse("", "x".repeat(NewPost::MAX_BODY_BYTES)).unwrap();
        test.store.create(&user("a"), post, None).await.unwrap();
    }
    for listing in [feed(), Listing::User(user("a"))] {
        let page = test.page(&listing, 1000, None).await;
        assert_eq!(page.posts.len(), 16, "16 texts of 64 KiB are 1 MiB");
        assert!(page.next.is_some());
        assert_eq!(test.titles(&listing, 1000).await.len(), 40);
    }
}

#[tokio::test]
async fn a_cursor_of_one_list_is_refused_by_another() {
    let test = Test::new().await;
    for _ in 0..3 {
        test.post("a", "").await;
        test.post("b", "").await;
    }
    let cursor_of = async |listing: &Listing| test.page(listing, 1, None).await.next.unwrap();
    let lists = [feed(), Listing::User(user("a")), Listing::User(user("b"))];
    for of in &lists {
        let cursor = cursor_of(of).await;
        for on in &lists {
            let result = test
                .store
                .list(on, "1".parse().unwrap(), Some(&cursor))
                .await;
            assert_eq!(result.is_ok(), of == on);
            if let Err(error) = result {
                assert!(matches!(error, Error::BadCursor(_)), "{error}");
            }
        }
    }
}

/// A cursor as somebody makes it who knows how: nothing in it is secret.
fn forged(list: &str, name: &str, id: &str) -> postagram::Cursor {
    use base64::Engine as _;
    use sha2::Digest as _;
    let digest = |purpose: &str, bytes: &[u8]| {
        let mut hash = sha2::Sha256::new();
        hash.update(format!("postagram cursor {purpose}\0"));
        hash.update(bytes);
        hash.finalize()[..8].to_vec()
    };
    let mut bytes = vec![1];
    bytes.extend(digest(list, name.as_bytes()));
    bytes.extend(crate::harness::id(id).uuid().as_bytes());
    let checksum = digest("checksum", &bytes);
    bytes.extend(checksum);
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    text.parse().unwrap()
}

#[tokio::test]
async fn who_forges_a_cursor_gets_what_anybody_gets() {
    let test = Test::new().await;
    let mut ids = Vec::new();
    for name in ["a", "b", "a", "b"] {
        ids.push(test.post(name, name).await.id.to_string());
    }
    let key = "k".parse().unwrap();
    let post = NewPost::parse("once", "").unwrap();
    test.store
        .create(&user("b"), post, Some(&key))
        .await
        .unwrap();
    for id in ids.iter().map(String::as_str).chain([
        "00000000-0000-0000-0000-000000000000",
        "9f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f",
        "ffffffff-ffff-7fff-ffff-ffffffffffff",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ]) {
        for (listing, cursor) in [
            (feed(), forged("feed", "", id)),
            (Listing::User(user("a")), forged("user", "a", id)),
        ] {
            let page = test.page(&listing, 100, Some(&cursor)).await;
            let all = test.page(&listing, 100, None).await.posts;
            assert!(page.posts.iter().all(|post| all.contains(post)));
        }
        let of_another = forged("user", "b", id);
        let listing = Listing::User(user("a"));
        let limit = "1".parse().unwrap();
        let result = test.store.list(&listing, limit, Some(&of_another)).await;
        assert!(matches!(result, Err(Error::BadCursor(_))));
    }
}

#[tokio::test]
async fn a_cursor_outlives_its_post_and_new_posts() {
    for listing in [feed(), Listing::User(user("a"))] {
        let test = Test::new().await;
        for number in 0..4 {
            test.post("a", &number.to_string()).await;
        }
        let page = test.page(&listing, 2, None).await;
        let last = page.posts.last().unwrap();
        test.store.delete(&last.user, last.id).await.unwrap();
        test.post("a", "new").await;
        let rest = test.page(&listing, 10, page.next.as_ref()).await;
        let titles: Vec<_> = rest.posts.iter().map(|post| post.title.as_str()).collect();
        assert_eq!(titles, ["1", "0"]);
    }
}

#[tokio::test]
async fn records_and_remains_in_the_table_are_no_posts() {
    let test = Test::new().await;
    let key = "key".parse().unwrap();
    let post = NewPost::parse("one", "").unwrap();
    test.store
        .create(&user("a"), post, Some(&key))
        .await
        .unwrap();
    // Labels of a deleted post, as the system before this one left them.
    test.put_item(&[
        ("user", "USER#a"),
        ("id", "POST#9f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f"),
        ("image", "a/9f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f/x"),
    ])
    .await;
    assert_eq!(test.titles(&Listing::User(user("a")), 1).await, ["one"]);
    assert_eq!(test.titles(&feed(), 1).await, ["one"]);
}

#[tokio::test]
async fn posts_of_the_system_before_are_listed_for_their_user() {
    let test = Test::new().await;
    let post = original("USER#a", "POST#9f1c3e52-8a57-4f0a-9d35-0c5b6a7d8e9f");
    test.put_item(&post).await;
    let posts = test.posts_of("a").await;
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].created_at(), None);
    assert_eq!(posts[0].labelling, Labelling::Waiting);
    assert!(test.titles(&feed(), 10).await.is_empty());
}
