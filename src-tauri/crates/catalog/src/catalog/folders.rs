//! Folders of the vault, empty ones included. Entries name their folder by id, so a path is stored once.

use std::collections::HashMap;

use rusqlite::{CachedStatement, Connection, OptionalExtension};
use strata_model::VaultPath;

use crate::database::{below, path_at};

pub(super) const V1: &str = "
    CREATE TABLE folders (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE
    ) STRICT;
    INSERT INTO folders (id, path) VALUES (1, '');";

/// Ids of folders that were looked up lately.
pub(super) type FolderIds = HashMap<VaultPath, i64>;

pub(super) struct Folders<'c> {
    find: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    remove: CachedStatement<'c>,
    ids: &'c mut FolderIds,
}

impl<'c> Folders<'c> {
    pub fn prepare(connection: &'c Connection, ids: &'c mut FolderIds) -> rusqlite::Result<Self> {
        Ok(Self {
            find: connection.prepare_cached("SELECT id FROM folders WHERE path = ?1")?,
            insert: connection.prepare_cached("INSERT INTO folders (path) VALUES (?1)")?,
            remove: connection.prepare_cached(
                "DELETE FROM folders
                 WHERE (path = ?1 OR (path >= ?2 AND path < ?3)) AND path <> ''
                   AND NOT EXISTS (
                     SELECT 1 FROM folders AS f JOIN entries AS e ON e.folder = f.id
                     WHERE f.path = folders.path OR (f.path >= folders.path || '/' AND f.path < folders.path || '0'))",
            )?,
            ids,
        })
    }

    pub fn find(&mut self, path: &VaultPath) -> rusqlite::Result<Option<i64>> {
        if let Some(id) = self.ids.get(path) {
            return Ok(Some(*id));
        }
        let id = self.find.query_row([path.as_str()], |row| row.get(0)).optional()?;
        if let Some(id) = id {
            self.ids.insert(path.clone(), id);
        }
        Ok(id)
    }

    /// Returns the folder's id, making it and its parents where they are missing.
    pub fn ensure(&mut self, path: &VaultPath) -> rusqlite::Result<i64> {
        if let Some(id) = self.find(path)? {
            return Ok(id);
        }
        if let Some(parent) = path.parent() {
            self.ensure(&parent)?;
        }
        let id = self.insert.insert([path.as_str()])?;
        self.ids.insert(path.clone(), id);
        Ok(id)
    }

    /// Removes the folder and those below it, save those that hold entries somewhere.
    pub fn remove(&mut self, path: &VaultPath) -> rusqlite::Result<()> {
        let (from, to) = below(path);
        self.remove.execute([path.as_str(), &from, &to])?;
        self.ids.clear();
        Ok(())
    }
}

/// Returns the folders below `folder`, in path order, without itself.
pub(super) fn all_below(connection: &Connection, folder: &VaultPath) -> rusqlite::Result<Vec<VaultPath>> {
    let (from, to) = below(folder);
    connection
        .prepare_cached("SELECT path FROM folders WHERE path >= ?1 AND path < ?2 ORDER BY path")?
        .query_map([&from, &to], |row| path_at(row, 0))?
        .collect()
}

/// Returns the folders directly in `folder`, in path order.
pub(super) fn children(connection: &Connection, folder: &VaultPath) -> rusqlite::Result<Vec<VaultPath>> {
    let (from, to) = below(folder);
    let skip = if folder.is_root() { "" } else { &from };
    connection
        .prepare_cached(
            "SELECT path FROM folders
             WHERE path >= ?1 AND path < ?2 AND instr(substr(path, length(?3) + 1), '/') = 0 ORDER BY path",
        )?
        .query_map([from.as_str(), &to, skip], |row| path_at(row, 0))?
        .collect()
}

pub(super) fn id_of(connection: &Connection, path: &VaultPath) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT id FROM folders WHERE path = ?1")?
        .query_row([path.as_str()], |row| row.get(0))
        .optional()
}

/// Returns every folder's path by its id.
pub(super) fn paths(connection: &Connection) -> rusqlite::Result<HashMap<i64, VaultPath>> {
    connection
        .prepare_cached("SELECT id, path FROM folders")?
        .query_map([], |row| Ok((row.get(0)?, path_at(row, 1)?)))?
        .collect()
}
