//! What lies in the trash and where it came from; the files themselves lie in the trash folder.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use strata_model::{Actor, Timestamp, VaultPath};

use crate::database::{actor_at, path_at, unsigned_at};

pub(super) const V1: &str = "
    CREATE TABLE trash (
        id TEXT PRIMARY KEY,
        path TEXT NOT NULL,
        time INTEGER NOT NULL,
        actor TEXT NOT NULL,
        stored TEXT NOT NULL,
        is_folder INTEGER NOT NULL,
        size INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// A file or folder in the trash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrashItem {
    /// Given by the caller, unlike any other.
    pub id: String,
    /// Where it was.
    pub path: VaultPath,
    /// When it was deleted.
    pub time: Timestamp,
    /// Who deleted it.
    pub actor: Actor,
    /// Its name in the trash folder.
    pub stored: String,
    /// Whether it is a folder with all that was in it.
    pub is_folder: bool,
    /// Bytes in all.
    pub size: u64,
}

const ITEM: &str = "SELECT id, path, time, actor, stored, is_folder, size FROM trash";

fn item_at(row: &Row<'_>) -> rusqlite::Result<TrashItem> {
    Ok(TrashItem {
        id: row.get(0)?,
        path: path_at(row, 1)?,
        time: Timestamp(row.get(2)?),
        actor: actor_at(row, 3)?,
        stored: row.get(4)?,
        is_folder: row.get(5)?,
        size: unsigned_at(row, 6)?,
    })
}

pub(super) fn put(transaction: &Transaction<'_>, item: &TrashItem) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO trash (id, path, time, actor, stored, is_folder, size) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            item.id,
            item.path.as_str(),
            item.time.0,
            item.actor.to_string(),
            item.stored,
            item.is_folder,
            item.size.cast_signed()
        ])?;
    Ok(())
}

pub(super) fn get(connection: &Connection, id: &str) -> rusqlite::Result<Option<TrashItem>> {
    connection.prepare_cached(&format!("{ITEM} WHERE id = ?1"))?.query_row([id], item_at).optional()
}

/// Returns all items, the latest first.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<TrashItem>> {
    connection.prepare_cached(&format!("{ITEM} ORDER BY time DESC, id"))?.query_map([], item_at)?.collect()
}

pub(super) fn take(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<TrashItem>> {
    let item = get(transaction, id)?;
    transaction.prepare_cached("DELETE FROM trash WHERE id = ?1")?.execute([id])?;
    Ok(item)
}
