//! The writer: one thread that owns every write to the vault and the catalog's write connection.
//!
//! Callers send it a job and wait for the reply. Jobs are short: what takes long (scanning, hashing,
//! indexing, versions) happens on other threads, so that a save never queues behind the whole vault.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::Sender;
use strata_catalog::{Batch, Blob, EntryChange, EntryFacts, EntryPut, PutKind};
use strata_files::Stat;
use strata_history::History;
use strata_model::{
    Actor, ChangeKind, EntryKind, Fingerprint, JournalRow, Problem, ProblemKind, Revision, Seq, Timestamp,
    VERSIONED_MAX_BYTES, VaultPath,
};

use crate::EngineError;
use crate::digest::{Digest, digest_content};
use crate::entry::EntryRow;
use crate::events::{EntryChanged, Fact};
use crate::handoff::Handed;
use crate::shared::Shared;
use crate::thread::Joinable;

/// The base of a save is looked for among so many versions of the file: a few at a time, as it is mostly a late one.
const PAGES: usize = 20;
const PAGE: usize = 10;

enum Message {
    Job(Box<dyn FnOnce(&mut Writer) + Send>),
    Close,
}

/// The engine's end of the writer.
pub(crate) struct WriterHandle {
    jobs: Sender<Message>,
    thread: Joinable,
}

impl WriterHandle {
    pub fn start(writer: Writer) -> Result<Self, EngineError> {
        let (jobs, inbox) = crossbeam_channel::bounded(64);
        let thread = Joinable::spawn("writer", move || {
            let mut writer = writer;
            for message in inbox {
                match message {
                    Message::Job(job) => job(&mut writer),
                    Message::Close => return,
                }
            }
        })?;
        Ok(Self { jobs, thread })
    }

    /// Runs `job` on the writer's thread and returns its reply.
    pub fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Writer) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let (reply, answer) = crossbeam_channel::bounded(1);
        let job = Message::Job(Box::new(move |writer| drop(reply.send(job(writer)))));
        self.jobs.send(job).map_err(|_| EngineError::Closed)?;
        answer.recv().map_err(|_| EngineError::Closed)?
    }

    /// Finishes what was sent and ends the thread.
    pub fn close(&self) {
        drop(self.jobs.send(Message::Close));
        self.thread.join();
    }
}

/// State of the writer's thread.
pub(crate) struct Writer {
    pub shared: Arc<Shared>,
    pub catalog: strata_catalog::Writer,
    /// Told after every transaction.
    pub followers: Box<dyn Fn() + Send>,
    stores: HashMap<String, History>,
}

/// A change on its way into the catalog, with the text that the indexer will want.
pub(crate) struct Prepared {
    pub change: EntryChange,
    pub text: String,
}

impl Prepared {
    pub fn put(path: VaultPath, kind: PutKind, digest: Digest, created: Option<Timestamp>, actor: Actor) -> Self {
        let facts = EntryFacts {
            kind: digest.kind,
            fingerprint: digest.fingerprint,
            revision: digest.revision,
            created,
            unsupported: None,
        };
        Self {
            change: EntryChange::Put(EntryPut { path, kind, facts, parsed: digest.parsed, actor }),
            text: digest.text,
        }
    }

    pub const fn bare(change: EntryChange) -> Self {
        Self { change, text: String::new() }
    }
}

impl Writer {
    pub fn new(shared: Arc<Shared>, catalog: strata_catalog::Writer, followers: Box<dyn Fn() + Send>) -> Self {
        Self { shared, catalog, followers, stores: HashMap::new() }
    }

