//! How far each follower has read the journal, for those whose own store cannot say.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use strata_model::{Epoch, Position, Seq};

use crate::database::unsigned_at;

pub(super) const V1: &str = "
    CREATE TABLE positions (
        follower TEXT PRIMARY KEY,
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;";

pub(super) fn get(connection: &Connection, follower: &str) -> rusqlite::Result<Option<Position>> {
    connection
        .prepare_cached("SELECT epoch, seq FROM positions WHERE follower = ?1")?
        .query_row([follower], |row| {
            Ok(Position { epoch: Epoch(unsigned_at(row, 0)?), seq: Seq(unsigned_at(row, 1)?) })
        })
        .optional()
}

pub(super) fn set(transaction: &Transaction<'_>, follower: &str, position: Position) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO positions (follower, epoch, seq) VALUES (?1, ?2, ?3)")?
        .execute(params![follower, position.epoch.0.cast_signed(), position.seq.0.cast_signed()])?;
    Ok(())
}
