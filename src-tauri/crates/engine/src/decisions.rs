//! What was decided without asking anybody, so that it can be seen and taken back.
//!
//! Every decision is a line of the ledger's log with the revisions of all sides, whose bytes are kept. Undoing one
//! does what keeping both would have done: the file goes back to what another program had made of it, with what
//! happened since on top, and what was to be saved stands beside it as a conflict copy. The log is only appended
//! to: an undoing is a line as well.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use strata_catalog::{ConflictCopy, LogLine};
use strata_model::{Actor, Merge, Revision, Seq, Timestamp, VaultPath, merge3};
use uuid::Uuid;

use crate::EngineError;
use crate::engine::Engine;
use crate::save::{Outcome, TRIES};
use crate::shared::Shared;
use crate::writer::Writer;

/// The log's word for an undoing.
const UNDO: &str = "undo";

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The changes of both sides were joined.
    Merged,
    /// Both were kept, one as a conflict copy.
    KeptBoth,
    /// Where both changed the same place, the later one won.
    Newest,
    /// Where both changed the same place, the file won.
    FileWon,
    /// Where both changed the same place, the app won.
    AppWon,
    /// A person ended a conflict with one text.
    Resolved,
    /// A person ended a conflict by letting both files stand.
    Left,
}

impl Verdict {
    const ALL: [(Self, &str); 7] = [
        (Self::Merged, "merged"),
        (Self::KeptBoth, "conflict"),
        (Self::Newest, "newest"),
        (Self::FileWon, "files"),
        (Self::AppWon, "app"),
        (Self::Resolved, "resolved"),
        (Self::Left, "left"),
    ];

    pub(crate) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(verdict, _)| *verdict == self).map_or("", |(_, word)| word)
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(verdict, _)| *verdict)
    }
}

/// The revisions and files that a decision was about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides {
    /// What both sides were made from.
    pub base: Option<Revision>,
    /// What was to be saved; of a conflict that ended, what the copy held.
    pub ours: Option<Revision>,
    /// What the file held.
    pub theirs: Option<Revision>,
    /// What the file held then.
    pub result: Option<Revision>,
    /// The conflict copy.
    pub copy: Option<VaultPath>,
    /// Who saved.
    pub actor: Option<Actor>,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// When it was taken.
    pub time: Timestamp,
    /// The file.
    pub path: VaultPath,
    /// What was decided.
    pub verdict: Verdict,
    /// Between what.
    pub sides: Sides,
    /// Whether it was undone.
    pub undone: bool,
}

/// What the undoing of a decision did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The file.
    pub path: VaultPath,
    /// Files that stand beside it now because not everything fits into one.
    pub copies: Vec<VaultPath>,
    /// Journal number.
    pub seq: Seq,
}

#[derive(Serialize, Deserialize)]
struct Undoing {
    of: i64,
    actor: Actor,
}

impl Shared {
    /// Records a decision and returns its number. What was decided is done by then, so a failure is told and stops
    /// nothing.
    pub fn decided(&self, path: &VaultPath, verdict: Verdict, sides: &Sides) -> Option<i64> {
        let known = |base, settled| ConflictCopy { original: path.clone(), base, settled };
        let noted = match (verdict, &sides.copy) {
            (Verdict::KeptBoth, Some(copy)) => self.ledger.put_conflict_copy(copy, &known(sides.base, None)),
            (Verdict::Left, Some(copy)) => self.ledger.put_conflict_copy(copy, &known(sides.base, sides.ours)),
            _ => Ok(()),
        };
        let logged = noted.map_err(EngineError::from).and_then(|()| self.log(path, verdict.word(), sides));
        if let Err(error) = &logged {
            tracing::warn!(%path, %error, "a decision could not be recorded; it cannot be undone from the list");
        }
        logged.ok()
    }

    fn log(&self, path: &VaultPath, what: &str, detail: &impl Serialize) -> Result<i64, EngineError> {
        let detail = serde_json::to_value(detail).map_err(|error| EngineError::Setup(error.to_string()))?;
        let line = LogLine { time: self.clock.now(), path: Some(path.clone()), what: what.into(), detail };
        Ok(self.ledger.append_log(&line)?)
    }

