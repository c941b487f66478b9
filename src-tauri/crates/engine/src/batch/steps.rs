//! Doing one step of a batch, and taking it back: each is one job of the writer.

use strata_catalog::TrashItem;
use strata_files::{Content, ErrorKind};
use strata_model::{Actor, IssueKind, Merge, Revision, Seq, Step, VaultPath, merge3};

use super::Issue;
use crate::EngineError;
use crate::edit::Rewriting;
use crate::incoming::Incoming;
use crate::save::SAVE_MAX_BYTES;

/// Does the steps of one batch.
pub(super) struct Hands<'e> {
    pub rewriting: Rewriting<'e>,
    pub actor: Actor,
    /// Where bytes from outside wait.
    pub stage: Option<String>,
}

/// What came of a step.
#[derive(Default)]
pub(super) struct Happened {
    pub seq: Option<Seq>,
    pub files: u64,
    pub trashed: Option<TrashItem>,
    pub left: Option<Issue>,
}

impl Happened {
    fn at(seq: Seq) -> Self {
        Self { seq: Some(seq), ..Self::default() }
    }

    pub fn left(issue: Issue) -> Self {
        Self { left: Some(issue), ..Self::default() }
    }
}

/// What became of a file that was to be as it had been.
pub(super) enum Brought {
    /// It is, together with what others changed since.
    Back(Option<Seq>),
    /// It was left as it is.
    Left(Issue),
}

