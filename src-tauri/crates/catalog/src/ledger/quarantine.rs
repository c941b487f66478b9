//! Bytes that are kept and not read, because the program ended while it read them.

use rusqlite::{Connection, Transaction, params};
use strata_model::{Revision, Timestamp, VaultPath};

use crate::database::{path_at, revision_at};

pub(super) const V2: &str = "
    CREATE TABLE quarantine (
        revision BLOB PRIMARY KEY,
        path TEXT NOT NULL,
        since INTEGER NOT NULL,
        deaths INTEGER NOT NULL,
        program TEXT NOT NULL,
        detail TEXT
    ) STRICT, WITHOUT ROWID;";

/// Bytes that are kept and not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Which bytes.
    pub revision: Revision,
    /// Where they lie, or lay last.
    pub path: VaultPath,
    /// Since when.
    pub since: Timestamp,
    /// How often the program ended over them and nothing else.
    pub deaths: u32,
    /// Which version of the program it was.
    pub program: String,
    /// What was said, where something was.
    pub detail: Option<String>,
}

pub(super) fn put(transaction: &Transaction<'_>, one: &Quarantined) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO quarantine (revision, path, since, deaths, program, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            one.revision.as_bytes(),
            one.path.as_str(),
            one.since.0,
            one.deaths,
            one.program,
            one.detail
        ])?;
    Ok(())
}

pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Quarantined>> {
    connection
        .prepare_cached("SELECT revision, path, since, deaths, program, detail FROM quarantine ORDER BY path")?
        .query_map([], |row| {
            Ok(Quarantined {
                revision: revision_at(row, 0)?,
                path: path_at(row, 1)?,
                since: Timestamp(row.get(2)?),
                deaths: row.get(3)?,
                program: row.get(4)?,
                detail: row.get(5)?,
            })
        })?
        .collect()
}

pub(super) fn release(transaction: &Transaction<'_>, revision: &Revision) -> rusqlite::Result<()> {
    transaction.prepare_cached("DELETE FROM quarantine WHERE revision = ?1")?.execute([revision.as_bytes()])?;
    Ok(())
}
