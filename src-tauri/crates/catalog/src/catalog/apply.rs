//! How a batch of changes becomes rows of all tables.

use std::borrow::Cow;

use rusqlite::{Connection, TransactionBehavior};
use strata_model::{Actor, Change, ChangeKind, EntryKind, Fingerprint, JournalRow, Parsed, Timestamp, VaultPath};

use super::EntryFacts;
use super::aliases::Aliases;
use super::blocks::Blocks;
use super::entries::{Entries, Stored};
use super::folders::{FolderIds, Folders};
use super::headings::Headings;
use super::journal::Journal;
use super::links::Links;
use super::names::Names;
use super::problems::Problems;
use super::properties::Properties;
use super::tags::{Tags, TextIds};
use super::tasks::Tasks;

/// Changes that are committed together, in their order.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// When they are committed.
    pub time: Timestamp,
    /// The changes.
    pub changes: &'a [EntryChange],
}

/// One change to the catalog.
#[derive(Clone, Debug, PartialEq)]
pub enum EntryChange {
    /// A file is new, differs, or came from another path.
    Put(EntryPut),
    /// A file is gone. An unknown path changes nothing and gets no journal row.
    Remove {
        /// Where it was.
        path: VaultPath,
        /// Who removed it.
        actor: Actor,
    },
    /// A file has the same bytes and another fingerprint. No journal row.
    Touch {
        /// Where it is.
        path: VaultPath,
        /// What the file system says of it now.
        fingerprint: Fingerprint,
    },
    /// A folder is there; those above it are made as well. No journal row.
    PutFolder {
        /// Where it is.
        path: VaultPath,
    },
    /// A folder is gone with the empty ones below it; one that holds entries stays. No journal row.
    RemoveFolder {
        /// Where it was.
        path: VaultPath,
    },
}

/// A file as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryPut {
    /// Where it is.
    pub path: VaultPath,
    /// What happened to it.
    pub kind: PutKind,
    /// What is known without parsing it.
    pub facts: EntryFacts,
    /// What parsing it yields. With `None`, an entry of the same revision and kind keeps what was derived
    /// from it before; any other has nothing derived.
    pub parsed: Option<Box<Parsed>>,
    /// Who did it.
    pub actor: Actor,
}

/// How a file came to be as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutKind {
    /// The path is new.
    Created,
    /// Its bytes changed.
    Modified,
    /// It came from another path; an entry that was at its new one is replaced.
    Moved {
        /// Where it was.
        from: VaultPath,
    },
}

impl From<&PutKind> for ChangeKind {
    fn from(kind: &PutKind) -> Self {
        match kind {
            PutKind::Created => Self::Created,
            PutKind::Modified => Self::Modified,
            PutKind::Moved { from } => Self::Moved { from: from.clone() },
        }
    }
}

/// Ids the writer remembers from one batch to the next.
#[derive(Debug, Default)]
pub(super) struct Ids {
    folders: FolderIds,
    tags: TextIds,
    keys: TextIds,
}

impl Ids {
    /// Forgets all: after a rollback or a sweep some of them name nothing.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Applies a batch in one transaction and returns its journal rows.
pub(super) fn apply(
    connection: &mut Connection,
    ids: &mut Ids,
    batch: &Batch<'_>,
) -> rusqlite::Result<Vec<JournalRow>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut rows = Vec::with_capacity(batch.changes.len());
    {
        let mut tables = Tables::prepare(&transaction, ids)?;
        for change in batch.changes {
            if let Some(change) = tables.apply(change)? {
                rows.push(tables.journal.append(batch.time, change)?);
            }
        }
    }
    transaction.commit()?;
    Ok(rows)
}

struct Tables<'c> {
    folders: Folders<'c>,
    entries: Entries<'c>,
    names: Names<'c>,
    journal: Journal<'c>,
    derived: Derived<'c>,
}

impl<'c> Tables<'c> {
    fn prepare(connection: &'c Connection, ids: &'c mut Ids) -> rusqlite::Result<Self> {
        Ok(Self {
            folders: Folders::prepare(connection, &mut ids.folders)?,
            entries: Entries::prepare(connection)?,
            names: Names::prepare(connection)?,
            journal: Journal::prepare(connection)?,
            derived: Derived {
                aliases: Aliases::prepare(connection)?,
                headings: Headings::prepare(connection)?,
                blocks: Blocks::prepare(connection)?,
                links: Links::prepare(connection)?,
                tags: Tags::prepare(connection, &mut ids.tags)?,
                properties: Properties::prepare(connection, &mut ids.keys)?,
                tasks: Tasks::prepare(connection)?,
                problems: Problems::prepare(connection)?,
            },
        })
    }