impl Hands<'_> {
    /// Does a step other than an edit.
    pub fn perform(&self, step: &Step) -> Result<Happened, EngineError> {
        let writer = self.rewriting.writer;
        let (step, actor) = (step.clone(), self.actor.clone());
        match step {
            Step::MakeFolder { path } => match writer.run(move |writer| writer.create_folder(&path)) {
                Ok(()) | Err(EngineError::Exists(_)) => Ok(Happened::default()),
                Err(error) => Err(error),
            },
            Step::DropFolder { path } => {
                writer.run(move |writer| writer.drop_folder(&path))?;
                Ok(Happened::default())
            }
            Step::Move { from, to } => {
                let (files, seq) = writer.run(move |writer| writer.relocate(&from, &to, &actor))?;
                Ok(Happened { files, ..Happened::at(seq) })
            }
            Step::Trash { path, id } => {
                let (item, seq) = writer.run(move |writer| {
                    // After a crash the row of what came back may still be there.
                    writer.shared.ledger.take_trash(&id)?;
                    writer.remove(&path, &id, &actor)
                })?;
                Ok(Happened { trashed: Some(item), ..Happened::at(seq) })
            }
            Step::Untrash { path, id } => {
                let back = writer.run(move |writer| writer.restore_trash(&id, &actor))?;
                let renamed = back.path != path;
                let left = renamed.then(|| Issue::new(IssueKind::Renamed, path).with(&back.path));
                Ok(Happened { files: back.files, left, ..Happened::at(back.seq) })
            }
            Step::CopyIn { path, revision, .. } => {
                let incoming = Incoming::of(&self.rewriting.shared.layout);
                let stage = self.stage.as_deref().unwrap_or_default();
                let mut source = incoming.open(stage, path.as_str(), revision)?;
                let seq = writer.run(move |writer| writer.copy_in(&mut source, &path, &actor))?;
                Ok(Happened { files: 1, ..Happened::at(seq) })
            }
            Step::Edit { .. } => Ok(Happened::default()),
        }
    }

    /// Brings what a file held at `from` to what it held at `to`, and keeps what others changed since. `before` is
    /// told what the file holds and what it will, each time before it is written.
    pub fn bring(
        &self,
        path: &VaultPath,
        from: Revision,
        to: Revision,
        mut before: impl FnMut(Revision, Revision) -> Result<(), EngineError>,
    ) -> Result<Brought, EngineError> {
        let mut left = None;
        let saved = self.rewriting.rewrite(path, SAVE_MAX_BYTES, &self.actor, |content| {
            left = None;
            if content.revision == to {
                return Ok(None);
            }
            match self.brought(path, content, from, to)? {
                Ok(bytes) if bytes == content.bytes => Ok(None),
                Ok(bytes) => {
                    before(content.revision, Revision::of(&bytes))?;
                    Ok(Some(bytes))
                }
                Err(issue) => {
                    left = Some(issue);
                    Ok(None)
                }
            }
        });
        match (saved, left) {
            (Err(EngineError::Files(error)), _) if error.kind() == ErrorKind::NotFound => {
                Ok(Brought::Left(Issue::new(IssueKind::Missing, path.clone())))
            }
            (Err(error), _) => Err(error),
            (Ok(_), Some(issue)) => Ok(Brought::Left(issue)),
            (Ok(saved), None) => Ok(Brought::Back(saved.map(|saved| saved.seq))),
        }
    }

    fn brought(
        &self,
        path: &VaultPath,
        disk: &Content,
        from: Revision,
        to: Revision,
    ) -> Result<Result<Vec<u8>, Issue>, EngineError> {
        let issue = |kind| Ok(Err(Issue::new(kind, path.clone())));
        let Some(wanted) = self.rewriting.old_bytes(path, to)? else { return issue(IssueKind::Forgotten) };
        if disk.revision == from {
            return Ok(Ok(wanted));
        }
        let Some(base) = self.rewriting.old_bytes(path, from)? else { return issue(IssueKind::Forgotten) };
        let texts = [&base, &wanted, &disk.bytes].map(|bytes| std::str::from_utf8(bytes));
        let [Ok(base), Ok(ours), Ok(theirs)] = texts else { return issue(IssueKind::Changed) };
        match merge3(base, ours, theirs) {
            Merge::Clean(text) => Ok(Ok(text.into_bytes())),
            Merge::Overlap => issue(IssueKind::Changed),
        }
    }

    /// Takes a step back if it was done, as the disk tells. What others changed since stays, and is named.
    pub fn revert(&self, step: &Step) -> Result<Option<Issue>, EngineError> {
        let files = &self.rewriting.shared.files;
        let is_there = |path: &VaultPath| files.stat(path).map(|stat| stat.is_some());
        match step {
            Step::Edit { path, before, after } => {
                if before == after {
                    return Ok(None);
                }
                return match self.bring(path, *after, *before, |_, _| Ok(()))? {
                    // What was never stored was never written.
                    Brought::Left(Issue { kind: IssueKind::Forgotten, .. }) | Brought::Back(_) => Ok(None),
                    Brought::Left(issue) => Ok(Some(issue)),
                };
            }
            Step::Move { from, to } => match (is_there(from)?, is_there(to)?) {
                (false, true) => {}
                (false, false) => return Ok(Some(Issue::new(IssueKind::Missing, to.clone()))),
                (true, true) => return Ok(Some(Issue::new(IssueKind::Taken, to.clone()).with(from))),
                (true, false) => return Ok(None),
            },
            Step::Trash { path, id } => {
                if is_there(path)? || !self.is_in_trash(id)? {
                    return Ok(None);
                }
            }
            Step::Untrash { path, id } => {
                if !is_there(path)? || self.is_in_trash(id)? {
                    return Ok(None);
                }
            }
            Step::CopyIn { path, revision, id, .. } => {
                if !is_there(path)? || self.is_in_trash(id)? {
                    return Ok(None);
                }
                // Others wrote over it, or came first.
                if files.hash(path)?.0 != *revision {
                    return Ok(Some(Issue::new(IssueKind::Changed, path.clone())));
                }
            }
            Step::MakeFolder { path } => {
                if !is_there(path)? {
                    return Ok(None);
                }
            }
            Step::DropFolder { .. } => {}
        }
        Ok(self.perform(&step.inverse())?.left)
    }

    pub fn is_in_trash(&self, id: &str) -> Result<bool, EngineError> {
        let shared = self.rewriting.shared;
        let item = shared.ledger.trash_item(id)?;
        let stored = item.map(|item| shared.layout.data.join("trash").join(&item.id).join(&item.stored));
        Ok(stored.is_some_and(|stored| stored.symlink_metadata().is_ok()))
    }

    /// Takes back what was done of `steps`, the last first; returns what was left as it is. Goes on after an error,
    /// so that as much as can be is taken back.
    pub fn revert_all(&self, steps: &[Step]) -> (Vec<Issue>, Option<EngineError>) {
        let (mut left, mut failed) = (Vec::new(), None);
        for step in steps.iter().rev() {
            match self.revert(step) {
                Ok(issue) => left.extend(issue),
                Err(error) => {
                    tracing::warn!(path = %step.path(), %error, "a step of a batch could not be taken back");
                    left.push(Issue::new(IssueKind::Changed, step.path().clone()).because(&error));
                    failed.get_or_insert(error);
                }
            }
        }
        (left, failed)
    }
}
