//! Files that end the program when they are read: found out, set aside, tried again.
//!
//! What a run died of stands in its note of what was under way ([`crate::underway`]), together with what only happened
//! to be under way as well, or was when somebody else killed the program. So one death makes suspects; the next start
//! reads one file at a time, and only a suspect that is under way at a second death is set aside: it is listed,
//! versioned and backed up as before, and not read. Other bytes are read again at once; the same ones once more after
//! a while, with another version of the program, and whenever the user asks. What was read well is suspected no more.

use std::collections::HashMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use strata_catalog::{Ledger, Quarantined};
use strata_model::{ChangeKind, JournalRow, Problem, ProblemKind, Revision, Timestamp, VaultPath};

use crate::EngineError;
use crate::keeper::spool;
use crate::meter::Step;
use crate::shared::Shared;
use crate::underway::{Underway, Work, left};

/// What was set aside once is read once more after so many milliseconds: it may have been the wrong one.
const PROBATION: i64 = 10 * 60 * 1000;
/// After so many deaths it is not tried again by itself.
const DEATHS: u32 = 2;
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// What is set aside, and what is suspected.
pub(crate) struct Quarantine {
    rows: Mutex<HashMap<Revision, Quarantined>>,
    /// Whether there is any of either kind: all others pay for no lock.
    any: AtomicBool,
    trial: Mutex<Trial>,
    file: PathBuf,
}

/// What the next start has to know if this one dies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Trial {
    /// Starts in a row that died while something was read.
    deaths: u32,
    /// What was read then.
    suspects: Vec<Revision>,
}

impl Trial {
    /// Returns what is found guilty by what a run left, and what to suspect from now on.
    fn judge(self, left: Vec<Work>) -> (Vec<Work>, Self) {
        if left.is_empty() {
            return (Vec::new(), Self::default());
        }
        let (guilty, others): (Vec<Work>, Vec<Work>) =
            left.into_iter().partition(|work| self.suspects.contains(&work.revision));
        if guilty.is_empty() {
            let suspects = others.into_iter().map(|work| work.revision).collect();
            return (guilty, Self { deaths: self.deaths.saturating_add(1), suspects });
        }
        (guilty, Self::default())
    }
}

/// The files in the data folder that outlive a death: what was under way, and what is suspected.
fn files(data: &Path) -> (PathBuf, PathBuf) {
    (data.join("underway"), data.join("suspects.json"))
}

impl Quarantine {
    /// Judges the run before this one, and begins the note of this one.
    pub fn open(data: &Path, ledger: &Ledger, now: Timestamp) -> Result<(Self, Underway), EngineError> {
        let (note, file) = files(data);
        let before: Trial =
            fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let (guilty, trial) = before.judge(left(&note));
        let mut rows: HashMap<Revision, Quarantined> =
            ledger.quarantined()?.into_iter().map(|row| (row.revision, row)).collect();
        for Work { path, revision } in guilty {
            let deaths = rows.get(&revision).map_or(0, |row| row.deaths) + 1;
            let row = Quarantined { revision, path, since: now, deaths, program: PROGRAM.into(), detail: None };
            ledger.put_quarantined(&row)?;
            rows.insert(revision, row);
        }
        let any = AtomicBool::new(!rows.is_empty() || trial.deaths > 0);
        let underway = Underway::begin(note, trial.deaths > 0);
        let quarantine = Self { rows: Mutex::new(rows), any, trial: Mutex::new(trial), file };
        // Not before what was found is written, or a death now would have it forgotten.
        quarantine.keep_trial()?;
        Ok((quarantine, underway))
    }

    /// Returns all that is set aside.
    pub fn all(&self) -> Vec<Quarantined> {
        self.rows().values().cloned().collect()
    }

    fn find(&self, revision: Revision) -> Option<Quarantined> {
        if self.any.load(Ordering::Relaxed) { self.rows().get(&revision).cloned() } else { None }
    }

    /// Returns whether what is taken into the index is to be finished before the next: it is suspected, or more than
    /// one start has died.
    pub fn wants_proof(&self, revision: Revision) -> bool {
        self.any.load(Ordering::Relaxed) && {
            let trial = self.trial();
            trial.deaths > 1 || trial.suspects.contains(&revision)
        }
    }

    /// Returns the paths that are to be tried again by themselves.
    pub fn due(&self, now: Timestamp) -> Vec<VaultPath> {
        let is_due = |row: &&Quarantined| {
            row.program != PROGRAM || (row.deaths < DEATHS && now.0.saturating_sub(row.since.0) >= PROBATION)
        };
        self.rows().values().filter(is_due).map(|row| row.path.clone()).collect()
    }

