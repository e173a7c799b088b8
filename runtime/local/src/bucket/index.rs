//! The index of a bucket: which versions of which objects there are, and which
//! events are still to be delivered.
//!
//! One file, so that an object and its event are there together or not at all.
//! A commit is on the disk when it returns.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// A version of an object, or a mark that it was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version {
    /// Greater than those of all versions before, of any object.
    pub(crate) number: i64,
    pub(crate) key: String,
    pub(crate) id: String,
    /// Nothing but a mark: the object was removed.
    pub(crate) is_mark: bool,
    /// Whether it is the one that is seen.
    pub(crate) is_latest: bool,
    pub(crate) size: u64,
    pub(crate) etag: String,
    pub(crate) content_type: String,
    pub(crate) made: SystemTime,
}

/// What is known of an object before it has a place.
#[derive(Debug, Clone)]
pub(crate) struct New<'a> {
    pub(crate) key: &'a str,
    pub(crate) id: &'a str,
    pub(crate) size: u64,
    pub(crate) etag: &'a str,
    pub(crate) content_type: &'a str,
}

/// Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Index(Arc<Mutex<Connection>>);

pub(crate) type Result<T> = rusqlite::Result<T>;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS versions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        key BLOB NOT NULL,
        id TEXT NOT NULL UNIQUE,
        is_mark INTEGER NOT NULL,
        is_latest INTEGER NOT NULL,
        size INTEGER NOT NULL,
        etag TEXT NOT NULL,
        content_type TEXT NOT NULL,
        made INTEGER NOT NULL,
        hidden INTEGER
    );
    CREATE INDEX IF NOT EXISTS by_key ON versions (key, number DESC);
    CREATE UNIQUE INDEX IF NOT EXISTS latest ON versions (key) WHERE is_latest;
    CREATE INDEX IF NOT EXISTS by_hidden ON versions (hidden) WHERE hidden IS NOT NULL;
    CREATE TABLE IF NOT EXISTS events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        payload TEXT NOT NULL,
        made INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        due INTEGER NOT NULL
    );
    CREATE INDEX IF NOT EXISTS by_due ON events (due);
";

const COLUMNS: &str = "number, key, id, is_mark, is_latest, size, etag, content_type, made";

impl Index {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A commit waits for the disk.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(TABLES)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// For whoever keeps something else in the same file.
    pub(crate) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a version on top of an object, with the events it makes. Gives back
    /// the version that is gone for good because there are no versions.
    pub(crate) fn put(
        &self,
        new: &New<'_>,
        is_versioned: bool,
        events: impl FnOnce(&Version) -> Vec<String>,
    ) -> Result<(Version, Option<String>)> {
        let mut connection = self.connection();
        let change = connection.transaction()?;
        let now = SystemTime::now();
        let gone = hide(&change, new.key, is_versioned, now)?;
        change.execute(
            "INSERT INTO versions (key, id, is_mark, is_latest, size, etag, content_type, made)
             VALUES (?1, ?2, 0, 1, ?3, ?4, ?5, ?6)",
            params![
                new.key.as_bytes(),
                new.id,
                i64::try_from(new.size).unwrap_or(i64::MAX),
                new.etag,
                new.content_type,
                millis(now),
            ],
        )?;
        let version = Version {
            number: change.last_insert_rowid(),
            key: new.key.to_owned(),
            id: new.id.to_owned(),
            is_mark: false,
            is_latest: true,
            size: new.size,
            etag: new.etag.to_owned(),
            content_type: new.content_type.to_owned(),
            made: from_millis(millis(now)),
        };
        for payload in events(&version) {
            change.execute(
                "INSERT INTO events (payload, made, due) VALUES (?1, ?2, ?2)",
                params![payload, millis(now)],
            )?;
        }
        change.commit()?;
        Ok((version, gone))
    }

    /// Removes an object: hides it behind a mark, or for good. Gives back the
    /// mark's id and the version that is gone for good.
    pub(crate) fn remove(
        &self,
        key: &str,
        mark: &str,
        is_versioned: bool,
    ) -> Result<(Option<String>, Option<String>)> {
        let mut connection = self.connection();
        let change = connection.transaction()?;
        let now = SystemTime::now();
        let gone = hide(&change, key, is_versioned, now)?;
        if is_versioned {
            change.execute(
                "INSERT INTO versions (key, id, is_mark, is_latest, size, etag, content_type, made)
                 VALUES (?1, ?2, 1, 1, 0, '', '', ?3)",
                params![key.as_bytes(), mark, millis(now)],
            )?;
        }
        change.commit()?;
        Ok((is_versioned.then(|| mark.to_owned()), gone))
    }

