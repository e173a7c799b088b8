//! S3 with one bucket, whose objects are in memory.
//!
//! Signatures, in headers and in URLs, are checked as S3 does it. There are no
//! versions: what is replaced or removed is gone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::TryStreamExt as _;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::dto::{
    DeleteObjectsInput, DeleteObjectsOutput, DeletedObject, GetObjectInput, GetObjectOutput,
    HeadBucketInput, HeadBucketOutput, ListObjectsV2Input, ListObjectsV2Output, Object,
    PutObjectInput, PutObjectOutput, StreamingBlob,
};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
use tokio::net::TcpListener;

use crate::StandIns;

/// What is in the bucket. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Bucket(Arc<Mutex<Content>>);

#[derive(Debug, Default)]
struct Content {
    objects: BTreeMap<String, Vec<u8>>,
    puts: Vec<Put>,
}

/// An object that was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// Its key.
    pub key: String,
    /// The number of the event: greater than those of all before.
    pub sequencer: String,
}

impl Bucket {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an object, as an upload does.
    pub fn put(&self, key: impl Into<String>, content: impl Into<Vec<u8>>) -> Put {
        let mut bucket = self.content();
        let put = Put {
            key: key.into(),
            sequencer: format!("{:018X}", 0x55_AED6 + bucket.puts.len()),
        };
        bucket.objects.insert(put.key.clone(), content.into());
        bucket.puts.push(put.clone());
        put
    }

    /// An object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Vec<u8>> {
        self.content().objects.get(key).cloned()
    }

    /// All keys, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.content().objects.keys().cloned().collect()
    }

    /// Everything that was ever put, by [`Bucket::put`] or by a client.
    #[must_use]
    pub fn puts(&self) -> Vec<Put> {
        self.content().puts.clone()
    }
}

/// Answers requests until the task is stopped.
pub(crate) async fn serve(listener: TcpListener, bucket: Bucket) {
    let mut builder = S3ServiceBuilder::new(bucket);
    builder.set_auth(SimpleAuth::from_single(
        StandIns::ACCESS_KEY,
        StandIns::SECRET_KEY,
    ));
    let service: S3Service = builder.build();
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        // Without it an answer waits 40 ms for the client's acknowledgement.
        if socket.set_nodelay(true).is_err() {
            continue;
        }
        let service = service.clone();
        connections.spawn(async move {
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(socket), service);
            // A client that goes away is no trouble of ours.
            let _: Result<(), hyper::Error> = connection.await;
        });
        while connections.try_join_next().is_some() {}
    }
}

fn is_ours(bucket: &str) -> S3Result<()> {
    if bucket == StandIns::BUCKET {
        Ok(())
    } else {
        Err(s3_error!(NoSuchBucket))
    }
}

#[async_trait::async_trait]
impl S3 for Bucket {
    async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        is_ours(&request.input.bucket)?;
        Ok(S3Response::new(HeadBucketOutput::default()))
    }

    async fn put_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let input = request.input;
        is_ours(&input.bucket)?;
        let mut content = Vec::new();
        if let Some(mut body) = input.body {
            while let Some(bytes) = body
                .try_next()
                .await
                .map_err(|error| s3_error!(IncompleteBody, "{error}"))?
            {
                content.extend_from_slice(&bytes);
            }
        }
        self.put(input.key, content);
        Ok(S3Response::new(PutObjectOutput::default()))
    }

    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let input = request.input;
        is_ours(&input.bucket)?;
        let whole = self.get(&input.key).ok_or_else(|| s3_error!(NoSuchKey))?;
        let size = whole.len() as u64;
        let range = input.range.map(|range| range.check(size)).transpose()?;
        let (part, content_range) = match range {
            None => (whole, None),
            Some(range) => {
                let line = format!("bytes {}-{}/{size}", range.start, range.end - 1);
                let part = whole
                    .into_iter()
                    .skip(usize::try_from(range.start).unwrap_or(usize::MAX))
                    .take(usize::try_from(range.end - range.start).unwrap_or(usize::MAX))
                    .collect();
                (part, Some(line))
            }
        };
        Ok(S3Response::new(GetObjectOutput {
            content_length: i64::try_from(part.len()).ok(),
            content_range,
            body: Some(StreamingBlob::from(s3s::Body::from(part))),
            ..GetObjectOutput::default()
        }))
    }

    /// Two keys a page at most, so that who forgets to go on is found out.
    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let input = request.input;
        is_ours(&input.bucket)?;
        let prefix = input.prefix.unwrap_or_default();
        let after = input.continuation_token.unwrap_or_default();
        let mut keys: Vec<String> = self.keys();
        keys.retain(|key| key.starts_with(&prefix) && *key > after);
        let more = keys.len() > 2;
        keys.truncate(2);
        Ok(S3Response::new(ListObjectsV2Output {
            is_truncated: Some(more),
            next_continuation_token: keys.last().filter(|_| more).cloned(),
            contents: Some(
                keys.into_iter()
                    .map(|key| Object {
                        key: Some(key),
                        ..Object::default()
                    })
                    .collect(),
            ),
            ..ListObjectsV2Output::default()
        }))
    }

    async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let input = request.input;
        is_ours(&input.bucket)?;
        let keys = input.delete.objects.into_iter().map(|object| object.key);
        let deleted = keys
            .map(|key| {
                self.content().objects.remove(&key);
                DeletedObject {
                    key: Some(key),
                    ..DeletedObject::default()
                }
            })
            .collect();
        Ok(S3Response::new(DeleteObjectsOutput {
            deleted: Some(deleted),
            ..DeleteObjectsOutput::default()
        }))
    }
}