    /// Commits changes in one transaction and tells everyone; one event for each actor among them.
    pub fn commit(&mut self, prepared: Vec<Prepared>) -> Result<Vec<JournalRow>, EngineError> {
        if prepared.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.shared.clock.now();
        let mut texts: HashMap<VaultPath, String> = HashMap::new();
        let mut changes = Vec::with_capacity(prepared.len());
        let mut sights = Vec::new();
        for Prepared { change, text } in prepared {
            if let EntryChange::Put(put) = &change {
                if put.facts.kind != EntryKind::Unsupported {
                    texts.insert(put.path.clone(), text);
                }
                if matches!(put.kind, PutKind::Created) {
                    sights.push((put.path.clone(), put.facts.created.unwrap_or(now)));
                }
            }
            changes.push(change);
        }
        self.shared.ledger.record_first_seen(&sights)?;
        let rows = self.catalog.apply(&Batch { time: now, changes: &changes })?;
        let mut entries: HashMap<VaultPath, EntryRow> = HashMap::new();
        let (mut added, mut removed) = (Vec::new(), Vec::new());
        for change in changes {
            match change {
                EntryChange::Put(put) => {
                    let row = EntryRow {
                        path: put.path.clone(),
                        kind: put.facts.kind,
                        size: put.facts.fingerprint.size,
                        modified: Timestamp::from_nanos(put.facts.fingerprint.mtime),
                        revision: put.facts.revision,
                        unsupported: put.facts.unsupported,
                    };
                    if let (Some(text), Some(parsed)) = (texts.remove(&put.path), put.parsed) {
                        self.shared.handoff.put(put.path.clone(), Handed { revision: row.revision, parsed, text });
                    }
                    entries.insert(put.path, row);
                }
                EntryChange::PutFolder { path } => added.push(path),
                EntryChange::RemoveFolder { path } => removed.push(path),
                EntryChange::Remove { .. } | EntryChange::Touch { .. } => {}
            }
        }
        if !added.is_empty() || !removed.is_empty() {
            self.shared.events.send(Fact::FoldersChanged { added, removed });
        }
        self.announce(&rows, &entries);
        if !rows.is_empty() {
            (self.followers)();
        }
        Ok(rows)
    }

    fn announce(&self, rows: &[JournalRow], entries: &HashMap<VaultPath, EntryRow>) {
        for rows in rows.chunk_by(|a, b| a.change.actor == b.change.actor) {
            let Some(last) = rows.last() else { continue };
            let changes = rows
                .iter()
                .map(|row| EntryChanged {
                    path: row.change.path.clone(),
                    kind: row.change.kind.clone(),
                    entry: match row.change.kind {
                        ChangeKind::Removed => None,
                        _ => entries.get(&row.change.path).cloned(),
                    },
                })
                .collect();
            self.shared.events.send(Fact::EntriesChanged {
                journal_seq: last.seq,
                changes: Arc::new(changes),
                actor: last.change.actor.clone(),
            });
        }
    }

    /// Commits changes whose files are already on disk. A failure here loses nothing: the files are the truth,
    /// so the paths are scanned again later, and the caller's save stands.
    pub fn record(&mut self, prepared: Vec<Prepared>) -> Seq {
        match self.commit(prepared) {
            Ok(rows) => rows.last().map_or_else(|| self.last_seq(), |row| row.seq),
            Err(error) => {
                self.shared.problem(Problem::new(ProblemKind::CatalogBehind).because(error));
                self.shared.request_scan();
                self.last_seq()
            }
        }
    }

    pub fn last_seq(&self) -> Seq {
        self.shared.reader().last_seq().unwrap_or_default()
    }

    /// Keeps bytes so that they can be found by their revision, durably, before anything is overwritten with
    /// or over them: as a blob in the area's Git directory, or as a file in the spool where there is none.
    pub fn keep(&mut self, path: &VaultPath, bytes: &[u8], revision: Revision) -> Result<(), EngineError> {
        let area = self.shared.layout.area_of(path).cloned();
        let size = bytes.len() as u64;
        let versioned = self.shared.history_on() && size <= VERSIONED_MAX_BYTES;
        let (area_name, oid) = match area.filter(|_| versioned) {
            Some(place) => {
                if self.shared.ledger.blob_in(&revision, &place.name)?.is_some_and(|blob| blob.oid.is_some()) {
                    return Ok(());
                }
                let store = match self.stores.entry(place.name.clone()) {
                    std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                    std::collections::hash_map::Entry::Vacant(entry) => entry.insert(History::open(&place.area)?),
                };
                let oid = store.store(bytes)?;
                (place.name, Some(oid.to_string()))
            }
            None => {
                if self.shared.ledger.blob(&revision)?.is_some() {
                    return Ok(());
                }
                spool(&self.spool_path(revision), bytes)?;
                (String::new(), None)
            }
        };
        let spooled = oid.is_none();
        self.shared.ledger.put_blobs(&[Blob {
            revision,
            area: area_name,
            oid,
            size,
            time: self.shared.clock.now(),
            spooled,
        }])?;
        Ok(())
    }

