//! The follower that makes versions: alone owns the committing Git handles, reads the journal, catches up.
//!
//! A version is made when a burst of work has ended, and before and after every step that somebody may want
//! to take back. Within a burst the last bytes of one actor count; bytes that another actor replaced get a
//! version of their own. The bytes themselves were stored before they were acknowledged (see `writer`), so a
//! crash before a version costs nothing: the journal still says what is to be versioned.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use strata_files::{ErrorKind, Kind};
use strata_history::{BlobId, Change, Committed, Content, History, HistoryError, Stamp, VersionId};
use strata_model::{
    Actor, ChangeKind, EntryKind, JournalRow, Position, Problem, ProblemKind, Revision, Seq, VERSIONED_MAX_BYTES,
    VaultPath,
};

use crate::EngineError;
use crate::events::{Fact, Stage};
use crate::layout::AreaPlace;
use crate::meter::Step;
use crate::shared::Shared;
use crate::thread::Joinable;

const FOLLOWER: &str = "historian";
/// Rows of the journal that are read at once.
const ROWS: usize = 5_000;
/// A commit of more changes than this is written like an import: one pack, synced once.
const BULK: usize = 64;
/// Versions are packed when work has rested for so long …
const MAINTAIN_AFTER: Duration = Duration::from_secs(60);
/// … and at least so many changes were committed since.
const MAINTAIN_CHANGES: u64 = 200;

/// How long the historian waits for a burst to end.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Without a change.
    pub idle: Duration,
    /// In all.
    pub most: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { idle: Duration::from_secs(5), most: Duration::from_secs(60) }
    }
}

/// Why a version is made, for its trailer, and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Reason {
    pub cause: &'static str,
    pub message: Option<String>,
    /// The batch that made the changes.
    pub batch: Option<String>,
}

impl Reason {
    pub const fn because(cause: &'static str) -> Self {
        Self { cause, message: None, batch: None }
    }
}

/// One version per area.
pub(crate) type Made = Vec<(String, VersionId)>;

enum Message {
    Changed,
    Flush(Reason, Option<Sender<Result<Made, String>>>),
    Maintain(Sender<()>),
    Close,
}

/// The engine's end of the historian.
pub(crate) struct Historian {
    messages: Sender<Message>,
    thread: Joinable,
}

impl Historian {
    pub fn start(
        shared: &Arc<Shared>,
        patience: Patience,
        repacked: Box<dyn Fn() + Send>,
    ) -> Result<Self, EngineError> {
        let (messages, inbox) = crossbeam_channel::unbounded();
        let worker =
            Worker { shared: Arc::clone(shared), inbox, patience, areas: BTreeMap::new(), changes: 0, repacked };
        let thread = Joinable::spawn("historian", move || worker.run())?;
        Ok(Self { messages, thread })
    }

    /// The journal has grown.
    pub fn changed(&self) {
        drop(self.messages.send(Message::Changed));
    }

    /// Makes versions of everything in the journal now; returns one per area that had changes.
    pub fn flush(&self, reason: Reason) -> Result<Made, EngineError> {
        let (reply, answer) = crossbeam_channel::bounded(1);
        self.messages.send(Message::Flush(reason, Some(reply))).map_err(|_| EngineError::Closed)?;
        answer.recv().map_err(|_| EngineError::Closed)?.map_err(EngineError::Setup)
    }

    /// Has versions made of everything in the journal, next of all; nobody waits for it.
    pub fn flush_soon(&self, reason: Reason) {
        drop(self.messages.send(Message::Flush(reason, None)));
    }

    /// Packs versions and brings Git's own index up to date.
    pub fn maintain(&self) {
        let (reply, answer) = crossbeam_channel::bounded(1);
        if self.messages.send(Message::Maintain(reply)).is_ok() {
            let _ = answer.recv();
        }
    }

