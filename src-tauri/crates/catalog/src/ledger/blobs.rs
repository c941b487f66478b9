//! Which bytes are stored where, so that a revision can be had back before and without a commit.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use strata_model::{Revision, Timestamp};

use crate::database::{revision_at, unsigned_at};

/// The same bytes may stand in several areas, each with its own object database.
pub(super) const V1: &str = "
    CREATE TABLE blobs (
        revision BLOB NOT NULL,
        area TEXT NOT NULL,
        oid TEXT,
        size INTEGER NOT NULL,
        time INTEGER NOT NULL,
        spooled INTEGER NOT NULL,
        PRIMARY KEY (revision, area)
    ) STRICT, WITHOUT ROWID;";

/// Bytes that were stored before the file that held them could be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// The identity of the bytes.
    pub revision: Revision,
    /// The area whose store holds them.
    pub area: String,
    /// The object in the area's Git directory; `None` where they stand in the spool alone.
    pub oid: Option<String>,
    /// Bytes.
    pub size: u64,
    /// When they were stored.
    pub time: Timestamp,
    /// Whether they stand in the ledger's spool.
    pub spooled: bool,
}

const BLOB: &str = "SELECT revision, area, oid, size, time, spooled FROM blobs";

fn blob_at(row: &Row<'_>) -> rusqlite::Result<Blob> {
    Ok(Blob {
        revision: revision_at(row, 0)?,
        area: row.get(1)?,
        oid: row.get(2)?,
        size: unsigned_at(row, 3)?,
        time: Timestamp(row.get(4)?),
        spooled: row.get(5)?,
    })
}

pub(super) fn put(transaction: &Transaction<'_>, blobs: &[Blob]) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT OR REPLACE INTO blobs (revision, area, oid, size, time, spooled) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for blob in blobs {
        let size = blob.size.cast_signed();
        insert.execute(params![blob.revision.as_bytes(), blob.area, blob.oid, size, blob.time.0, blob.spooled])?;
    }
    Ok(())
}

pub(super) fn newest(connection: &Connection, revision: &Revision) -> rusqlite::Result<Option<Blob>> {
    connection
        .prepare_cached(&format!("{BLOB} WHERE revision = ?1 ORDER BY time DESC, area LIMIT 1"))?
        .query_row([revision.as_bytes()], blob_at)
        .optional()
}

pub(super) fn get(connection: &Connection, revision: &Revision, area: &str) -> rusqlite::Result<Option<Blob>> {
    connection
        .prepare_cached(&format!("{BLOB} WHERE revision = ?1 AND area = ?2"))?
        .query_row(params![revision.as_bytes(), area], blob_at)
        .optional()
}

pub(super) fn of_area(connection: &Connection, area: &str) -> rusqlite::Result<Vec<Blob>> {
    connection
        .prepare_cached(&format!("{BLOB} WHERE area = ?1 ORDER BY time, revision"))?
        .query_map([area], blob_at)?
        .collect()
}

pub(super) fn forget(transaction: &Transaction<'_>, blobs: &[(Revision, String)]) -> rusqlite::Result<()> {
    let mut delete = transaction.prepare_cached("DELETE FROM blobs WHERE revision = ?1 AND area = ?2")?;
    for (revision, area) in blobs {
        delete.execute(params![revision.as_bytes(), area])?;
    }
    Ok(())
}
