//! How the entries stand that are not clean. Held in memory and worked out anew at every start; only what is
//! quarantined comes from the ledger.
//!
//! The watcher hints, the scanner looks, the writer records; each names paths here and the machine in `model` decides.
//! An entry that is clean costs nothing. Of many thousand changes at once only their number is kept.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use strata_model::{ChangeKind, EntryEvent, EntryState, JournalRow, Standing, Timestamp, VaultPath, Work};

/// How one entry stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryStanding {
    /// Which.
    pub path: VaultPath,
    /// How.
    pub standing: Standing,
    /// What the system said, for one that failed or is quarantined.
    pub why: Option<String>,
    /// How often it failed in a row.
    pub attempts: u32,
    /// When it is tried again.
    pub next: Option<Timestamp>,
    /// The other file of a conflict.
    pub other: Option<VaultPath>,
}

/// How many entries stand how; all others are clean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateCounts {
    /// May have changed.
    pub hinted: u64,
    /// Being looked at.
    pub scanning: u64,
    /// On their way into the catalog.
    pub changed: u64,
    /// Two texts side by side.
    pub conflicted: u64,
    /// Could not be read.
    pub failed: u64,
    /// Kept and not read.
    pub quarantined: u64,
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub path: VaultPath,
    pub why: String,
    pub attempts: u32,
    pub next: Timestamp,
}

/// The entries that are not clean.
#[derive(Default)]
pub(crate) struct States {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    entries: HashMap<VaultPath, Kept>,
    /// Each conflict copy, with the file that it is a copy of.
    copies: BTreeMap<VaultPath, VaultPath>,
    /// The copies of the time before this start are known.
    counted: bool,
    /// Changes of which only the number is kept.
    bulk: u64,
}

#[derive(Default)]
struct Kept {
    state: EntryState,
    reason: Option<Box<Reason>>,
}

struct Reason {
    why: String,
    attempts: u32,
    next: Option<Timestamp>,
}

impl States {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody says that there may be a change at `path`.
    pub fn hint(&self, path: &VaultPath) {
        self.lock().apply(path, EntryEvent::Hint, &mut Vec::new());
    }

    /// A look at these places begins.
    pub fn look(&self, places: &[VaultPath]) {
        self.lock().everywhere(places, |_| Some(EntryEvent::Look), &mut Vec::new());
    }

