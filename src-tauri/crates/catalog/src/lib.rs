//! SQLite catalog and ledger: what is in the vault, and what files cannot tell.
//!
//! Owns three databases. The **catalog** is derived from the files (entries, links, tags, tasks, the journal)
//! and may be deleted at any time; it is fast before it is durable. The **ledger** is truth (blobs, followers'
//! positions, first sights, the trash, batches, settings), so each of its writes is synced before it returns. The
//! **registry** lists the vaults this computer knows and is shared by all programs. Never reads a user's
//! file, never asks for the time, never repairs by guessing: damage is an error with a name, and the caller
//! rebuilds the catalog or sets the ledger aside.

mod catalog;
mod database;
mod error;
mod ledger;
mod registry;

pub use catalog::{
    Backlink, Batch, Catalog, Children, Counts, Entry, EntryChange, EntryFacts, EntryPut, Graph, GraphFilter,
    GraphKind, GraphNode, JournalFilter, KeyCount, KeyUse, KnownEntry, NameField, NameMatch, NoteMeta, PutKind, Reader,
    ResolvedLink, TagCount, TaskFilter, TaskRow, TextCount, Tree, TreeEntry, Writer,
};
pub use database::{delete_database, set_aside};
pub use error::CatalogError;
pub use ledger::{
    Access, BatchRecord, BatchState, Blob, ConflictCopy, Ledger, LogFilter, LogLine, Quarantined, TrashItem,
};
pub use registry::{Registry, VaultRecord};
