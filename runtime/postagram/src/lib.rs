//! Postagram's domain, written straight on DynamoDB, S3 and Rekognition.
//!
//! [`Store`] is what the server calls: the feed, a user's posts, creating and
//! deleting, URLs to upload and to see images. [`labels::Labeler`] is what the
//! label Lambda calls for every uploaded object. Both are made from
//! [`Clients`], and those from an [`AwsConfig`] that says where AWS is, who we
//! are there, and how patient we are; so a laptop, a test and an account run
//! the same code.
//!
//! What comes from outside is parsed once, into types that cannot hold
//! anything else: [`UserName`], [`PostId`], [`ObjectKey`], [`Cursor`],
//! [`NewPost`], [`UploadRequest`].

mod aws;
mod backfill;
mod bucket_url;
mod create;
mod credentials;
mod cursor;
mod delete;
mod error;
mod failure;
mod feed;
mod file_type;
mod idempotency;
mod image_url;
mod item;
pub mod labels;
mod listing;
mod new_post;
mod object_key;
mod objects;
mod post;
mod post_id;
mod ready;
mod refused;
mod shard;
mod signed_url;
mod store;
mod upload;
mod user_name;
mod user_posts;

pub use aws::{AwsConfig, Clients, Endpoints, Patience};
pub use backfill::Backfilled;
pub use cursor::Cursor;
pub use error::{Error, Fault};
pub use file_type::FileType;
pub use idempotency::IdempotencyKey;
pub use listing::{Limit, Listing, Page};
pub use new_post::NewPost;
pub use object_key::{ObjectKey, Rank};
pub use post::{Labelling, Post};
pub use post_id::PostId;
pub use refused::Refused;
pub use store::{Settings, Store};
pub use upload::{Upload, UploadRequest};
pub use user_name::UserName;