    /// Lets what lies at `path` be read again; if this run dies over it, it is set aside anew.
    fn suspect(&self, path: &VaultPath) -> Result<bool, EngineError> {
        let revisions: Vec<Revision> =
            self.rows().values().filter(|row| row.path == *path).map(|row| row.revision).collect();
        {
            let mut trial = self.trial();
            trial.suspects.extend(&revisions);
        }
        self.keep_trial()?;
        self.rows().retain(|_, row| row.path != *path);
        Ok(!revisions.is_empty())
    }

    /// What was suspected was read to its end. Returns whether it was set aside before.
    fn clear(&self, revision: Revision, ledger: &Ledger) -> Result<(), EngineError> {
        let was_suspected = {
            let mut trial = self.trial();
            let before = trial.suspects.len();
            trial.suspects.retain(|suspect| *suspect != revision);
            trial.suspects.len() < before
        };
        if was_suspected {
            ledger.release_quarantined(&revision)?;
            self.keep_trial()?;
        }
        Ok(())
    }

    /// Keeps what the next start must know.
    fn keep_trial(&self) -> Result<(), EngineError> {
        let trial = self.trial();
        if *trial == Trial::default() {
            return match fs::remove_file(&self.file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(EngineError::data(&self.file, error)),
                _ => Ok(()),
            };
        }
        let bytes = serde_json::to_vec(&*trial).map_err(|error| EngineError::Setup(error.to_string()))?;
        spool(&self.file, &bytes)
    }