    /// What a look found to differ.
    pub fn differ<'p>(&self, paths: impl Iterator<Item = &'p VaultPath>) {
        let mut inner = self.lock();
        for path in paths {
            inner.apply(path, EntryEvent::Differs, &mut Vec::new());
        }
    }

    /// So many changes are on their way of which nobody asks singly.
    pub fn set_bulk(&self, left: u64) {
        self.lock().bulk = left;
    }

    /// The look has ended: these could not be read, all the rest is as the catalog says. Returns who stands otherwise
    /// now, as far as a person should know.
    pub fn looked(&self, places: &[VaultPath], failures: Vec<Failure>) -> Vec<EntryStanding> {
        let failed: HashSet<&VaultPath> = failures.iter().map(|failure| &failure.path).collect();
        let mut told = Vec::new();
        let mut inner = self.lock();
        let settle = |path: &VaultPath, state: EntryState| match state.work {
            Work::Scanning | Work::Changed | Work::Failed if !failed.contains(path) => Some(EntryEvent::Same),
            _ => None,
        };
        inner.everywhere_with(places, settle, &mut told);
        drop(failed);
        for Failure { path, why, attempts, next } in failures {
            let reason = Reason { why, attempts, next: Some(next) };
            inner.entries.entry(path.clone()).or_default().reason = Some(Box::new(reason));
            inner.apply(&path, EntryEvent::Fail, &mut told);
        }
        told
    }

    /// The look came to nothing: it is still to be done.
    pub fn not_looked(&self, places: &[VaultPath]) {
        let again = |work| matches!(work, Work::Scanning | Work::Changed).then_some(EntryEvent::Hint);
        self.lock().everywhere(places, again, &mut Vec::new());
    }

    /// The catalog has taken rows in.
    pub fn recorded(&self, rows: &[JournalRow]) -> Vec<EntryStanding> {
        let mut told = Vec::new();
        let mut inner = self.lock();
        for row in rows {
            let path = &row.change.path;
            if let ChangeKind::Moved { from } = &row.change.kind {
                inner.settle(from, &mut told);
            }
            inner.settle(path, &mut told);
            match original_of(path) {
                Some(original) if row.change.kind != ChangeKind::Removed => {
                    inner.conflict(path, original, &mut told);
                }
                _ => {}
            }
            match &row.change.kind {
                ChangeKind::Removed => inner.resolve(path, &mut told),
                ChangeKind::Moved { from } => inner.resolve(from, &mut told),
                ChangeKind::Created | ChangeKind::Modified => {}
            }
        }
        told
    }

    /// Whether the conflict copies of the time before this start are still to be told.
    pub fn wants_copies(&self) -> bool {
        !self.lock().counted
    }

    /// Tells the conflict copies that the catalog knows.
    pub fn set_copies(&self, copies: Vec<VaultPath>) -> Vec<EntryStanding> {
        let mut told = Vec::new();
        let mut inner = self.lock();
        inner.counted = true;
        for copy in copies {
            if let Some(original) = original_of(&copy) {
                inner.conflict(&copy, original, &mut told);
            }
        }
        told
    }

    /// The entry is kept and not read.
    pub fn quarantine(&self, path: &VaultPath, why: Option<String>) -> Vec<EntryStanding> {
        let mut told = Vec::new();
        let mut inner = self.lock();
        let reason = why.map(|why| Box::new(Reason { why, attempts: 0, next: None }));
        inner.entries.entry(path.clone()).or_default().reason = reason;
        inner.apply(path, EntryEvent::Quarantine, &mut told);
        told
    }

    /// The entry is read again, or is no more.
    pub fn release(&self, path: &VaultPath) -> Vec<EntryStanding> {
        let mut told = Vec::new();
        self.lock().apply(path, EntryEvent::Release, &mut told);
        told
    }

    /// Counts the entries that are not clean.
    pub fn counts(&self) -> StateCounts {
        let inner = self.lock();
        let mut counts = StateCounts { changed: inner.bulk, ..StateCounts::default() };
        for kept in inner.entries.values() {
            match kept.state.standing() {
                Standing::Clean => {}
                Standing::Hinted => counts.hinted += 1,
                Standing::Scanning => counts.scanning += 1,
                Standing::Changed => counts.changed += 1,
                Standing::Conflicted => counts.conflicted += 1,
                Standing::Failed => counts.failed += 1,
                Standing::Quarantined => counts.quarantined += 1,
            }
        }
        counts
    }

    /// Returns the entries that are not clean, up to `limit`, those that weigh most first, then by path.
    pub fn list(&self, limit: usize) -> Vec<EntryStanding> {
        let inner = self.lock();
        let mut all: Vec<(&VaultPath, &Kept)> = inner.entries.iter().collect();
        all.sort_by(|a, b| b.1.state.standing().cmp(&a.1.state.standing()).then_with(|| a.0.cmp(b.0)));
        all.truncate(limit);
        all.into_iter().map(|(path, _)| inner.standing(path)).collect()
    }
}

impl Inner {
    /// Applies an event, and forgets what is clean. Notes in `told` what a person should know.
    fn apply(&mut self, path: &VaultPath, event: EntryEvent, told: &mut Vec<EntryStanding>) {
        let before = self.entries.get(path).map_or_else(EntryState::default, |kept| kept.state);
        let after = before.after(event);
        if after == EntryState::default() {
            self.entries.remove(path);
        } else if let Some(kept) = self.entries.get_mut(path) {
            kept.state = after;
            if !matches!(after.standing(), Standing::Failed | Standing::Quarantined) {
                kept.reason = None;
            }
        } else {
            self.entries.insert(path.clone(), Kept { state: after, reason: None });
        }
        let (before, after) = (before.standing(), after.standing());
        if before != after && (before.is_lasting() || after.is_lasting()) {
            told.push(self.standing(path));
        }
    }

