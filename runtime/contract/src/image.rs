//! Images: what may be uploaded, and under which keys.
//!
//! A key is `<user>/<post uuid>/<upload uuid><file name>`. Everything that was
//! ever uploaded for a post is under `<user>/<post uuid>/`.

/// Between the parts of a key.
pub const KEY_SEPARATOR: char = '/';

/// The longest key that S3 takes, in bytes.
pub const MAX_KEY_BYTES: usize = 1024;

/// What Rekognition reads.
pub const MEDIA_TYPES: [&str; 2] = ["image/jpeg", "image/png"];

/// The largest image that Rekognition reads from S3, in bytes.
pub const MAX_BYTES: u64 = 15 * 1024 * 1024;

/// The fewest pixels a side that Rekognition looks at.
pub const MIN_SIDE: u32 = 80;