    fn decision(&self, id: i64) -> Result<Decision, EngineError> {
        let line = self.ledger.log_line(id)?;
        let read = self.read_lines(line.map(|line| (id, line)).into_iter().collect())?;
        read.into_iter().next().ok_or_else(|| EngineError::NoSuch(format!("there is no decision {id}")))
    }

    /// Reads lines of the log; those that are no decisions are left out.
    fn read_lines(&self, lines: Vec<(i64, LogLine)>) -> Result<Vec<Decision>, EngineError> {
        let Some(first) = lines.iter().map(|(id, _)| *id).min() else { return Ok(Vec::new()) };
        let undone: HashSet<i64> = self
            .ledger
            .log_of(UNDO, first)?
            .into_iter()
            .filter_map(|(_, line)| serde_json::from_value::<Undoing>(line.detail).ok())
            .map(|undoing| undoing.of)
            .collect();
        let read = lines.into_iter().filter_map(|(id, line)| {
            let verdict = Verdict::of(&line.what)?;
            let sides = serde_json::from_value(line.detail).ok()?;
            Some(Decision { id, time: line.time, path: line.path?, verdict, sides, undone: undone.contains(&id) })
        });
        Ok(read.collect())
    }
}

impl Engine {
    /// Returns at most `limit` decisions before number `before`, the latest first, and whether there are more.
    pub fn decisions(&self, limit: usize, before: Option<i64>) -> Result<(Vec<Decision>, bool), EngineError> {
        let mut found = Vec::new();
        let mut before = before;
        loop {
            let lines = self.shared.ledger.log(limit + 1, before)?;
            let is_last = lines.len() <= limit;
            before = lines.last().map(|(id, _)| *id);
            found.extend(self.shared.read_lines(lines)?);
            if found.len() > limit || is_last {
                let more = found.len() > limit;
                found.truncate(limit);
                return Ok((found, more));
            }
        }
    }

    /// Takes a decision back. No bytes are lost: what does not fit into the file stands beside it.
    pub fn undo_decision(&self, id: i64, actor: &Actor) -> Result<Undone, EngineError> {
        let actor = actor.clone();
        self.writer.run(move |writer| writer.undo_decision(id, &actor))
    }
}

impl Writer {
    fn undo_decision(&mut self, id: i64, actor: &Actor) -> Result<Undone, EngineError> {
        let decision = self.shared.decision(id)?;
        let path = decision.path.clone();
        if decision.undone {
            return Err(EngineError::NoSuch(format!("{path}: this decision was undone already")));
        }
        let mut undone = Undone { path: path.clone(), copies: Vec::new(), seq: self.last_seq() };
        match decision.verdict {
            Verdict::Left => self.list_again(&decision)?,
            Verdict::KeptBoth => undone.seq = self.take_copy_away(&decision, actor)?,
            _ => self.keep_both_after_all(&decision, actor, &mut undone)?,
        }
        self.shared.log(&path, UNDO, &Undoing { of: id, actor: actor.clone() })?;
        Ok(undone)
    }

    /// Makes a conflict of two files that were let stand.
    fn list_again(&self, decision: &Decision) -> Result<(), EngineError> {
        let Some(copy) = &decision.sides.copy else { return Ok(()) };
        let ledger = &self.shared.ledger;
        if let Some(known) = ledger.conflict_copy(copy)? {
            ledger.put_conflict_copy(copy, &ConflictCopy { settled: None, ..known })?;
        }
        Ok(())
    }

    /// Puts the copy of a conflict into the trash.
    fn take_copy_away(&mut self, decision: &Decision, actor: &Actor) -> Result<Seq, EngineError> {
        let path = &decision.path;
        let Some(copy) = &decision.sides.copy else {
            return Err(EngineError::NoSuch(format!(
                "{path}: it is not known where the other text stands; nothing was changed"
            )));
        };
        if self.on_disk(copy)?.is_none() {
            return Err(EngineError::NoSuch(format!(
                "{copy}: the copy is no longer there, so this conflict has ended already; nothing was changed"
            )));
        }
        Ok(self.remove(copy, &Uuid::new_v4().to_string(), actor)?.1)
    }

