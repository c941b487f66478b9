//! The ledger: what files cannot tell, and so cannot be built again. Every write is on the disk when it
//! returns, so writes that belong together go into one call.

mod access;
mod batches;
mod blobs;
mod copies;
mod log;
mod positions;
mod quarantine;
mod restores;
mod settings;
mod sights;
#[cfg(test)]
mod tests;
mod trash;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Transaction};
use strata_model::{Epoch, Position, Revision, Seq, Step, Timestamp, VaultPath};

use crate::CatalogError;
use crate::database::{self, Durability, Schema};

pub use access::Access;
pub use batches::{BatchRecord, BatchState};
pub use blobs::Blob;
pub use copies::ConflictCopy;
pub use log::{LogFilter, LogLine};
pub use quarantine::Quarantined;
use settings::Table;
pub use trash::TrashItem;

pub(crate) const SCHEMA: Schema = Schema {
    name: "ledger",
    application_id: 0x5374_4C65,
    steps: &[
        &[blobs::V1, positions::V1, sights::V1, access::V1, trash::V1, settings::V1, log::V1],
        &[batches::V2, quarantine::V2],
        &[copies::V3],
        &[restores::V4],
    ],
};

/// The ledger of one vault; shared by reference between threads.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl Ledger {
    /// Opens the ledger at `path` or makes it.
    ///
    /// Errors: after [`CatalogError::Damaged`] the file is to be set aside ([`crate::set_aside`]), never
    /// deleted, and the user is told; [`CatalogError::Newer`] leaves it to the newer program. An empty file
    /// counts as damaged: a ledger that lost its content must not pass for a new one.
    pub fn open(path: &Path) -> Result<Self, CatalogError> {
        if path.metadata().is_ok_and(|file| file.len() == 0) {
            return Err(CatalogError::Damaged { path: path.into(), detail: "the file is empty".into() });
        }
        let connection = SCHEMA.open(path, Durability::Full)?;
        Ok(Self { path: path.into(), connection: Mutex::new(connection) })
    }

    /// Records where bytes are stored; a record of the same revision and area is replaced.
    pub fn put_blobs(&self, blobs: &[Blob]) -> Result<(), CatalogError> {
        self.write(|transaction| blobs::put(transaction, blobs))
    }

    /// Returns where the bytes of `revision` are stored, in the area that has them since last.
    pub fn blob(&self, revision: &Revision) -> Result<Option<Blob>, CatalogError> {
        self.read(|connection| blobs::newest(connection, revision))
    }

    /// Returns where `area` stores the bytes of `revision`.
    pub fn blob_in(&self, revision: &Revision, area: &str) -> Result<Option<Blob>, CatalogError> {
        self.read(|connection| blobs::get(connection, revision, area))
    }

    /// Returns all that `area` stores, the oldest first: maintenance prunes none of them.
    pub fn blobs(&self, area: &str) -> Result<Vec<Blob>, CatalogError> {
        self.read(|connection| blobs::of_area(connection, area))
    }

    /// Forgets that these revisions are stored in these areas.
    pub fn forget_blobs(&self, blobs: &[(Revision, String)]) -> Result<(), CatalogError> {
        self.write(|transaction| blobs::forget(transaction, blobs))
    }

    /// Returns how far `follower` has read the journal.
    pub fn position(&self, follower: &str) -> Result<Option<Position>, CatalogError> {
        self.read(|connection| positions::get(connection, follower))
    }

    /// Records how far `follower` has read the journal.
    pub fn set_position(&self, follower: &str, position: Position) -> Result<(), CatalogError> {
        self.write(|transaction| positions::set(transaction, follower, position))
    }

    /// Records when paths were seen first; an earlier record stays.
    pub fn record_first_seen(&self, sights: &[(VaultPath, Timestamp)]) -> Result<(), CatalogError> {
        self.write(|transaction| sights::record(transaction, sights))
    }

    /// Returns when `path` was seen first.
    pub fn first_seen(&self, path: &VaultPath) -> Result<Option<Timestamp>, CatalogError> {
        self.read(|connection| sights::get(connection, path))
    }

    /// Returns when each path was seen first.
    pub fn all_first_seen(&self) -> Result<HashMap<VaultPath, Timestamp>, CatalogError> {
        self.read(sights::all)
    }

    /// Counts an opening of `path`. A power cut may take the count, so nobody who opens a note waits for the disk.
    pub fn bump_access(&self, path: &VaultPath, time: Timestamp) -> Result<(), CatalogError> {
        self.write_unsynced(|transaction| access::bump(transaction, path, time))
    }

    /// Returns how often and when `path` was opened.
    pub fn access(&self, path: &VaultPath) -> Result<Option<Access>, CatalogError> {
        self.read(|connection| access::get(connection, path))
    }

    /// Forgets how often and when anything was opened.
    pub fn forget_access(&self) -> Result<(), CatalogError> {
        self.write(access::forget_all)
    }

    /// Returns the `limit` paths that were opened last, the latest first.
    pub fn recent_access(&self, limit: usize) -> Result<Vec<(VaultPath, Access)>, CatalogError> {
        self.read(|connection| access::recent(connection, limit))
    }

    /// Moves what is known of each first path to its second, in order: first sight, statistics and conflict copies.
    pub fn rename_paths(&self, moves: &[(VaultPath, VaultPath)]) -> Result<(), CatalogError> {
        self.write(|transaction| {
            for (from, to) in moves {
                sights::rename(transaction, from, to)?;
                access::rename(transaction, from, to)?;
                copies::rename(transaction, from, to)?;
            }
            Ok(())
        })
    }

    /// Forgets first sight and statistics of these paths.
    pub fn forget_paths(&self, paths: &[VaultPath]) -> Result<(), CatalogError> {
        self.write(|transaction| {
            for path in paths {
                sights::forget(transaction, path)?;
                access::forget(transaction, path)?;
            }
            Ok(())
        })
    }

    /// Records an item of the trash. Fails if its id is taken.
    pub fn put_trash(&self, item: &TrashItem) -> Result<(), CatalogError> {
        self.write(|transaction| trash::put(transaction, item))
    }

    /// Returns all items of the trash, the latest first.
    pub fn trash(&self) -> Result<Vec<TrashItem>, CatalogError> {
        self.read(trash::all)
    }

    /// Returns the item of the trash with this id.
    pub fn trash_item(&self, id: &str) -> Result<Option<TrashItem>, CatalogError> {
        self.read(|connection| trash::get(connection, id))
    }

    /// Strikes the item of the trash with this id off and returns it.
    pub fn take_trash(&self, id: &str) -> Result<Option<TrashItem>, CatalogError> {
        self.write(|transaction| trash::take(transaction, id))
    }

    /// Records a batch before its first step. Fails if its id is taken.
    pub fn put_batch(&self, batch: &BatchRecord, steps: &[Step]) -> Result<(), CatalogError> {
        self.write(|transaction| batches::put(transaction, batch, steps))
    }

    /// Records what a step of a batch is to be instead, before it is done.
    pub fn set_batch_step(&self, id: &str, ordinal: usize, step: &Step) -> Result<(), CatalogError> {
        self.write(|transaction| batches::set_step(transaction, id, ordinal, step))
    }

    /// Records how far a batch is and what came of it; the batch that it takes back is undone when it is done.
    pub fn set_batch_state(
        &self,
        id: &str,
        state: BatchState,
        outcome: &serde_json::Value,
    ) -> Result<(), CatalogError> {
        self.write(|transaction| batches::set_state(transaction, id, state, outcome))
    }

    /// Returns a batch with its steps.
    pub fn batch(&self, id: &str) -> Result<Option<(BatchRecord, Vec<Step>)>, CatalogError> {
        self.read(|connection| batches::get(connection, id))
    }

    /// Returns the last `limit` batches, the latest first.
    pub fn batches(&self, limit: usize) -> Result<Vec<BatchRecord>, CatalogError> {
        self.read(|connection| batches::list(connection, limit))
    }

    /// Returns the ids of the batches that are not at their end, the latest first.
    pub fn running_batches(&self) -> Result<Vec<String>, CatalogError> {
        self.read(batches::running)
    }

    /// Returns the JSON that the user interface keeps under `key`.
    pub fn state(&self, key: &str) -> Result<Option<String>, CatalogError> {
        self.read(|connection| settings::get(connection, Table::UiState, key))
    }

    /// Keeps `json` under `key` for the user interface; a power cut may bring back what was there before. Fails if
    /// it is not JSON.
    pub fn set_state(&self, key: &str, json: &str) -> Result<(), CatalogError> {
        self.write_unsynced(|transaction| settings::set(transaction, Table::UiState, key, json))
    }

    /// Returns the vault's setting `key` on this computer, as JSON.
    pub fn setting(&self, key: &str) -> Result<Option<String>, CatalogError> {
        self.read(|connection| settings::get(connection, Table::Settings, key))
    }

    /// Sets the vault's setting `key` on this computer. Fails if `json` is not JSON.
    pub fn set_setting(&self, key: &str, json: &str) -> Result<(), CatalogError> {
        self.write(|transaction| settings::set(transaction, Table::Settings, key, json))
    }

    /// Returns all settings as key and JSON, by key.
    pub fn settings(&self) -> Result<Vec<(String, String)>, CatalogError> {
        self.read(|connection| settings::all(connection, Table::Settings))
    }

    /// Records that bytes are kept and not read; an earlier record of them gives way.
    pub fn put_quarantined(&self, quarantined: &Quarantined) -> Result<(), CatalogError> {
        self.write(|transaction| quarantine::put(transaction, quarantined))
    }

    /// Returns all that is kept and not read, by path.
    pub fn quarantined(&self) -> Result<Vec<Quarantined>, CatalogError> {
        self.read(quarantine::all)
    }

    /// Strikes off that the bytes of `revision` are not read.
    pub fn release_quarantined(&self, revision: &Revision) -> Result<(), CatalogError> {
        self.write(|transaction| quarantine::release(transaction, revision))
    }

    /// Records what is known of a conflict copy.
    pub fn put_conflict_copy(&self, copy: &VaultPath, known: &ConflictCopy) -> Result<(), CatalogError> {
        self.write(|transaction| copies::put(transaction, copy, known))
    }

    /// Returns what is known of a conflict copy.
    pub fn conflict_copy(&self, copy: &VaultPath) -> Result<Option<ConflictCopy>, CatalogError> {
        self.read(|connection| copies::get(connection, copy))
    }

    /// Appends a decision to the log and returns its number.
    pub fn append_log(&self, line: &LogLine) -> Result<i64, CatalogError> {
        self.write(|transaction| log::append(transaction, line))
    }

    /// Returns the last `limit` decisions, or those before number `before`, with their numbers, the latest first.
    pub fn log(&self, limit: usize, before: Option<i64>) -> Result<Vec<(i64, LogLine)>, CatalogError> {
        self.read(|connection| log::list(connection, limit, before))
    }

    /// Returns the last `limit` decisions before number `before` that are wanted, with their numbers, the latest first.
    pub fn log_before(
        &self,
        before: i64,
        filter: &LogFilter<'_>,
        limit: usize,
    ) -> Result<Vec<(i64, LogLine)>, CatalogError> {
        self.read(|connection| log::before(connection, before, filter, limit))
    }

    /// Returns the decision with this number.
    pub fn log_line(&self, id: i64) -> Result<Option<LogLine>, CatalogError> {
        self.read(|connection| log::get(connection, id))
    }

    /// Returns the decisions with this word after number `after`, with their numbers, the latest first.
    pub fn log_of(&self, what: &str, after: i64) -> Result<Vec<(i64, LogLine)>, CatalogError> {
        self.read(|connection| log::named(connection, what, after))
    }

    /// Records that these changes of the journal brought something back.
    pub fn put_restores(&self, changes: &[Position]) -> Result<(), CatalogError> {
        self.write(|transaction| restores::put(transaction, changes))
    }

    /// Returns the numbers of the changes from `first` to `last` that brought something back, in order.
    pub fn restores(&self, epoch: Epoch, first: Seq, last: Seq) -> Result<Vec<Seq>, CatalogError> {
        self.read(|connection| restores::between(connection, epoch, first, last))
    }

    /// Returns what is wrong with the database in English, empty if nothing is. Reads all of it.
    pub fn integrity(&self) -> Result<Vec<String>, CatalogError> {
        self.read(database::integrity)
    }

    fn read<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, CatalogError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        question(&connection).map_err(|error| CatalogError::of(&self.path, error))
    }

    fn write<T>(&self, change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T, CatalogError> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        database::write(&mut connection, change).map_err(|error| CatalogError::of(&self.path, error))
    }

    /// Writes what is on the disk with the next change that is, and is lost in a power cut before.
    fn write_unsynced<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, CatalogError> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        Durability::Normal
            .set(&connection)
            .and_then(|()| {
                let written = database::write(&mut connection, change);
                Durability::Full.set(&connection).and(written)
            })
            .map_err(|error| CatalogError::of(&self.path, error))
    }
}
