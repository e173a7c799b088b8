//! URLs that a browser sees an image at.

use std::sync::Arc;
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;

use crate::signed_url::Access;
use crate::{Error, ObjectKey, Store};

/// URLs that were signed, for the part of their life in which they are given
/// out. Bounded: the least useful ones go first.
#[derive(Debug)]
pub(crate) struct ImageUrls(Cache<String, Signed>);

#[derive(Debug, Clone)]
struct Signed {
    url: Arc<str>,
    /// Until when it is given out.
    fresh_until: Instant,
}

impl ImageUrls {
    pub(crate) fn new(most: usize) -> Self {
        Self(Cache::new(most))
    }

    fn fresh(&self, key: &ObjectKey) -> Option<Arc<str>> {
        self.0
            .get(key.as_str())
            .filter(|signed| Instant::now() < signed.fresh_until)
            .map(|signed| signed.url)
    }
}

impl Store {
    /// A URL to see an image at, good for at least half of its life.
    ///
    /// Signed here, without a call to AWS; the same URL is given out for half
    /// of its life, so that browsers can cache what is behind it. When the
    /// credentials run out before the URL would, it is signed anew each time:
    /// a URL dies with the credentials that signed it.
    ///
    /// # Errors
    ///
    /// When there are no credentials.
    pub async fn image_url(&self, key: &ObjectKey) -> Result<Arc<str>, Error> {
        if let Some(url) = self.image_urls.fresh(key) {
            return Ok(url);
        }
        let life = self.settings.image_url_life;
        let bucket = &self.settings.bucket;
        let url = self
            .bucket_url
            .sign(&self.clients, bucket, key, Access::Get, life);
        let url: Arc<str> = url.await?.into();
        if self.clients.current.good_for(life).is_some() {
            let signed = Signed {
                url: Arc::clone(&url),
                fresh_until: Instant::now() + life / 2,
            };
            self.image_urls.0.insert(key.as_str().to_owned(), signed);
        }
        Ok(url)
    }

    /// For how long a page with image URLs may be shown: what is left of a URL
    /// that is given out at the last moment.
    #[must_use]
    pub fn image_url_rest(&self) -> Duration {
        self.settings.image_url_life / 2
    }
}
