//! Stand-ins for DynamoDB, S3 and Rekognition, and for Lambda's Runtime API, for
//! tests.
//!
//! Clients are the real SDK over real sockets. In the process of the test,
//! DynamoDB is an emulator and S3 a protocol implementation that checks
//! signatures, on a map; a [`Backend`] outside of it can take the place of both.
//! Rekognition finds in an image what the image says. Each test has a table and
//! a bucket of its own:
//!
//! ```
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! use postagram_testing::StandIns;
//!
//! let stand_ins = StandIns::start().await?;
//! let store = stand_ins.store();
//! assert!(store.list(&postagram::Listing::Feed, Default::default(), None).await?.posts.is_empty());
//! # Ok::<(), postagram_testing::Trouble>(())
//! # })?;
//! # Ok::<(), postagram_testing::Trouble>(())
//! ```

mod account;
mod backend;
mod bucket;
mod cors;
mod event;
mod faults;
pub mod http;
mod image;
mod rekognition;
mod rights;
mod runtime_api;
mod s3;
mod stand_ins;
mod table;

pub use account::Account;
pub use backend::Backend;
pub use bucket::{Bucket, Put};
pub use event::event;
pub use faults::{Fault, Faults};
pub use image::{BAD_CONTENT, image, permanently_bad};
pub use rekognition::Rekognition;
pub use runtime_api::{RuntimeApi, Told};
pub use stand_ins::{StandIns, Trouble};
