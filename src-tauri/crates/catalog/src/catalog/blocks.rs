//! Blocks of notes that can be linked to, in order.

use rusqlite::{CachedStatement, Connection, params};
use strata_model::Block;

pub(super) const V1: &str = "
    CREATE TABLE blocks (
        entry INTEGER NOT NULL REFERENCES entries (id),
        ordinal INTEGER NOT NULL,
        block TEXT NOT NULL,
        line INTEGER NOT NULL,
        PRIMARY KEY (entry, ordinal)
    ) STRICT, WITHOUT ROWID;";

pub(super) struct Blocks<'c> {
    insert: CachedStatement<'c>,
    delete: CachedStatement<'c>,
}

impl<'c> Blocks<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: connection
                .prepare_cached("INSERT INTO blocks (entry, ordinal, block, line) VALUES (?1, ?2, ?3, ?4)")?,
            delete: connection.prepare_cached("DELETE FROM blocks WHERE entry = ?1")?,
        })
    }

    pub fn put(&mut self, entry: i64, blocks: &[Block]) -> rusqlite::Result<()> {
        for (ordinal, block) in (0i64..).zip(blocks) {
            self.insert.execute(params![entry, ordinal, block.id, block.line])?;
        }
        Ok(())
    }

    pub fn clear(&mut self, entry: i64) -> rusqlite::Result<()> {
        self.delete.execute([entry])?;
        Ok(())
    }
}

pub(super) fn of(connection: &Connection, entry: i64) -> rusqlite::Result<Vec<Block>> {
    connection
        .prepare_cached("SELECT block, line FROM blocks WHERE entry = ?1 ORDER BY ordinal")?
        .query_map([entry], |row| Ok(Block { id: row.get(0)?, line: row.get(1)? }))?
        .collect()
}
