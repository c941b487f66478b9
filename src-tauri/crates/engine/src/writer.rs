//! The writer: one thread that owns every write to the vault and the catalog's write connection.
//!
//! Callers send it a job and wait for the reply. Jobs are short: what takes long (scanning, hashing,
//! indexing, versions) happens on other threads, so that a save never queues behind the whole vault.

use std::collections::HashMap;
use std::sync::Arc;

use crossbeam_channel::Sender;
use strata_catalog::{Batch, EntryChange, EntryFacts, EntryPut, PutKind};
use strata_files::Rules;
use strata_model::{
    Actor, ChangeKind, EntryKind, Fingerprint, JournalRow, Problem, ProblemKind, Seq, Timestamp, VaultPath,
};

use crate::EngineError;
use crate::digest::Digest;
use crate::entry::EntryRow;
use crate::events::{EntryChanged, Fact};
use crate::handoff::Handed;
use crate::keeper::Keeper;
use crate::shared::Shared;
use crate::thread::Joinable;

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

    /// Returns how many jobs wait.
    pub fn waiting(&self) -> u64 {
        self.jobs.len() as u64
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
    pub keeper: Keeper,
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

    /// Returns what the change means for the catalog, which holds nothing that the rules leave out.
    fn within(self, rules: &Rules) -> Option<Self> {
        match self.change {
            EntryChange::Put(put) if rules.is_ignored(&put.path, false) => match put.kind {
                PutKind::Moved { from } => Some(Self::bare(EntryChange::Remove { path: from, actor: put.actor })),
                PutKind::Created | PutKind::Modified => None,
            },
            EntryChange::PutFolder { path } if rules.is_ignored(&path, true) => None,
            _ => Some(self),
        }
    }

    /// Says what the file of a change that was prepared before it was written looks like.
    pub const fn is_now(&mut self, fingerprint: Fingerprint) {
        if let EntryChange::Put(put) = &mut self.change {
            put.facts.fingerprint = fingerprint;
        }
    }
}

impl Writer {
    pub fn new(shared: Arc<Shared>, catalog: strata_catalog::Writer, followers: Box<dyn Fn() + Send>) -> Self {
        let keeper = Keeper::new(Arc::clone(&shared));
        Self { shared, catalog, followers, keeper }
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
                    let modified = Timestamp::from_nanos(put.facts.fingerprint.mtime);
                    // As the catalog has it, which keeps the front matter's word of a note that only moved.
                    let named = match &put.parsed {
                        Some(parsed) => parsed.created,
                        None if put.facts.kind == EntryKind::Note => {
                            self.shared.reader().entry(&put.path)?.and_then(|entry| entry.created)
                        }
                        None => None,
                    };
                    let row = EntryRow {
                        path: put.path.clone(),
                        kind: put.facts.kind,
                        size: put.facts.fingerprint.size,
                        modified,
                        created: named.or(put.facts.created).unwrap_or(modified),
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
        self.shared.names_changed(&rows, &added, &removed);
        if !added.is_empty() || !removed.is_empty() {
            self.shared.events.send(Fact::FoldersChanged { added, removed });
        }
        self.announce(&rows, &entries);
        if !rows.is_empty() {
            (self.followers)();
            self.shared.meter.passed(rows.len());
            self.shared.tell(self.shared.states.recorded(&rows));
            self.shared.follow_quarantined(&rows);
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
        let rules = self.shared.rules();
        match self.commit(prepared.into_iter().filter_map(|prepared| prepared.within(&rules)).collect()) {
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
}