    /// Makes the last versions and ends the thread.
    pub fn close(&self) {
        drop(self.messages.send(Message::Close));
        self.thread.join();
    }
}

struct Worker {
    shared: Arc<Shared>,
    inbox: Receiver<Message>,
    patience: Patience,
    areas: BTreeMap<String, History>,
    /// Changes committed since the last maintenance.
    changes: u64,
    repacked: Box<dyn Fn() + Send>,
}

/// Changes of one actor that become one version in each area they touch.
struct Group<'a> {
    actor: &'a Actor,
    rows: BTreeMap<&'a VaultPath, &'a JournalRow>,
    /// Where its moves came from.
    left: HashSet<&'a VaultPath>,
}

impl Worker {
    fn run(mut self) {
        let mut since: Option<Instant> = Some(Instant::now());
        let mut rested = Instant::now();
        loop {
            let wait = if since.is_some() { self.patience.idle } else { MAINTAIN_AFTER };
            let wait = since.map_or(wait, |since| wait.min(self.patience.most.saturating_sub(since.elapsed())));
            match self.inbox.recv_timeout(wait) {
                Ok(Message::Changed) => {
                    since.get_or_insert_with(Instant::now);
                    rested = Instant::now();
                }
                Ok(Message::Flush(reason, None)) => {
                    self.attempt(&reason);
                    since = None;
                }
                Ok(Message::Flush(reason, Some(reply))) => {
                    let made = self.catch_up(&reason).map_err(|error| error.to_string());
                    since = None;
                    drop(reply.send(made));
                }
                Ok(Message::Maintain(reply)) => {
                    self.maintain();
                    let _ = reply.send(());
                }
                Ok(Message::Close) | Err(RecvTimeoutError::Disconnected) => {
                    self.attempt(&Reason::because("close"));
                    return;
                }
                Err(RecvTimeoutError::Timeout) => {
                    if since.take().is_some() {
                        self.attempt(&Reason::because("idle"));
                    } else if self.changes >= MAINTAIN_CHANGES && rested.elapsed() >= MAINTAIN_AFTER {
                        self.maintain();
                    }
                }
            }
        }
    }

    fn attempt(&mut self, reason: &Reason) {
        if let Err(error) = self.catch_up(reason) {
            self.shared.problem(Problem::new(ProblemKind::VersionFailed).because(error));
        }
    }

    fn catch_up(&mut self, reason: &Reason) -> Result<Made, EngineError> {
        if !self.shared.history_on() {
            return Ok(Vec::new());
        }
        let began = Instant::now();
        let made = match self.try_catch_up(reason) {
            Err(EngineError::History(HistoryError::Damaged { git_dir, detail })) => {
                self.reseed(&git_dir, &detail)?;
                self.try_catch_up(reason)
            }
            result => result,
        }?;
        if !made.is_empty() {
            self.shared.meter.took(Step::Version, began.elapsed());
        }
        Ok(made)
    }

    fn try_catch_up(&mut self, reason: &Reason) -> Result<Made, EngineError> {
        let reader = self.shared.reader();
        let epoch = reader.epoch();
        let mut position = self.shared.ledger.position(FOLLOWER)?.unwrap_or_default();
        if position.epoch != epoch {
            // A catalog that was never compared with the files does not say what is in the vault.
            if !self.shared.live().reconciled && reader.meta("reconciled")?.is_none() {
                return Ok(Vec::new());
            }
            if !self.is_new()? {
                return self.take_everything(epoch, reason);
            }
            position = Position { epoch, seq: Seq(0) };
        }
        if position.seq.0 + 1 < reader.first_seq()?.0 {
            return self.take_everything(epoch, reason);
        }
        let mut made = Vec::new();
        let mut seq = position.seq;
        loop {
            // The first version of a vault is one, however large.
            let limit = if seq == Seq(0) { usize::MAX >> 1 } else { ROWS };
            let rows = reader.journal_after(seq, limit)?;
            let Some(last) = rows.last().map(|row| row.seq) else { break };
            for group in grouped(&rows) {
                made.extend(self.commit_group(&group, reason)?);
            }
            seq = last;
            self.shared.ledger.set_position(FOLLOWER, Position { epoch, seq })?;
        }
        self.tell(seq, &made);
        Ok(latest(made))
    }