    /// Applies an event to an entry, if it is not clean.
    fn settle(&mut self, path: &VaultPath, told: &mut Vec<EntryStanding>) {
        if self.entries.contains_key(path) {
            self.apply(path, EntryEvent::Recorded, told);
        }
    }

    fn everywhere(
        &mut self,
        places: &[VaultPath],
        event: impl Fn(Work) -> Option<EntryEvent>,
        told: &mut Vec<EntryStanding>,
    ) {
        self.everywhere_with(places, |_, state| event(state.work), told);
    }

    /// Applies to each entry in these places the event that is due.
    fn everywhere_with(
        &mut self,
        places: &[VaultPath],
        event: impl Fn(&VaultPath, EntryState) -> Option<EntryEvent>,
        told: &mut Vec<EntryStanding>,
    ) {
        let all = places.iter().any(VaultPath::is_root);
        let named: HashSet<&VaultPath> = places.iter().collect();
        let within = |path: &VaultPath| {
            all || std::iter::successors(Some(path.clone()), VaultPath::parent).any(|above| named.contains(&above))
        };
        let due: Vec<(VaultPath, EntryEvent)> = self
            .entries
            .iter()
            .filter_map(|(path, kept)| Some((path, event(path, kept.state)?)))
            .filter(|(path, _)| within(path))
            .map(|(path, event)| (path.clone(), event))
            .collect();
        for (path, event) in due {
            self.apply(&path, event, told);
        }
    }

    fn conflict(&mut self, copy: &VaultPath, original: VaultPath, told: &mut Vec<EntryStanding>) {
        self.copies.insert(copy.clone(), original.clone());
        self.apply(copy, EntryEvent::Conflict, told);
        self.apply(&original, EntryEvent::Conflict, told);
    }

    fn resolve(&mut self, copy: &VaultPath, told: &mut Vec<EntryStanding>) {
        let Some(original) = self.copies.remove(copy) else { return };
        self.apply(copy, EntryEvent::Resolve, told);
        if !self.copies.values().any(|other| *other == original) {
            self.apply(&original, EntryEvent::Resolve, told);
        }
    }

    fn standing(&self, path: &VaultPath) -> EntryStanding {
        let kept = self.entries.get(path);
        let standing = kept.map_or(Standing::Clean, |kept| kept.state.standing());
        let reason = kept.and_then(|kept| kept.reason.as_deref());
        let other = (standing == Standing::Conflicted).then(|| {
            let copy = || self.copies.iter().find(|(_, original)| *original == path).map(|(copy, _)| copy);
            self.copies.get(path).or_else(copy).cloned()
        });
        EntryStanding {
            path: path.clone(),
            standing,
            why: reason.map(|reason| reason.why.clone()),
            attempts: reason.map_or(0, |reason| reason.attempts),
            next: reason.and_then(|reason| reason.next),
            other: other.flatten(),
        }
    }
}

