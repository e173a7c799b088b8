//! What each program calls at AWS, as IAM actions.
//!
//! A test of the domain compares these with what it calls, so that a stack can
//! compare its policies with these.

/// The server's: what it calls, and what its pre-signed URLs do in its name.
///
/// `s3:ListBucket` is for finding all images of a post. It also lets S3 say
/// that an object is not there; without it the answer is that access is
/// denied. A transaction needs the rights of what is in it.
pub const API: &[&str] = &[
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
];

/// What `Store::backfill` calls beyond that; a person runs it, not the server.
pub const BACKFILL: &[&str] = &["dynamodb:Scan", "dynamodb:UpdateItem"];

/// The label Lambda's. Rekognition reads the object in its name too.
pub const LABEL_LAMBDA: &[&str] = &[
    "dynamodb:UpdateItem",
    "rekognition:DetectLabels",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListBucket",
];
