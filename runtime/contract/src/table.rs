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

/// Which upload decided about the image: compared as text, the greatest wins.
pub const IMAGE_RANK: &str = "image_rank";

/// Which version of that object decided: S3's sequencer, padded.
pub const IMAGE_SEQUENCER: &str = "image_sequencer";

/// The labels, a list of strings.
pub const LABEL: &str = "label";

/// How labelling ended where it did not succeed.
pub const LABEL_STATUS: &str = "label_status";

/// The one value of [`LABEL_STATUS`]: the image cannot be labelled, ever.
pub const LABEL_FAILED: &str = "failed";

/// Set on a post that is being deleted: nothing may be hung on it any more.
pub const DELETING: &str = "deleting";

/// When an item may go, in seconds since 1970: idempotency records have it.
pub const EXPIRES_AT: &str = "expires_at";

/// Name of the index that lists all posts.
pub const FEED_INDEX: &str = "feed";

/// Partition key of the index: the shard of a post.
pub const FEED_SHARD: &str = "feed_shard";

/// Partition of a post in the index: this, then the number of its shard.
pub const FEED_SHARD_PREFIX: &str = "FEED#";

/// How many shards the feed has where nothing else is said.
///
/// The number may grow while the system runs: posts keep the shard they have.
/// It may never shrink, or posts in the higher shards are no longer read.
pub const FEED_SHARDS: u8 = 4;

/// Sort key of the index: when a post was made, then its id.
pub const FEED_ORDER: &str = "feed_order";

/// What the partition key of a user begins with.
pub const USER_PREFIX: &str = "USER#";

/// What the sort key of a post begins with.
pub const POST_PREFIX: &str = "POST#";

/// What the sort key of a record of a repeatable request begins with.
pub const IDEMPOTENCY_PREFIX: &str = "IDEMPOTENCY#";

/// The post that such a request made, in its record.
pub const IDEMPOTENT_POST: &str = "post";

/// A digest of what such a request asked for, in its record.
pub const IDEMPOTENT_DIGEST: &str = "digest";