    /// Removes one version for good. What was below it is seen again.
    pub(crate) fn remove_version(&self, key: &str, id: &str) -> Result<Option<Version>> {
        let mut connection = self.connection();
        let change = connection.transaction()?;
        let Some(version) = find(&change, key, Some(id))? else {
            return Ok(None);
        };
        change.execute("DELETE FROM versions WHERE id = ?1", [id])?;
        if version.is_latest {
            change.execute(
                "UPDATE versions SET is_latest = 1, hidden = NULL WHERE number =
                     (SELECT max(number) FROM versions WHERE key = ?1)",
                [key.as_bytes()],
            )?;
        }
        change.commit()?;
        Ok(Some(version))
    }

    /// The version that is seen, or a certain one.
    pub(crate) fn find(&self, key: &str, id: Option<&str>) -> Result<Option<Version>> {
        find(&self.connection(), key, id)
    }

    /// Versions in the order of their keys, the newest first; of those that are
    /// seen, or of all. `after` is a key, or a key and a version of it.
    pub(crate) fn list(
        &self,
        prefix: &str,
        after: (&str, Option<i64>),
        all: bool,
        most: usize,
    ) -> Result<Vec<Version>> {
        let connection = self.connection();
        let condition = if all {
            "1"
        } else {
            "is_latest AND NOT is_mark"
        };
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM versions
             WHERE {condition} AND key >= ?1 AND (key > ?2 OR (key = ?2 AND number < ?3))
             ORDER BY key, number DESC LIMIT ?4"
        ))?;
        let (key, number) = after;
        let rows = statement.query_map(
            params![
                prefix.as_bytes(),
                key.as_bytes(),
                // None of the versions of that key are left without a number.
                number.unwrap_or(i64::MIN),
                i64::try_from(most).unwrap_or(i64::MAX),
            ],
            version,
        )?;
        let mut found = Vec::new();
        for row in rows {
            let row = row?;
            if !row.key.starts_with(prefix) {
                break;
            }
            found.push(row);
        }
        Ok(found)
    }

    /// Removes versions with that prefix that were hidden long ago, and marks
    /// that hide nothing. Gives back the ids whose content can go.
    pub(crate) fn expire(
        &self,
        prefix: &str,
        hidden_after: Option<Duration>,
        marks: bool,
    ) -> Result<Vec<String>> {
        let mut connection = self.connection();
        let change = connection.transaction()?;
        let mut gone = Vec::new();
        let range = "substr(key, 1, length(?1)) = ?1";
        if let Some(after) = hidden_after {
            let before = millis(SystemTime::now() - after);
            let mut statement = change.prepare(&format!(
                "DELETE FROM versions WHERE hidden <= ?2 AND {range} RETURNING id"
            ))?;
            let ids = statement.query_map(params![prefix.as_bytes(), before], |row| row.get(0))?;
            gone = ids.collect::<Result<_>>()?;
        }
        if marks {
            change.execute(
                &format!(
                    "DELETE FROM versions AS mark WHERE is_mark AND is_latest AND {range}
                     AND NOT EXISTS (SELECT 1 FROM versions AS other
                         WHERE other.key = mark.key AND other.number != mark.number)"
                ),
                [prefix.as_bytes()],
            )?;
        }
        change.commit()?;
        Ok(gone)
    }

    /// Whether there is such a version: its content is in use.
    pub(crate) fn has(&self, id: &str) -> Result<bool> {
        self.connection()
            .prepare_cached("SELECT 1 FROM versions WHERE id = ?1")?
            .exists([id])
    }
}

/// Makes room on top of an object. Gives back what is gone for good.
fn hide(
    change: &Connection,
    key: &str,
    is_versioned: bool,
    now: SystemTime,
) -> Result<Option<String>> {
    if is_versioned {
        change.execute(
            "UPDATE versions SET is_latest = 0, hidden = ?2 WHERE key = ?1 AND is_latest",
            params![key.as_bytes(), millis(now)],
        )?;
        return Ok(None);
    }
    change
        .query_row(
            "DELETE FROM versions WHERE key = ?1 AND is_latest RETURNING id",
            [key.as_bytes()],
            |row| row.get(0),
        )
        .optional()
}

fn find(connection: &Connection, key: &str, id: Option<&str>) -> Result<Option<Version>> {
    let condition = if id.is_some() {
        "id = ?2"
    } else {
        "is_latest AND ?2 IS NULL"
    };
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM versions WHERE key = ?1 AND {condition}"
        ))?
        .query_row(params![key.as_bytes(), id], version)
        .optional()
}

