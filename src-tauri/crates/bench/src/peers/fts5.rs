//! SQLite's full-text table, as one would set it up for notes.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use rusqlite::{Connection, params};

use crate::queries::Query;
use crate::vault::Vault;

/// Fills a new table, and returns the seconds.
pub fn build(file: &Path, vault: &Vault) -> Result<f64> {
    let begun = Instant::now();
    let mut connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
         DROP TABLE IF EXISTS notes;
         CREATE VIRTUAL TABLE notes USING fts5(path UNINDEXED, body, tokenize = 'unicode61', prefix = '2 3');",
    )?;
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare("INSERT INTO notes VALUES (?, ?)")?;
        for note in &vault.notes {
            insert.execute(params![note, vault.text(note)])?;
        }
    }
    transaction.commit()?;
    Ok(begun.elapsed().as_secs_f64())
}

/// Returns the milliseconds of every query, the best 20 hits without a count or a snippet; the first round is not
/// counted.
pub fn query(file: &Path, queries: &[Query]) -> Result<Vec<f64>> {
    let connection = Connection::open(file)?;
    let mut select = connection.prepare("SELECT path FROM notes WHERE notes MATCH ? ORDER BY rank LIMIT 20")?;
    let mut millis = Vec::new();
    for round in 0..3 {
        for query in queries {
            let begun = Instant::now();
            let paths: Vec<String> =
                select.query_map([query.fts5()], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            if round > 0 {
                millis.push(begun.elapsed().as_secs_f64() * 1e3);
            }
            drop(paths);
        }
    }
    Ok(millis)
}
