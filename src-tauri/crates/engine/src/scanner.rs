//! The scanner: compares the files with the catalog and hands what differs to the writer, in batches.
//!
//! Watcher events only name places to look at; what the scan finds there is the fact. Reading, hashing and
//! parsing happen on this room's threads, so that the writer is free for saves in between.

mod compare;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use strata_catalog::{EntryChange, EntryFacts, EntryPut, KnownEntry, PutKind};
use strata_files::{ErrorKind, Hint, Watch, WatchMode, WatchOptions};
use strata_model::{ChangeKind, Problem, ProblemKind, Revision, Timestamp, VaultPath, kind_of};

use self::compare::{Difference, Seen, look};
use crate::EngineError;
use crate::digest::{Digest, digest};
use crate::entry::left_alone;
use crate::events::{Fact, Stage, Watching};
use crate::indexer::Indexer;
use crate::meter::Step;
use crate::retries::Retries;
use crate::shared::Shared;
use crate::states::Failure;
use crate::thread::Joinable;
use crate::writer::{Prepared, WriterHandle};

/// Hints are gathered until none came for so long …
const QUIET: Duration = Duration::from_millis(40);
/// … but not longer than this.
const GATHER: Duration = Duration::from_millis(400);
/// A file that is gone after a hint may be in the middle of somebody's save: it is looked for again.
const GRACE: Duration = Duration::from_secs(2);
/// Even with a watcher everything is looked at this often.
const PERIOD: Duration = Duration::from_secs(3600);
/// How many rows the journal keeps.
const JOURNAL: u64 = 200_000;
/// Changes in one transaction: a save has to wait for no more.
const BATCH: usize = 1_000;
/// Changes in one transaction while much is taken in: the pages of indexes are written once for many changes. A save
/// that comes meanwhile waits for about half a second.
const BULK_BATCH: usize = 4_000;
/// A transaction with more text than this has enough changes.
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// More changes than this count as bulk for the indexer.
const BULK: usize = 2_000;

/// What a scan came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scanned {
    /// Files in the catalog now.
    pub entries: u64,
    /// Created, modified or moved.
    pub changed: u64,
    /// Gone.
    pub removed: u64,
    /// Time it took, in seconds.
    pub seconds: f64,
}

enum Message {
    /// With when it came.
    Hint(Hint, Instant),
    Full(Option<Sender<Result<Scanned, String>>>),
    /// A place that somebody waits for.
    Look(VaultPath, Sender<VaultPath>),
    /// A file that was set aside is to be read; the answer says whether it was.
    Release(VaultPath, Option<Sender<Result<bool, String>>>),
    Close,
}

/// The engine's end of the scanner.
pub(crate) struct Scanner {
    messages: Sender<Message>,
    thread: Joinable,
}

/// What the scanner works with.
pub(crate) struct Tools {
    pub shared: Arc<Shared>,
    pub writer: Arc<WriterHandle>,
    pub indexer: Arc<Indexer>,
    /// Called when everything has been compared.
    pub reconciled: Box<dyn Fn() + Send>,
}

impl Scanner {
    /// Starts the thread; with `watch` it also watches the folder and scans it in full first.
    pub fn start(tools: Tools, watch: Option<WatchOptions>) -> Result<Self, EngineError> {
        let (messages, inbox) = crossbeam_channel::unbounded();
        let sender = messages.clone();
        let again = messages.clone();
        tools.shared.on_rescan(Box::new(move || drop(again.send(Message::Full(None)))));
        let worker = Worker {
            tools,
            inbox,
            sender,
            grace: Vec::new(),
            retries: Retries::default(),
            failed: Vec::new(),
            disks: HashSet::new(),
        };
        let thread = Joinable::spawn("scanner", move || worker.run(watch))?;
        Ok(Self { messages, thread })
    }

    /// Compares the whole vault with the catalog and waits for the outcome.
    pub fn scan(&self) -> Result<Scanned, EngineError> {
        let (reply, answer) = crossbeam_channel::bounded(1);
        self.messages.send(Message::Full(Some(reply))).map_err(|_| EngineError::Closed)?;
        answer.recv().map_err(|_| EngineError::Closed)?.map_err(EngineError::Setup)
    }

