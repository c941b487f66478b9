//! The catalog: what is in the vault, derived from its files.
//!
//! One [`Writer`] owns the only connection that writes; [`Reader`]s are cloned freely and read from any
//! thread while it writes, each call seeing one committed state. Deleting the file loses nothing but the
//! time to build it again, which the epoch tells to whoever remembers a journal number.

mod aliases;
mod apply;
mod blocks;
mod entries;
mod finder;
mod folders;
mod graph;
mod headings;
mod journal;
mod links;
mod meta;
mod names;
mod problems;
mod properties;
mod reader;
mod resolution;
mod tags;
mod tasks;
#[cfg(test)]
pub(crate) mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use strata_model::{Epoch, JournalRow, Seq};

use crate::CatalogError;
use crate::database::{self, BUSY_TIMEOUT, Durability, Schema};

pub use apply::{Batch, EntryChange, EntryPut, PutKind};
pub use entries::{Entry, EntryFacts, KnownEntry, Tree, TreeEntry};
pub use finder::{NameField, NameMatch};
pub use graph::{Graph, GraphFilter, GraphKind, GraphNode};
pub use journal::JournalFilter;
pub use links::{Backlink, ResolvedLink};
pub use properties::{KeyCount, KeyUse, TextCount};
pub use reader::{Children, Counts, NoteMeta, Reader};
pub use tags::TagCount;
pub use tasks::{TaskFilter, TaskRow};

pub(crate) const SCHEMA: Schema = Schema {
    name: "catalog",
    application_id: 0x5374_4361,
    steps: &[&[
        meta::V1,
        folders::V1,
        entries::V1,
        names::V1,
        aliases::V1,
        headings::V1,
        blocks::V1,
        links::V1,
        tags::V1,
        properties::V1,
        tasks::V1,
        problems::V1,
        journal::V1,
    ]],
};

/// The catalog of one vault.
#[derive(Debug)]
pub struct Catalog;

impl Catalog {
    /// Opens the catalog at `path`, or makes it with `fresh_epoch`, which the caller took from a source of
    /// randomness. One process opens a catalog for writing at a time; the vault's lock sees to that.
    ///
    /// Errors: [`CatalogError::Damaged`] and [`CatalogError::Newer`] mean that the file has to be deleted
    /// ([`crate::delete_database`]) and built again from the vault's files.
    pub fn open(path: &Path, fresh_epoch: Epoch) -> Result<(Writer, Reader), CatalogError> {
        let mut connection = SCHEMA.open(path, Durability::Normal)?;
        let epoch = settle_epoch(&mut connection, fresh_epoch).map_err(|error| CatalogError::of(path, error))?;
        let reader = Reader::new(path.to_owned(), epoch);
        Ok((Writer { path: path.to_owned(), connection, ids: apply::Ids::default(), epoch }, reader))
    }
}

fn settle_epoch(connection: &mut Connection, fresh: Epoch) -> rusqlite::Result<Epoch> {
    // Checkpoints sync the disk, so they are left to idle time unless the log grows beyond 64 MiB.
    connection.pragma_update(None, "wal_autocheckpoint", 16384)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let epoch = meta::settle_epoch(&transaction, fresh)?;
    transaction.commit()?;
    Ok(epoch)
}

/// The one owner of all writes to the catalog.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    connection: Connection,
    ids: apply::Ids,
    epoch: Epoch,
}

impl Writer {
    /// Applies a batch in one transaction (entries, everything derived from them, the journal) and returns
    /// its journal rows. After an error nothing of it was applied.
    ///
    /// A first fill is quickest in batches of some 5,000 changes: each batch writes every page it touched.
    pub fn apply(&mut self, batch: &Batch<'_>) -> Result<Vec<JournalRow>, CatalogError> {
        let rows = apply::apply(&mut self.connection, &mut self.ids, batch);
        if rows.is_err() {
            self.ids.clear();
        }
        rows.map_err(|error| CatalogError::of(&self.path, error))
    }

    /// Returns this life of the catalog.
    #[must_use]
    pub const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Returns the last number given in the journal, 0 before the first.
    pub fn last_seq(&self) -> Result<Seq, CatalogError> {
        self.check(journal::last(&self.connection))
    }

    /// Notes `value` down under `key`, for the caller's own use.
    pub fn set_meta(&mut self, key: &str, value: &str) -> Result<(), CatalogError> {
        self.check(meta::set(&self.connection, &meta::own_key(key), value))
    }

    /// Returns what was noted down under `key`.
    pub fn meta(&self, key: &str) -> Result<Option<String>, CatalogError> {
        self.check(meta::get(&self.connection, &meta::own_key(key)))
    }

    /// Trims the journal to its last `keep_journal` rows, drops tags and keys that nothing uses, moves the
    /// write-ahead log into the database and frees the writer's cache. For idle moments: takes up to a second in a large vault.
    pub fn tidy(&mut self, keep_journal: u64) -> Result<(), CatalogError> {
        self.ids.clear();
        let result = tidy(&mut self.connection, keep_journal);
        self.check(result)
    }

    /// Returns what is wrong with the database in English, empty if nothing is. Reads all of it.
    pub fn integrity(&self) -> Result<Vec<String>, CatalogError> {
        self.check(database::integrity(&self.connection))
    }

    fn check<T>(&self, result: rusqlite::Result<T>) -> Result<T, CatalogError> {
        result.map_err(|error| CatalogError::of(&self.path, error))
    }
}

fn tidy(connection: &mut Connection, keep_journal: u64) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    journal::trim(&transaction, keep_journal)?;
    tags::sweep(&transaction)?;
    properties::sweep(&transaction)?;
    transaction.commit()?;
    // A reader in the middle of something leaves part of the log for the next time; it is not waited for.
    connection.busy_timeout(Duration::ZERO)?;
    let checkpoint = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    connection.busy_timeout(BUSY_TIMEOUT)?;
    checkpoint?;
    connection.execute_batch("PRAGMA shrink_memory")
}
