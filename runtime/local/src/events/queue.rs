//! Events that are not delivered yet, in the file of the bucket's index.

use std::time::SystemTime;

use rusqlite::{OptionalExtension as _, params};

use crate::bucket::{Index, from_millis, millis};

/// An event that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) id: i64,
    pub(super) payload: String,
    pub(super) made: SystemTime,
    /// How often it was delivered, and the function failed.
    pub(super) attempts: u64,
}

/// The events that wait. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Queue(Index);

type Result<T> = rusqlite::Result<T>;

impl Queue {
    pub(super) fn new(index: &Index) -> Self {
        Self(index.clone())
    }

    /// Events whose time has come, the oldest first.
    pub(super) fn due(&self, now: SystemTime, most: usize) -> Result<Vec<Waiting>> {
        let connection = self.0.connection();
        let mut statement = connection.prepare_cached(
            "SELECT id, payload, made, attempts FROM events WHERE due <= ?1 ORDER BY due, id LIMIT ?2",
        )?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![millis(now), most], |row| {
            let attempts: i64 = row.get(3)?;
            Ok(Waiting {
                id: row.get(0)?,
                payload: row.get(1)?,
                made: from_millis(row.get(2)?),
                attempts: u64::try_from(attempts).unwrap_or_default(),
            })
        })?;
        rows.collect()
    }

    /// When the next event is due after that time.
    pub(super) fn next(&self, after: SystemTime) -> Result<Option<SystemTime>> {
        let connection = self.0.connection();
        let mut statement =
            connection.prepare_cached("SELECT min(due) FROM events WHERE due > ?1")?;
        let due: Option<i64> = statement.query_row([millis(after)], |row| row.get(0))?;
        Ok(due.map(from_millis))
    }

    /// How many wait.
    pub(super) fn len(&self) -> Result<u64> {
        let connection = self.0.connection();
        let count: Option<i64> = connection
            .query_row("SELECT count(*) FROM events", [], |row| row.get(0))
            .optional()?;
        Ok(count
            .and_then(|count| count.try_into().ok())
            .unwrap_or_default())
    }

    /// It was delivered and is done, or was given up.
    pub(super) fn finish(&self, id: i64) -> Result<()> {
        self.0
            .connection()
            .execute("DELETE FROM events WHERE id = ?1", [id])?;
        Ok(())
    }

    /// It was delivered, and the function failed: again later.
    pub(super) fn retry(&self, id: i64, at: SystemTime) -> Result<()> {
        self.0.connection().execute(
            "UPDATE events SET attempts = attempts + 1, due = ?2 WHERE id = ?1",
            params![id, millis(at)],
        )?;
        Ok(())
    }
}