    fn tell(&self, seq: Seq, made: &Made) {
        self.shared.live().versioned = seq;
        if !made.is_empty() {
            let versions = made.iter().map(|(area, version)| (area.clone(), version.to_string())).collect();
            self.shared.events.send(Fact::Versioned { journal_seq: seq, versions });
        }
    }

    /// Returns whether no area has a version yet.
    fn is_new(&mut self) -> Result<bool, EngineError> {
        for place in self.shared.layout.areas.clone() {
            if self.history(&place)?.head()?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn commit_group(&mut self, group: &Group<'_>, reason: &Reason) -> Result<Made, EngineError> {
        let mut made = Vec::new();
        for place in self.shared.layout.areas.clone() {
            let (mut changes, moves) = self.changes_in(&place, group);
            if changes.is_empty() {
                continue;
            }
            let time = group.rows.values().map(|row| row.time).max().unwrap_or_else(|| self.shared.clock.now());
            self.changes += changes.len() as u64;
            let shared = Arc::clone(&self.shared);
            let history = self.history(&place)?;
            let head = history.head()?;
            let first = head.is_none();
            for (_, wanted) in &mut changes {
                if let Some(blob) = moved_on(history, head, &shared, &place, wanted)? {
                    *wanted = Wanted::Blob(blob);
                }
            }
            let message = match &reason.message {
                Some(message) => message.clone(),
                None if first && changes.len() > 1 => format!("First version of {} files", changes.len()),
                None => describe(&changes, &moves),
            };
            let cause = if first && !group.actor.is_internal() { "adopt" } else { reason.cause };
            let batch = reason.batch.as_ref().map(|id| ("Strata-Batch", id.as_str()));
            let trailers = batch.as_slice();
            let stamp = Stamp { message: &message, actor: group.actor, cause, time, moves: &moves, trailers };
            let committed = if changes.len() > BULK {
                commit_many(history, &shared, &place, &changes, &stamp)?
            } else {
                commit_few(history, &shared, &place, &changes, &stamp)?
            };
            self.unversioned(&place, &committed.unversioned);
            made.extend(committed.version.map(|version| (place.name.clone(), version)));
        }
        Ok(made)
    }

    #[allow(clippy::type_complexity, reason = "two lists of pairs that only this function's caller takes apart")]
    fn changes_in<'a>(
        &self,
        place: &AreaPlace,
        group: &Group<'a>,
    ) -> (Vec<(String, Wanted<'a>)>, Vec<(String, String)>) {
        let within = |path: &VaultPath| path.below(&place.root).filter(|rest| !rest.is_empty()).map(str::to_owned);
        let is_ours = |path: &VaultPath| self.shared.layout.area_of(path).is_some_and(|area| area.name == place.name);
        let mut changes = Vec::new();
        let mut moves = Vec::new();
        for (path, row) in &group.rows {
            let target = within(path).filter(|_| is_ours(path));
            if let ChangeKind::Moved { from: left } = &row.change.kind
                && let Some(from) = within(left).filter(|_| is_ours(left))
            {
                if let Some(target) = &target {
                    moves.push((from.clone(), target.clone()));
                }
                // What was moved away and written anew in the same burst stays.
                if !group.rows.keys().any(|other| within(other).as_ref() == Some(&from)) && !self.gave_way(left) {
                    changes.push((from, Wanted::Removed));
                }
            }
            let Some(target) = target else { continue };
            // What is there may be no file any more.
            if row.change.kind == ChangeKind::Removed || row.change.revision.is_none() {
                if !self.gave_way(path) {
                    changes.push((target, Wanted::Removed));
                }
            } else {
                changes.push((target, Wanted::Row(path, row)));
            }
        }
        (changes, moves)
    }

    /// Returns whether a folder with files has taken the place of a file. They come with rows of their own, and to take
    /// the name out of a version takes all that is below it.
    fn gave_way(&self, path: &VaultPath) -> bool {
        let reader = self.shared.reader();
        reader.is_folder(path).unwrap_or(false)
            && reader.known(path).is_ok_and(|below| below.iter().any(|entry| entry.kind != EntryKind::Unsupported))
    }

    /// Brings every area to what the files are, whatever the journal says: the way back after the catalog was
    /// made anew.
    fn take_everything(&mut self, epoch: strata_model::Epoch, reason: &Reason) -> Result<Made, EngineError> {
        let reader = self.shared.reader();
        let seq = reader.last_seq()?;
        let known = reader.known(&VaultPath::root())?;
        let total = known.len() as u64;
        let done = AtomicUsize::new(0);
        let mut made = Vec::new();
        for place in self.shared.layout.areas.clone() {
            let shared = Arc::clone(&self.shared);
            let history = self.history(&place)?;
            let head = history.head()?;
            let mut gone: HashSet<String> = match head {
                Some(head) => history.list(head, "")?.into_iter().map(|listed| listed.path).collect(),
                None => HashSet::new(),
            };
            let bulk = history.bulk()?;
            let wanted: Vec<(&VaultPath, String)> = known
                .iter()
                .filter(|entry| entry.kind != EntryKind::Unsupported)
                .filter(|entry| shared.layout.area_of(&entry.known.path).is_some_and(|area| area.name == place.name))
                .filter_map(|entry| Some((&entry.known.path, entry.known.path.below(&place.root)?.to_owned())))
                .collect();
            let taken: Mutex<Vec<&str>> = Mutex::new(Vec::new());
            in_parallel(&wanted, &shared, |(path, within)| {
                if let Some(bytes) = read_versioned(&shared, path)? {
                    bulk.add(within, &bytes)?;
                    taken.lock().unwrap_or_else(PoisonError::into_inner).push(within);
                }
                let done = done.fetch_add(1, Ordering::Relaxed) as u64 + 1;
                if done.is_multiple_of(500) {
                    shared.progress(Stage::Version, done, total);
                }
                Ok(())
            })?;
            for within in taken.into_inner().unwrap_or_else(PoisonError::into_inner) {
                gone.remove(within);
            }
            for within in &gone {
                bulk.remove(within);
            }
            let message =
                reason.message.clone().unwrap_or_else(|| "Bring the versions up to date with the files".into());
            let cause = reason.cause;
            let actor = Shared::outside();
            let time = shared.clock.now();
            let committed =
                bulk.commit(&Stamp { message: &message, actor: &actor, cause, time, moves: &[], trailers: &[] })?;
            self.unversioned(&place, &committed.unversioned);
            self.changes += wanted.len() as u64;
            made.extend(committed.version.map(|version| (place.name.clone(), version)));
        }
        self.shared.progress(Stage::Version, total, total);
        self.shared.ledger.set_position(FOLLOWER, Position { epoch, seq })?;
        self.tell(seq, &made);
        Ok(made)
    }

    fn unversioned(&self, place: &AreaPlace, names: &[String]) {
        for name in names {
            let path = place.root.join(name).map_or_else(|_| name.clone(), String::from);
            self.shared.problem(Problem::new(ProblemKind::NameUnversioned).at(path));
        }
    }

    fn history(&mut self, place: &AreaPlace) -> Result<&History, EngineError> {
        if !self.areas.contains_key(&place.name) {
            let history = History::open(&place.area)?;
            if history.recovered() {
                let git_dir = place.area.git_dir.display();
                self.shared.problem(Problem::new(ProblemKind::VersionsRecovered).at(git_dir));
                self.shared.ledger.set_position(FOLLOWER, Position::default())?;
            }
            self.areas.insert(place.name.clone(), history);
        }
        self.areas.get(&place.name).ok_or(EngineError::Closed)
    }

    /// A damaged repository is put aside whole and begun anew from the files.
    fn reseed(&mut self, git_dir: &std::path::Path, detail: &str) -> Result<(), EngineError> {
        let stamp = self.shared.clock.now().0.to_string();
        self.areas.clear();
        for place in self.shared.layout.areas.clone() {
            if place.area.git_dir == git_dir {
                let reseeded = History::reseed(&place.area, &stamp)?;
                let problem = Problem::new(ProblemKind::VersionsRestarted).at(git_dir.display());
                self.shared.problem(problem.because(detail).kept(reseeded.kept.display()));
            }
        }
        self.shared.ledger.set_position(FOLLOWER, Position::default())?;
        (self.repacked)();
        Ok(())
    }

    fn maintain(&mut self) {
        self.changes = 0;
        let shared = Arc::clone(&self.shared);
        let mut repacked = false;
        for place in shared.layout.areas.clone() {
            shared.progress(Stage::Maintain, 0, 1);
            let result = self.history(&place).and_then(|history| Ok(history.maintain(&|| shared.is_closing())?));
            match result {
                Ok(maintained) => repacked |= maintained.replaced,
                Err(EngineError::History(HistoryError::Cancelled)) => {}
                Err(error) => shared.problem(Problem::new(ProblemKind::PackingFailed).because(error)),
            }
            shared.progress(Stage::Maintain, 1, 1);
        }
        if repacked {
            self.areas.clear();
            (self.repacked)();
        }
    }
}

/// What a version is to hold at a path.
enum Wanted<'a> {
    Row(&'a VaultPath, &'a JournalRow),
    Blob(BlobId),
    Removed,
}

/// What a path holds in a version.
enum Stored {
    Blob(BlobId),
    Bytes(Vec<u8>),
    Removed,
}

/// Returns what a row's path held: the blob that was stored before it was acknowledged, else the file.
fn stored(shared: &Shared, place: &AreaPlace, wanted: &Wanted<'_>) -> Result<Option<Stored>, EngineError> {
    let (path, row) = match wanted {
        Wanted::Row(path, row) => (path, row),
        Wanted::Blob(blob) => return Ok(Some(Stored::Blob(*blob))),
        Wanted::Removed => return Ok(Some(Stored::Removed)),
    };
    if let Some(revision) = row.change.revision
        && let Some(blob) = shared.ledger.blob_in(&revision, &place.name)?
        && let Some(oid) = blob.oid.as_deref().and_then(|oid| oid.parse::<BlobId>().ok())
    {
        return Ok(Some(Stored::Blob(oid)));
    }
    Ok(read_versioned(shared, path)?.map(Stored::Bytes))
}

/// Returns what a file held that was moved to where it is no longer: what the version before has at its old path. Without
/// it the chain of names would break, by which a file is followed.
fn moved_on(
    history: &History,
    head: Option<VersionId>,
    shared: &Shared,
    place: &AreaPlace,
    wanted: &Wanted<'_>,
) -> Result<Option<BlobId>, EngineError> {
    let Wanted::Row(path, row) = wanted else { return Ok(None) };
    let (ChangeKind::Moved { from }, Some(head)) = (&row.change.kind, head) else { return Ok(None) };
    let Some(within) = from.below(&place.root).filter(|within| !within.is_empty()) else { return Ok(None) };
    if matches!(shared.files.stat(path), Ok(Some(_))) {
        return Ok(None);
    }
    let before = history.read(head, within)?;
    Ok(before
        .filter(|bytes| row.change.revision == Some(Revision::of(bytes)))
        .and_then(|bytes| BlobId::of_content(&bytes)))
}

/// Returns what is told of a file that is left to backups.
pub(crate) fn too_large(path: &VaultPath) -> Problem {
    Problem::new(ProblemKind::TooLargeForVersions).at(path).because(format_args!("{} MiB", VERSIONED_MAX_BYTES >> 20))
}

/// Reads a file for a version; `None` where there is nothing to version, or not by Git.
fn read_versioned(shared: &Shared, path: &VaultPath) -> Result<Option<Vec<u8>>, EngineError> {
    // A link is no file, though it may lead to one.
    if matches!(shared.files.stat(path), Ok(Some(stat)) if stat.kind != Kind::File) {
        return Ok(None);
    }
    match shared.files.read(path, VERSIONED_MAX_BYTES) {
        Ok(content) => Ok(Some(content.bytes)),
        Err(error) => match error.kind() {
            // Not a file, or gone since: a later row says what became of it.
            ErrorKind::NotFound | ErrorKind::NotAFile | ErrorKind::Outside => Ok(None),
            ErrorKind::TooLarge => {
                shared.problem(too_large(path));
                Ok(None)
            }
            // One file must not keep all others from their versions.
            ErrorKind::Permission => {
                shared.problem(Problem::new(ProblemKind::UnreadableForVersions).at(path).because(error));
                Ok(None)
            }
            _ => Err(error.into()),
        },
    }
}

/// Commits a handful of changes, each object synced.
fn commit_few(
    history: &History,
    shared: &Shared,
    place: &AreaPlace,
    changes: &[(String, Wanted<'_>)],
    stamp: &Stamp<'_>,
) -> Result<Committed, EngineError> {
    let mut contents = Vec::with_capacity(changes.len());
    for (within, wanted) in changes {
        contents.extend(stored(shared, place, wanted)?.map(|content| (within, content)));
    }
    let changes: Vec<Change<'_>> = contents
        .iter()
        .map(|(path, content)| Change {
            path,
            content: match content {
                Stored::Blob(blob) => Content::Blob(*blob),
                Stored::Bytes(bytes) => Content::Bytes(bytes),
                Stored::Removed => Content::Removed,
            },
        })
        .collect();
    Ok(history.commit(&changes, stamp)?)
}

/// Commits any number of changes as one pack, synced once.
fn commit_many(
    history: &History,
    shared: &Shared,
    place: &AreaPlace,
    changes: &[(String, Wanted<'_>)],
    stamp: &Stamp<'_>,
) -> Result<Committed, EngineError> {
    let bulk = history.bulk()?;
    let (done, total) = (AtomicU64::new(0), changes.len() as u64);
    in_parallel(changes, shared, |(within, wanted)| {
        match stored(shared, place, wanted)? {
            Some(Stored::Blob(blob)) => bulk.set(within, blob),
            Some(Stored::Bytes(bytes)) => {
                bulk.add(within, &bytes)?;
            }
            Some(Stored::Removed) => bulk.remove(within),
            None => {}
        }
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(500) {
            shared.progress(Stage::Version, done, total);
        }
        Ok(())
    })?;
    let committed = bulk.commit(stamp)?;
    shared.progress(Stage::Version, total, total);
    Ok(committed)
}

/// Splits rows into versions: one for each actor, and a new one where an actor touches what another changed
/// before within these rows.
fn grouped(rows: &[JournalRow]) -> Vec<Group<'_>> {
    let mut done: Vec<Group<'_>> = Vec::new();
    let mut open: Vec<Group<'_>> = Vec::new();
    for row in rows {
        let actor = &row.change.actor;
        let from = moved_from(row);
        let path = &row.change.path;
        // An edit right before the move: the moved path carries its bytes, so the two are one change.
        let carries = |group: &Group<'_>| {
            let before = from.filter(|_| group.actor == actor).and_then(|from| group.rows.get(from));
            before.is_some_and(|before| {
                before.change.kind == ChangeKind::Modified && before.change.revision == row.change.revision
            })
        };
        let clashes = |group: &Group<'_>| {
            let leaves = from.is_some_and(|from| group.rows.contains_key(from));
            group.rows.contains_key(path) || (leaves && !carries(group))
        };
        // A moved path carries what was done to it before in its own version, or the bytes would be lost; and what is
        // done to it afterwards comes in a later one, or the path that it left would stay.
        let came = |group: &Group<'_>| group.rows.get(path).is_some_and(|row| moved_from(row).is_some());
        // A folder in the place of a file, or the reverse: the later of the two has to come later.
        let replaces = |group: &Group<'_>| {
            let above = std::iter::successors(path.parent(), VaultPath::parent);
            let mut below = group
                .rows
                .range::<VaultPath, _>(path..)
                .take_while(|(other, _)| other.as_str().starts_with(path.as_str()));
            above.into_iter().any(|other| group.rows.contains_key(&other))
                || below.any(|(other, _)| *other != path && other.starts_with(path))
        };
        if open
            .iter()
            .any(|group| group.actor != actor && (clashes(group) || group.left.contains(path) || replaces(group)))
            || (from.is_some() && open.iter().any(clashes))
            || open.iter().any(came)
        {
            done.append(&mut open);
        }
        let group = match open.iter_mut().position(|group| group.actor == actor) {
            Some(at) => &mut open[at],
            None => {
                open.push(Group { actor, rows: BTreeMap::new(), left: HashSet::new() });
                let last = open.len() - 1;
                &mut open[last]
            }
        };
        if let Some(from) = from {
            group.rows.remove(from);
        }
        group.rows.insert(path, row);
        group.left.extend(from);
    }
    done.append(&mut open);
    done
}

const fn moved_from(row: &JournalRow) -> Option<&VaultPath> {
    match &row.change.kind {
        ChangeKind::Moved { from } => Some(from),
        _ => None,
    }
}

/// Keeps the last version of each area.
fn latest(made: Made) -> Made {
    let mut last: BTreeMap<String, VersionId> = BTreeMap::new();
    last.extend(made);
    last.into_iter().collect()
}

fn describe(changes: &[(String, Wanted<'_>)], moves: &[(String, String)]) -> String {
    let removed = changes.iter().filter(|(_, content)| matches!(content, Wanted::Removed)).count();
    match (changes, moves) {
        (_, [(from, to)]) if changes.len() <= 2 => format!("Move {from} to {to}"),
        ([(path, Wanted::Removed)], _) => format!("Delete {path}"),
        ([(path, _)], _) => format!("Edit {path}"),
        _ if !moves.is_empty() => format!("Move {} files", moves.len()),
        _ if removed == changes.len() => format!("Delete {removed} files"),
        ([(path, _), rest @ ..], _) => format!("Edit {path} and {} more", rest.len()),
        ([], _) => "No change".to_owned(),
    }
}

/// Runs `work` for every item on two threads.
fn in_parallel<'a, T: Sync>(
    items: &'a [T],
    shared: &Shared,
    work: impl Fn(&'a T) -> Result<(), EngineError> + Sync,
) -> Result<(), EngineError> {
    let next = AtomicUsize::new(0);
    let run = || -> Result<(), EngineError> {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            if shared.is_closing() {
                return Err(EngineError::Closed);
            }
            work(item)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(run);
        let mine = run();
        let theirs = other.join().map_err(|_| EngineError::Closed)?;
        mine.and(theirs)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use strata_model::{Change as ModelChange, Timestamp};

    fn row(seq: u64, path: &str, actor: &str, kind: ChangeKind) -> JournalRow {
        let change = ModelChange {
            path: VaultPath::parse(path).unwrap(),
            kind,
            revision: Some(Revision::of(&seq.to_le_bytes())),
            actor: actor.parse().unwrap(),
        };
        JournalRow { seq: Seq(seq), time: Timestamp(0), change }
    }

    fn shape(rows: &[JournalRow]) -> Vec<(String, Vec<u64>)> {
        grouped(rows)
            .iter()
            .map(|group| (group.actor.to_string(), group.rows.values().map(|row| row.seq.0).collect()))
            .collect()
    }

    #[test]
    fn a_burst_of_one_actor_is_one_version_with_its_last_bytes() {
        let rows = [
            row(1, "a.md", "owner", ChangeKind::Modified),
            row(2, "b.md", "owner", ChangeKind::Modified),
            row(3, "a.md", "owner", ChangeKind::Modified),
        ];
        assert_eq!(shape(&rows), [("owner".to_owned(), vec![3, 2])]);
    }

    #[test]
    fn bytes_that_another_actor_replaced_get_their_own_version() {
        let rows = [
            row(1, "a.md", "owner", ChangeKind::Modified),
            row(2, "a.md", "external", ChangeKind::Modified),
            row(3, "a.md", "owner", ChangeKind::Modified),
        ];
        let expected = [("owner".to_owned(), vec![1]), ("external".to_owned(), vec![2]), ("owner".to_owned(), vec![3])];
        assert_eq!(shape(&rows), expected);
    }

    #[test]
    fn actors_who_do_not_meet_share_nothing() {
        let rows = [
            row(1, "a.md", "owner", ChangeKind::Modified),
            row(2, "b.md", "external", ChangeKind::Modified),
            row(3, "c.md", "owner", ChangeKind::Modified),
        ];
        assert_eq!(shape(&rows), [("owner".to_owned(), vec![1, 3]), ("external".to_owned(), vec![2])]);
    }

    #[test]
    fn an_edit_before_a_move_is_kept() {
        let from = VaultPath::parse("a.md").unwrap();
        let rows = [row(1, "a.md", "owner", ChangeKind::Modified), row(2, "b.md", "owner", ChangeKind::Moved { from })];
        assert_eq!(shape(&rows), [("owner".to_owned(), vec![1]), ("owner".to_owned(), vec![2])]);
    }

    #[test]
    fn an_edit_whose_bytes_a_move_carries_on_is_one_version_with_it() {
        let from = VaultPath::parse("a.md").unwrap();
        let mut rows =
            [row(1, "a.md", "owner", ChangeKind::Modified), row(2, "b.md", "owner", ChangeKind::Moved { from })];
        rows[1].change.revision = rows[0].change.revision;
        assert_eq!(shape(&rows), [("owner".to_owned(), vec![2])]);
        rows[0].change.actor = Actor::External(None);
        assert_eq!(shape(&rows), [("external".to_owned(), vec![1]), ("owner".to_owned(), vec![2])], "of one actor");
    }

    #[test]
    fn an_edit_or_a_removal_after_a_move_leaves_the_old_path_removed() {
        for after in [ChangeKind::Modified, ChangeKind::Removed] {
            let from = VaultPath::parse("a.md").unwrap();
            let rows = [row(1, "b.md", "owner", ChangeKind::Moved { from }), row(2, "b.md", "owner", after)];
            assert_eq!(shape(&rows), [("owner".to_owned(), vec![1]), ("owner".to_owned(), vec![2])]);
        }
    }

    #[test]
    fn what_another_actor_writes_where_a_move_came_from_is_a_later_version() {
        let from = VaultPath::parse("a.md").unwrap();
        let rows = [
            row(1, "x.md", "external", ChangeKind::Modified),
            row(2, "b.md", "owner", ChangeKind::Moved { from }),
            row(3, "a.md", "external", ChangeKind::Created),
        ];
        let expected =
            [("external".to_owned(), vec![1]), ("owner".to_owned(), vec![2]), ("external".to_owned(), vec![3])];
        assert_eq!(shape(&rows), expected);
    }
}