    /// Looks at a place at once.
    pub fn look(&self, place: VaultPath) {
        drop(self.messages.send(Message::Hint(Hint::Path(place), Instant::now())));
    }

    /// Looks at a place and waits for that, but no longer than `patience`.
    pub fn look_now(&self, place: VaultPath, patience: Duration) {
        let (reply, answer) = crossbeam_channel::bounded(1);
        if self.messages.send(Message::Look(place, reply)).is_ok() {
            drop(answer.recv_timeout(patience));
        }
    }

    /// Reads what was set aside at a path again; returns whether anything was.
    pub fn release(&self, path: &VaultPath) -> Result<bool, EngineError> {
        let (reply, answer) = crossbeam_channel::bounded(1);
        self.messages.send(Message::Release(path.clone(), Some(reply))).map_err(|_| EngineError::Closed)?;
        answer.recv().map_err(|_| EngineError::Closed)?.map_err(EngineError::Setup)
    }

    /// Reads again what was set aside at these paths, when its turn comes.
    pub fn read_again(&self, paths: Vec<VaultPath>) {
        for path in paths {
            drop(self.messages.send(Message::Release(path, None)));
        }
    }

    /// Ends the thread; a scan that runs is given up.
    pub fn close(&self) {
        drop(self.messages.send(Message::Close));
        self.thread.join();
    }
}

struct Worker {
    tools: Tools,
    inbox: Receiver<Message>,
    sender: Sender<Message>,
    /// Places where something was gone, and when to look again.
    grace: Vec<(Instant, VaultPath)>,
    /// Places that could not be read.
    retries: Retries,
    /// Of them those of the look that is under way, and why.
    failed: Vec<(VaultPath, String)>,
    /// Folders whose disk is not there.
    disks: HashSet<VaultPath>,
}

