//! Stand-ins for DynamoDB, S3 and Rekognition in one process, for tests.
//!
//! Clients are the real SDK over real sockets; DynamoDB is an emulator, S3 is a
//! protocol implementation that checks signatures, on a map, and Rekognition
//! finds in an image what the image says. Each test has stand-ins of its own:
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

mod bucket;
mod event;
mod faults;
pub mod http;
mod image;
mod rekognition;
mod stand_ins;
mod table;

pub use bucket::{Bucket, Put};
pub use event::event;
pub use faults::{Fault, Faults};
pub use image::{BAD_CONTENT, image, permanently_bad};
pub use rekognition::Rekognition;
pub use stand_ins::{StandIns, Trouble};