    /// Returns the bytes of `revision`, which was once the content of `path`, if they are still known.
    pub fn find(&mut self, path: &VaultPath, revision: Revision) -> Option<Vec<u8>> {
        self.stored(revision).or_else(|| self.shared.bases.find(revision)).or_else(|| self.versioned(path, revision))
    }

    fn stored(&mut self, revision: Revision) -> Option<Vec<u8>> {
        let blob = self.shared.ledger.blob(&revision).ok().flatten()?;
        let bytes = match &blob.oid {
            None => fs::read(self.spool_path(revision)).ok(),
            Some(oid) => self.store(&blob.area)?.read_blob(&oid.parse().ok()?).ok(),
        };
        bytes.filter(|bytes| Revision::of(bytes) == revision)
    }

    /// Looks through the versions of `path`, newest first.
    fn versioned(&mut self, path: &VaultPath, revision: Revision) -> Option<Vec<u8>> {
        let place = self.shared.layout.area_of(path)?.clone();
        let within = path.below(&place.root)?.to_owned();
        let store = self.store(&place.name)?;
        let mut after = None;
        for _ in 0..PAGES {
            let log = store.log(&within, after.as_ref(), PAGE).ok()?;
            for blob in log.versions.iter().filter_map(|version| version.blob) {
                if let Some(bytes) = store.read_blob(&blob).ok().filter(|bytes| Revision::of(bytes) == revision) {
                    return Some(bytes);
                }
            }
            after = Some(log.next?);
        }
        None
    }

    /// Returns the store of an area. While no versions are kept none is made, but what is there is read.
    fn store(&mut self, name: &str) -> Option<&History> {
        if !self.stores.contains_key(name) {
            let place = self.shared.layout.areas.iter().find(|area| area.name == name)?;
            if !self.shared.history_on() && !place.area.git_dir.exists() {
                return None;
            }
            let store = History::open(&place.area).ok()?;
            self.stores.insert(name.into(), store);
        }
        self.stores.get(name)
    }

    /// Forgets open Git handles, after packs were replaced or a repository was made anew.
    pub fn reopen_stores(&mut self) {
        self.stores.clear();
    }

    fn spool_path(&self, revision: Revision) -> PathBuf {
        self.shared.layout.data.join("spool").join(revision.to_string())
    }

    /// Returns the creation time to record for a file that is new.
    pub fn created(&self, path: &VaultPath, stat: Option<&Stat>) -> Option<Timestamp> {
        let seen = self.shared.ledger.first_seen(path).ok().flatten();
        let born = stat.and_then(|stat| stat.created);
        match (seen, born) {
            (Some(seen), Some(born)) => Some(seen.min(born)),
            (seen, born) => seen.or(born),
        }
    }

    /// Prepares the row of bytes that were just written to `path`.
    pub fn written(
        &self,
        path: &VaultPath,
        kind: PutKind,
        bytes: Vec<u8>,
        fingerprint: Fingerprint,
        revision: Revision,
        actor: &Actor,
    ) -> Prepared {
        let created = self.created(path, None).or_else(|| Some(self.shared.clock.now()));
        let digest = digest_content(path, strata_files::Content { bytes, fingerprint, revision });
        Prepared::put(path.clone(), kind, digest, created, actor.clone())
    }
}

/// Writes `bytes` to `path` in the data folder, durably and whole.
pub(crate) fn spool(path: &std::path::Path, bytes: &[u8]) -> Result<(), EngineError> {
    let write = || -> io::Result<()> {
        let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        fs::create_dir_all(folder)?;
        let mut temp = tempfile::NamedTempFile::new_in(folder)?;
        io::Write::write_all(&mut temp, bytes)?;
        temp.as_file().sync_all()?;
        temp.persist(path).map_err(|error| error.error)?;
        if cfg!(unix) {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    };
    write().map_err(|error| EngineError::data(path, error))
}
