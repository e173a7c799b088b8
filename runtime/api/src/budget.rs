//! Memory for bodies, given out in advance.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What is accounted for at a time, in bytes.
const UNIT: usize = 1024;

/// The largest piece of an answer that is handed on at a time, in bytes.
const PIECE: usize = 16 * 1024;

/// So much memory may all bodies take together.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    units: Arc<Semaphore>,
    all: usize,
}

/// A part of it, given back when dropped.
#[derive(Debug)]
pub(crate) struct Share(OwnedSemaphorePermit);

fn units(bytes: usize) -> usize {
    bytes.div_ceil(UNIT)
}

impl Budget {
    pub(crate) fn new(bytes: usize) -> Self {
        let all = units(bytes).min(Semaphore::MAX_PERMITS);
        Self {
            units: Arc::new(Semaphore::new(all)),
            all,
        }
    }

    /// Waits for so many bytes; for all there are, if that is less.
    pub(crate) async fn wait(&self, bytes: usize) -> Option<Share> {
        let wanted = u32::try_from(units(bytes).min(self.all)).ok()?;
        let units = Arc::clone(&self.units).acquire_many_owned(wanted);
        units.await.ok().map(Share)
    }

    /// A share of nothing, to grow.
    pub(crate) fn nothing(&self) -> Option<Share> {
        let units = Arc::clone(&self.units).try_acquire_many_owned(0);
        units.ok().map(Share)
    }
}

impl Share {
    /// Gives back what is more than so many bytes.
    pub(crate) fn shrink(&mut self, bytes: usize) {
        let more = self.0.num_permits().saturating_sub(units(bytes));
        drop(self.0.split(more));
    }

    /// Becomes large enough for so many bytes, if what it lacks is free.
    pub(crate) fn grow(&mut self, bytes: usize) -> bool {
        let lacking = units(bytes).saturating_sub(self.0.num_permits());
        let Ok(lacking) = u32::try_from(lacking) else {
            return false;
        };
        let more = Arc::clone(self.0.semaphore()).try_acquire_many_owned(lacking);
        more.map(|more| self.0.merge(more)).is_ok()
    }
}

/// The body of an answer that keeps its share until the client has taken it.
///
/// It comes in small pieces: the connection takes the next one when it has
/// room, so the last one is taken when nearly all is sent.
#[derive(Debug)]
pub(crate) struct Accounted {
    rest: Bytes,
    _share: Share,
}

impl Accounted {
    pub(crate) fn new(bytes: impl Into<Bytes>, share: Share) -> Self {
        Self {
            rest: bytes.into(),
            _share: share,
        }
    }
}

impl Body for Accounted {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        Poll::Ready((length > 0).then(|| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    /// What is free now.
    fn free(budget: &Budget) -> usize {
        budget.units.available_permits()
    }

    #[tokio::test]
    async fn what_is_given_out_comes_back() {
        let budget = Budget::new(10 * UNIT);
        let mut share = budget.nothing().unwrap();
        assert!(share.grow(1) && share.grow(UNIT) && share.grow(8 * UNIT));
        assert_eq!(free(&budget), 2);
        assert!(!share.grow(10 * UNIT + 1));
        share.shrink(3 * UNIT);
        assert_eq!(free(&budget), 7);
        drop(share);
        // More than there is is all there is.
        let all = budget.wait(100 * UNIT).await.unwrap();
        assert_eq!(free(&budget), 0);
        drop(all);
        assert_eq!(free(&budget), 10);
    }

    #[tokio::test]
    async fn a_body_keeps_its_share_to_its_end() {
        let budget = Budget::new(100 * UNIT);
        let bytes = vec![7; 40 * UNIT + 1];
        let share = budget.wait(bytes.len()).await.unwrap();
        let mut body = Accounted::new(bytes.clone(), share);
        assert_eq!(body.size_hint().exact(), Some(bytes.len() as u64));
        let mut sent = Vec::new();
        while let Some(frame) = body.frame().await {
            assert_eq!(free(&budget), 59);
            sent.extend_from_slice(&frame.unwrap().into_data().unwrap());
        }
        assert!(body.is_end_stream());
        assert_eq!(sent, bytes);
        drop(body);
        assert_eq!(free(&budget), 100);
    }
}
