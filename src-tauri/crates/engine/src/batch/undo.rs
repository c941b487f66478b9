//! Taking a whole batch back: one that is done when somebody wants it, one that was interrupted at the next start.

use std::collections::HashMap;

use strata_catalog::{BatchRecord, BatchState};
use strata_model::{Actor, IssueKind, Problem, ProblemKind, Step, VaultPath, taken_back};

use super::run::Job;
use super::steps::Hands;
use super::{BatchInfo, Ended, Issue, Outcome, Summary};
use crate::EngineError;
use crate::edit::Rewriting;
use crate::engine::Engine;
use crate::shared::Shared;
use crate::writer::WriterHandle;

impl Engine {
    /// Takes a batch back as one step, or the last one that can be; that is a batch too, and can be taken back.
    pub fn batch_undo(&self, id: Option<&str>, actor: &Actor) -> Result<Ended, EngineError> {
        let turn = self.batches.turn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let id = match id {
            Some(id) => id.to_owned(),
            None => {
                let known = self.shared.ledger.batches(usize::MAX >> 1)?;
                let last = known.into_iter().find(|batch| batch.state == BatchState::Done && batch.undoes.is_none());
                last.ok_or_else(|| EngineError::NoSuch("there is nothing to take back".into()))?.id
            }
        };
        let no_such = || EngineError::NoSuch(format!("there is no batch {id:?}; the oldest ones are forgotten"));
        let (record, steps) = self.shared.ledger.batch(&id)?.ok_or_else(no_such)?;
        let why = match record.state {
            BatchState::Done => None,
            BatchState::Running => Some("is under way; cancel it"),
            BatchState::Undone => Some("was taken back already"),
            BatchState::GivenUp => Some("was given up, so there is nothing to take back"),
        };
        if let Some(why) = why {
            return Err(EngineError::BadRequest(format!("the batch {id:?} {why}")));
        }
        let (steps, left) = self.possible(taken_back(&steps))?;
        let summary = serde_json::from_value::<Summary>(record.what.clone()).ok();
        let message = match (summary, record.undoes.is_some()) {
            (Some(summary), false) => format!("Take back: {}", summary.message()),
            (Some(summary), true) => summary.message(),
            (None, _) => "Take back".into(),
        };
        let links = serde_json::from_value::<Outcome>(record.outcome).unwrap_or_default().links;
        let undoes = Some(id.clone());
        let is_empty = steps.is_empty();
        let job = Job { steps, work: None, what: record.what, message, undoes, links, left, stage: None };
        let ended = self.perform(job, actor)?;
        if is_empty {
            // All that it did was undone by others, or is left to them.
            let outcome = Outcome { left: ended.left.clone(), ..Outcome::default() };
            let outcome = serde_json::to_value(outcome).unwrap_or_default();
            self.shared.ledger.set_batch_state(&id, BatchState::Undone, &outcome)?;
        }
        drop(turn);
        Ok(ended)
    }

    /// Takes out the steps that cannot be done because others moved, deleted or made something meanwhile.
    fn possible(&self, steps: Vec<Step>) -> Result<(Vec<Step>, Vec<Issue>), EngineError> {
        // What the steps before have made of paths.
        let mut there: HashMap<VaultPath, bool> = HashMap::new();
        let (mut possible, mut left) = (Vec::with_capacity(steps.len()), Vec::new());
        for step in steps {
            let is_there = |path: &VaultPath| match there.get(path) {
                Some(known) => Ok(*known),
                None => self.shared.files.stat(path).map(|stat| stat.is_some()),
            };
            // A folder that others removed is none that this one removes: taking it back must not make it.
            if let Step::DropFolder { path } = &step
                && !is_there(path)?
            {
                continue;
            }
            let issue = match &step {
                Step::Move { from, to } => {
                    if !is_there(from)? {
                        Some(Issue::new(IssueKind::Missing, from.clone()))
                    } else if is_there(to)? {
                        Some(Issue::new(IssueKind::Taken, from.clone()).with(to))
                    } else {
                        None
                    }
                }
                Step::Untrash { path, id } => {
                    let hands = Hands { rewriting: self.rewriting(), actor: Actor::Owner, stage: None };
                    if !hands.is_in_trash(id)? {
                        Some(Issue::new(IssueKind::Forgotten, path.clone()))
                    } else if is_there(path)? {
                        Some(Issue::new(IssueKind::Taken, path.clone()).with(path))
                    } else {
                        None
                    }
                }
                Step::Trash { path, .. } => (!is_there(path)?).then(|| Issue::new(IssueKind::Missing, path.clone())),
                Step::Edit { .. } | Step::CopyIn { .. } | Step::MakeFolder { .. } | Step::DropFolder { .. } => None,
            };
            if let Some(issue) = issue {
                left.push(issue);
                continue;
            }
            match &step {
                Step::Move { from, to } => {
                    there.insert(from.clone(), false);
                    there.insert(to.clone(), true);
                }
                // What was replaced comes back to the place that what replaced it leaves.
                Step::Trash { path, .. } => drop(there.insert(path.clone(), false)),
                Step::Untrash { path, .. } | Step::CopyIn { path, .. } => drop(there.insert(path.clone(), true)),
                Step::Edit { .. } | Step::MakeFolder { .. } | Step::DropFolder { .. } => {}
            }
            possible.push(step);
        }
        Ok((possible, left))
    }

    /// Returns the last batches, the latest first.
    pub fn batches(&self, limit: usize) -> Result<Vec<BatchInfo>, EngineError> {
        let batches = self.shared.ledger.batches(limit)?;
        let info = |record: BatchRecord| BatchInfo {
            summary: serde_json::from_value(record.what.clone()).ok(),
            outcome: serde_json::from_value(record.outcome.clone())
                .ok()
                .filter(|_| record.state != BatchState::Running),
            record,
        };
        Ok(batches.into_iter().map(info).collect())
    }
}

/// Takes back the batches that were interrupted, before anything else touches the files. What cannot be taken back now
/// is tried again at the next start.
pub(crate) fn recover(shared: &Shared, writer: &WriterHandle) -> Result<(), EngineError> {
    for id in shared.ledger.running_batches()? {
        let Some((record, steps)) = shared.ledger.batch(&id)? else { continue };
        let hands = Hands { rewriting: Rewriting { shared, writer }, actor: record.actor, stage: None };
        let (left, failed) = hands.revert_all(&steps);
        for issue in &left {
            let problem = Problem::new(ProblemKind::BatchLeft).at(&issue.path);
            shared.problem(match &issue.detail {
                Some(detail) => problem.because(detail),
                None => problem,
            });
        }
        if failed.is_none() {
            let outcome = Outcome { left, error: Some("it was interrupted".into()), ..Outcome::default() };
            let outcome = serde_json::to_value(outcome).unwrap_or_default();
            shared.ledger.set_batch_state(&id, BatchState::GivenUp, &outcome)?;
            shared.problem(Problem::new(ProblemKind::BatchTakenBack));
        }
    }
    Ok(())
}