impl Worker {
    fn run(mut self, options: Option<WatchOptions>) {
        let mut watch = options.as_ref().and_then(|options| self.watch(options));
        if options.is_some() {
            // The watch stands before the scan begins, so no change falls between the two.
            drop(self.sender.send(Message::Full(None)));
        }
        let mut next_full = Instant::now() + PERIOD;
        loop {
            if watch.is_some() {
                self.tools.shared.look_at_names();
            }
            let due = self.grace.iter().map(|(at, _)| *at).chain(self.retries.next()).min();
            let wait = due.map(|at| at.saturating_duration_since(Instant::now()));
            let wait = wait.unwrap_or(PERIOD).min(next_full.saturating_duration_since(Instant::now()));
            match self.inbox.recv_timeout(wait) {
                Ok(Message::Hint(hint, since)) => match self.gather(hint, since) {
                    Gathered::Places(places) => {
                        self.tools.shared.meter.took(Step::Hint, since.elapsed());
                        self.look_at(&places, false);
                    }
                    Gathered::Everything(reason, replies) => {
                        tracing::info!(reason, "scanning everything");
                        // A watch that can no longer be notified asks for this scan.
                        if let Some(watch) = &watch {
                            self.tell_if_changed(watch);
                        }
                        let result = self.full();
                        answer(replies, &result);
                        next_full = Instant::now() + PERIOD;
                    }
                    Gathered::Rules => {
                        if let Err(error) = self.tools.shared.load_rules() {
                            let problem = Problem::new(ProblemKind::RulesUnreadable).because(error);
                            self.tools.shared.problem(problem);
                        }
                        watch = options.as_ref().and_then(|options| self.watch(options));
                        drop(self.sender.send(Message::Full(None)));
                    }
                    Gathered::Close => break,
                },
                Ok(Message::Full(reply)) => {
                    let result = self.full();
                    answer(reply.into_iter().collect(), &result);
                    next_full = Instant::now() + PERIOD;
                }
                Ok(Message::Look(place, reply)) => {
                    self.look_at(std::slice::from_ref(&place), false);
                    drop(reply.send(place));
                }
                Ok(Message::Release(path, reply)) => {
                    let released = self.release(&path).map_err(|error| error.to_string());
                    match reply {
                        Some(reply) => drop(reply.send(released)),
                        None => drop(released),
                    }
                }
                Ok(Message::Close) | Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let now = Instant::now();
                    let due: Vec<VaultPath> =
                        self.grace.iter().filter(|(at, _)| *at <= now).map(|(_, path)| path.clone()).collect();
                    self.grace.retain(|(at, _)| *at > now);
                    if !due.is_empty() {
                        self.look_at(&due, true);
                    }
                    let again = self.retries.due(now);
                    if !again.is_empty() {
                        self.look_at(&again, false);
                    }
                    if now >= next_full && options.is_some() {
                        drop(self.full());
                        next_full = Instant::now() + PERIOD;
                    }
                }
            }
        }
        drop(watch);
    }

    fn watch(&self, options: &WatchOptions) -> Option<Watch> {
        let shared = &self.tools.shared;
        let sender = self.sender.clone();
        let states = Arc::clone(shared);
        let sink = Box::new(move |hint| {
            if let Hint::Path(path) | Hint::Subtree(path) = &hint {
                states.states.hint(path);
            }
            drop(sender.send(Message::Hint(hint, Instant::now())));
        });
        match shared.files.watch(shared.rules(), options.clone(), sink) {
            Ok(watch) => {
                self.tell(watching_by(&watch));
                Some(watch)
            }
            Err(error) => {
                let reason = Problem::new(ProblemKind::WatchFailed).because(error);
                self.tell(Watching { mode: "off", reason: Some(reason) });
                None
            }
        }
    }

    /// Says how the vault is watched.
    fn tell(&self, watching: Watching) {
        let shared = &self.tools.shared;
        shared.live().watching = watching.clone();
        shared.events.send(Fact::Watching(watching));
    }

    /// Says it again where the watch had to change its way while it ran.
    fn tell_if_changed(&self, watch: &Watch) {
        let watching = watching_by(watch);
        let told = self.tools.shared.live().watching.mode;
        if told != watching.mode {
            self.tell(watching);
        }
    }

    /// Waits for more hints, so that a burst is looked at once.
    fn gather(&self, first: Hint, since: Instant) -> Gathered {
        let started = Instant::now();
        let mut places: HashSet<VaultPath> = HashSet::new();
        let mut everything = None;
        let mut rules = false;
        let mut replies = Vec::new();
        let mut next = Some(Message::Hint(first, since));
        while let Some(message) = next.take() {
            match message {
                Message::Hint(Hint::Path(path) | Hint::Subtree(path), _) => drop(places.insert(path)),
                Message::Hint(Hint::Rescan { reason }, _) => everything = Some(reason),
                Message::Hint(Hint::Rules, _) => rules = true,
                Message::Full(reply) => {
                    everything = everything.or(Some("asked for"));
                    replies.extend(reply);
                }
                // After what is being gathered.
                Message::Release(..) | Message::Look(..) => drop(self.sender.send(message)),
                Message::Close => return Gathered::Close,
            }
            if started.elapsed() < GATHER {
                next = self.inbox.recv_timeout(QUIET).ok();
            }
        }
        match everything {
            Some(reason) if !rules => Gathered::Everything(reason, replies),
            _ if rules => {
                // The rules are read first; whoever waits for a scan gets the one that follows.
                for reply in replies {
                    drop(self.sender.send(Message::Full(Some(reply))));
                }
                Gathered::Rules
            }
            _ => Gathered::Places(outermost(places)),
        }
    }

    /// Looks at some places; what is gone from them is gone only if `settled`, else looked for again later.
    fn look_at(&mut self, places: &[VaultPath], settled: bool) {
        if let Err(error) = self.try_look_at(places, settled) {
            if matches!(error, EngineError::Closed) {
                return;
            }
            self.tools.shared.states.not_looked(places);
            let problem = Problem::new(ProblemKind::ChangesMissed).because(error);
            self.tools.shared.problem(match places.first() {
                Some(place) => problem.at(place),
                None => problem,
            });
            drop(self.sender.send(Message::Full(None)));
        }
    }

    /// Reads a file whose bytes are known and were not read, because that had ended the program.
    fn release(&self, path: &VaultPath) -> Result<bool, EngineError> {
        let shared = &self.tools.shared;
        if !shared.suspect(path)? {
            return Ok(false);
        }
        let Some(entry) = shared.reader().entry(path)? else {
            // It is on its way into the catalog: the next look reads it.
            return Ok(true);
        };
        let digest = digest(shared, path, entry.fingerprint.size)?;
        let put = Prepared::put(path.clone(), PutKind::Modified, digest, entry.created, entry.actor);
        self.tools.writer.run(move |writer| writer.commit(vec![put]).map(drop))?;
        Ok(true)
    }

    fn try_look_at(&mut self, places: &[VaultPath], settled: bool) -> Result<(), EngineError> {
        let shared = Arc::clone(&self.tools.shared);
        let mut seen = Seen::default();
        let mut known = Vec::new();
        let mut known_folders = Vec::new();
        let reader = shared.reader();
        // What is being waited for may have turned up here under another name: then it is a move.
        let waiting = self.grace.iter().map(|(_, path)| path.clone());
        let places = outermost(places.iter().cloned().chain(waiting).collect());
        shared.states.look(&places);
        let began = Instant::now();
        for place in places.iter().cloned() {
            look(&shared, &place, &mut seen)?;
            known.extend(reader.known(&place)?);
            known_folders.extend(reader.folders(&place)?);
            if reader.is_folder(&place)? {
                known_folders.push(place);
            }
        }
        self.failed = seen.failed();
        let mut outcome = self.compare(seen, known, known_folders, i64::MIN)?;
        shared.meter.took(Step::Scan, began.elapsed());
        let mut gone = Vec::new();
        if !settled {
            let again = Instant::now() + GRACE;
            gone = outermost(outcome.hold_back_gone().into_iter().collect());
            for path in gone.iter().cloned() {
                if !self.grace.iter().any(|(_, waiting)| *waiting == path) {
                    self.grace.push((again, path));
                }
            }
        }
        self.hand_over(outcome, false)?;
        self.note_failures(&places);
        for path in &gone {
            shared.states.hint(path);
        }
        Ok(())
    }

    /// Sees to it that what could not be read is looked at again, and takes back what was said of what can be.
    fn note_failures(&mut self, places: &[VaultPath]) {
        let shared = Arc::clone(&self.tools.shared);
        let (failed, whys): (Vec<VaultPath>, Vec<String>) = std::mem::take(&mut self.failed).into_iter().unzip();
        let now = Instant::now();
        let mended = self.retries.looked(places, &failed, now, fastrand::f64);
        let disks = self.disks.len();
        self.disks.retain(|folder| !mended.contains(folder));
        if self.disks.len() < disks {
            // Nothing on a disk that was mounted since is watched yet.
            drop(self.sender.send(Message::Hint(Hint::Rules, now)));
        }
        if !mended.is_empty() {
            shared.mended(mended);
        }
        let failures = failed.into_iter().zip(whys).map(|(path, why)| {
            let (attempts, next) = self.retries.of(&path).unwrap_or((1, now));
            let wait = i64::try_from(next.saturating_duration_since(now).as_millis()).unwrap_or(i64::MAX);
            let next = Timestamp(shared.clock.now().0.saturating_add(wait));
            Failure { path, why, attempts, next }
        });
        shared.tell(shared.states.looked(places, failures.collect()));
    }

    /// Compares everything.
    fn full(&mut self) -> Result<Scanned, String> {
        let shared = Arc::clone(&self.tools.shared);
        let result = self.try_full();
        shared.progress(Stage::Scan, 1, 1);
        match result {
            Ok(scanned) => {
                self.grace.clear();
                let first = !std::mem::replace(&mut shared.live().reconciled, true);
                if first {
                    (self.tools.reconciled)();
                }
                Ok(scanned)
            }
            Err(EngineError::Closed) => Err(EngineError::Closed.to_string()),
            Err(error) => {
                shared.states.not_looked(&[VaultPath::root()]);
                let problem = Problem::new(ProblemKind::ScanFailed).because(error);
                let message = problem.to_string();
                shared.problem(problem);
                Err(message)
            }
        }
    }

    fn try_full(&mut self) -> Result<Scanned, EngineError> {
        let shared = Arc::clone(&self.tools.shared);
        let clock = Instant::now();
        shared.progress(Stage::Scan, 0, 1);
        let root = VaultPath::root();
        let mut seen = Seen::default();
        shared.states.look(std::slice::from_ref(&root));
        look(&shared, &root, &mut seen)?;
        if shared.is_closing() {
            return Err(EngineError::Closed);
        }
        let reader = shared.reader();
        let known = reader.known(&root)?;
        let folders = reader.folders(&root)?;
        let identity =
            shared.files.stat(&root)?.map(|stat| format!("{}:{}", stat.fingerprint.device, stat.fingerprint.inode));
        let before = reader.meta("root")?;
        if !known.is_empty() && before.is_some() && before != identity && has_nothing_of(&seen, &known) {
            // A disk that is not mounted looks like an empty folder, or like one with something else in it.
            return Err(EngineError::bad_vault(
                &shared.layout.root,
                "is another folder than before and has none of its files, as if its disk were not mounted; nothing was \
                 taken as deleted, and 'strata index --rebuild' takes the folder as it is",
            ));
        }
        let trusted = reader.meta("scan_started")?.and_then(|text| text.parse().ok()).unwrap_or(i64::MIN);
        let started = seen.started;
        let leftovers = std::mem::take(&mut seen.leftovers);
        let whole = seen.unknown.is_empty();
        self.failed = seen.failed();
        let outcome = self.compare(seen, known, folders, trusted)?;
        shared.meter.took(Step::Scan, clock.elapsed());
        let (changed, removed) = self.hand_over(outcome, true)?;
        self.note_failures(&[root]);
        self.clean(&leftovers);
        self.tools.writer.run(move |writer| {
            if whole {
                writer.catalog.set_meta("scan_started", &started.to_string())?;
            }
            writer.catalog.set_meta("reconciled", "1")?;
            if let Some(identity) = identity {
                writer.catalog.set_meta("root", &identity)?;
            }
            writer.catalog.tidy(JOURNAL)?;
            Ok(())
        })?;
        let counts = shared.reader().counts()?;
        let entries = counts.notes + counts.assets + counts.unsupported;
        Ok(Scanned { entries, changed, removed, seconds: clock.elapsed().as_secs_f64() })
    }

    /// Unlinks what crashed saves left, once what they hold is known to be elsewhere; the rest is kept as trash.
    fn clean(&self, leftovers: &[VaultPath]) {
        if leftovers.is_empty() {
            return;
        }
        let shared = &self.tools.shared;
        let into = shared.layout.data.join("trash").join("leftovers");
        let mut is_known = |revision: Revision| shared.ledger.blob(&revision).is_ok_and(|blob| blob.is_some());
        match std::fs::create_dir_all(&into)
            .map_err(|error| EngineError::data(&into, error))
            .and_then(|()| Ok(shared.files.clean_leftovers(leftovers, &into, &mut is_known)?))
        {
            Ok(cleaned) => {
                for kept in cleaned.kept {
                    shared.problem(Problem::new(ProblemKind::LeftoverKept).kept(kept.display()));
                }
            }
            Err(error) => tracing::warn!(%error, "leftovers of interrupted saves stay where they are"),
        }
    }

    /// Reads what is new and sends everything to the writer; returns how many changed and how many are gone.
    fn hand_over(&mut self, difference: Difference, with_progress: bool) -> Result<(u64, u64), EngineError> {
        let shared = Arc::clone(&self.tools.shared);
        let shared = &shared;
        let Difference { created, changed, touched, removed, unsupported, folders_new, folders_gone } = difference;
        let removed_count = removed.len() as u64;
        let mut small: Vec<Prepared> =
            folders_new.into_iter().map(|path| Prepared::bare(EntryChange::PutFolder { path })).collect();
        small.extend(
            touched.into_iter().map(|(path, fingerprint)| Prepared::bare(EntryChange::Touch { path, fingerprint })),
        );
        let mut to_read: Vec<ToRead> = Vec::with_capacity(created.len() + changed.len());
        let mut moved = 0;
        for change in changed {
            if let (ChangeKind::Moved { from }, true) = (&change.kind, change.same) {
                moved += 1;
                let facts = EntryFacts {
                    kind: kind_of(&change.path),
                    fingerprint: change.fingerprint,
                    revision: change.revision,
                    created: shared.ledger.first_seen(from)?.or(change.created),
                    unsupported: None,
                };
                shared.ledger.rename_paths(&[(from.clone(), change.path.clone())])?;
                let kind = PutKind::Moved { from: from.clone() };
                small.push(Prepared::bare(EntryChange::Put(EntryPut {
                    path: change.path,
                    kind,
                    facts,
                    parsed: None,
                    actor: Shared::outside(),
                })));
                continue;
            }
            let kind = match change.kind {
                ChangeKind::Created => PutKind::Created,
                ChangeKind::Moved { from } => PutKind::Moved { from },
                ChangeKind::Modified | ChangeKind::Removed => PutKind::Modified,
            };
            to_read.push(ToRead { path: change.path, kind, size: change.fingerprint.size, created: change.created });
        }
        to_read.extend(created.into_iter().map(|file| ToRead {
            path: file.path,
            kind: PutKind::Created,
            size: file.fingerprint.size,
            created: file.created,
        }));
        first_seen(shared, &mut to_read)?;
        let changed_count = (to_read.len() + moved) as u64;
        let bulk = to_read.len() > BULK;
        if bulk {
            self.tools.indexer.bulk(true);
        } else {
            shared.states.differ(to_read.iter().map(|file| &file.path).chain(&removed));
        }
        let result = self.send_all(small, to_read, with_progress);
        if bulk {
            self.tools.indexer.bulk(false);
        }
        shared.states.set_bulk(0);
        shared.meter.to_parse.store(0, Ordering::Relaxed);
        result?;
        let mut last: Vec<Prepared> = removed
            .into_iter()
            .map(|path| Prepared::bare(EntryChange::Remove { path, actor: Shared::outside() }))
            .collect();
        last.extend(folders_gone.into_iter().map(|path| Prepared::bare(EntryChange::RemoveFolder { path })));
        // After what was moved or removed from there: that takes along whatever is known of its old place.
        last.extend(unsupported.into_iter().map(|(path, reason)| {
            let facts = left_alone(reason);
            let (kind, actor) = (PutKind::Created, Shared::outside());
            Prepared::bare(EntryChange::Put(EntryPut { path, kind, facts, parsed: None, actor }))
        }));
        for batch in chunks(last, BATCH) {
            self.send(batch)?;
        }
        Ok((changed_count, removed_count))
    }

    fn send_all(&mut self, small: Vec<Prepared>, to_read: Vec<ToRead>, with_progress: bool) -> Result<(), EngineError> {
        for batch in chunks(small, BATCH) {
            self.send(batch)?;
        }
        if to_read.is_empty() {
            return Ok(());
        }
        let shared = Arc::clone(&self.tools.shared);
        let shared = &shared;
        let total = to_read.len() as u64;
        let mut done = 0;
        shared.meter.to_parse.store(total, Ordering::Relaxed);
        if total > BULK as u64 {
            shared.states.set_bulk(total);
        }
        // Two readers keep both cores busy; the channel's bound keeps memory flat.
        let (work, jobs) = crossbeam_channel::bounded::<ToRead>(256);
        let (out, ready) = crossbeam_channel::bounded::<(ToRead, Result<Digest, EngineError>)>(256);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                let (jobs, out) = (jobs.clone(), out.clone());
                scope.spawn(move || {
                    for job in jobs {
                        let began = Instant::now();
                        let read = digest(shared, &job.path, job.size);
                        shared.meter.took(Step::Parse, began.elapsed());
                        shared.meter.to_parse.fetch_sub(1, Ordering::Relaxed);
                        if out.send((job, read)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop((jobs, out));
            scope.spawn(move || {
                for job in to_read {
                    if work.send(job).is_err() {
                        return;
                    }
                }
            });
            let most = if total > BULK as u64 { BULK_BATCH } else { BATCH };
            let mut batch = Vec::with_capacity(most);
            let mut bytes = 0;
            for (job, read) in &ready {
                match read {
                    Ok(digest) => {
                        let (path, created) = (job.path, job.created);
                        bytes += digest.text.len();
                        batch.push(Prepared::put(path, job.kind, digest, created, Shared::outside()));
                    }
                    Err(EngineError::Files(error)) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => {
                        self.failed.push((job.path.clone(), error.to_string()));
                        shared.problem(Problem::new(ProblemKind::LeftOut).at(&job.path).because(error));
                    }
                }
                if batch.len() == most || bytes > BATCH_BYTES {
                    let count = batch.len() as u64;
                    self.send(std::mem::take(&mut batch))?;
                    bytes = 0;
                    shared.handoff.wait_for_room(Duration::from_secs(5));
                    done += count;
                    if total > BULK as u64 {
                        shared.states.set_bulk(total - done);
                    }
                    if with_progress {
                        shared.progress(Stage::Catalog, done, total);
                    }
                    if shared.is_closing() {
                        return Err(EngineError::Closed);
                    }
                }
            }
            self.send(batch)?;
            if with_progress {
                shared.progress(Stage::Catalog, total, total);
            }
            Ok(())
        })
    }

    /// Sends one transaction. What the catalog has taken in since the scan, by a save, is left out.
    fn send(&self, batch: Vec<Prepared>) -> Result<(), EngineError> {
        if batch.is_empty() {
            return Ok(());
        }
        let began = Instant::now();
        self.tools.writer.run(move |writer| writer.take_in_scanned(batch))?;
        self.tools.shared.meter.took(Step::Catalog, began.elapsed());
        Ok(())
    }
}

enum Gathered {
    Places(Vec<VaultPath>),
    Everything(&'static str, Vec<Sender<Result<Scanned, String>>>),
    Rules,
    Close,
}

struct ToRead {
    path: VaultPath,
    kind: PutKind,
    size: u64,
    created: Option<Timestamp>,
}

/// Sets when each file was first seen, where that was before the birth that the disk tells.
fn first_seen(shared: &Shared, files: &mut [ToRead]) -> Result<(), EngineError> {
    let known = if files.len() > BATCH { Some(shared.ledger.all_first_seen()?) } else { None };
    for file in files {
        let seen = match &known {
            Some(known) => known.get(&file.path).copied(),
            None => shared.ledger.first_seen(&file.path)?,
        };
        file.created = seen.into_iter().chain(file.created).min();
    }
    Ok(())
}

/// Returns the places that do not lie within another.
fn outermost(places: HashSet<VaultPath>) -> Vec<VaultPath> {
    let sorted: BTreeMap<VaultPath, ()> = places.into_iter().map(|path| (path, ())).collect();
    let mut kept: Vec<VaultPath> = Vec::new();
    for path in sorted.into_keys() {
        let inside =
            std::iter::successors(path.parent(), VaultPath::parent).any(|folder| kept.binary_search(&folder).is_ok());
        if !inside {
            kept.push(path);
        }
    }
    kept
}

fn watching_by(watch: &Watch) -> Watching {
    match watch.mode() {
        WatchMode::Native => Watching { mode: "native", reason: None },
        WatchMode::Polling { reason } => Watching { mode: "polling", reason: Some(reason) },
    }
}

/// Returns whether nothing that is known was seen.
fn has_nothing_of(seen: &Seen, known: &[KnownEntry]) -> bool {
    let there: HashSet<&VaultPath> = seen.files.iter().map(|file| &file.path).collect();
    !known.iter().any(|row| there.contains(&row.known.path))
}

fn chunks<T>(items: Vec<T>, size: usize) -> impl Iterator<Item = Vec<T>> {
    let mut items = items.into_iter();
    std::iter::from_fn(move || {
        let chunk: Vec<T> = items.by_ref().take(size).collect();
        (!chunk.is_empty()).then_some(chunk)
    })
}

fn answer(replies: Vec<Sender<Result<Scanned, String>>>, result: &Result<Scanned, String>) {
    for reply in replies {
        drop(reply.send(result.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_within_others_are_not_looked_at_twice() {
        let path = |text: &str| VaultPath::parse(text).unwrap();
        let places = ["a/b.md", "a", "a b", "a/c/d", "b/x"].map(path).into_iter().collect();
        assert_eq!(outermost(places), ["a", "a b", "b/x"].map(path));
        assert_eq!(outermost([path(""), path("a")].into_iter().collect()), [path("")]);
    }
}
