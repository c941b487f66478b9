//! The follower that keeps the search index: alone owns tantivy's writer, reads the journal, catches up.
//!
//! Commits are batched, because each costs tens of milliseconds; whoever searches asks for a flush first,
//! so that what was acknowledged is found.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use strata_catalog::Entry;
use strata_model::{
    ChangeKind, EntryKind, JournalRow, Parsed, Position, Problem, ProblemKind, Seq, Timestamp, VaultPath,
};
use strata_search::{Document, Index};

use crate::EngineError;
use crate::digest::{digest, title};
use crate::events::{Fact, Stage};
use crate::meter::Step;
use crate::shared::Shared;
use crate::thread::Joinable;

/// Rows of the journal that are read at once.
const ROWS: usize = 2_000;
/// Changes wait this long for company before a commit.
const GATHER: Duration = Duration::from_millis(100);
/// While a vault is taken in, searchable parts appear this often.
const BULK_COMMIT: Duration = Duration::from_secs(15);
/// After this long without work the writer's memory is given back.
const REST: Duration = Duration::from_secs(10);

enum Message {
    Changed,
    Bulk(bool),
    Flush(Sender<()>),
    Close,
}

/// The engine's end of the indexer.
pub(crate) struct Indexer {
    messages: Sender<Message>,
    thread: Joinable,
}

impl Indexer {
    pub fn start(shared: &Arc<Shared>, index: Index) -> Result<Self, EngineError> {
        let (messages, inbox) = crossbeam_channel::unbounded();
        let worker = Worker::new(Arc::clone(shared), index, inbox);
        let thread = Joinable::spawn("indexer", move || worker.run())?;
        Ok(Self { messages, thread })
    }

    /// The journal has grown.
    pub fn changed(&self) {
        drop(self.messages.send(Message::Changed));
    }

    /// Thousands of changes are coming, or have come.
    pub fn bulk(&self, on: bool) {
        drop(self.messages.send(Message::Bulk(on)));
    }

    /// Waits until everything in the journal is searchable, at most `patience`; returns whether it is.
    pub fn flush(&self, patience: Duration) -> bool {
        let (done, wait) = crossbeam_channel::bounded(1);
        self.messages.send(Message::Flush(done)).is_ok() && wait.recv_timeout(patience).is_ok()
    }

    /// Commits what is there and ends the thread.
    pub fn close(&self) {
        drop(self.messages.send(Message::Close));
        self.thread.join();
    }
}

struct Worker {
    shared: Arc<Shared>,
    index: Index,
    inbox: Receiver<Message>,
    /// Everything up to here is in the index, committed or not.
    taken: Position,
    committed: Position,
    bulk: bool,
    last_commit: Instant,
    failures: u32,
}

impl Worker {
    fn new(shared: Arc<Shared>, index: Index, inbox: Receiver<Message>) -> Self {
        let taken = index.position().unwrap_or_default();
        shared.live().indexed = taken.seq;
        Self { shared, index, inbox, taken, committed: taken, bulk: false, last_commit: Instant::now(), failures: 0 }
    }

    fn run(mut self) {
        let mut flushes: Vec<Sender<()>> = Vec::new();
        let mut pending = true;
        let mut resting = true;
        loop {
            let wait = if pending { GATHER } else { REST };
            let mut now = false;
            match self.inbox.recv_timeout(wait) {
                Ok(Message::Changed) => {
                    pending = true;
                    // In bulk the journal grows all the time; each batch is taken as it comes.
                    now = self.bulk;
                }
                Ok(Message::Bulk(on)) => {
                    self.set_bulk(on);
                    pending = true;
                    now = !on;
                }
                Ok(Message::Flush(done)) => {
                    flushes.push(done);
                    pending = true;
                    now = true;
                }
                Ok(Message::Close) | Err(RecvTimeoutError::Disconnected) => {
                    if self.bulk {
                        self.set_bulk(false);
                    }
                    self.work(true);
                    return;
                }
                Err(RecvTimeoutError::Timeout) if pending => now = true,
                Err(RecvTimeoutError::Timeout) => {
                    if !resting && let Err(error) = self.index.rest() {
                        tracing::warn!(%error, "the index writer could not be put to rest");
                    }
                    resting = true;
                }
            }
            if now {
                resting = false;
                let commit = !self.bulk || !flushes.is_empty() || self.last_commit.elapsed() > BULK_COMMIT;
                if self.work(commit) {
                    pending = false;
                    if commit {
                        for flush in flushes.drain(..) {
                            let _ = flush.send(());
                        }
                    }
                }
            }
        }
    }

