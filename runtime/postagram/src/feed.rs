//! The feed: all posts, newest first, from the index.

use std::collections::{HashMap, VecDeque};

use aws_sdk_dynamodb::types::AttributeValue;
use contract::table;
use futures_util::future::try_join_all;

use crate::failure::failure;
use crate::item::{Item, s};
use crate::{Cursor, Error, Limit, Listing, Page, Post, PostId, Store, shard};

/// A page ends early when its texts have this many bytes.
pub(crate) const PAGE_BYTES: usize = 1024 * 1024;

impl Store {
    /// A page of a list.
    ///
    /// # Errors
    ///
    /// [`Error::BadCursor`] if the cursor comes from another list; else what
    /// the table says.
    pub async fn list(
        &self,
        listing: &Listing,
        limit: Limit,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Error> {
        let after = cursor.map(|cursor| cursor.after(listing)).transpose()?;
        match listing {
            Listing::Feed => self.feed(limit, after).await,
            Listing::User(user) => self.posts_of(user, limit, after).await,
        }
    }

    /// Merges the shards, newest first.
    ///
    /// Each shard gives its share of the page and a little more; one that runs
    /// dry before the page is full is asked again. So a page costs about as
    /// many items read as it has posts, however many shards there are.
    async fn feed(&self, limit: Limit, after: Option<PostId>) -> Result<Page, Error> {
        let names = shard::all(self.settings.feed_shards);
        let mut shards: Vec<Shard> = names.map(|name| Shard::new(name, after)).collect();
        let limit = usize::from(limit.get());
        let share = share(limit, shards.len());
        let mut posts: Vec<Post> = Vec::new();
        let mut bytes = 0;
        loop {
            let dry = shards.iter_mut().filter(|shard| shard.is_dry());
            try_join_all(dry.map(|shard| shard.read(self, share))).await?;
            if shards.iter().any(Shard::is_dry) {
                continue;
            }
            let newest = shards
                .iter_mut()
                .max_by_key(|shard| shard.found.front().map(|post| shard::place(post.id)));
            let Some(newest) = newest.filter(|shard| !shard.found.is_empty()) else {
                return Ok(Page { posts, next: None });
            };
            if posts.len() == limit || bytes >= PAGE_BYTES {
                let next = posts
                    .last()
                    .map(|last| Cursor::new(&Listing::Feed, last.id));
                return Ok(Page { posts, next });
            }
            if let Some(post) = newest.found.pop_front() {
                bytes += post.size();
                posts.push(post);
            }
        }
    }
}

/// How many posts to ask a shard for: its part of the page, and as much more
/// as chance makes likely.
fn share(limit: usize, shards: usize) -> i32 {
    let even = limit.div_ceil(shards.max(1));
    let share = even + 2 * even.isqrt() + 1;
    i32::try_from(share.min(limit + 1)).unwrap_or(i32::MAX)
}

/// What was read of a shard and is not on a page yet.
struct Shard {
    name: String,
    /// Only posts that come after this place, if there is one.
    before: Option<String>,
    found: VecDeque<Post>,
    /// Where to go on reading.
    next: Next,
}

enum Next {
    Start,
    From(HashMap<String, AttributeValue>),
    End,
}

impl Shard {
    fn new(name: String, after: Option<PostId>) -> Self {
        Self {
            name,
            before: after.map(shard::order),
            found: VecDeque::new(),
            next: Next::Start,
        }
    }

    /// Nothing is at hand, and there may be more.
    fn is_dry(&self) -> bool {
        self.found.is_empty() && !matches!(self.next, Next::End)
    }

    async fn read(&mut self, store: &Store, share: i32) -> Result<(), Error> {
        let start = match std::mem::replace(&mut self.next, Next::End) {
            Next::Start => None,
            Next::From(key) => Some(key),
            Next::End => return Ok(()),
        };
        let condition = match self.before {
            Some(_) => "#shard = :shard AND #order < :before",
            None => "#shard = :shard",
        };
        let mut query = store
            .clients
            .dynamodb
            .query()
            .table_name(&store.settings.table)
            .index_name(table::FEED_INDEX)
            .key_condition_expression(condition)
            .expression_attribute_names("#shard", table::FEED_SHARD)
            .expression_attribute_values(":shard", s(&self.name))
            .scan_index_forward(false)
            .limit(share)
            .set_exclusive_start_key(start);
        if let Some(before) = &self.before {
            query = query
                .expression_attribute_names("#order", table::FEED_ORDER)
                .expression_attribute_values(":before", s(before));
        }
        let answer = query
            .send()
            .await
            .map_err(|error| failure("dynamodb:Query", error))?;
        self.next = answer.last_evaluated_key.map_or(Next::End, Next::From);
        let items = answer.items.unwrap_or_default();
        self.found = Post::from_items(items.into_iter().map(Item::from)).into();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_cover_a_page() {
        assert_eq!(share(20, 1), 21);
        assert_eq!(share(20, 4), 5 + 4 + 1);
        assert_eq!(share(1, 4), 2);
        assert_eq!(share(1000, 4), 250 + 30 + 1);
        assert_eq!(share(10, 255), 4);
    }
}
