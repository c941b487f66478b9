//! Doing a batch: written down first, then step by step, taken back where it cannot go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use strata_catalog::{BatchRecord, BatchState};
use strata_files::ErrorKind;
use strata_model::{Actor, IssueKind, Revision, Step, VaultPath};
use uuid::Uuid;

use super::plan::{Draft, Work};
use super::steps::{Brought, Hands, Happened};
use super::{Ended, Issue, Outcome, Running};
use crate::EngineError;
use crate::edit::text_of;
use crate::engine::Engine;
use crate::events::Stage;
use crate::historian::Reason;
use crate::incoming::Incoming;
use crate::reads::EDITOR_MAX_BYTES;

/// With more steps than this, not each one is told.
const TOLD: usize = 500;

/// A batch that is ready to be done.
pub(super) struct Job {
    pub steps: Vec<Step>,
    /// How edits are found; where absent, a file is brought from one content to the other.
    pub work: Option<Work>,
    pub what: Value,
    pub message: String,
    pub undoes: Option<String>,
    pub links: u64,
    pub left: Vec<Issue>,
    /// Where bytes from outside wait.
    pub stage: Option<String>,
}

pub(super) fn run(draft: Draft<'_>, actor: &Actor) -> Result<Ended, EngineError> {
    let Draft { engine, turn, plan, steps, work, summary, stage } = draft;
    if let Some(issue) = plan.issues.iter().find(|issue| issue.blocks) {
        return Err(issue.clone().into_error());
    }
    let what = serde_json::to_value(&summary).unwrap_or_default();
    let (message, links) = (summary.message(), plan.links);
    // What is only to be known has been told with the plan.
    let is_left = |issue: &Issue| !matches!(issue.kind, IssueKind::Alike | IssueKind::NotPortable);
    let left = plan.issues.into_iter().filter(is_left).collect();
    let job = Job { steps, work: Some(work), what, message, undoes: None, links, left, stage };
    let ended = engine.perform(job, actor);
    drop(turn);
    ended
}

impl Engine {
    /// Does a batch. Whoever calls it has the turn.
    pub(super) fn perform(&self, job: Job, actor: &Actor) -> Result<Ended, EngineError> {
        let Job { mut steps, mut work, what, message, undoes, links, left, stage } = job;
        let seq = self.position()?.seq;
        let mut ended = Ended {
            id: None,
            state: BatchState::Done,
            moved: 0,
            edited: 0,
            links,
            copied: 0,
            removed: Vec::new(),
            left,
            seq,
        };
        if steps.is_empty() {
            return Ok(ended);
        }
        self.version_before();
        let id = Uuid::new_v4().to_string();
        let record = BatchRecord {
            id: id.clone(),
            time: self.shared.clock.now(),
            actor: actor.clone(),
            what,
            undoes,
            state: BatchState::Running,
            outcome: serde_json::to_value(Outcome::default()).unwrap_or_default(),
        };
        self.shared.ledger.put_batch(&record, &steps)?;
        let is_cancelled = Arc::new(AtomicBool::new(false));
        *self.batches.running() = Some(Running { id: id.clone(), is_cancelled: Arc::clone(&is_cancelled) });
        let hands = Hands { rewriting: self.rewriting(), actor: actor.clone(), stage: stage.clone() };
        let total = steps.len() as u64;
        let result = self.all_steps(&hands, &id, &mut steps, work.as_mut(), &is_cancelled, &mut ended);
        let closed = match result {
            Ok(true) => self.close_batch(&id, &ended, None),
            Ok(false) => {
                ended = Ended {
                    state: BatchState::GivenUp,
                    moved: 0,
                    edited: 0,
                    links: 0,
                    copied: 0,
                    removed: Vec::new(),
                    ..ended
                };
                self.give_up(&hands, &id, &steps, &mut ended, None)
            }
            Err(error) => {
                ended.state = BatchState::GivenUp;
                let is_first = ended.seq == seq;
                let given_up = self.give_up(&hands, &id, &steps, &mut ended, Some(&error));
                given_up.and(Err(if is_first { error } else { EngineError::TakenBack(Box::new(error)) }))
            }
        };
        *self.batches.running() = None;
        self.shared.progress(Stage::Batch, total, total);
        closed?;
        if let Some(stage) = &stage {
            // After an error the bytes stay, so that it can be tried once more.
            Incoming::of(&self.shared.layout).drop_stage(stage);
        }
        if ended.state == BatchState::Done {
            let reason = Reason { message: Some(message), batch: Some(id.clone()), ..Reason::because("batch") };
            self.version_soon(reason);
        }
        Ok(Ended { id: Some(id), ..ended })
    }

