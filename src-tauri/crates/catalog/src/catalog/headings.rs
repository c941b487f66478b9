//! Headings of notes, in order.

use rusqlite::{CachedStatement, Connection, params};
use strata_model::Heading;

pub(super) const V1: &str = "
    CREATE TABLE headings (
        entry INTEGER NOT NULL REFERENCES entries (id),
        ordinal INTEGER NOT NULL,
        level INTEGER NOT NULL,
        text TEXT NOT NULL,
        line INTEGER NOT NULL,
        PRIMARY KEY (entry, ordinal)
    ) STRICT, WITHOUT ROWID;";

pub(super) struct Headings<'c> {
    insert: CachedStatement<'c>,
    delete: CachedStatement<'c>,
}

impl<'c> Headings<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: connection.prepare_cached(
                "INSERT INTO headings (entry, ordinal, level, text, line) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            delete: connection.prepare_cached("DELETE FROM headings WHERE entry = ?1")?,
        })
    }

    pub fn put(&mut self, entry: i64, headings: &[Heading]) -> rusqlite::Result<()> {
        for (ordinal, heading) in (0i64..).zip(headings) {
            self.insert.execute(params![entry, ordinal, heading.level, heading.text, heading.line])?;
        }
        Ok(())
    }

    pub fn clear(&mut self, entry: i64) -> rusqlite::Result<()> {
        self.delete.execute([entry])?;
        Ok(())
    }
}

pub(super) fn of(connection: &Connection, entry: i64) -> rusqlite::Result<Vec<Heading>> {
    connection
        .prepare_cached("SELECT level, text, line FROM headings WHERE entry = ?1 ORDER BY ordinal")?
        .query_map([entry], |row| Ok(Heading { level: row.get(0)?, text: row.get(1)?, line: row.get(2)? }))?
        .collect()
}