    /// Applies one change and returns what the journal has to say of it.
    fn apply(&mut self, change: &EntryChange) -> rusqlite::Result<Option<Change>> {
        match change {
            EntryChange::Put(put) => self.put(put).map(Some),
            EntryChange::Remove { path, actor } => {
                let Some(row) = self.find(path)? else { return Ok(None) };
                self.remove(&row, path)?;
                let kind = ChangeKind::Removed;
                Ok(Some(Change { path: path.clone(), kind, revision: None, actor: actor.clone() }))
            }
            EntryChange::Touch { path, fingerprint } => {
                if let Some(folder) = self.folder_of(path)? {
                    self.entries.touch(folder, path.name(), fingerprint)?;
                }
                Ok(None)
            }
            EntryChange::PutFolder { path } => self.folders.ensure(path).map(|_| None),
            EntryChange::RemoveFolder { path } => self.folders.remove(path).map(|()| None),
        }
    }

    fn put(&mut self, put: &EntryPut) -> rusqlite::Result<Change> {
        let parent = put.path.parent().ok_or_else(|| rusqlite::Error::InvalidPath("".into()))?;
        let folder = self.folders.ensure(&parent)?;
        let mut row = self.entries.find(folder, put.path.name())?;
        let mut old_path = Cow::Borrowed(&put.path);
        if let PutKind::Moved { from } = &put.kind
            && *from != put.path
            && let Some(source) = self.find(from)?
        {
            if let Some(replaced) = row {
                self.remove(&replaced, &put.path)?;
            }
            row = Some(source);
            old_path = Cow::Borrowed(from);
        }
        let parsed = put.parsed.as_deref();
        match row {
            None => {
                let id = self.entries.insert(folder, put.path.name(), &put.facts, parsed, &put.actor)?;
                self.names.add_path(id, &put.path, put.facts.kind)?;
                self.derived.put(&mut self.names, id, parsed)?;
            }
            Some(row) => {
                self.entries.update(row.id, folder, put.path.name(), &put.facts, &put.actor)?;
                if *old_path != put.path || row.kind != put.facts.kind {
                    self.names.remove_path(row.id, &old_path)?;
                    self.names.add_path(row.id, &put.path, put.facts.kind)?;
                }
                let same = row.revision == put.facts.revision && row.kind == put.facts.kind;
                if !(same && parsed.is_none()) {
                    self.entries.describe(row.id, parsed)?;
                    self.derived.clear(&mut self.names, row.id)?;
                    self.derived.put(&mut self.names, row.id, parsed)?;
                }
            }
        }
        Ok(Change {
            path: put.path.clone(),
            kind: (&put.kind).into(),
            revision: (put.facts.kind != EntryKind::Unsupported).then_some(put.facts.revision),
            actor: put.actor.clone(),
        })
    }

    fn find(&mut self, path: &VaultPath) -> rusqlite::Result<Option<Stored>> {
        match self.folder_of(path)? {
            Some(folder) => self.entries.find(folder, path.name()),
            None => Ok(None),
        }
    }

    fn folder_of(&mut self, path: &VaultPath) -> rusqlite::Result<Option<i64>> {
        match path.parent() {
            Some(parent) => self.folders.find(&parent),
            None => Ok(None),
        }
    }

    fn remove(&mut self, row: &Stored, path: &VaultPath) -> rusqlite::Result<()> {
        self.derived.clear(&mut self.names, row.id)?;
        self.names.remove_path(row.id, path)?;
        self.entries.delete(row.id)
    }
}

/// The tables that hold what the parser found in a note.
struct Derived<'c> {
    aliases: Aliases<'c>,
    headings: Headings<'c>,
    blocks: Blocks<'c>,
    links: Links<'c>,
    tags: Tags<'c>,
    properties: Properties<'c>,
    tasks: Tasks<'c>,
    problems: Problems<'c>,
}

impl Derived<'_> {
    fn put(&mut self, names: &mut Names<'_>, entry: i64, parsed: Option<&Parsed>) -> rusqlite::Result<()> {
        let Some(parsed) = parsed else { return Ok(()) };
        self.aliases.put(names, entry, &parsed.aliases)?;
        self.headings.put(entry, &parsed.headings)?;
        self.blocks.put(entry, &parsed.blocks)?;
        self.links.put(entry, &parsed.links)?;
        self.tags.put(entry, &parsed.tags)?;
        self.properties.put(entry, &parsed.properties)?;
        self.tasks.put(entry, &parsed.tasks)?;
        if let Some(problem) = &parsed.problem {
            self.problems.put(entry, problem)?;
        }
        Ok(())
    }

    fn clear(&mut self, names: &mut Names<'_>, entry: i64) -> rusqlite::Result<()> {
        self.aliases.clear(names, entry)?;
        self.headings.clear(entry)?;
        self.blocks.clear(entry)?;
        self.links.clear(entry)?;
        self.tags.clear(entry)?;
        self.properties.clear(entry)?;
        self.tasks.clear(entry)?;
        self.problems.clear(entry)
    }
}