    /// Does the steps in order; returns `false` where it was cancelled.
    fn all_steps(
        &self,
        hands: &Hands<'_>,
        id: &str,
        steps: &mut [Step],
        mut work: Option<&mut Work>,
        is_cancelled: &AtomicBool,
        ended: &mut Ended,
    ) -> Result<bool, EngineError> {
        let total = steps.len();
        for (at, slot) in steps.iter_mut().enumerate() {
            if is_cancelled.load(Ordering::Acquire) {
                return Ok(false);
            }
            if total <= TOLD || at.is_multiple_of(total / TOLD) {
                self.shared.progress(Stage::Batch, at as u64, total as u64);
            }
            let step = slot.clone();
            let happened = match &step {
                Step::Edit { path, before, after } => {
                    let mut is_now = |before: Revision, after: Revision| {
                        let step = Step::Edit { path: path.clone(), before, after };
                        if *slot != step {
                            self.shared.ledger.set_batch_step(id, at, &step)?;
                            *slot = step;
                        }
                        Ok(())
                    };
                    let happened = match &mut work {
                        Some(work) => self.edit_step(hands, path, work, &mut is_now)?,
                        None => match hands.bring(path, *before, *after, &mut is_now)? {
                            Brought::Back(seq) => Happened { seq, ..Happened::default() },
                            Brought::Left(issue) => Happened::left(issue),
                        },
                    };
                    if happened.seq.is_some() {
                        ended.edited += 1;
                    } else {
                        // Nothing was written, so there is nothing to take back.
                        is_now(*before, *before)?;
                    }
                    happened
                }
                step => hands.perform(step)?,
            };
            if let (Step::Untrash { id: item, .. }, Some(issue)) = (&step, &happened.left)
                && let Some(other) = &issue.other
            {
                // Whoever takes this back means that name.
                *slot = Step::Untrash { path: other.clone(), id: item.clone() };
                self.shared.ledger.set_batch_step(id, at, slot)?;
            }
            ended.seq = happened.seq.unwrap_or(ended.seq);
            ended.moved += if matches!(step, Step::Move { .. }) { happened.files } else { 0 };
            ended.copied += if matches!(step, Step::CopyIn { .. }) { happened.files } else { 0 };
            ended.removed.extend(happened.trashed);
            ended.left.extend(happened.left);
        }
        Ok(true)
    }

    /// Edits a note as was planned, in what is on the disk now.
    fn edit_step(
        &self,
        hands: &Hands<'_>,
        path: &VaultPath,
        work: &mut Work,
        is_now: &mut dyn FnMut(Revision, Revision) -> Result<(), EngineError>,
    ) -> Result<Happened, EngineError> {
        let mut left = None;
        let saved = hands.rewriting.rewrite(path, EDITOR_MAX_BYTES, &hands.actor, |content| {
            left = None;
            let Ok(text) = text_of(path, content) else {
                left = Some(Issue::new(IssueKind::NotText, path.clone()));
                return Ok(None);
            };
            match work.derive(path, text)? {
                Ok(derived) if derived.edit.is_empty() => Ok(None),
                Ok(derived) => {
                    let bytes = derived.edit.apply(text).into_bytes();
                    is_now(content.revision, Revision::of(&bytes))?;
                    Ok(Some(bytes))
                }
                Err(error) => {
                    let issue = Issue::new(IssueKind::NotEditable, path.clone()).on_line(error.line);
                    left = Some(issue.because(error.problem));
                    Ok(None)
                }
            }
        });
        match saved {
            Ok(saved) => Ok(Happened { seq: saved.map(|saved| saved.seq), left, ..Happened::default() }),
            // It was deleted or moved since it was planned.
            Err(EngineError::Files(error)) if error.kind() == ErrorKind::NotFound => {
                Ok(Happened::left(Issue::new(IssueKind::Missing, path.clone())))
            }
            Err(error) => Err(error),
        }
    }

    /// Takes back what was done of a batch.
    fn give_up(
        &self,
        hands: &Hands<'_>,
        id: &str,
        steps: &[Step],
        ended: &mut Ended,
        error: Option<&EngineError>,
    ) -> Result<(), EngineError> {
        let (left, failed) = hands.revert_all(steps);
        ended.left = left;
        if let Some(failed) = failed {
            // It is tried again at the next start.
            return Err(EngineError::TakenBackInPart { left: ended.left.len(), source: Box::new(failed) });
        }
        self.close_batch(id, ended, error)
    }

    fn close_batch(&self, id: &str, ended: &Ended, error: Option<&EngineError>) -> Result<(), EngineError> {
        let outcome = Outcome {
            moved: ended.moved,
            edited: ended.edited,
            links: ended.links,
            copied: ended.copied,
            removed: ended.removed.len() as u64,
            left: ended.left.clone(),
            error: error.map(ToString::to_string),
        };
        let outcome = serde_json::to_value(outcome).unwrap_or_default();
        Ok(self.shared.ledger.set_batch_state(id, ended.state, &outcome)?)
    }

    /// Asks the batch that runs to stop and be taken back, or the one called `id` if that runs. Returns whether one was asked.
    #[must_use]
    pub fn batch_cancel(&self, id: Option<&str>) -> bool {
        let running = self.batches.running();
        let Some(running) = running.as_ref().filter(|running| id.is_none_or(|id| running.id == id)) else {
            return false;
        };
        running.is_cancelled.store(true, Ordering::Release);
        true
    }
}
