//! Which changes brought something back: the journal tells only that bytes changed, and it may be deleted.

use rusqlite::{Connection, Transaction, params};
use strata_model::{Epoch, Position, Seq};

use crate::database::unsigned_at;

pub(super) const V4: &str = "
    CREATE TABLE restores (
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (epoch, seq)
    ) STRICT, WITHOUT ROWID;";

pub(super) fn put(transaction: &Transaction<'_>, changes: &[Position]) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO restores (epoch, seq) VALUES (?1, ?2)")?;
    for change in changes {
        insert.execute(params![change.epoch.0.cast_signed(), change.seq.0.cast_signed()])?;
    }
    Ok(())
}

/// Returns the numbers of the changes from `first` to `last` that brought something back, in order.
pub(super) fn between(connection: &Connection, epoch: Epoch, first: Seq, last: Seq) -> rusqlite::Result<Vec<Seq>> {
    connection
        .prepare_cached("SELECT seq FROM restores WHERE epoch = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq")?
        .query_map(params![epoch.0.cast_signed(), first.0.cast_signed(), last.0.cast_signed()], |row| {
            unsigned_at(row, 0).map(Seq)
        })?
        .collect()
}