    fn set_bulk(&mut self, on: bool) {
        if on == self.bulk {
            return;
        }
        // Switching is only possible with nothing uncommitted.
        let switched = self.commit().and_then(|()| {
            let result = if on { self.index.begin_bulk() } else { self.index.end_bulk() };
            result.map_err(EngineError::from)
        });
        if let Err(error) = switched {
            self.repair(&error);
        }
        self.bulk = on;
    }

    /// Takes in what the journal has; returns whether nothing is left to do.
    fn work(&mut self, commit: bool) -> bool {
        let (began, before) = (Instant::now(), self.taken);
        match self.catch_up().and_then(|()| if commit { self.commit() } else { Ok(()) }) {
            Ok(()) => {
                self.failures = 0;
                if self.taken != before {
                    self.shared.meter.took(Step::Index, began.elapsed());
                }
                true
            }
            Err(error) => {
                self.repair(&error);
                false
            }
        }
    }

    fn catch_up(&mut self) -> Result<(), EngineError> {
        let reader = self.shared.reader();
        let epoch = reader.epoch();
        if self.taken.epoch != epoch || self.taken.seq.0 + 1 < reader.first_seq()?.0 {
            self.start_over()?;
            self.taken = Position { epoch, seq: Seq(0) };
            if reader.first_seq()?.0 > 1 {
                return self.take_everything();
            }
        }
        let total = reader.last_seq()?;
        let start = self.taken.seq;
        loop {
            let rows = reader.journal_after(self.taken.seq, ROWS)?;
            let Some(last) = rows.last().map(|row| row.seq) else { break };
            self.take(&rows)?;
            self.taken.seq = last;
            if total.0 - start.0 > 500 {
                self.shared.progress(Stage::Index, last.0 - start.0, total.0.max(last.0) - start.0);
            }
            if self.shared.is_closing() {
                break;
            }
        }
        Ok(())
    }

    /// Takes rows in; of several for one path only the last counts.
    fn take(&mut self, rows: &[JournalRow]) -> Result<(), EngineError> {
        let mut latest: HashMap<&VaultPath, &JournalRow> = HashMap::with_capacity(rows.len());
        for row in rows {
            latest.insert(&row.change.path, row);
            if let ChangeKind::Moved { from } = &row.change.kind {
                self.index.remove(from)?;
                latest.remove(from);
            }
        }
        let mut present = Vec::with_capacity(rows.len());
        for row in rows {
            let path = &row.change.path;
            if latest.get(path).is_none_or(|last| last.seq != row.seq) {
                continue;
            }
            if row.change.kind == ChangeKind::Removed {
                self.index.remove(path)?;
            } else {
                present.push(path);
            }
        }
        self.put_all(&present)
    }

    fn put_all(&mut self, paths: &[&VaultPath]) -> Result<(), EngineError> {
        let entries = self.shared.reader().entries(paths.iter().copied())?;
        for (path, entry) in paths.iter().zip(entries) {
            match entry {
                Some(entry) => self.put(path, &entry)?,
                None => self.index.remove(path)?,
            }
        }
        Ok(())
    }