/// Returns which file a conflict copy is a copy of, by its name.
fn original_of(copy: &VaultPath) -> Option<VaultPath> {
    let name = copy.name();
    let at = name.find(" (Conflicted copy ")?;
    name[at..].find(')')?;
    let extension = name.rfind('.').filter(|dot| *dot > at).map_or("", |dot| &name[dot..]);
    copy.parent()?.join(&format!("{}{extension}", &name[..at])).ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use strata_model::{Actor, Change, Seq};

    use super::*;

    fn path(text: &str) -> VaultPath {
        VaultPath::parse(text).unwrap()
    }

    fn failure(at: &str) -> Failure {
        Failure { path: path(at), why: "no".into(), attempts: 2, next: Timestamp(9) }
    }

    fn row(at: &str, kind: ChangeKind) -> JournalRow {
        let change = Change { path: path(at), kind, revision: None, actor: Actor::Owner };
        JournalRow { seq: Seq(1), time: Timestamp(0), change }
    }

    fn words(states: &States) -> Vec<(String, &'static str)> {
        states.list(100).iter().map(|entry| (entry.path.to_string(), entry.standing.name())).collect()
    }

    fn told(told: &[EntryStanding]) -> Vec<(&str, &'static str)> {
        told.iter().map(|entry| (entry.path.as_str(), entry.standing.name())).collect()
    }

    #[test]
    fn an_entry_goes_from_a_hint_to_the_catalog_and_is_forgotten() {
        let states = States::default();
        states.hint(&path("a/b.md"));
        states.hint(&path("c.md"));
        assert_eq!(words(&states), [("a/b.md".into(), "hinted"), ("c.md".into(), "hinted")]);
        states.look(&[path("a")]);
        assert_eq!(words(&states)[0], ("a/b.md".into(), "scanning"));
        states.differ([path("a/b.md"), path("a/new.md")].iter());
        assert_eq!(states.counts(), StateCounts { hinted: 1, changed: 2, ..StateCounts::default() });
        assert!(states.recorded(&[row("a/b.md", ChangeKind::Modified)]).is_empty(), "nobody need be told");
        assert!(states.looked(&[path("a")], Vec::new()).is_empty());
        assert_eq!(words(&states), [("c.md".into(), "hinted")], "the other was not looked at");
    }

    #[test]
    fn a_failure_is_told_once_and_told_when_it_is_over() {
        let states = States::default();
        let failed = states.looked(&[path("")], vec![failure("a.md")]);
        assert_eq!(told(&failed), [("a.md", "failed")]);
        assert_eq!((failed[0].why.as_deref(), failed[0].attempts, failed[0].next), (Some("no"), 2, Some(Timestamp(9))));
        states.hint(&path("a.md"));
        states.look(&[path("")]);
        assert!(states.looked(&[path("")], vec![failure("a.md")]).is_empty(), "it stands as it stood");
        assert_eq!(told(&states.looked(&[path("")], Vec::new())), [("a.md", "clean")]);
        assert_eq!(states.counts(), StateCounts::default());
    }

    #[test]
    fn a_conflict_marks_both_files_until_the_last_copy_is_gone() {
        let states = States::default();
        let (one, two) = ("n/a (Conflicted copy desk 202611230700).md", "n/a (Conflicted copy desk 202611230700) 2.md");
        assert_eq!(states.set_copies(vec![path(one)]).len(), 2);
        let now = states.recorded(&[row(two, ChangeKind::Created)]);
        assert_eq!(told(&now), [(two, "conflicted")], "the note was marked before");
        assert_eq!(now[0].other, Some(path("n/a.md")));
        assert_eq!(told(&states.recorded(&[row(one, ChangeKind::Removed)])), [(one, "clean")]);
        let last = states.recorded(&[row("n/b.md", ChangeKind::Moved { from: path(two) })]);
        assert_eq!(told(&last), [(two, "clean"), ("n/a.md", "clean")]);
    }

    #[test]
    fn a_look_that_came_to_nothing_is_still_to_be_done() {
        let states = States::default();
        states.hint(&path("a.md"));
        states.look(&[path("")]);
        states.not_looked(&[path("")]);
        assert_eq!(words(&states), [("a.md".into(), "hinted")]);
    }

    #[test]
    fn a_quarantine_says_why_until_it_ends() {
        let states = States::default();
        let began = states.quarantine(&path("a.md"), Some("it ended the program".into()));
        assert_eq!(
            (told(&began), began[0].why.as_deref()),
            (vec![("a.md", "quarantined")], Some("it ended the program"))
        );
        states.hint(&path("a.md"));
        states.look(&[path("")]);
        assert!(states.looked(&[path("")], Vec::new()).is_empty());
        assert_eq!(told(&states.release(&path("a.md"))), [("a.md", "clean")]);
    }

    #[test]
    fn twenty_thousand_hints_cost_little() {
        let states = States::default();
        let paths: Vec<VaultPath> = (0..20_000).map(|n| path(&format!("folder/sub {}/note {n}.md", n % 100))).collect();
        let began = Instant::now();
        for path in &paths {
            states.hint(path);
        }
        states.look(&paths);
        states.differ(paths.iter());
        states.looked(&paths, Vec::new());
        assert_eq!(states.counts(), StateCounts::default());
        // Some 50 ms in a build without optimisation; this fails where it grows with the square.
        assert!(began.elapsed() < Duration::from_secs(2), "took {:?}", began.elapsed());
    }
}
