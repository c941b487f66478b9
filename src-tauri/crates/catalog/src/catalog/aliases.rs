//! Other names of a note, as its front matter lists them; their keys stand in `names`.

use rusqlite::{CachedStatement, Connection, params};

use super::names::Names;

pub(super) const V1: &str = "
    CREATE TABLE aliases (
        entry INTEGER NOT NULL REFERENCES entries (id),
        ordinal INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (entry, ordinal)
    ) STRICT, WITHOUT ROWID;";

pub(super) struct Aliases<'c> {
    list: CachedStatement<'c>,
    insert: CachedStatement<'c>,
    delete: CachedStatement<'c>,
}

impl<'c> Aliases<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            list: connection.prepare_cached("SELECT text FROM aliases WHERE entry = ?1")?,
            insert: connection.prepare_cached("INSERT INTO aliases (entry, ordinal, text) VALUES (?1, ?2, ?3)")?,
            delete: connection.prepare_cached("DELETE FROM aliases WHERE entry = ?1")?,
        })
    }

    pub fn put(&mut self, names: &mut Names<'_>, entry: i64, aliases: &[String]) -> rusqlite::Result<()> {
        for (ordinal, alias) in (0i64..).zip(aliases) {
            self.insert.execute(params![entry, ordinal, alias])?;
            names.add_alias(entry, alias)?;
        }
        Ok(())
    }

    pub fn clear(&mut self, names: &mut Names<'_>, entry: i64) -> rusqlite::Result<()> {
        let mut rows = self.list.query([entry])?;
        while let Some(row) = rows.next()? {
            names.remove_alias(entry, row.get_ref(0)?.as_str()?)?;
        }
        drop(rows);
        self.delete.execute([entry])?;
        Ok(())
    }
}

pub(super) fn of(connection: &Connection, entry: i64) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached("SELECT text FROM aliases WHERE entry = ?1 ORDER BY ordinal")?
        .query_map([entry], |row| row.get(0))?
        .collect()
}

/// Returns all aliases in order of their entries.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<(i64, String)>> {
    connection
        .prepare_cached("SELECT entry, text FROM aliases ORDER BY entry, ordinal")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}
