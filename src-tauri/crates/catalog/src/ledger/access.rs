//! How often and when each path was opened.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use strata_model::{Timestamp, VaultPath};

use crate::database::{path_at, unsigned_at};

pub(super) const V1: &str = "
    CREATE TABLE access (
        path TEXT PRIMARY KEY,
        opens INTEGER NOT NULL,
        last_open INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX access_last_open ON access (last_open);";

/// How often and when something was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// How often.
    pub opens: u64,
    /// When last.
    pub last_open: Timestamp,
}

/// Reads an access from two columns.
fn access_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Access> {
    Ok(Access { opens: unsigned_at(row, column)?, last_open: Timestamp(row.get(column + 1)?) })
}

pub(super) fn bump(transaction: &Transaction<'_>, path: &VaultPath, time: Timestamp) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO access (path, opens, last_open) VALUES (?1, 1, ?2)
             ON CONFLICT DO UPDATE SET opens = opens + 1, last_open = max(last_open, ?2)",
        )?
        .execute(params![path.as_str(), time.0])?;
    Ok(())
}

pub(super) fn get(connection: &Connection, path: &VaultPath) -> rusqlite::Result<Option<Access>> {
    connection
        .prepare_cached("SELECT opens, last_open FROM access WHERE path = ?1")?
        .query_row([path.as_str()], |row| access_at(row, 0))
        .optional()
}

/// Returns the `limit` paths that were opened last, the latest first.
pub(super) fn recent(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<(VaultPath, Access)>> {
    connection
        .prepare_cached("SELECT path, opens, last_open FROM access ORDER BY last_open DESC, path LIMIT ?1")?
        .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| Ok((path_at(row, 0)?, access_at(row, 1)?)))?
        .collect()
}

/// Moves the statistics of one path to another; what was known of that one gives way.
pub(super) fn rename(transaction: &Transaction<'_>, from: &VaultPath, to: &VaultPath) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE OR REPLACE access SET path = ?2 WHERE path = ?1")?
        .execute([from.as_str(), to.as_str()])?;
    Ok(())
}

pub(super) fn forget_all(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM access", [])?;
    Ok(())
}

pub(super) fn forget(transaction: &Transaction<'_>, path: &VaultPath) -> rusqlite::Result<()> {
    transaction.prepare_cached("DELETE FROM access WHERE path = ?1")?.execute([path.as_str()])?;
    Ok(())
}
