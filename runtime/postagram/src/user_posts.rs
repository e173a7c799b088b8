//! The posts of one user, newest first, from the table.

use aws_sdk_dynamodb::types::AttributeValue;
use contract::table;
use std::collections::HashMap;

use crate::failure::failure;
use crate::feed::PAGE_BYTES;
use crate::item::{Item, key, s};
use crate::{Cursor, Error, Limit, Listing, Page, Post, PostId, Store, UserName};

impl Store {
    /// Reads on until the page is full or the posts are at their end. Reads are
    /// consistent: who made a post sees it.
    pub(crate) async fn posts_of(
        &self,
        user: &UserName,
        limit: Limit,
        after: Option<PostId>,
    ) -> Result<Page, Error> {
        let limit = usize::from(limit.get());
        // The partition is of the user who is asked for; a cursor says nothing
        // but where in it to start.
        let mut start = after.map(|id| key(user, id));
        let mut posts: Vec<Post> = Vec::new();
        let mut bytes = 0;
        loop {
            let wanted = limit + 1 - posts.len();
            let (found, next) = self.read_posts_of(user, wanted, start).await?;
            for post in found {
                if posts.len() == limit || bytes >= PAGE_BYTES {
                    let listing = Listing::User(user.clone());
                    let next = posts.last().map(|last| Cursor::new(&listing, last.id));
                    return Ok(Page { posts, next });
                }
                bytes += post.size();
                posts.push(post);
            }
            if next.is_none() {
                return Ok(Page { posts, next: None });
            }
            start = next;
        }
    }

    async fn read_posts_of(
        &self,
        user: &UserName,
        wanted: usize,
        start: Option<HashMap<String, AttributeValue>>,
    ) -> Result<(Vec<Post>, Option<HashMap<String, AttributeValue>>), Error> {
        let answer = self
            .clients
            .dynamodb
            .query()
            .table_name(&self.settings.table)
            .key_condition_expression("#user = :user AND begins_with(#id, :posts)")
            .expression_attribute_names("#user", table::USER)
            .expression_attribute_names("#id", table::ID)
            .expression_attribute_values(":user", s(user.partition()))
            .expression_attribute_values(":posts", s(table::POST_PREFIX))
            .consistent_read(true)
            .scan_index_forward(false)
            .limit(i32::try_from(wanted).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(|error| failure("dynamodb:Query", error))?;
        let items = answer.items.unwrap_or_default();
        let posts = Post::from_items(items.into_iter().map(Item::from));
        Ok((posts, answer.last_evaluated_key))
    }
}
