//! Key and value pairs about the catalog itself: its epoch, and what the engine notes down for itself.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Transaction};
use strata_model::Epoch;

use crate::database::misfit;

pub(super) const V1: &str = "
    CREATE TABLE meta (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;";

const EPOCH: &str = "epoch";

/// Returns the key under which the caller's `key` is kept, apart from the catalog's own.
pub(super) fn own_key(key: &str) -> String {
    format!("own.{key}")
}

pub(super) fn get(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?.query_row([key], |row| row.get(0)).optional()
}

pub(super) fn set(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2")?
        .execute([key, value])?;
    Ok(())
}

/// Returns the epoch, which is `fresh` if the catalog has none yet.
pub(super) fn settle_epoch(transaction: &Transaction<'_>, fresh: Epoch) -> rusqlite::Result<Epoch> {
    if let Some(text) = get(transaction, EPOCH)? {
        let number = text.parse().map_err(|why: std::num::ParseIntError| misfit(0, Type::Text, why))?;
        return Ok(Epoch(number));
    }
    set(transaction, EPOCH, &fresh.0.to_string())?;
    Ok(fresh)
}
