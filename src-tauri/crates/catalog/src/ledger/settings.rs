//! Settings of the vault on this computer, and where the user interface was left: JSON by key.

use rusqlite::{Connection, OptionalExtension, Transaction};

pub(super) const V1: &str = "
    CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL CHECK (json_valid(value))
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ui_state (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL CHECK (json_valid(value))
    ) STRICT, WITHOUT ROWID;";

/// One of the two tables.
#[derive(Clone, Copy)]
pub(super) enum Table {
    Settings,
    UiState,
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::UiState => "ui_state",
        }
    }
}

pub(super) fn get(connection: &Connection, table: Table, key: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached(&format!("SELECT value FROM {} WHERE key = ?1", table.name()))?
        .query_row([key], |row| row.get(0))
        .optional()
}

pub(super) fn set(transaction: &Transaction<'_>, table: Table, key: &str, json: &str) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(&format!("INSERT OR REPLACE INTO {} (key, value) VALUES (?1, ?2)", table.name()))?
        .execute([key, json])?;
    Ok(())
}

pub(super) fn all(connection: &Connection, table: Table) -> rusqlite::Result<Vec<(String, String)>> {
    connection
        .prepare_cached(&format!("SELECT key, value FROM {} ORDER BY key", table.name()))?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}
