//! Which file each conflict copy is one of: its name says so only as long as nobody cuts or changes it.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use strata_model::{Revision, VaultPath};

use crate::database::{path_at, revision_at};

pub(super) const V3: &str = "
    CREATE TABLE conflict_copies (
        copy TEXT PRIMARY KEY,
        original TEXT NOT NULL,
        base BLOB,
        settled BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX conflict_copies_original ON conflict_copies (original);
    CREATE INDEX sync_log_what ON sync_log (what);
    INSERT OR REPLACE INTO conflict_copies (copy, original, base)
        SELECT json_extract(detail, '$.copy'), path, unhex(json_extract(detail, '$.base')) FROM sync_log
        WHERE what = 'conflict' AND path IS NOT NULL AND json_extract(detail, '$.copy') IS NOT NULL ORDER BY id;";

/// What is known of a conflict copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictCopy {
    /// What it is a copy of.
    pub original: VaultPath,
    /// What both were made from.
    pub base: Option<Revision>,
    /// What the copy held when somebody let both files stand.
    pub settled: Option<Revision>,
}

pub(super) fn put(transaction: &Transaction<'_>, copy: &VaultPath, known: &ConflictCopy) -> rusqlite::Result<()> {
    let bytes = |revision: Option<Revision>| revision.map(|revision| revision.as_bytes().to_vec());
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO conflict_copies (copy, original, base, settled) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![copy.as_str(), known.original.as_str(), bytes(known.base), bytes(known.settled)])?;
    Ok(())
}

pub(super) fn get(connection: &Connection, copy: &VaultPath) -> rusqlite::Result<Option<ConflictCopy>> {
    connection
        .prepare_cached("SELECT original, base, settled FROM conflict_copies WHERE copy = ?1")?
        .query_row([copy.as_str()], |row| {
            Ok(ConflictCopy {
                original: path_at(row, 0)?,
                base: some_revision(row, 1)?,
                settled: some_revision(row, 2)?,
            })
        })
        .optional()
}

fn some_revision(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Revision>> {
    if row.get_ref(column)?.as_blob_or_null()?.is_none() { Ok(None) } else { revision_at(row, column).map(Some) }
}

/// Follows a file, be it a copy or an original.
pub(super) fn rename(transaction: &Transaction<'_>, from: &VaultPath, to: &VaultPath) -> rusqlite::Result<()> {
    for change in [
        "UPDATE OR REPLACE conflict_copies SET copy = ?2 WHERE copy = ?1",
        "UPDATE conflict_copies SET original = ?2 WHERE original = ?1",
    ] {
        transaction.prepare_cached(change)?.execute([from.as_str(), to.as_str()])?;
    }
    Ok(())
}
