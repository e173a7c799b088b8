//! What the tests have in common.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use contract::table;
use postagram::{
    Clients, Cursor, Limit, Listing, NewPost, Page, Post, PostId, Store, UploadRequest, UserName,
};
use postagram_testing::StandIns;

pub(crate) struct Test {
    pub(crate) aws: StandIns,
    pub(crate) store: Store,
}

impl Test {
    pub(crate) async fn new() -> Self {
        let aws = StandIns::start().await.unwrap();
        let store = aws.store();
        Self { aws, store }
    }

    /// A store with other settings on the same stand-ins.
    pub(crate) fn store_with(&self, change: impl FnOnce(&mut postagram::Settings)) -> Store {
        let mut settings = self.aws.settings();
        change(&mut settings);
        Store::new(Clients::new(&self.aws.aws_config()), settings)
    }

    pub(crate) async fn post(&self, of: &str, title: &str) -> Post {
        let post = NewPost::parse(title, "text").unwrap();
        self.store.create(&user(of), post, None).await.unwrap()
    }

    /// The key that an upload URL for the post is made for.
    pub(crate) async fn upload_key(&self, post: &Post, file: &str) -> String {
        let request = UploadRequest::parse(file, "image/png", None).unwrap();
        let upload = self.store.upload(&post.user, post.id, &request).await;
        upload.unwrap().key.to_string()
    }

    pub(crate) async fn page(
        &self,
        listing: &Listing,
        limit: u16,
        cursor: Option<&Cursor>,
    ) -> Page {
        let limit: Limit = limit.to_string().parse().unwrap();
        self.store.list(listing, limit, cursor).await.unwrap()
    }

    /// The titles of a whole list, page after page.
    pub(crate) async fn titles(&self, listing: &Listing, limit: u16) -> Vec<String> {
        let mut titles = Vec::new();
        let mut cursor = None;
        loop {
            let page = self.page(listing, limit, cursor.as_ref()).await;
            assert!(page.posts.len() <= usize::from(limit));
            titles.extend(page.posts.into_iter().map(|post| post.title));
            // As a client would hand it back.
            match page.next {
                Some(next) => cursor = Some(next.to_string().parse().unwrap()),
                None => return titles,
            }
        }
    }

    /// The posts of a user as they are listed.
    pub(crate) async fn posts_of(&self, name: &str) -> Vec<Post> {
        self.page(&Listing::User(user(name)), 1000, None)
            .await
            .posts
    }

    /// Every item of the table, attributes in order: `id=... title=...`.
    pub(crate) async fn items(&self) -> Vec<String> {
        items(&self.aws).await
    }

    /// Writes an item past the store.
    pub(crate) async fn put_item(&self, attributes: &[(&str, &str)]) {
        let mut put = self.aws.dynamodb().put_item().table_name(&self.aws.table);
        for (name, value) in attributes {
            put = put.item(*name, AttributeValue::S((*value).to_owned()));
        }
        put.send().await.unwrap();
    }
}

pub(crate) async fn items(aws: &StandIns) -> Vec<String> {
    let scan = aws.dynamodb().scan().table_name(&aws.table).send();
    let mut lines: Vec<String> = scan
        .await
        .unwrap()
        .items
        .unwrap_or_default()
        .into_iter()
        .map(|item| {
            let item: BTreeMap<_, _> = item.into_iter().collect();
            let attributes = item.into_iter().map(|(name, value)| {
                let value = match value {
                    AttributeValue::S(text) | AttributeValue::N(text) => text,
                    AttributeValue::L(list) => list
                        .into_iter()
                        .map(|value| value.as_s().unwrap().clone())
                        .collect::<Vec<_>>()
                        .join(","),
                    other => format!("{other:?}"),
                };
                format!("{name}={value}")
            });
            attributes.collect::<Vec<_>>().join(" ")
        })
        .collect();
    lines.sort();
    lines
}

pub(crate) fn user(name: &str) -> UserName {
    name.parse().unwrap()
}

pub(crate) fn feed() -> Listing {
    Listing::Feed
}

/// A post as the system before this one wrote it: a random id, no place in the
/// feed.
pub(crate) fn original<'a>(user: &'a str, id: &'a str) -> [(&'static str, &'a str); 4] {
    [
        (table::USER, user),
        (table::ID, id),
        (table::TITLE, "old"),
        (table::BODY, "text"),
    ]
}

pub(crate) fn id(text: &str) -> PostId {
    text.parse().unwrap()
}
