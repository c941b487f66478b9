//! What in a note could not be read, such as broken front matter.

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};
use strata_model::{Problem, VaultPath};

use super::entries::joined_at;

pub(super) const V1: &str = "
    CREATE TABLE problems (
        entry INTEGER PRIMARY KEY REFERENCES entries (id),
        line INTEGER NOT NULL,
        message TEXT NOT NULL
    ) STRICT;";

pub(super) struct Problems<'c> {
    insert: CachedStatement<'c>,
    delete: CachedStatement<'c>,
}

impl<'c> Problems<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: connection.prepare_cached("INSERT INTO problems (entry, line, message) VALUES (?1, ?2, ?3)")?,
            delete: connection.prepare_cached("DELETE FROM problems WHERE entry = ?1")?,
        })
    }

    pub fn put(&mut self, entry: i64, problem: &Problem) -> rusqlite::Result<()> {
        self.insert.execute(params![entry, problem.line, problem.message])?;
        Ok(())
    }

    pub fn clear(&mut self, entry: i64) -> rusqlite::Result<()> {
        self.delete.execute([entry])?;
        Ok(())
    }
}

pub(super) fn of(connection: &Connection, entry: i64) -> rusqlite::Result<Option<Problem>> {
    connection
        .prepare_cached("SELECT line, message FROM problems WHERE entry = ?1")?
        .query_row([entry], |row| Ok(Problem { line: row.get(0)?, message: row.get(1)? }))
        .optional()
}

/// Returns all problems by path.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<(VaultPath, Problem)>> {
    connection
        .prepare_cached(
            "SELECT f.path, e.name, p.line, p.message FROM problems AS p
             JOIN entries AS e ON e.id = p.entry JOIN folders AS f ON f.id = e.folder ORDER BY f.path, e.name",
        )?
        .query_map([], |row| Ok((joined_at(row, 0)?, Problem { line: row.get(2)?, message: row.get(3)? })))?
        .collect()
}
