//! When each path was seen first: a file's birth time does not survive an exchange on disk.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use strata_model::{Timestamp, VaultPath};

use crate::database::path_at;

pub(super) const V1: &str = "
    CREATE TABLE sights (
        path TEXT PRIMARY KEY,
        time INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// Records first sights; of two for one path the earlier stays.
pub(super) fn record(transaction: &Transaction<'_>, sights: &[(VaultPath, Timestamp)]) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO sights (path, time) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET time = min(time, ?2)",
    )?;
    for (path, time) in sights {
        insert.execute(params![path.as_str(), time.0])?;
    }
    Ok(())
}

pub(super) fn get(connection: &Connection, path: &VaultPath) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT time FROM sights WHERE path = ?1")?
        .query_row([path.as_str()], |row| row.get(0).map(Timestamp))
        .optional()
}

pub(super) fn all(connection: &Connection) -> rusqlite::Result<HashMap<VaultPath, Timestamp>> {
    connection
        .prepare_cached("SELECT path, time FROM sights")?
        .query_map([], |row| Ok((path_at(row, 0)?, Timestamp(row.get(1)?))))?
        .collect()
}

/// Moves the sight of one path to another; what was known of that one gives way.
pub(super) fn rename(transaction: &Transaction<'_>, from: &VaultPath, to: &VaultPath) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE OR REPLACE sights SET path = ?2 WHERE path = ?1")?
        .execute([from.as_str(), to.as_str()])?;
    Ok(())
}

pub(super) fn forget(transaction: &Transaction<'_>, path: &VaultPath) -> rusqlite::Result<()> {
    transaction.prepare_cached("DELETE FROM sights WHERE path = ?1")?.execute([path.as_str()])?;
    Ok(())
}
