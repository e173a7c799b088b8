//! Objects one by one: put, looked at, removed.

use std::ops::Range;

use s3s::dto::{
    DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, DeletedObject,
    ETag, ETagCondition, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput,
    PutObjectInput, PutObjectOutput, Timestamp,
};
use s3s::{S3Result, s3_error};
use uuid::Uuid;

use super::content::broken;
use super::index::Version;
use super::{Bucket, Upload};

/// The type of what was put without one.
const NO_TYPE: &str = "binary/octet-stream";

/// What a request makes its answer depend on.
struct Conditions {
    same: Option<ETagCondition>,
    other: Option<ETagCondition>,
    since: Option<Timestamp>,
}

/// What `DeleteObject` did.
struct Deleted {
    /// It made a mark, or removed one.
    is_mark: bool,
    /// The mark that was made, or the version that was removed.
    id: Option<String>,
}

impl Bucket {
    /// `PutObject`, in the request of that number.
    pub(super) async fn put_one(
        &self,
        input: PutObjectInput,
        request: &str,
    ) -> S3Result<PutObjectOutput> {
        let asks_for_more = input.if_match.is_some()
            || input.if_none_match.is_some()
            || input.tagging.is_some()
            || input.metadata.is_some_and(|metadata| !metadata.is_empty())
            || input.object_lock_mode.is_some()
            || input.sse_customer_algorithm.is_some()
            || input.website_redirect_location.is_some();
        if asks_for_more {
            return Err(s3_error!(
                NotImplemented,
                "A header you provided implies functionality that is not implemented"
            ));
        }
        if input.content_length.is_none() {
            return Err(s3_error!(MissingContentLength));
        }
        let upload = Upload {
            key: &input.key,
            content_type: input.content_type.as_deref().unwrap_or(NO_TYPE),
            request,
        };
        let version = if let Some(body) = input.body {
            self.put(upload, body).await?
        } else {
            let nothing = futures_util::stream::empty::<Result<_, std::io::Error>>();
            self.put(upload, nothing).await?
        };
        Ok(PutObjectOutput {
            version_id: self.version_id(&version),
            e_tag: Some(ETag::Strong(version.etag)),
            ..PutObjectOutput::default()
        })
    }

