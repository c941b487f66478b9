//! Reading the catalog from any thread.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use strata_model::{Block, Epoch, Heading, JournalRow, Link, LinkKind, Problem, Property, Seq, Task, VaultPath};

use super::finder::Finder;
use super::{
    Backlink, Entry, Graph, GraphFilter, JournalFilter, KeyCount, KeyUse, KnownEntry, NameMatch, ResolvedLink,
    TagCount, TaskFilter, TaskRow, TextCount, Tree, aliases, blocks, entries, folders, graph, headings, journal, links,
    meta, names, problems, properties, resolution, tags, tasks,
};
use crate::CatalogError;
use crate::database::{self, Schema};

/// So many connections stay open between calls; more are made while more threads read.
const IDLE_CONNECTIONS: usize = 4;

/// A handle for reading; clones share its connections.
///
/// Each call sees one committed state. Lists of paths are not filtered by rights: that is the caller's part.
#[derive(Clone, Debug)]
pub struct Reader {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    epoch: Epoch,
    idle: Mutex<Vec<Connection>>,
    finder: Mutex<Finder>,
}

/// What is directly in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Children {
    /// Its folders in path order.
    pub folders: Vec<VaultPath>,
    /// Its entries by name.
    pub entries: Vec<Entry>,
}

/// What a note says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteMeta {
    /// Its entry.
    pub entry: Entry,
    /// Other names.
    pub aliases: Vec<String>,
    /// Front matter in its order.
    pub properties: Vec<Property>,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Blocks that can be linked to.
    pub blocks: Vec<Block>,
    /// Tags as written, each once.
    pub tags: Vec<String>,
    /// Task boxes in order.
    pub tasks: Vec<Task>,
    /// Why the front matter could not be read.
    pub problem: Option<Problem>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Folders, without the root.
    pub folders: u64,
    /// Markdown files.
    pub notes: u64,
    /// Other files.
    pub assets: u64,
    /// Files that are listed and left alone.
    pub unsupported: u64,
    /// Tasks that are not done.
    pub open_tasks: u64,
    /// Notes with a part that could not be read.
    pub problems: u64,
}

impl Reader {
    pub(super) fn new(path: PathBuf, epoch: Epoch) -> Self {
        Self { shared: Arc::new(Shared { path, epoch, idle: Mutex::default(), finder: Mutex::default() }) }
    }

