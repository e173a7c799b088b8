//! S3 with one bucket, whose objects are in memory.
//!
//! Signatures, in headers and in URLs, are checked as S3 does it. There are no
//! versions: what is replaced or removed is gone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::TryStreamExt as _;
use hyper::service::service_fn;
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

use crate::{StandIns, cors};

/// A bucket and what is in it. Clones share it.
#[derive(Debug, Clone)]
struct Memory {
    bucket: Arc<str>,
    objects: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

impl Memory {
    fn objects(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_ours(&self, bucket: &str) -> S3Result<()> {
        if bucket == &*self.bucket {
            Ok(())
        } else {
            Err(s3_error!(NoSuchBucket))
        }
    }
}

/// Answers requests until the task is stopped.
pub(crate) async fn serve(listener: TcpListener, bucket: String) {
    let mut builder = S3ServiceBuilder::new(Memory {
        bucket: bucket.into(),
        objects: Arc::default(),
    });
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
            let service = service_fn(|request| cors::answer(request, &service));
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(socket), service);
            // A client that goes away is no trouble of ours.
            let _: Result<(), hyper::Error> = connection.await;
        });
        while connections.try_join_next().is_some() {}
    }
}

#[async_trait::async_trait]
impl S3 for Memory {
    async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        self.is_ours(&request.input.bucket)?;
        Ok(S3Response::new(HeadBucketOutput::default()))
    }

    async fn put_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let input = request.input;
        self.is_ours(&input.bucket)?;
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
        self.objects().insert(input.key, content);
        Ok(S3Response::new(PutObjectOutput::default()))
    }

    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let input = request.input;
        self.is_ours(&input.bucket)?;
        let whole = self.objects().get(&input.key).cloned();
        let whole = whole.ok_or_else(|| s3_error!(NoSuchKey))?;
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
        self.is_ours(&input.bucket)?;
        let prefix = input.prefix.unwrap_or_default();
        let after = input.continuation_token.unwrap_or_default();
        let mut keys: Vec<String> = self.objects().keys().cloned().collect();
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
        self.is_ours(&input.bucket)?;
        let keys = input.delete.objects.into_iter().map(|object| object.key);
        let deleted = keys
            .map(|key| {
                self.objects().remove(&key);
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
