//! The store: what every request of the server goes through.

use std::num::NonZeroU8;
use std::sync::Arc;
use std::time::Duration;

use contract::{ApiEnv, table};

use crate::image_url::ImageUrls;
use crate::signed_url::BucketUrl;
use crate::{Clients, Refused};

/// Posts and their images. Cheap to clone; clones share clients and caches.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) clients: Clients,
    pub(crate) settings: Arc<Settings>,
    pub(crate) image_urls: Arc<ImageUrls>,
    pub(crate) bucket_url: BucketUrl,
}

/// Where posts are, and how long things live.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The bucket of the images.
    pub bucket: String,
    /// The table of the posts.
    pub table: String,
    /// How many partitions the feed's index has. May grow, never shrink.
    pub feed_shards: NonZeroU8,
    /// How long an upload URL works.
    pub upload_url_life: Duration,
    /// How long an image URL works. It is given out for half of that.
    pub image_url_life: Duration,
    /// How many image URLs are remembered.
    pub image_urls: usize,
}

impl Settings {
    /// The settings of a bucket and a table, the rest as usual.
    #[must_use]
    pub fn new(bucket: impl Into<String>, table: impl Into<String>) -> Self {
        Self {
            bucket: bucket.into(),
            table: table.into(),
            feed_shards: NonZeroU8::MIN.saturating_add(table::FEED_SHARDS - 1),
            upload_url_life: Duration::from_mins(5),
            image_url_life: Duration::from_hours(1),
            image_urls: 4096,
        }
    }

    /// The settings that a stack gave the server.
    ///
    /// # Errors
    ///
    /// When a variable is not what it has to be; the error names it.
    pub fn from_environment(environment: &ApiEnv<String>) -> Result<Self, Refused> {
        let mut settings = Self::new(&environment.bucket, &environment.dynamo_table);
        if let Some(text) = &environment.feed_shards {
            settings.feed_shards = text.parse().map_err(|_| {
                Refused::new(
                    "FEED_SHARDS",
                    format!("`{text}` is not a number from 1 to 255"),
                )
            })?;
        }
        if let Some(text) = &environment.upload_url_seconds {
            // A week is the longest that S3 allows.
            settings.upload_url_life = text
                .parse()
                .ok()
                .filter(|seconds| (1..=604_800).contains(seconds))
                .map(Duration::from_secs)
                .ok_or_else(|| {
                    let why = format!("`{text}` is not a number from 1 to 604800");
                    Refused::new("UPLOAD_URL_SECONDS", why)
                })?;
        }
        Ok(settings)
    }
}

impl Store {
    /// A store on these clients.
    #[must_use]
    pub fn new(clients: Clients, settings: Settings) -> Self {
        Self {
            clients,
            image_urls: Arc::new(ImageUrls::new(settings.image_urls)),
            settings: Arc::new(settings),
            bucket_url: BucketUrl::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use synth_program::FromVariables as _;

    use super::*;

    fn environment() -> ApiEnv<String> {
        ApiEnv::parse(|name| match name {
            "BUCKET" => Some("images".to_owned()),
            "DYNAMO_TABLE" => Some("posts".to_owned()),
            "AUTH" => Some("username".to_owned()),
            _ => None,
        })
        .unwrap()
    }

    #[test]
    fn settings_of_an_environment() {
        let usual = Settings::from_environment(&environment()).unwrap();
        assert_eq!(usual, Settings::new("images", "posts"));
        assert_eq!(usual.feed_shards.get(), table::FEED_SHARDS);
        let other = Settings::from_environment(&ApiEnv {
            feed_shards: Some("9".to_owned()),
            upload_url_seconds: Some("60".to_owned()),
            ..environment()
        })
        .unwrap();
        assert_eq!(other.feed_shards.get(), 9);
        assert_eq!(other.upload_url_life, Duration::from_mins(1));
    }

    #[test]
    fn a_bad_variable_is_named() {
        for (shards, seconds, expected) in [
            (
                Some("0"),
                None,
                "FEED_SHARDS: `0` is not a number from 1 to 255",
            ),
            (
                Some("256"),
                None,
                "FEED_SHARDS: `256` is not a number from 1 to 255",
            ),
            (
                None,
                Some("1h"),
                "UPLOAD_URL_SECONDS: `1h` is not a number from 1 to 604800",
            ),
        ] {
            let environment = ApiEnv {
                feed_shards: shards.map(str::to_owned),
                upload_url_seconds: seconds.map(str::to_owned),
                ..environment()
            };
            let error = Settings::from_environment(&environment).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}