    /// Returns this life of the catalog.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.shared.epoch
    }

    /// Returns the last number given in the journal, 0 before the first.
    pub fn last_seq(&self) -> Result<Seq, CatalogError> {
        self.read(journal::last)
    }

    /// Returns the first number the journal still holds; a follower that is further behind starts over.
    pub fn first_seq(&self) -> Result<Seq, CatalogError> {
        self.read(journal::first)
    }

    /// Returns up to `limit` changes after `seq`, in order.
    pub fn journal_after(&self, seq: Seq, limit: usize) -> Result<Vec<JournalRow>, CatalogError> {
        self.read(|connection| journal::after(connection, seq, limit))
    }

    /// Returns the last `limit` changes before `seq` that are wanted, newest first.
    pub fn journal_before(
        &self,
        seq: Seq,
        filter: &JournalFilter<'_>,
        limit: usize,
    ) -> Result<Vec<JournalRow>, CatalogError> {
        self.read(|connection| journal::before(connection, seq, filter, limit))
    }

    /// Returns the row of the journal with this number, if it is still there.
    pub fn journal_row(&self, seq: Seq) -> Result<Option<JournalRow>, CatalogError> {
        self.read(|connection| journal::get(connection, seq))
    }

    /// Returns what the writer noted down under `key`.
    pub fn meta(&self, key: &str) -> Result<Option<String>, CatalogError> {
        self.read(|connection| meta::get(connection, &meta::own_key(key)))
    }

    /// Returns the entry at `path`.
    pub fn entry(&self, path: &VaultPath) -> Result<Option<Entry>, CatalogError> {
        self.read(|connection| entries::get(connection, path))
    }

    /// Returns the entry at each of `paths`, in their order.
    pub fn entries<'p>(
        &self,
        paths: impl IntoIterator<Item = &'p VaultPath>,
    ) -> Result<Vec<Option<Entry>>, CatalogError> {
        self.read(|connection| paths.into_iter().map(|path| entries::get(connection, path)).collect())
    }

    /// Returns what lies beside `path` under a name that is the same on some other system.
    pub fn twin(&self, path: &VaultPath) -> Result<Option<VaultPath>, CatalogError> {
        self.read(|connection| entries::twin(connection, path))
    }

    /// Returns whether a folder is at `path`.
    pub fn is_folder(&self, path: &VaultPath) -> Result<bool, CatalogError> {
        self.read(|connection| Ok(folders::id_of(connection, path)?.is_some()))
    }

    /// Returns all entries below the folder `under`, in no order, for the comparison with a scan.
    pub fn known(&self, under: &VaultPath) -> Result<Vec<KnownEntry>, CatalogError> {
        self.read(|connection| entries::known(connection, under))
    }

    /// Returns all folders below `under` in path order, without itself.
    pub fn folders(&self, under: &VaultPath) -> Result<Vec<VaultPath>, CatalogError> {
        self.read(|connection| folders::all_below(connection, under))
    }

    /// Returns the whole vault as the tree shows it.
    pub fn tree(&self) -> Result<Tree, CatalogError> {
        self.read(entries::tree)
    }

    /// Returns what is directly in `folder`, `None` if there is no such folder.
    pub fn children(&self, folder: &VaultPath) -> Result<Option<Children>, CatalogError> {
        self.read(|connection| {
            let Some(id) = folders::id_of(connection, folder)? else { return Ok(None) };
            let (folders, entries) = (folders::children(connection, folder)?, entries::children(connection, id)?);
            Ok(Some(Children { folders, entries }))
        })
    }

    /// Returns what the note at `path` says of itself; for other entries all but the entry is empty.
    pub fn note(&self, path: &VaultPath) -> Result<Option<NoteMeta>, CatalogError> {
        self.read(|connection| {
            let (Some(entry), Some((id, _))) = (entries::get(connection, path)?, entries::id_of(connection, path)?)
            else {
                return Ok(None);
            };
            Ok(Some(NoteMeta {
                entry,
                aliases: aliases::of(connection, id)?,
                properties: properties::of(connection, id)?,
                headings: headings::of(connection, id)?,
                blocks: blocks::of(connection, id)?,
                tags: tags::of(connection, id)?,
                tasks: tasks::of(connection, id)?,
                problem: problems::of(connection, id)?,
            }))
        })
    }

    /// Returns the links of the note at `path` in their order with the entries they lead to.
    pub fn outgoing(&self, path: &VaultPath) -> Result<Vec<ResolvedLink>, CatalogError> {
        self.read(|connection| resolution::outgoing(connection, path))
    }

    /// Returns the links that lead to the entry at `path`, by source and place.
    pub fn backlinks(&self, path: &VaultPath) -> Result<Vec<Backlink>, CatalogError> {
        self.read(|connection| resolution::backlinks(connection, path))
    }

    /// Returns the entry that a link in the note `from` leads to: by name, else by alias.
    pub fn resolve(&self, target: &str, kind: LinkKind, from: &VaultPath) -> Result<Option<VaultPath>, CatalogError> {
        self.read(|connection| resolution::resolve(connection, target, kind, from))
    }

    /// Returns the links of the note at `path` as they are written, in their order.
    pub fn links(&self, path: &VaultPath) -> Result<Vec<Link>, CatalogError> {
        self.read(|connection| match entries::id_of(connection, path)? {
            Some((id, _)) => links::of(connection, id),
            None => Ok(Vec::new()),
        })
    }

    /// Returns the links with this key, which may lead to an entry with the same, by source and place.
    pub fn links_with_key(&self, key: &str) -> Result<Vec<Backlink>, CatalogError> {
        self.read(|connection| links::with_key(connection, key))
    }

    /// Returns the entries with this key in path order: by name, or by alias.
    pub fn entries_with_key(&self, key: &str, alias: bool) -> Result<Vec<VaultPath>, CatalogError> {
        self.read(|connection| names::with_key(connection, key, alias))
    }

    /// Returns the vault as a graph, or a part of it; `None` if it was given up.
    pub fn graph(&self, filter: &GraphFilter<'_>) -> Result<Option<Graph>, CatalogError> {
        self.read(|connection| graph::read(connection, filter))
    }

    /// Returns all tags in use and those above them, in order of their keys.
    pub fn tags(&self) -> Result<Vec<TagCount>, CatalogError> {
        self.read(tags::counts)
    }

    /// Returns the tags of every note that has some, in their order.
    pub fn tags_of_all(&self) -> Result<BTreeMap<VaultPath, Vec<String>>, CatalogError> {
        self.read(tags::all)
    }

    /// Returns the tags of the note at `path` in their order.
    pub fn tags_of(&self, path: &VaultPath) -> Result<Vec<String>, CatalogError> {
        self.read(|connection| match entries::id_of(connection, path)? {
            Some((id, _)) => tags::of(connection, id),
            None => Ok(Vec::new()),
        })
    }

    /// Returns the notes that carry `tag` or one below it, by path; case does not count.
    pub fn tagged(&self, tag: &str) -> Result<Vec<VaultPath>, CatalogError> {
        self.read(|connection| tags::tagged(connection, tag))
    }

    /// Returns all keys of front matter in use, the most used first.
    pub fn property_keys(&self) -> Result<Vec<KeyCount>, CatalogError> {
        self.read(properties::counts)
    }

    /// Returns all keys of front matter in use with what their values are, the most used first.
    pub fn property_uses(&self) -> Result<Vec<KeyUse>, CatalogError> {
        self.read(properties::uses)
    }

    /// Returns the texts that `key` has as values or items of lists, the most used first, `limit` at most.
    pub fn property_values(&self, key: &str, limit: usize) -> Result<Vec<TextCount>, CatalogError> {
        self.read(|connection| properties::values(connection, key, limit))
    }

    /// Returns the wanted tasks by path and place.
    pub fn tasks(&self, filter: &TaskFilter) -> Result<Vec<TaskRow>, CatalogError> {
        self.read(|connection| tasks::find(connection, filter))
    }

    /// Returns what in notes could not be read, by path.
    pub fn problems(&self) -> Result<Vec<(VaultPath, Problem)>, CatalogError> {
        self.read(problems::all)
    }

    /// Returns what are conflict copies by their names: files that keep the losing side of a conflict.
    pub fn conflict_copies(&self) -> Result<Vec<VaultPath>, CatalogError> {
        self.read(entries::conflict_copies)
    }

    /// Returns the groups of entries and folders in one folder whose names are one name on some other system.
    pub fn name_clashes(&self) -> Result<Vec<Vec<VaultPath>>, CatalogError> {
        self.read(entries::name_clashes)
    }

    /// Returns the `limit` entries whose name, title or alias fits `pattern` best; with a `/` in it, whose path.
    ///
    /// Each word of the pattern has to occur, its letters in order but not side by side. Among equals the one
    /// modified last comes first; an empty pattern gives the ones modified last.
    pub fn find_names(&self, pattern: &str, limit: usize) -> Result<Vec<NameMatch>, CatalogError> {
        let mut finder = self.shared.finder.lock().unwrap_or_else(PoisonError::into_inner);
        self.read(|connection| finder.refresh(connection))?;
        Ok(finder.find(pattern, limit))
    }

    /// Returns how much there is.
    pub fn counts(&self) -> Result<Counts, CatalogError> {
        self.read(|connection| {
            let count = |sql: &str| {
                connection.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned)
            };
            let [notes, assets, unsupported] = entries::count_by_kind(connection)?;
            Ok(Counts {
                folders: count("SELECT count(*) - 1 FROM folders")?,
                notes,
                assets,
                unsupported,
                open_tasks: count("SELECT count(*) FROM tasks WHERE status = ' '")?,
                problems: count("SELECT count(*) FROM problems")?,
            })
        })
    }

    /// Returns where the entry that once was at `path` went, if the journal knows and it is still there.
    pub fn moved_to(&self, path: &VaultPath) -> Result<Option<VaultPath>, CatalogError> {
        self.read(|connection| {
            let Some(target) = journal::moved_to(connection, path)? else { return Ok(None) };
            Ok(entries::id_of(connection, &target)?.map(|_| target))
        })
    }

    /// Returns what is wrong with the database in English, empty if nothing is. Reads all of it.
    pub fn integrity(&self) -> Result<Vec<String>, CatalogError> {
        self.read(database::integrity)
    }

    /// Runs `question` over one committed state.
    pub(super) fn read<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, CatalogError> {
        let answer = self.connection().and_then(|connection| {
            connection.prepare_cached("BEGIN")?.execute([])?;
            let answer = question(&connection)?;
            // Not a rollback: after that all statements would have to be prepared anew.
            connection.prepare_cached("COMMIT")?.execute([])?;
            self.give_back(connection);
            Ok(answer)
        });
        answer.map_err(|error| CatalogError::of(&self.shared.path, error))
    }

    fn connection(&self) -> rusqlite::Result<Connection> {
        let idle = self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| Schema::open_reader(&self.shared.path), Ok)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_CONNECTIONS {
            idle.push(connection);
        }
    }
}
