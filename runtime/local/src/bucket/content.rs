//! What is in objects: a file a version.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use md5::{Digest as _, Md5};
use s3s::dto::StreamingBlob;
use s3s::{S3Result, s3_error};
use tokio::fs::{self, File};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _, SeekFrom};
use uuid::Uuid;

use super::index::Index;
use crate::data::{Data, sync_folder};

/// How long an upload may pause.
const PATIENCE: Duration = Duration::from_secs(20);

/// The largest object that can be put at once.
const MOST: u64 = 5 * 1024 * 1024 * 1024;

/// How much of an object is in memory at a time.
const PIECE: usize = 64 * 1024;

/// The files of objects, and of uploads that are not finished.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    objects: PathBuf,
    incoming: PathBuf,
}

/// An upload that is complete and on the disk, but not an object yet.
#[derive(Debug)]
pub(crate) struct Received {
    path: PathBuf,
    /// What it is to be called.
    pub(crate) id: String,
    pub(crate) size: u64,
    /// The MD5 of what is in it, in hexadecimal digits.
    pub(crate) etag: String,
}

impl Content {
    pub(crate) fn new(data: &Data) -> Self {
        Self {
            objects: data.path("objects"),
            incoming: data.path("incoming"),
        }
    }

    /// Writes an upload to the disk.
    pub(crate) async fn receive<E: std::fmt::Display>(
        &self,
        mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> S3Result<Received> {
        let id = Uuid::now_v7().simple().to_string();
        let mut received = Received {
            path: self.incoming.join(&id),
            id,
            size: 0,
            etag: String::new(),
        };
        let mut file = File::create(&received.path).await.map_err(broken)?;
        let mut digest = Md5::new();
        loop {
            let next = tokio::time::timeout(PATIENCE, body.next()).await;
            let piece = match next {
                Ok(None) => break,
                Ok(Some(Ok(piece))) => piece,
                Ok(Some(Err(error))) => return Err(s3_error!(IncompleteBody, "{error}")),
                Err(_) => return Err(s3_error!(RequestTimeout, "the upload stands still")),
            };
            received.size += piece.len() as u64;
            if received.size > MOST {
                return Err(s3_error!(EntityTooLarge));
            }
            digest.update(&piece);
            file.write_all(&piece).await.map_err(broken)?;
        }
        file.sync_all().await.map_err(broken)?;
        received.etag = hexadecimal(&digest.finalize());
        Ok(received)
    }

    /// Gives an upload its name among the objects.
    pub(crate) fn keep(&self, mut received: Received) -> io::Result<()> {
        std::fs::rename(&received.path, self.objects.join(&received.id))?;
        // There is nothing left to remove.
        received.path = PathBuf::new();
        sync_folder(&self.objects)
    }

    /// A part of an object.
    pub(crate) async fn read(
        &self,
        id: &str,
        range: std::ops::Range<u64>,
    ) -> io::Result<StreamingBlob> {
        let mut file = File::open(self.objects.join(id)).await?;
        file.seek(SeekFrom::Start(range.start)).await?;
        let left = range.end - range.start;
        let pieces =
            futures_util::stream::try_unfold((file, left), |(mut file, left)| async move {
                if left == 0 {
                    return Ok(None);
                }
                let size = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
                let mut piece = vec![0; size];
                file.read_exact(&mut piece).await?;
                Ok::<_, io::Error>(Some((Bytes::from(piece), (file, left - size as u64))))
            });
        Ok(StreamingBlob::wrap(pieces))
    }

    /// The whole of an object.
    pub(crate) async fn read_all(&self, id: &str) -> io::Result<Vec<u8>> {
        fs::read(self.objects.join(id)).await
    }

    /// Removes what is in a version that is gone. What cannot be removed is
    /// found at the next start.
    pub(crate) fn remove(&self, id: &str) {
        if let Err(error) = std::fs::remove_file(self.objects.join(id))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(id, %error, "cannot remove what was in an object");
        }
    }

    /// Removes what an end in between left: uploads that were not finished, and
    /// files that belong to no version.
    pub(crate) fn clean(&self, index: &Index) -> io::Result<()> {
        for file in std::fs::read_dir(&self.incoming)? {
            std::fs::remove_file(file?.path())?;
        }
        for file in std::fs::read_dir(&self.objects)? {
            let file = file?;
            let name = file.file_name();
            let known = name
                .to_str()
                .is_some_and(|id| index.has(id).unwrap_or(true));
            if !known {
                std::fs::remove_file(file.path())?;
            }
        }
        Ok(())
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            // If it stays, the next start removes it.
            let _: io::Result<()> = std::fs::remove_file(&self.path);
        }
    }
}

/// A disk that does not do its work.
pub(super) fn broken(error: impl std::fmt::Display) -> s3s::S3Error {
    tracing::error!(%error, "the bucket's files cannot be used");
    s3_error!(InternalError, "{error}")
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text does not fail.
        let _: std::fmt::Result = write!(text, "{byte:02x}");
        text
    })
}
