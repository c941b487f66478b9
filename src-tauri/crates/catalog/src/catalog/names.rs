//! The keys by which links find entries: one for each entry's name, one for each alias.

use rusqlite::{CachedStatement, Connection, params};
use strata_model::{EntryKind, VaultPath, entry_key, name_key};

use super::entries::joined_at;

pub(super) const V1: &str = "
    CREATE TABLE names (
        key TEXT NOT NULL,
        alias INTEGER NOT NULL,
        entry INTEGER NOT NULL REFERENCES entries (id),
        PRIMARY KEY (key, alias, entry)
    ) STRICT, WITHOUT ROWID;";

pub(super) struct Names<'c> {
    insert: CachedStatement<'c>,
    delete: CachedStatement<'c>,
}

impl<'c> Names<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: connection.prepare_cached("INSERT OR IGNORE INTO names (key, alias, entry) VALUES (?1, ?2, ?3)")?,
            delete: connection.prepare_cached("DELETE FROM names WHERE key = ?1 AND alias = ?2 AND entry = ?3")?,
        })
    }

    /// Makes the entry at `path` a target; what is unsupported is none.
    pub fn add_path(&mut self, entry: i64, path: &VaultPath, kind: EntryKind) -> rusqlite::Result<()> {
        if kind != EntryKind::Unsupported {
            self.insert.execute(params![entry_key(path), false, entry])?;
        }
        Ok(())
    }

    pub fn remove_path(&mut self, entry: i64, path: &VaultPath) -> rusqlite::Result<()> {
        self.delete.execute(params![entry_key(path), false, entry])?;
        Ok(())
    }

    pub fn add_alias(&mut self, entry: i64, alias: &str) -> rusqlite::Result<()> {
        self.insert.execute(params![name_key(alias.trim()), true, entry])?;
        Ok(())
    }

    pub fn remove_alias(&mut self, entry: i64, alias: &str) -> rusqlite::Result<()> {
        self.delete.execute(params![name_key(alias.trim()), true, entry])?;
        Ok(())
    }
}

/// Returns the entries with this key in path order: by name, or by alias.
pub(super) fn with_key(connection: &Connection, key: &str, alias: bool) -> rusqlite::Result<Vec<VaultPath>> {
    let mut paths: Vec<VaultPath> = connection
        .prepare_cached(
            "SELECT f.path, e.name FROM names AS n JOIN entries AS e ON e.id = n.entry
             JOIN folders AS f ON f.id = e.folder WHERE n.key = ?1 AND n.alias = ?2",
        )?
        .query_map(params![key, alias], |row| joined_at(row, 0))?
        .collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

/// Calls `visit` with key, whether it is an alias, and entry of every name.
pub(super) fn visit(connection: &Connection, mut visit: impl FnMut(&str, bool, i64)) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("SELECT key, alias, entry FROM names")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        visit(row.get_ref(0)?.as_str()?, row.get(1)?, row.get(2)?);
    }
    Ok(())
}