    fn put(&mut self, path: &VaultPath, entry: &Entry) -> Result<(), EngineError> {
        let empty = Parsed::default();
        let (parsed, text) = match self.shared.handoff.take(path, entry.revision) {
            Some(handed) => (Some(handed.parsed), handed.text),
            None if entry.kind == EntryKind::Unsupported => (None, String::new()),
            None => match digest(&self.shared, path, entry.fingerprint.size) {
                Ok(digest) => (digest.parsed, digest.text),
                // Gone or unreadable since: its name stays findable until the scan says what became of it.
                Err(error) => {
                    tracing::debug!(%path, %error, "indexed by name only");
                    (None, String::new())
                }
            },
        };
        let title = title(path, parsed.as_deref());
        let index = &mut self.index;
        let document = Document {
            path,
            title: &title,
            parsed: parsed.as_deref().unwrap_or(&empty),
            text: &text,
            kind: entry.kind,
            size: entry.fingerprint.size,
            modified: Timestamp::from_nanos(entry.fingerprint.mtime),
            created: entry.created.unwrap_or_else(|| Timestamp::from_nanos(entry.fingerprint.mtime)),
            actor: &entry.actor.to_string(),
        };
        // The words are taken apart on other threads, by the commit at the latest.
        let proof = self.shared.quarantine.wants_proof(entry.revision);
        let (committed, taken_in) = (self.committed, Step::Index);
        let put = self.shared.guarded(taken_in, path, entry.revision, || -> Result<(), EngineError> {
            index.put(&document)?;
            if proof {
                index.commit(committed)?;
            }
            Ok(())
        });
        match put {
            Ok(done) => {
                done?;
                if proof {
                    self.shared.acquit(path, entry.revision);
                }
            }
            // Set aside: it is found by its name.
            Err(_) => self.index.put(&Document { parsed: &empty, text: "", ..document })?,
        }
        Ok(())
    }

    /// The journal no longer reaches back to the start: index what the catalog has.
    fn take_everything(&mut self) -> Result<(), EngineError> {
        let reader = self.shared.reader();
        let seq = reader.last_seq()?;
        let known = reader.known(&VaultPath::root())?;
        let total = known.len() as u64;
        for (chunk, entries) in known.chunks(ROWS).enumerate() {
            let paths: Vec<_> = entries.iter().map(|entry| &entry.known.path).collect();
            self.put_all(&paths)?;
            self.shared.progress(Stage::Index, (chunk * ROWS) as u64, total);
            if self.shared.is_closing() {
                return Ok(());
            }
        }
        self.shared.progress(Stage::Index, total, total);
        self.taken.seq = seq;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), EngineError> {
        if self.taken == self.committed {
            return Ok(());
        }
        self.index.commit(self.taken)?;
        self.committed = self.taken;
        self.last_commit = Instant::now();
        let was_long = {
            let mut live = self.shared.live();
            live.indexed = self.taken.seq;
            live.progress.iter().any(|progress| progress.stage == Stage::Index)
        };
        if was_long {
            self.shared.progress(Stage::Index, 1, 1);
        }
        self.shared.events.send(Fact::Indexed(self.taken.seq));
        Ok(())
    }

    fn start_over(&mut self) -> Result<(), EngineError> {
        let bulk = self.bulk;
        let (index, searcher) = Index::create_fresh(&self.shared.layout.data.join("search"))?;
        self.index = index;
        self.shared.set_searcher(searcher);
        self.committed = Position::default();
        self.taken = Position::default();
        if bulk {
            self.index.begin_bulk()?;
        }
        Ok(())
    }

    /// The index failed: make it anew from the files, which hold everything that is in it.
    fn repair(&mut self, error: &EngineError) {
        self.failures += 1;
        self.shared.problem(Problem::new(ProblemKind::IndexRebuilt).because(error));
        if self.failures > 3 {
            // A full disk does not mend by trying at once.
            std::thread::sleep(Duration::from_secs(5));
        }
        if let Err(error) = self.start_over() {
            tracing::error!(%error, "the index could not be made anew; trying again with the next change");
        }
    }
}
