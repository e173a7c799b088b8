//! The table of posts: keys, attributes, index.
//!
//! One item a post, under its user. The feed of all posts is an index of its
//! own, in shards by partition and in time order by sort key, so that no
//! request scans.

/// Partition key: `USER#<name>`. A reserved word in expressions.
pub const USER: &str = "user";

/// Sort key: `POST#<uuid>`.
pub const ID: &str = "id";

/// The title.
pub const TITLE: &str = "title";

/// The text.
pub const BODY: &str = "body";

/// The object key of the image, once it is labelled.
pub const IMAGE: &str = "image";

/// The labels, a list of strings.
pub const LABEL: &str = "label";

/// How labelling ended where it did not succeed.
pub const LABEL_STATUS: &str = "label_status";

/// When an item may go, in seconds since 1970: idempotency records have it.
pub const EXPIRES_AT: &str = "expires_at";

/// Name of the index that lists all posts.
pub const FEED_INDEX: &str = "feed";

/// Partition key of the index: the shard of a post.
pub const FEED_SHARD: &str = "feed_shard";

/// Sort key of the index: when a post was made, then its id.
pub const FEED_ORDER: &str = "feed_order";

/// What the partition key of a user begins with.
pub const USER_PREFIX: &str = "USER#";

/// What the sort key of a post begins with.
pub const POST_PREFIX: &str = "POST#";