    /// This run ends as it should.
    pub fn end(&self) {
        drop(fs::remove_file(&self.file));
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<Revision, Quarantined>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn trial(&self) -> MutexGuard<'_, Trial> {
        self.trial.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns what is told of a file that is set aside.
fn notice(path: &VaultPath, detail: Option<&str>) -> Problem {
    let problem = Problem::new(ProblemKind::Quarantined).at(path);
    match detail {
        Some(detail) => problem.because(detail),
        None => problem,
    }
}

impl Shared {
    /// Reads a text by `work`, unless it is set aside: then the reason comes back. A parser that panics is found out at
    /// once.
    pub fn guarded<T>(
        &self,
        step: Step,
        path: &VaultPath,
        revision: Revision,
        work: impl FnOnce() -> T,
    ) -> Result<T, Problem> {
        if let Some(row) = self.quarantine.find(revision) {
            return Err(notice(path, row.detail.as_deref()));
        }
        let under = self.underway.enter(step, path, revision);
        let done = catch_unwind(AssertUnwindSafe(work));
        drop(under);
        done.map_err(|panic| {
            let said = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
            self.set_aside(path, revision, said.unwrap_or("the parser panicked"))
        })
    }

    fn set_aside(&self, path: &VaultPath, revision: Revision, detail: &str) -> Problem {
        let (since, detail) = (self.clock.now(), Some(detail.to_owned()));
        let row = Quarantined { revision, path: path.clone(), since, deaths: DEATHS, program: PROGRAM.into(), detail };
        if let Err(error) = self.ledger.put_quarantined(&row) {
            tracing::warn!(%path, %error, "what is set aside could not be written down");
        }
        let problem = notice(path, row.detail.as_deref());
        self.tell(self.states.quarantine(path, row.detail.clone()));
        self.quarantine.rows().insert(revision, row);
        self.quarantine.any.store(true, Ordering::Relaxed);
        self.problem(problem.clone());
        problem
    }

    /// Says what is set aside since an earlier start.
    pub fn tell_quarantined(&self) {
        for row in self.quarantine.all() {
            self.tell(self.states.quarantine(&row.path, row.detail.clone()));
            self.problem(notice(&row.path, row.detail.as_deref()));
        }
    }

    /// Lets what lies at `path` be read again. Returns whether it was set aside.
    pub fn suspect(&self, path: &VaultPath) -> Result<bool, EngineError> {
        self.quarantine.any.store(true, Ordering::Relaxed);
        self.quarantine.suspect(path)
    }

    /// A text that was suspected was read and indexed to its end.
    pub fn acquit(&self, path: &VaultPath, revision: Revision) {
        if let Err(error) = self.quarantine.clear(revision, &self.ledger) {
            tracing::warn!(%path, %error, "a file that was read stays under suspicion");
        }
        self.released(path);
    }

    fn released(&self, path: &VaultPath) {
        self.tell(self.states.release(path));
        self.forget_problems(ProblemKind::Quarantined, path);
    }

    /// Follows what is set aside: it may have moved, be gone or have other bytes.
    pub fn follow_quarantined(&self, rows: &[JournalRow]) {
        if !self.quarantine.any.load(Ordering::Relaxed) {
            return;
        }
        for row in rows {
            let at = match &row.change.kind {
                ChangeKind::Moved { from } => from,
                _ => &row.change.path,
            };
            let Some(mut known) = self.quarantine.rows().values().find(|known| known.path == *at).cloned() else {
                continue;
            };
            let written = if row.change.revision == Some(known.revision) {
                if known.path == row.change.path {
                    continue;
                }
                self.tell(self.states.quarantine(&row.change.path, known.detail.clone()));
                known.path = row.change.path.clone();
                let written = self.ledger.put_quarantined(&known);
                self.quarantine.rows().insert(known.revision, known);
                written
            } else {
                self.quarantine.rows().remove(&known.revision);
                self.ledger.release_quarantined(&known.revision)
            };
            if let Err(error) = written {
                tracing::warn!(path = %at, %error, "what is set aside could not be written down");
            }
            self.released(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(at: &str) -> Work {
        Work { path: VaultPath::parse(at).unwrap(), revision: Revision::of(at.as_bytes()) }
    }

    fn paths(works: &[Work]) -> Vec<&str> {
        works.iter().map(|work| work.path.as_str()).collect()
    }

    #[test]
    fn only_what_was_under_way_at_two_deaths_in_a_row_is_guilty() {
        let (guilty, trial) = Trial::default().judge(vec![work("bad.md"), work("innocent.md")]);
        assert!(guilty.is_empty(), "one death proves nothing");
        assert_eq!((trial.deaths, trial.suspects.len()), (1, 2));
        let (guilty, after) = trial.clone().judge(vec![work("bad.md")]);
        assert_eq!((paths(&guilty), after), (vec!["bad.md"], Trial::default()));
        let (guilty, after) = trial.clone().judge(vec![work("other.md")]);
        assert!(guilty.is_empty(), "the suspects were read; somebody killed the program over another");
        assert_eq!((after.deaths, after.suspects), (2, vec![work("other.md").revision]));
        let (guilty, after) = trial.judge(Vec::new());
        assert!(guilty.is_empty());
        assert_eq!(after, Trial::default(), "a run that did not die over a file ends the row");
    }

    fn ledger(dir: &Path) -> Ledger {
        Ledger::open(&dir.join("ledger.db")).unwrap()
    }

    /// A run that dies while these are read.
    fn die(dir: &Path, ledger: &Ledger, over: &[&str], now: i64) -> Vec<String> {
        let (quarantine, underway) = Quarantine::open(dir, ledger, Timestamp(now)).unwrap();
        let mut aside: Vec<String> = quarantine.all().iter().map(|row| row.path.to_string()).collect();
        aside.sort();
        for at in over {
            let Work { path, revision } = work(at);
            // A guard that is forgotten is what a death leaves.
            std::mem::forget(underway.enter(Step::Parse, &path, revision));
        }
        aside
    }

    #[test]
    fn the_third_start_stands_and_tries_again_later_and_only_once() {
        let dir = tempfile::tempdir().unwrap();
        let (dir, ledger) = (dir.path(), ledger(dir.path()));
        assert!(die(dir, &ledger, &["bad.md", "other.md"], 1).is_empty());
        assert!(die(dir, &ledger, &["bad.md"], 2).is_empty());
        assert_eq!(die(dir, &ledger, &[], 3), ["bad.md"]);
        let (quarantine, _) = Quarantine::open(dir, &ledger, Timestamp(4)).unwrap();
        let bad = work("bad.md");
        assert!(quarantine.find(bad.revision).is_some() && quarantine.find(work("other.md").revision).is_none());
        assert!(quarantine.due(Timestamp(4)).is_empty());
        let later = Timestamp(3 + PROBATION);
        assert_eq!(quarantine.due(later), vec![bad.path.clone()]);
        assert!(quarantine.suspect(&bad.path).unwrap());
        assert!(quarantine.find(bad.revision).is_none() && quarantine.wants_proof(bad.revision));
        assert_eq!(die(dir, &ledger, &[], later.0), ["bad.md"], "a run that never came to it proves nothing");
        let (quarantine, underway) = Quarantine::open(dir, &ledger, later).unwrap();
        assert!(quarantine.suspect(&bad.path).unwrap());
        std::mem::forget(underway.enter(Step::Parse, &bad.path, bad.revision));
        assert_eq!(die(dir, &ledger, &[], later.0), ["bad.md"]);
        let (quarantine, _) = Quarantine::open(dir, &ledger, later).unwrap();
        assert!(quarantine.due(Timestamp(later.0 + 2 * PROBATION)).is_empty(), "it died twice over it alone");
    }

    #[test]
    fn what_was_read_after_all_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let (dir, ledger) = (dir.path(), ledger(dir.path()));
        for now in 1..=2 {
            die(dir, &ledger, &["a.md"], now);
        }
        let (quarantine, _) = Quarantine::open(dir, &ledger, Timestamp(3)).unwrap();
        let a = work("a.md");
        assert!(quarantine.suspect(&a.path).unwrap());
        quarantine.clear(a.revision, &ledger).unwrap();
        assert!(!quarantine.wants_proof(a.revision));
        drop(quarantine);
        let (quarantine, _) = Quarantine::open(dir, &ledger, Timestamp(4)).unwrap();
        assert!(quarantine.all().is_empty());
        assert!(!quarantine.suspect(&a.path).unwrap(), "there is nothing to try again");
    }
}
