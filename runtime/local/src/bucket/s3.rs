//! The operations of S3 that programs and people use.
//!
//! Others are answered with `NotImplemented`, and so is a header that asks for
//! what is not done.

use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::dto::{
    DeleteMarkerEntry, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput,
    DeleteObjectsOutput, DeletedObject, ETag, ETagCondition, EncodingType, GetBucketLocationInput,
    GetBucketLocationOutput, GetObjectInput, GetObjectOutput, HeadBucketInput, HeadBucketOutput,
    HeadObjectInput, HeadObjectOutput, ListObjectVersionsInput, ListObjectVersionsOutput,
    ListObjectsV2Input, ListObjectsV2Output, Object, ObjectVersion, PutObjectInput,
    PutObjectOutput, Timestamp,
};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
use uuid::Uuid;

use super::content::broken;
use super::index::Version;
use super::service::RequestId;
use super::{Bucket, Upload};

/// The most keys of a page, and what is usual.
const PAGE: i32 = 1000;

/// The type of what was put without one.
const NO_TYPE: &str = "binary/octet-stream";

/// What stays as it is in a key where the list is to be encoded.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b'/');

impl Bucket {
    fn is_this(&self, name: &str) -> S3Result<()> {
        if name == self.settings().name {
            Ok(())
        } else {
            Err(s3_error!(NoSuchBucket))
        }
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

/// What `DeleteObject` did.
struct Deleted {
    /// It made a mark, or removed one.
    is_mark: bool,
    /// The mark that was made, or the version that was removed.
    id: Option<String>,
}

/// Conditions of a request for an object.
fn check(
    version: &Version,
    same: Option<&ETagCondition>,
    other: Option<&ETagCondition>,
    since: Option<&Timestamp>,
) -> S3Result<()> {
    let fits = |condition: &ETagCondition| match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(tag) => tag.value() == version.etag,
    };
    if same.is_some_and(|condition| !fits(condition)) {
        return Err(s3_error!(PreconditionFailed));
    }
    // Of the two ways to ask whether something is new, the first one decides.
    let is_known = match other {
        Some(condition) => fits(condition),
        None => since.is_some_and(|since| in_seconds(&version.made.into()) <= in_seconds(since)),
    };
    if is_known {
        return Err(s3_error!(NotModified));
    }
    Ok(())
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

/// What was asked for in a list, if it can be given.
fn page(most: Option<i32>, delimiter: Option<&str>) -> S3Result<usize> {
    if delimiter.is_some_and(|delimiter| !delimiter.is_empty()) {
        return Err(s3_error!(
            NotImplemented,
            "a delimiter is not known to the laptop"
        ));
    }
    let most = most.unwrap_or(PAGE).min(PAGE);
    usize::try_from(most).map_err(|_| s3_error!(InvalidArgument, "max-keys is negative"))
}

fn encoded(key: &str, encoding: Option<&EncodingType>) -> String {
    match encoding {
        None => key.to_owned(),
        Some(_) => utf8_percent_encode(key, PLAIN).to_string(),
    }
}

#[async_trait::async_trait]
impl S3 for Bucket {
    async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        self.is_this(&request.input.bucket)?;
        Ok(S3Response::new(HeadBucketOutput::default()))
    }

    async fn get_bucket_location(
        &self,
        request: S3Request<GetBucketLocationInput>,
    ) -> S3Result<S3Response<GetBucketLocationOutput>> {
        self.is_this(&request.input.bucket)?;
        Ok(S3Response::new(GetBucketLocationOutput::default()))
    }

    async fn put_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let input = request.input;
        self.is_this(&input.bucket)?;
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
        let id = request.extensions.get::<RequestId>();
        let upload = Upload {
            key: &input.key,
            content_type: input.content_type.as_deref().unwrap_or(NO_TYPE),
            request: id.map_or("", |id| &id.0),
        };
        let version = if let Some(body) = input.body {
            self.put(upload, body).await?
        } else {
            let nothing = futures_util::stream::empty::<Result<_, std::io::Error>>();
            self.put(upload, nothing).await?
        };
        Ok(S3Response::new(PutObjectOutput {
            version_id: self.version_id(&version),
            e_tag: Some(ETag::Strong(version.etag)),
            ..PutObjectOutput::default()
        }))
    }

    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let input = request.input;
        self.is_this(&input.bucket)?;
        let version = self.meant(&input.key, input.version_id.as_deref()).await?;
        check(
            &version,
            input.if_match.as_ref(),
            input.if_none_match.as_ref(),
            input.if_modified_since.as_ref(),
        )?;
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
        Ok(S3Response::new(GetObjectOutput {
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
        }))
    }

    async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        let input = request.input;
        self.is_this(&input.bucket)?;
        let version = self.meant(&input.key, input.version_id.as_deref()).await?;
        check(
            &version,
            input.if_match.as_ref(),
            input.if_none_match.as_ref(),
            input.if_modified_since.as_ref(),
        )?;
        Ok(S3Response::new(HeadObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            content_length: i64::try_from(version.size).ok(),
            version_id: self.version_id(&version),
            content_type: Some(version.content_type),
            e_tag: Some(ETag::Strong(version.etag)),
            last_modified: Some(version.made.into()),
            ..HeadObjectOutput::default()
        }))
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let input = request.input;
        self.is_this(&input.bucket)?;
        let most = page(input.max_keys, input.delimiter.as_deref())?;
        let prefix = input.prefix.clone().unwrap_or_default();
        let after = input
            .continuation_token
            .clone()
            .or(input.start_after.clone());
        let after = after.unwrap_or_default();
        let mut found = self
            .work(move |inner| {
                let list = inner.index.list(&prefix, (&after, None), false, most + 1);
                list.map_err(broken)
            })
            .await?;
        let more = found.len() > most;
        found.truncate(most);
        let next = found.last().filter(|_| more).map(|last| last.key.clone());
        let contents: Vec<Object> = found
            .into_iter()
            .map(|version| Object {
                key: Some(encoded(&version.key, input.encoding_type.as_ref())),
                size: i64::try_from(version.size).ok(),
                e_tag: Some(ETag::Strong(version.etag)),
                last_modified: Some(version.made.into()),
                ..Object::default()
            })
            .collect();
        Ok(S3Response::new(ListObjectsV2Output {
            name: Some(input.bucket),
            prefix: input.prefix,
            max_keys: i32::try_from(most).ok(),
            key_count: i32::try_from(contents.len()).ok(),
            continuation_token: input.continuation_token,
            start_after: input.start_after,
            encoding_type: input.encoding_type,
            is_truncated: Some(more),
            next_continuation_token: next,
            contents: Some(contents),
            ..ListObjectsV2Output::default()
        }))
    }

    async fn list_object_versions(
        &self,
        request: S3Request<ListObjectVersionsInput>,
    ) -> S3Result<S3Response<ListObjectVersionsOutput>> {
        let input = request.input;
        self.is_this(&input.bucket)?;
        let most = page(input.max_keys, input.delimiter.as_deref())?;
        let prefix = input.prefix.clone().unwrap_or_default();
        let key = input.key_marker.clone().unwrap_or_default();
        let marker = input.version_id_marker.clone();
        let mut found = self
            .work(move |inner| {
                let number = match marker {
                    Some(id) => {
                        let found = inner.index.find(&key, Some(&id)).map_err(broken)?;
                        found.map(|version| version.number)
                    }
                    None => None,
                };
                let list = inner.index.list(&prefix, (&key, number), true, most + 1);
                list.map_err(broken)
            })
            .await?;
        let more = found.len() > most;
        found.truncate(most);
        let last = found.last().filter(|_| more);
        let (next_key, next_id) = (
            last.map(|last| encoded(&last.key, input.encoding_type.as_ref())),
            last.map(|last| last.id.clone()),
        );
        let (marks, versions): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|version| version.is_mark);
        let key = |version: &Version| Some(encoded(&version.key, input.encoding_type.as_ref()));
        let versions = versions.into_iter().map(|version| ObjectVersion {
            key: key(&version),
            is_latest: Some(version.is_latest),
            size: i64::try_from(version.size).ok(),
            last_modified: Some(version.made.into()),
            version_id: Some(version.id),
            e_tag: Some(ETag::Strong(version.etag)),
            ..ObjectVersion::default()
        });
        let marks = marks.into_iter().map(|version| DeleteMarkerEntry {
            key: key(&version),
            is_latest: Some(version.is_latest),
            last_modified: Some(version.made.into()),
            version_id: Some(version.id),
            ..DeleteMarkerEntry::default()
        });
        Ok(S3Response::new(ListObjectVersionsOutput {
            delete_markers: Some(marks.collect()),
            versions: Some(versions.collect()),
            name: Some(input.bucket),
            prefix: input.prefix,
            key_marker: input.key_marker,
            version_id_marker: input.version_id_marker,
            max_keys: i32::try_from(most).ok(),
            is_truncated: Some(more),
            next_key_marker: next_key,
            next_version_id_marker: next_id,
            encoding_type: input.encoding_type,
            ..ListObjectVersionsOutput::default()
        }))
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let input = request.input;
        self.is_this(&input.bucket)?;
        let deleted = self.delete(&input.key, input.version_id.as_deref()).await?;
        Ok(S3Response::new(DeleteObjectOutput {
            delete_marker: deleted.is_mark.then_some(true),
            version_id: deleted.id,
            ..DeleteObjectOutput::default()
        }))
    }

    async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let input = request.input;
        self.is_this(&input.bucket)?;
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
        Ok(S3Response::new(DeleteObjectsOutput {
            deleted: Some(if is_quiet { Vec::new() } else { gone }),
            ..DeleteObjectsOutput::default()
        }))
    }
}
