//! The issuer's keys, kept and renewed.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use hyper::Uri;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::endpoints::{Described, Endpoints};
use super::fetch::Fetcher;
use super::key_set::{Key, KeySet, Published};
use super::settings::{OidcSettings, safe_url};
use crate::metrics::Metrics;

/// Keys, fetched when they are needed, one request for them at a time.
///
/// A key that is not known is asked for at the issuer, since it may be new. Who
/// sends tokens with made-up key ids cannot make the server ask more often than
/// once in [`KeyPatience::floor`](super::KeyPatience::floor). While the issuer
/// does not answer, the keys that are known do; who waits for it waits for one
/// answer and no second one.
#[derive(Clone)]
pub(super) struct KeyCache(Arc<Inner>);

struct Inner {
    fetcher: Fetcher,
    settings: OidcSettings,
    metrics: Metrics,
    known: RwLock<Option<Known>>,
    /// When keys were last asked for, or came. Locked while they are.
    asked: Arc<Mutex<Option<Instant>>>,
}

#[derive(Clone)]
struct Known {
    keys: Arc<KeySet>,
    endpoints: Option<Endpoints>,
    since: Instant,
}

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoKey {
    /// The issuer has no such key.
    Unknown,
    /// The issuer cannot be asked.
    Unavailable,
}

/// What of the issuer's description is needed.
#[derive(Debug, Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

/// What the issuer says, at one time.
struct Fetched {
    keys: KeySet,
    endpoints: Option<Endpoints>,
}

impl KeyCache {
    pub(super) fn new(settings: &OidcSettings, metrics: &Metrics) -> std::io::Result<Self> {
        Ok(Self(Arc::new(Inner {
            fetcher: Fetcher::new()?,
            settings: settings.clone(),
            metrics: metrics.clone(),
            known: RwLock::new(None),
            asked: Arc::default(),
        })))
    }

    /// Fetches keys if there are none.
    pub(super) async fn prepare(&self) {
        if self.0.known().is_none() {
            Arc::clone(&self.0).renew(None).await;
        }
    }

    /// The key with this id.
    pub(super) async fn get(&self, id: &str) -> Result<Key, NoKey> {
        let before = self.0.known();
        if let Some(known) = &before
            && let Some(key) = known.keys.get(id)
        {
            if known.since.elapsed() > self.0.settings.patience.fresh {
                self.renew_aside(known.since);
            }
            return Ok(key);
        }
        let since = before.map(|known| known.since);
        Arc::clone(&self.0).renew(since).await;
        let known = self.0.known().ok_or(NoKey::Unavailable)?;
        known.keys.get(id).ok_or(NoKey::Unknown)
    }

    /// Where people sign in, as the issuer said when its keys were fetched.
    pub(super) async fn endpoints(&self) -> Option<Endpoints> {
        self.prepare().await;
        let known = self.0.known()?;
        if known.since.elapsed() > self.0.settings.patience.fresh {
            self.renew_aside(known.since);
        }
        known.endpoints
    }

    /// Renews keys while requests go on with the old ones.
    fn renew_aside(&self, since: Instant) {
        // Whoever holds the lock is at it.
        if self.0.asked.try_lock().is_ok() {
            let inner = Arc::clone(&self.0);
            tokio::spawn(async move { inner.renew(Some(since)).await });
        }
    }
}

impl Inner {
    /// The keys, unless they are too old.
    fn known(&self) -> Option<Known> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let known = known.clone()?;
        (known.since.elapsed() <= self.settings.patience.stale).then_some(known)
    }

    /// Fetches keys, unless somebody did since `since`, or too recently.
    async fn renew(self: Arc<Self>, since: Option<Instant>) {
        let called = Instant::now();
        let mut asked = Arc::clone(&self.asked).lock_owned().await;
        let known = self.known();
        if known.as_ref().map(|known| known.since) != since {
            return;
        }
        let patience = self.settings.patience;
        let floor = match known {
            Some(_) => patience.floor,
            None => patience.retry,
        };
        if asked.is_some_and(|asked| called < asked || asked.elapsed() < floor) {
            return;
        }
        *asked = Some(Instant::now());
        // Apart from the request: whoever hangs up is not the only one who
        // waits.
        let fetched = tokio::spawn(async move {
            self.ask().await;
            *asked = Some(Instant::now());
        });
        // It does not panic, and nobody stops it.
        let _: Result<(), tokio::task::JoinError> = fetched.await;
    }

    /// Asks the issuer.
    async fn ask(&self) {
        let patience = self.settings.patience;
        let result = tokio::time::timeout(patience.answer, self.fetch())
            .await
            .unwrap_or_else(|_| Err("the issuer does not answer in time".into()));
        self.metrics.keys_fetched(result.is_ok());
        match result {
            Ok(Fetched { keys, endpoints }) => {
                tracing::info!(keys = keys.len(), "fetched the issuer's keys");
                let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
                *known = Some(Known {
                    keys: Arc::new(keys),
                    endpoints,
                    since: Instant::now(),
                });
            }
            Err(error) => tracing::warn!(%error, "cannot fetch the issuer's keys"),
        }
    }

    async fn fetch(&self) -> Result<Fetched, Box<dyn std::error::Error + Send + Sync>> {
        let issuer = &self.settings.issuer;
        let place: Uri = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        )
        .parse()?;
        let document: serde_json::Value = self.fetcher.json(&place).await?;
        let discovery = Discovery::deserialize(&document)?;
        if discovery.issuer != *issuer {
            let other = discovery.issuer;
            return Err(format!("{place} describes another issuer, `{other}`").into());
        }
        let place = safe_url(&discovery.jwks_uri)
            .map_err(|why| format!("`jwks_uri` of {place}, `{}`, {why}", discovery.jwks_uri))?;
        let keys = KeySet::from(self.fetcher.json::<Published>(&place).await?);
        if keys.len() == 0 {
            return Err(format!("{place} has no key for RS256 or ES256").into());
        }
        // Not every issuer signs people in, so it may lack these.
        let described = Described::deserialize(&document).unwrap_or_default();
        let endpoints = described.into();
        Ok(Fetched { keys, endpoints })
    }
}

impl std::fmt::Debug for KeyCache {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_tuple("KeyCache")
            .field(&self.0.settings)
            .finish()
    }
}
