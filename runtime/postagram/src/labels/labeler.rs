//! From an event to labels on posts.

use std::time::Instant;

use serde_json::Value;

use super::image::{Seen, look};
use super::write::{Winner, write};
use super::{Outcome, Report, Settings, Uploaded, event};
use crate::{Clients, Error, ObjectKey, Rank, objects};

/// Labels images. Cheap to share; built once.
#[derive(Debug)]
pub struct Labeler {
    clients: Clients,
    settings: Settings,
}

/// Some objects of an event are not labelled and may be if it is delivered
/// again.
#[derive(Debug, thiserror::Error)]
#[error("{failed} of {all} images are not labelled; the first: {first}")]
pub struct Unfinished {
    /// How many.
    pub failed: usize,
    /// Of how many records.
    pub all: usize,
    /// Why the first of them.
    pub first: String,
}

impl Labeler {
    /// A labeler on these clients.
    #[must_use]
    pub fn new(clients: Clients, settings: Settings) -> Self {
        Self { clients, settings }
    }

    /// Takes an event of S3 as it is delivered: every record of it, one after
    /// the other. `report` is told what became of each.
    ///
    /// # Errors
    ///
    /// When one or more records failed, after all were tried. It is safe to
    /// hand the whole event in again.
    pub async fn handle(
        &self,
        event: &Value,
        mut report: impl FnMut(&Report),
    ) -> Result<(), Unfinished> {
        let records = event::records(event);
        let mut failures = Vec::new();
        for record in records {
            let outcome = match Uploaded::from_record(record, &self.settings.bucket) {
                Err(skipped) => Report::Skipped(skipped),
                Ok(upload) => {
                    let start = Instant::now();
                    let result = self.label(&upload).await;
                    if let Err(error) = &result {
                        failures.push(error.chain());
                    }
                    Report::Processed {
                        upload,
                        result,
                        took: start.elapsed(),
                    }
                }
            };
            report(&outcome);
        }
        match failures.first() {
            None => Ok(()),
            Some(first) => Err(Unfinished {
                failed: failures.len(),
                all: records.len(),
                first: first.clone(),
            }),
        }
    }

    /// Labels one uploaded object.
    ///
    /// # Errors
    ///
    /// What AWS says; it is safe to try again.
    pub async fn label(&self, upload: &Uploaded) -> Result<Outcome, Error> {
        let labels = match look(&self.clients, &self.settings, &upload.key).await? {
            Seen::Gone => return Ok(Outcome::ObjectGone),
            Seen::NoImage => None,
            Seen::Labels(labels) => Some(labels),
        };
        let winner = write(&self.clients, &self.settings, upload, labels.as_deref()).await?;
        match winner {
            Winner::This => {
                self.remove_below(upload, &upload.key.rank()).await?;
                Ok(labels.map_or(Outcome::Failed, |labels| Outcome::Labelled(labels.len())))
            }
            Winner::Other(rank) => {
                self.remove_below(upload, &rank).await?;
                Ok(Outcome::Lost)
            }
            Winner::Nobody => {
                self.remove(upload, |_| true).await?;
                Ok(Outcome::PostGone)
            }
        }
    }

    /// Removes what was uploaded for the post and lost against this rank. What
    /// is no upload is left alone.
    async fn remove_below(&self, upload: &Uploaded, winner: &Rank) -> Result<(), Error> {
        self.remove(upload, |key| {
            key.parse().is_ok_and(|key: ObjectKey| key.rank() < *winner)
        })
        .await
    }

    async fn remove(&self, upload: &Uploaded, loses: impl Fn(&str) -> bool) -> Result<(), Error> {
        let (user, post) = (upload.key.user(), upload.key.post());
        objects::remove(&self.clients, &self.settings.bucket, user, post, loses).await?;
        Ok(())
    }
}