    /// `GetObject`
    pub(super) async fn get_one(&self, input: GetObjectInput) -> S3Result<GetObjectOutput> {
        let conditions = Conditions {
            same: input.if_match,
            other: input.if_none_match,
            since: input.if_modified_since,
        };
        let version = self.meant(&input.key, input.version_id.as_deref()).await?;
        conditions.check(&version)?;
        let range: Option<Range<u64>> = input
            .range
            .map(|range| range.check(version.size))
            .transpose()?;
        let content_range = range
            .as_ref()
            .map(|range| format!("bytes {}-{}/{}", range.start, range.end - 1, version.size));
        let range = range.unwrap_or(0..version.size);
        let content_length = i64::try_from(range.end - range.start).ok();
        let body = match self.0.content.read(&version.id, range).await {
            Ok(body) => body,
            // It was removed in between.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(s3_error!(NoSuchKey));
            }
            Err(error) => return Err(broken(error)),
        };
        Ok(GetObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            body: Some(body),
            content_disposition: input.response_content_disposition,
            content_length,
            content_range,
            version_id: self.version_id(&version),
            content_type: Some(input.response_content_type.unwrap_or(version.content_type)),
            e_tag: Some(ETag::Strong(version.etag)),
            last_modified: Some(version.made.into()),
            ..GetObjectOutput::default()
        })
    }

    /// `HeadObject`
    pub(super) async fn head_one(&self, input: HeadObjectInput) -> S3Result<HeadObjectOutput> {
        let conditions = Conditions {
            same: input.if_match,
            other: input.if_none_match,
            since: input.if_modified_since,
        };
        let version = self.meant(&input.key, input.version_id.as_deref()).await?;
        conditions.check(&version)?;
        Ok(HeadObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            content_length: i64::try_from(version.size).ok(),
            version_id: self.version_id(&version),
            content_type: Some(version.content_type),
            e_tag: Some(ETag::Strong(version.etag)),
            last_modified: Some(version.made.into()),
            ..HeadObjectOutput::default()
        })
    }

    /// `DeleteObject`
    pub(super) async fn delete_one(
        &self,
        input: DeleteObjectInput,
    ) -> S3Result<DeleteObjectOutput> {
        let deleted = self.delete(&input.key, input.version_id.as_deref()).await?;
        Ok(DeleteObjectOutput {
            delete_marker: deleted.is_mark.then_some(true),
            version_id: deleted.id,
            ..DeleteObjectOutput::default()
        })
    }

    /// `DeleteObjects`
    pub(super) async fn delete_many(
        &self,
        input: DeleteObjectsInput,
    ) -> S3Result<DeleteObjectsOutput> {
        let mut gone = Vec::new();
        for object in input.delete.objects {
            let deleted = self
                .delete(&object.key, object.version_id.as_deref())
                .await?;
            gone.push(DeletedObject {
                key: Some(object.key),
                delete_marker: deleted.is_mark.then_some(true),
                delete_marker_version_id: deleted.id.filter(|_| deleted.is_mark),
                version_id: object.version_id,
            });
        }
        let is_quiet = input.delete.quiet == Some(true);
        Ok(DeleteObjectsOutput {
            deleted: Some(if is_quiet { Vec::new() } else { gone }),
            ..DeleteObjectsOutput::default()
        })
    }

    /// The object that a request means, or a version of it.
    async fn meant(&self, key: &str, id: Option<&str>) -> S3Result<Version> {
        match self.find(key, id).await? {
            None if id.is_some() => Err(s3_error!(NoSuchVersion)),
            Some(found) if found.is_mark && id.is_some() => Err(s3_error!(MethodNotAllowed)),
            Some(found) if !found.is_mark => Ok(found),
            _ => Err(s3_error!(NoSuchKey)),
        }
    }

    /// Removes an object or a version, as `DeleteObject` does.
    async fn delete(&self, key: &str, id: Option<&str>) -> S3Result<Deleted> {
        let (key, id) = (key.to_owned(), id.map(str::to_owned));
        self.work(move |inner| {
            if let Some(id) = id {
                let gone = inner.index.remove_version(&key, &id).map_err(broken)?;
                let is_mark = gone.as_ref().is_some_and(|gone| gone.is_mark);
                if gone.is_some() && !is_mark {
                    inner.content.remove(&id);
                }
                return Ok(Deleted {
                    is_mark,
                    id: Some(id),
                });
            }
            let mark = Uuid::now_v7().simple().to_string();
            let is_versioned = inner.settings.is_versioned;
            let removed = inner.index.remove(&key, &mark, is_versioned);
            let (mark, gone) = removed.map_err(broken)?;
            if let Some(gone) = gone {
                inner.content.remove(&gone);
            }
            Ok(Deleted {
                is_mark: mark.is_some(),
                id: mark,
            })
        })
        .await
    }

    fn version_id(&self, version: &Version) -> Option<String> {
        self.settings().is_versioned.then(|| version.id.clone())
    }
}

impl Conditions {
    fn check(&self, version: &Version) -> S3Result<()> {
        let fits = |condition: &ETagCondition| match condition {
            ETagCondition::Any => true,
            ETagCondition::ETag(tag) => tag.value() == version.etag,
        };
        if self.same.as_ref().is_some_and(|condition| !fits(condition)) {
            return Err(s3_error!(PreconditionFailed));
        }
        // Of the two ways to ask whether something is new, the first one decides.
        let is_known = match (&self.other, &self.since) {
            (Some(condition), _) => fits(condition),
            (None, Some(since)) => in_seconds(&version.made.into()) <= in_seconds(since),
            (None, None) => false,
        };
        if is_known {
            return Err(s3_error!(NotModified));
        }
        Ok(())
    }
}

/// Headers have no fractions of seconds.
fn in_seconds(time: &Timestamp) -> Vec<u8> {
    let mut text = Vec::new();
    // Without a number it is no time at all, and nothing is older.
    let _: Result<(), _> = time.format(s3s::dto::TimestampFormat::EpochSeconds, &mut text);
    let whole = text
        .iter()
        .position(|&byte| byte == b'.')
        .unwrap_or(text.len());
    text.truncate(whole);
    text
}