    /// Does what would have been done if both sides had been kept.
    fn keep_both_after_all(
        &mut self,
        decision: &Decision,
        actor: &Actor,
        undone: &mut Undone,
    ) -> Result<(), EngineError> {
        let (path, sides) = (&decision.path, &decision.sides);
        if self.on_disk(path)?.is_none() {
            return Err(EngineError::NotFound(path.clone()));
        }
        let ours = self.side(path, sides.ours.filter(|ours| Some(*ours) != sides.theirs))?;
        let theirs = self.side(path, sides.theirs)?;
        let result = sides.result.and_then(|result| self.keeper.find(path, result));
        // The copy comes first: what the file loses stands there by then.
        if let Some(ours) = ours {
            let name = sides.copy.as_ref().map_or_else(|| self.copy_name(path), |copy| copy.name().to_owned());
            self.keep_beside(path, &name, &ours, sides.base, actor, undone)?;
        }
        let Some(theirs) = theirs else {
            // The decision had made the file: without it there is none.
            let made = decision.verdict == Verdict::Resolved;
            let untouched = self.on_disk(path)?.map(|disk| disk.revision) == sides.result;
            if made && untouched {
                undone.seq = self.remove(path, &Uuid::new_v4().to_string(), actor)?.1;
            }
            return Ok(());
        };
        for _ in 0..TRIES {
            let disk = self.on_disk(path)?.ok_or_else(|| EngineError::NotFound(path.clone()))?;
            let Some(wanted) = without(result.as_deref(), &theirs, &disk.bytes) else {
                let name = self.copy_name(path);
                return self.keep_beside(path, &name, &theirs, sides.base, actor, undone);
            };
            if wanted == disk.bytes {
                return Ok(());
            }
            if let Some(saved) = self.replace(path, &wanted, Some(disk), Outcome::Written, actor, &[])? {
                undone.seq = saved.seq;
                return Ok(());
            }
        }
        Err(EngineError::Stale(path.clone()))
    }

    /// Keeps bytes as a conflict copy, unless one holds them: an undoing that was cut short is done again.
    fn keep_beside(
        &mut self,
        path: &VaultPath,
        name: &str,
        bytes: &[u8],
        base: Option<Revision>,
        actor: &Actor,
        undone: &mut Undone,
    ) -> Result<(), EngineError> {
        let revision = Revision::of(bytes);
        let copies = self.shared.conflicts()?;
        if let Some(kept) = copies.into_iter().find(|kept| kept.original == *path && kept.revision == revision) {
            undone.copies.push(kept.copy);
            return Ok(());
        }
        let (copy, seq) = self.put_beside(path, name, bytes, actor)?;
        let known = ConflictCopy { original: path.clone(), base, settled: None };
        self.shared.ledger.put_conflict_copy(&copy, &known)?;
        undone.copies.push(copy);
        undone.seq = seq;
        Ok(())
    }

    /// Returns the bytes of one side of a decision; an error where they are no longer known.
    fn side(&mut self, path: &VaultPath, revision: Option<Revision>) -> Result<Option<Vec<u8>>, EngineError> {
        let Some(revision) = revision else { return Ok(None) };
        let found = self.keeper.find(path, revision).ok_or_else(|| {
            EngineError::NoSuch(format!("{path}: what it held before is no longer known; its versions may have it"))
        });
        found.map(Some)
    }
}

/// Returns what becomes of `now` when `result`, which it was made from, had been `theirs`; `None` where they overlap.
fn without(result: Option<&[u8]>, theirs: &[u8], now: &[u8]) -> Option<Vec<u8>> {
    let result = result?;
    if now == result {
        return Some(theirs.to_vec());
    }
    let text = |bytes| std::str::from_utf8(bytes).ok();
    match merge3(text(result)?, text(theirs)?, text(now)?) {
        Merge::Clean(merged) => Some(merged.into_bytes()),
        Merge::Overlap => None,
    }
}
