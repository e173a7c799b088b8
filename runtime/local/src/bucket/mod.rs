//! S3 with one bucket, in files.
//!
//! The protocol, signatures among it, is `s3s`; what objects there are is in an
//! index, what is in them in a file each. An upload is acknowledged when both,
//! and the events it makes, are on the disk.

mod content;
mod cors;
mod index;
mod lifecycle;
mod lists;
mod objects;
mod s3;
mod service;

use std::sync::Arc;

use bytes::Bytes;
use futures_util::Stream;
use s3s::S3Result;
use tokio::sync::Notify;

pub(crate) use index::{Index, Version, from_millis, millis};
pub(crate) use lifecycle::sweep;
pub(crate) use service::router;

use crate::Problem;
use crate::data::{Data, unusable};
use crate::events::Events;
use crate::stack;
use content::{Content, broken};
use index::New;

/// A bucket. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Bucket(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: stack::Bucket,
    index: Index,
    content: Content,
    events: Events,
    /// Told when there is an event to deliver.
    uploaded: Arc<Notify>,
}

/// An upload as its sender describes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Upload<'a> {
    pub(crate) key: &'a str,
    pub(crate) content_type: &'a str,
    /// The number of the request.
    pub(crate) request: &'a str,
}

impl Bucket {
    /// Opens the bucket, and cleans up after an end in between.
    pub(crate) fn open(
        data: &Data,
        settings: stack::Bucket,
        events: Events,
    ) -> Result<Self, Problem> {
        let path = data.path("bucket.sqlite");
        let index = Index::open(&path).map_err(|error| unusable(&path, &error))?;
        let content = Content::new(data);
        content
            .clean(&index)
            .map_err(|error| unusable(data.folder(), &error))?;
        Ok(Self(Arc::new(Inner {
            settings,
            index,
            content,
            events,
            uploaded: Arc::default(),
        })))
    }

    /// What the stack says of it.
    pub(crate) fn settings(&self) -> &stack::Bucket {
        &self.0.settings
    }

    /// Where its events are.
    pub(crate) fn index(&self) -> &Index {
        &self.0.index
    }

    /// Told when there is an event to deliver.
    pub(crate) fn uploaded(&self) -> Arc<Notify> {
        Arc::clone(&self.0.uploaded)
    }

    /// Puts an object. It and its events are on the disk afterwards.
    pub(crate) async fn put<E: std::fmt::Display>(
        &self,
        upload: Upload<'_>,
        body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> S3Result<Version> {
        let received = self.0.content.receive(body).await?;
        let (key, content_type) = (upload.key.to_owned(), upload.content_type.to_owned());
        let request = upload.request.to_owned();
        let version = self
            .work(move |inner| {
                let (id, size, etag) = (received.id.clone(), received.size, received.etag.clone());
                inner.content.keep(received).map_err(broken)?;
                let new = New {
                    key: &key,
                    id: &id,
                    size,
                    etag: &etag,
                    content_type: &content_type,
                };
                let events = |version: &Version| inner.events.of_put(version, &request);
                let put = inner.index.put(&new, inner.settings.is_versioned, events);
                let (version, gone) = put.map_err(|error| {
                    inner.content.remove(&id);
                    broken(error)
                })?;
                if let Some(gone) = gone {
                    inner.content.remove(&gone);
                }
                Ok(version)
            })
            .await?;
        self.0.uploaded.notify_one();
        Ok(version)
    }

    /// The whole of an object, unless it is larger than that.
    pub(crate) async fn whole(&self, key: &str, most: u64) -> S3Result<Option<Whole>> {
        let Some(version) = self.find(key, None).await?.filter(|found| !found.is_mark) else {
            return Ok(None);
        };
        if version.size > most {
            return Ok(Some(Whole::TooLarge));
        }
        match self.0.content.read_all(&version.id).await {
            Ok(content) => Ok(Some(Whole::Content(content))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(broken(error)),
        }
    }

    async fn find(&self, key: &str, id: Option<&str>) -> S3Result<Option<Version>> {
        let (key, id) = (key.to_owned(), id.map(str::to_owned));
        self.work(move |inner| inner.index.find(&key, id.as_deref()).map_err(broken))
            .await
    }

    /// Does something that waits for the disk. It is done to its end even if
    /// nobody waits for it any more.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> S3Result<T> + Send + 'static,
    ) -> S3Result<T> {
        let inner = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&inner))
            .await
            .map_err(broken)?
    }
}

/// An object that was asked for as a whole.
#[derive(Debug)]
pub(crate) enum Whole {
    /// What is in it.
    Content(Vec<u8>),
    /// It is larger than was asked for.
    TooLarge,
}
