//! What the label Lambda does, for anyone who has upload events to hand in.
//!
//! [`Labeler::handle`] takes an event of S3 as it is delivered. For each object
//! it looks at the first bytes, asks Rekognition what is in the image, and
//! writes that to the post. Events come late, twice, and in any order, and
//! posts get new images or are deleted meanwhile; whatever happens, the table
//! and the bucket end as if every event had come once and in order:
//!
//! - Of the uploads for a post the one with the greatest [`Rank`] wins, of the
//!   versions of one object the greatest [`Sequencer`]. Both are written with
//!   the labels, and the write has the condition that they are greater than
//!   what is there. A failed condition is a success: somebody else has won.
//! - A write has the condition that the post is there, and not being deleted.
//! - After it, what lost is removed from the bucket, or everything where the
//!   post is gone. It is found by listing, so a run that stopped before leaves
//!   nothing that the next event of the post does not clean up.
//!
//! [`Rank`]: crate::Rank

mod event;
mod image;
mod labeler;
mod metric;
mod outcome;
mod sequencer;
mod settings;
mod write;

pub use event::{Uploaded, decode_key, encode_key};
pub use labeler::{Labeler, Unfinished};
pub use outcome::{Outcome, Report, Skipped};
pub use sequencer::Sequencer;
pub use settings::Settings;
