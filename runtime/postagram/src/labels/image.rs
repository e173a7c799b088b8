//! Looking at an uploaded object.

use std::time::Duration;

use aws_sdk_rekognition::operation::detect_labels::DetectLabelsError;
use aws_sdk_rekognition::types::{Image, S3Object};
use aws_sdk_s3::operation::get_object::GetObjectOutput;
use contract::image::MAX_BYTES;

use super::Settings;
use crate::failure::failure;
use crate::{Clients, Error, Fault, FileType, ObjectKey};

/// What an object turned out to be.
pub(super) enum Seen {
    /// It is not there any more.
    Gone,
    /// It is nothing that Rekognition reads.
    NoImage,
    /// An image of these things, the surest first.
    Labels(Vec<String>),
}

/// How long the first bytes may take, once the answer has begun.
const PATIENCE: Duration = Duration::from_secs(10);

/// Reads the first bytes, and pays for Rekognition only if they are those of
/// an image.
pub(super) async fn look(
    clients: &Clients,
    settings: &Settings,
    key: &ObjectKey,
) -> Result<Seen, Error> {
    let last = FileType::MAGIC_BYTES - 1;
    let result = clients
        .s3
        .get_object()
        .bucket(&settings.bucket)
        .key(key.as_str())
        .range(format!("bytes=0-{last}"))
        .send()
        .await;
    let object = match result {
        Ok(object) => object,
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|error| error.is_no_such_key()) =>
        {
            return Ok(Seen::Gone);
        }
        Err(error)
            if error
                .raw_response()
                .is_some_and(|answer| answer.status().as_u16() == 416) =>
        {
            // An empty object has no range at all.
            return Ok(Seen::NoImage);
        }
        Err(error) => return Err(failure("s3:GetObject", error)),
    };
    if size(&object).is_some_and(|size| size > MAX_BYTES) {
        return Ok(Seen::NoImage);
    }
    let start = first_bytes(object).await?;
    match FileType::of_content(&start) {
        Some(_) => detect(clients, settings, key).await,
        None => Ok(Seen::NoImage),
    }
}

/// The size of the whole object: the number behind the slash.
fn size(object: &GetObjectOutput) -> Option<u64> {
    match object.content_range() {
        Some(range) => range.rsplit('/').next()?.parse().ok(),
        None => object.content_length()?.try_into().ok(),
    }
}

/// No more than is needed, even from a server that ignores ranges.
async fn first_bytes(mut object: GetObjectOutput) -> Result<Vec<u8>, Error> {
    let unavailable = |fault, source| Error::Unavailable {
        operation: "s3:GetObject",
        fault,
        source,
    };
    let read = async {
        let mut start = Vec::new();
        while start.len() < FileType::MAGIC_BYTES {
            match object.body.try_next().await {
                Ok(Some(bytes)) => start.extend_from_slice(&bytes),
                Ok(None) => break,
                Err(error) => return Err(unavailable(Fault::Unreachable, error.into())),
            }
        }
        Ok(start)
    };
    match tokio::time::timeout(PATIENCE, read).await {
        Ok(result) => result,
        Err(error) => Err(unavailable(Fault::Slow, error.into())),
    }
}

async fn detect(clients: &Clients, settings: &Settings, key: &ObjectKey) -> Result<Seen, Error> {
    let object = S3Object::builder()
        .bucket(&settings.bucket)
        .name(key.as_str())
        .build();
    let result = clients
        .rekognition
        .detect_labels()
        .image(Image::builder().s3_object(object).build())
        .max_labels(settings.max_labels.into())
        .min_confidence(settings.min_confidence)
        .send()
        .await;
    match result {
        Ok(answer) => Ok(Seen::Labels(
            answer
                .labels
                .unwrap_or_default()
                .into_iter()
                .filter_map(|label| label.name)
                .collect(),
        )),
        Err(error) if error.as_service_error().is_some_and(is_permanent) => Ok(Seen::NoImage),
        Err(error) => Err(failure("rekognition:DetectLabels", error)),
    }
}

/// What no repetition changes: it is the image that is at fault.
fn is_permanent(error: &DetectLabelsError) -> bool {
    matches!(
        error,
        DetectLabelsError::ImageTooLargeException(_)
            | DetectLabelsError::InvalidImageFormatException(_)
            | DetectLabelsError::InvalidParameterException(_)
    )
}
