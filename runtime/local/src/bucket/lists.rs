//! Lists of objects and of their versions, a page at a time.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::dto::{
    DeleteMarkerEntry, ETag, EncodingType, ListObjectVersionsInput, ListObjectVersionsOutput,
    ListObjectsV2Input, ListObjectsV2Output, Object, ObjectVersion,
};
use s3s::{S3Result, s3_error};

use super::Bucket;
use super::content::broken;
use super::index::Version;

/// The most keys of a page, and what is usual.
const PAGE: i32 = 1000;

/// What stays as it is in a key where the list is to be encoded.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b'/');

/// What is asked for.
struct Asked {
    prefix: String,
    /// The key, perhaps with the id of a version of it, that the page comes after.
    after: (String, Option<String>),
    /// All versions, not only those that are seen.
    all: bool,
    most: usize,
}

/// A page of a list.
struct Page {
    versions: Vec<Version>,
    /// Its last one, if others come after it.
    last: Option<Version>,
}

impl Bucket {
    /// `ListObjectsV2`
    pub(super) async fn list_objects(
        &self,
        input: ListObjectsV2Input,
    ) -> S3Result<ListObjectsV2Output> {
        let most = most(input.max_keys, input.delimiter.as_deref())?;
        let after = input.continuation_token.as_ref();
        let after = after.or(input.start_after.as_ref()).cloned();
        let page = self
            .page(Asked {
                prefix: input.prefix.clone().unwrap_or_default(),
                after: (after.unwrap_or_default(), None),
                all: false,
                most,
            })
            .await?;
        let contents: Vec<Object> = page
            .versions
            .into_iter()
            .map(|version| Object {
                key: Some(encoded(&version.key, input.encoding_type.as_ref())),
                size: i64::try_from(version.size).ok(),
                e_tag: Some(ETag::Strong(version.etag)),
                last_modified: Some(version.made.into()),
                ..Object::default()
            })
            .collect();
        Ok(ListObjectsV2Output {
            name: Some(input.bucket),
            prefix: input.prefix,
            max_keys: i32::try_from(most).ok(),
            key_count: i32::try_from(contents.len()).ok(),
            continuation_token: input.continuation_token,
            start_after: input.start_after,
            encoding_type: input.encoding_type,
            is_truncated: Some(page.last.is_some()),
            next_continuation_token: page.last.map(|last| last.key),
            contents: Some(contents),
            ..ListObjectsV2Output::default()
        })
    }

    /// `ListObjectVersions`
    pub(super) async fn list_versions(
        &self,
        input: ListObjectVersionsInput,
    ) -> S3Result<ListObjectVersionsOutput> {
        let most = most(input.max_keys, input.delimiter.as_deref())?;
        let page = self
            .page(Asked {
                prefix: input.prefix.clone().unwrap_or_default(),
                after: (
                    input.key_marker.clone().unwrap_or_default(),
                    input.version_id_marker.clone(),
                ),
                all: true,
                most,
            })
            .await?;
        let key = |version: &Version| Some(encoded(&version.key, input.encoding_type.as_ref()));
        let next_key_marker = page.last.as_ref().and_then(key);
        let mut versions = Vec::new();
        let mut marks = Vec::new();
        for version in page.versions {
            let (key, last_modified) = (key(&version), Some(version.made.into()));
            if version.is_mark {
                marks.push(DeleteMarkerEntry {
                    key,
                    last_modified,
                    is_latest: Some(version.is_latest),
                    version_id: Some(version.id),
                    ..DeleteMarkerEntry::default()
                });
            } else {
                versions.push(ObjectVersion {
                    key,
                    last_modified,
                    is_latest: Some(version.is_latest),
                    version_id: Some(version.id),
                    size: i64::try_from(version.size).ok(),
                    e_tag: Some(ETag::Strong(version.etag)),
                    ..ObjectVersion::default()
                });
            }
        }
        Ok(ListObjectVersionsOutput {
            delete_markers: Some(marks),
            versions: Some(versions),
            name: Some(input.bucket),
            prefix: input.prefix,
            key_marker: input.key_marker,
            version_id_marker: input.version_id_marker,
            max_keys: i32::try_from(most).ok(),
            is_truncated: Some(page.last.is_some()),
            next_key_marker,
            next_version_id_marker: page.last.map(|last| last.id),
            encoding_type: input.encoding_type,
            ..ListObjectVersionsOutput::default()
        })
    }

    async fn page(&self, asked: Asked) -> S3Result<Page> {
        let Asked { most, all, .. } = asked;
        let mut versions = self
            .work(move |inner| {
                let (key, id) = &asked.after;
                let number = match id {
                    Some(id) => {
                        let found = inner.index.find(key, Some(id)).map_err(broken)?;
                        found.map(|version| version.number)
                    }
                    None => None,
                };
                // One more tells whether there are more.
                let list = inner
                    .index
                    .list(&asked.prefix, (key, number), all, most + 1);
                list.map_err(broken)
            })
            .await?;
        let more = versions.len() > most;
        versions.truncate(most);
        Ok(Page {
            last: versions.last().filter(|_| more).cloned(),
            versions,
        })
    }
}

/// What was asked for in a list, if it can be given.
fn most(most: Option<i32>, delimiter: Option<&str>) -> S3Result<usize> {
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
