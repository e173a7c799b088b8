//! What is in table and bucket before anything is measured.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use contract::table;
use futures_util::future::try_join_all;
use postagram::{NewPost, ObjectKey, Post, Store, UploadRequest, UserName};
use postagram_testing::{Bucket, StandIns, Trouble, image};

use crate::hello::PostOf;

/// How many users have posts.
pub const USERS: usize = 400;

/// How many posts each has: a page of 20, and some more.
pub const POSTS: usize = 25;

/// A post's text: some three lines.
const TEXT: &str = "We went up before sunrise and saw nothing but fog. Then, within a minute, \
     the whole valley lay open below us, and the dog would not come down again. \
     Next time we take more coffee, and you.";

/// The name of a user.
#[must_use]
pub fn user(number: usize) -> String {
    format!("user-{number:03}")
}

/// Fills them: every post has an image and labels. Gives the posts that were
/// made, the newest last.
///
/// # Errors
///
/// What a stand-in says.
pub async fn fill(stand_ins: &StandIns) -> Result<Vec<PostOf>, Trouble> {
    let seeder = Seeder {
        store: stand_ins.store(),
        dynamodb: stand_ins.dynamodb(),
        bucket: stand_ins.bucket.clone(),
        table: stand_ins.table.clone(),
    };
    let mut made = Vec::new();
    for round in 0..POSTS {
        let all: Vec<usize> = (0..USERS).collect();
        for some in all.chunks(40) {
            let posts = some.iter().map(|number| seeder.post(*number, round));
            made.extend(try_join_all(posts).await?);
        }
    }
    Ok(made)
}

struct Seeder {
    store: Store,
    dynamodb: Client,
    bucket: Bucket,
    table: String,
}

impl Seeder {
    async fn post(&self, number: usize, round: usize) -> Result<PostOf, Trouble> {
        let user: UserName = user(number).parse()?;
        let title = format!("Day {round} of user {number} in the hills");
        let post = NewPost::parse(title, TEXT)?;
        let post = self.store.create(&user, post, None).await?;
        let request = UploadRequest::parse("valley.png", "image/png", None)?;
        let upload = self.store.upload(&user, post.id, &request).await?;
        self.label(&post, &upload.key).await?;
        Ok(PostOf {
            user: user.as_str().to_owned(),
            post: post.id.to_string(),
        })
    }

    /// Puts the image, and writes what the Lambda writes.
    async fn label(&self, post: &Post, key: &ObjectKey) -> Result<(), Trouble> {
        let labels = ["Dog", "Valley"];
        let put = self.bucket.put(key.as_str(), image(&labels)).await?;
        let s = |text: &str| AttributeValue::S(text.to_owned());
        self.dynamodb
            .update_item()
            .table_name(&self.table)
            .key(table::USER, s(&post.user.partition()))
            .key(table::ID, s(&post.id.sort_key()))
            .update_expression(
                "SET #image = :image, #label = :label, #rank = :rank, #sequencer = :sequencer",
            )
            .expression_attribute_names("#image", table::IMAGE)
            .expression_attribute_names("#label", table::LABEL)
            .expression_attribute_names("#rank", table::IMAGE_RANK)
            .expression_attribute_names("#sequencer", table::IMAGE_SEQUENCER)
            .expression_attribute_values(":image", s(key.as_str()))
            .expression_attribute_values(":label", AttributeValue::L(labels.map(s).into()))
            .expression_attribute_values(":rank", s(key.rank().as_str()))
            .expression_attribute_values(":sequencer", s(&put.sequencer))
            .send()
            .await?;
        Ok(())
    }
}