fn version(row: &Row<'_>) -> Result<Version> {
    let key: Vec<u8> = row.get("key")?;
    let size: i64 = row.get("size")?;
    Ok(Version {
        number: row.get("number")?,
        key: String::from_utf8_lossy(&key).into_owned(),
        id: row.get("id")?,
        is_mark: row.get("is_mark")?,
        is_latest: row.get("is_latest")?,
        size: u64::try_from(size).unwrap_or_default(),
        etag: row.get("etag")?,
        content_type: row.get("content_type")?,
        made: from_millis(row.get("made")?),
    })
}

/// Milliseconds since 1970, as times are stored.
pub(crate) fn millis(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The time of such a number.
pub(crate) fn from_millis(millis: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(millis).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        Index::open(Path::new(":memory:")).unwrap()
    }

    fn put(index: &Index, key: &str, id: &str, is_versioned: bool) -> Option<String> {
        let new = New {
            key,
            id,
            size: 1,
            etag: "e",
            content_type: "image/png",
        };
        let event = |version: &Version| vec![version.id.clone()];
        index.put(&new, is_versioned, event).unwrap().1
    }

    fn seen(index: &Index, key: &str) -> Option<String> {
        let found = index.find(key, None).unwrap()?;
        (!found.is_mark).then_some(found.id)
    }

    fn keys(index: &Index, prefix: &str, after: &str, all: bool) -> Vec<String> {
        let found = index.list(prefix, (after, None), all, 100).unwrap();
        found
            .into_iter()
            .map(|one| format!("{}={}", one.key, one.id))
            .collect()
    }

    #[test]
    fn what_is_replaced_or_removed_is_kept_as_a_version() {
        let index = index();
        assert_eq!(put(&index, "a", "1", true), None);
        assert_eq!(put(&index, "a", "2", true), None);
        assert_eq!(seen(&index, "a").as_deref(), Some("2"));
        assert_eq!(
            index.remove("a", "mark", true).unwrap().0.as_deref(),
            Some("mark")
        );
        assert_eq!(seen(&index, "a"), None);
        assert_eq!(keys(&index, "", "", false), [""; 0]);
        assert_eq!(keys(&index, "", "", true), ["a=mark", "a=2", "a=1"]);
        assert!(index.find("a", Some("1")).unwrap().is_some());
        index.remove_version("a", "mark").unwrap().unwrap();
        assert_eq!(seen(&index, "a").as_deref(), Some("2"));
        assert_eq!(index.remove_version("b", "1").unwrap(), None);
    }

    #[test]
    fn without_versions_it_is_gone() {
        let index = index();
        put(&index, "a", "1", false);
        assert_eq!(put(&index, "a", "2", false).as_deref(), Some("1"));
        assert_eq!(
            index.remove("a", "mark", false).unwrap(),
            (None, Some("2".to_owned()))
        );
        assert_eq!(keys(&index, "", "", true), [""; 0]);
    }

    #[test]
    fn lists_are_in_order_and_within_their_prefix() {
        let index = index();
        for (id, key) in ["b/2", "a", "b/1", "b", "c", "b/é", "b%"]
            .iter()
            .enumerate()
        {
            put(&index, key, &id.to_string(), true);
        }
        assert_eq!(keys(&index, "b/", "", false), ["b/1=2", "b/2=0", "b/é=5"]);
        assert_eq!(keys(&index, "b/", "b/1", false), ["b/2=0", "b/é=5"]);
        let first = index.list("", ("", None), true, 2).unwrap();
        assert_eq!(
            first.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(),
            ["a", "b"]
        );
    }

    #[test]
    fn hidden_versions_and_empty_marks_go() {
        let index = index();
        put(&index, "x/a", "1", true);
        put(&index, "x/a", "2", true);
        put(&index, "y", "3", true);
        index.remove("y", "mark", true).unwrap();
        let hour = Duration::from_hours(1);
        assert_eq!(index.expire("", Some(hour), true).unwrap(), [""; 0]);
        assert_eq!(
            index.expire("x/", Some(Duration::ZERO), false).unwrap(),
            ["1"]
        );
        assert_eq!(keys(&index, "", "", true), ["x/a=2", "y=mark", "y=3"]);
        assert_eq!(index.expire("", Some(Duration::ZERO), true).unwrap(), ["3"]);
        assert_eq!(keys(&index, "", "", true), ["x/a=2"]);
    }
}
