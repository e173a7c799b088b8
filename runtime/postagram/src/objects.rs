//! Objects in the bucket: finding and removing what was uploaded for a post.

use aws_sdk_s3::types::{Delete, ObjectIdentifier};

use crate::failure::failure;
use crate::{Clients, Error, ObjectKey, PostId, UserName};

/// Removes what was uploaded for a post, or only what lost: the keys for which
/// `loses` is true. Returns how many there were.
///
/// The bucket keeps a hidden version of what is removed until its lifecycle
/// drops it. A key that is added meanwhile may stay: its own event comes later
/// and decides about it.
pub(crate) async fn remove(
    clients: &Clients,
    bucket: &str,
    user: &UserName,
    post: PostId,
    loses: impl Fn(&str) -> bool,
) -> Result<usize, Error> {
    let prefix = ObjectKey::prefix(user, post);
    let mut removed = 0;
    let mut next = None;
    loop {
        let page = clients
            .s3
            .list_objects_v2()
            .bucket(bucket)
            .prefix(&prefix)
            .set_continuation_token(next)
            .send()
            .await
            .map_err(|error| failure("s3:ListBucket", error))?;
        let keys: Vec<String> = page
            .contents
            .unwrap_or_default()
            .into_iter()
            .filter_map(|object| object.key)
            .filter(|key| loses(key))
            .collect();
        removed += keys.len();
        remove_keys(clients, bucket, keys).await?;
        next = page.next_continuation_token;
        if next.is_none() {
            return Ok(removed);
        }
    }
}

/// A page of a list is as long as what can be removed at once: 1,000 keys.
async fn remove_keys(clients: &Clients, bucket: &str, keys: Vec<String>) -> Result<(), Error> {
    let operation = "s3:DeleteObject";
    if keys.is_empty() {
        return Ok(());
    }
    let objects = keys
        .into_iter()
        .map(|key| ObjectIdentifier::builder().key(key).build())
        .collect::<Result<_, _>>()
        .map_err(|error| Error::internal(operation, error))?;
    let delete = Delete::builder()
        .set_objects(Some(objects))
        .quiet(true)
        .build()
        .map_err(|error| Error::internal(operation, error))?;
    let answer = clients
        .s3
        .delete_objects()
        .bucket(bucket)
        .delete(delete)
        .send()
        .await
        .map_err(|error| failure(operation, error))?;
    match answer.errors().first() {
        None => Ok(()),
        Some(error) => Err(of_one_key(operation, error)),
    }
}

/// The answer as a whole is a success even if a key was not removed.
fn of_one_key(operation: &'static str, error: &aws_sdk_s3::types::Error) -> Error {
    let source = format!(
        "{}: {}",
        error.code().unwrap_or("no code"),
        error.message().unwrap_or("no message")
    );
    match error.code().and_then(crate::failure::of_code) {
        Some(fault) => Error::Unavailable {
            operation,
            fault,
            source: source.into(),
        },
        None => Error::internal(operation, source),
    }
}
