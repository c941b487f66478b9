use strata_engine::{ConflictEnd, Resolution, Verdict as Decided};
use strata_model::{Actor, Revision, VaultPath, merge_hunks};

use crate::App;
use crate::error::{ApiError, Code};
use crate::policy::{Right, allows};
use crate::types::*;

type Reply<T> = Result<T, ApiError>;

pub(crate) fn note_merge(app: &App, _: &Actor, params: MergeNote) -> Reply<NoteMerge> {
    let base = revision(&params.base, &params.path)?;
    let sides = app.engine().sides(&params.path, base)?;
    let hunks = match (&sides.base, &sides.theirs) {
        (Some(base), Some(theirs)) => hunks(base, &params.text, theirs),
        _ => Vec::new(),
    };
    Ok(NoteMerge {
        revision: sides.revision.to_string(),
        clean: sides.base.is_some() && sides.theirs.is_some() && hunks.iter().all(|hunk| hunk.merged.is_some()),
        hunks,
    })
}

pub(crate) fn conflicts_list(app: &App, _: &Actor, _: Nothing) -> Reply<Conflicts> {
    Ok(Conflicts { conflicts: app.engine().conflict_list()?.into_iter().map(conflict).collect() })
}

pub(crate) fn conflict_get(app: &App, actor: &Actor, params: AtCopy) -> Reply<ThreeWay> {
    allows(actor, &[Right::Read(app.engine().conflict_original(&params.copy)?)])?;
    let sides = app.engine().three_way(&params.copy)?;
    let original_revision = sides.theirs.as_ref().map(|(_, revision)| revision.to_string());
    let theirs = sides.theirs.map_or_else(|| Some(String::new()), |(text, _)| text);
    let texts = sides.mine.zip(theirs);
    let hunks = match (&sides.base, &texts) {
        (Some(base), Some((mine, theirs))) => hunks(base, mine, theirs),
        (None, Some((mine, theirs))) => undecided(mine, theirs),
        (_, None) => Vec::new(),
    };
    Ok(ThreeWay {
        conflict: conflict(sides.conflict),
        copy_revision: sides.mine_revision.to_string(),
        original_revision,
        has_base: sides.base.is_some(),
        whole: texts.is_none(),
        hunks,
    })
}

/// Compares two texts of which it is not known what they were made from: whatever differs is to be decided.
fn undecided(mine: &str, theirs: &str) -> Vec<MergeHunk> {
    let mut hunks = hunks(theirs, mine, theirs);
    for hunk in hunks.iter_mut().filter(|hunk| hunk.ours != hunk.theirs) {
        hunk.base.clear();
        hunk.merged = None;
        hunk.source = None;
    }
    hunks
}

pub(crate) fn conflict_resolve(app: &App, actor: &Actor, params: ResolveConflict) -> Reply<ConflictResolved> {
    allows(actor, &[Right::Write(app.engine().conflict_original(&params.copy)?)])?;
    let copy_revision = revision(&params.copy_revision, &params.copy)?;
    let original_revision = params.original_revision.map(|text| revision(&text, &params.copy)).transpose()?;
    let end = match (params.text, params.take) {
        (None, None) => ConflictEnd::LeaveBoth,
        (Some(text), None) => ConflictEnd::Text(text),
        (None, Some(ConflictSide::Copy)) => ConflictEnd::TakeCopy,
        (None, Some(ConflictSide::Original)) => ConflictEnd::TakeOriginal,
        (Some(_), Some(_)) => {
            let message = format!("{}: either a text or one of the files ends a conflict, not both", params.copy);
            return Err(ApiError::new(Code::BadRequest, message).at(&params.copy));
        }
    };
    let resolution = Resolution { copy: params.copy, copy_revision, original_revision, end };
    let resolved = app.engine().resolve_conflict(resolution, actor)?;
    Ok(ConflictResolved {
        path: resolved.path,
        revision: resolved.revision.map(|revision| revision.to_string()),
        trashed: resolved.trashed,
        decision: resolved.decision,
        seq: resolved.seq.0,
    })
}

fn conflict(conflict: strata_engine::Conflict) -> Conflict {
    Conflict {
        copy: conflict.copy,
        original: conflict.original,
        origin: match conflict.origin {
            strata_model::ConflictOrigin::Strata => ConflictOrigin::Strata,
            strata_model::ConflictOrigin::Dropbox => ConflictOrigin::Dropbox,
            strata_model::ConflictOrigin::Nextcloud => ConflictOrigin::Nextcloud,
            strata_model::ConflictOrigin::OneDrive => ConflictOrigin::OneDrive,
            strata_model::ConflictOrigin::Syncthing => ConflictOrigin::Syncthing,
        },
        device: conflict.device,
        time: conflict.time.map(|time| time.0),
        copy_size: conflict.copy_size,
        original_size: conflict.original_size,
        has_base: conflict.base.is_some(),
    }
}

pub(crate) fn decisions_list(app: &App, _: &Actor, params: ListDecisions) -> Reply<Decisions> {
    let limit = params.limit.unwrap_or(100).clamp(1, 1_000) as usize;
    let (decisions, more) = app.engine().decisions(limit, params.before)?;
    let text = |revision: Option<Revision>| revision.map(|revision| revision.to_string());
    let decisions = decisions
        .into_iter()
        .map(|decision| Decision {
            id: decision.id,
            time: decision.time.0,
            path: decision.path,
            verdict: verdict(decision.verdict),
            actor: decision.sides.actor.map(|actor| actor.to_string()),
            base: text(decision.sides.base),
            ours: text(decision.sides.ours),
            theirs: text(decision.sides.theirs),
            result: text(decision.sides.result),
            copy: decision.sides.copy,
            undone: decision.undone,
        })
        .collect();
    Ok(Decisions { decisions, more })
}

pub(crate) fn decision_undo(app: &App, actor: &Actor, params: UndoDecision) -> Reply<DecisionUndone> {
    let undone = app.engine().undo_decision(params.id, actor)?;
    Ok(DecisionUndone { path: undone.path, copies: undone.copies, seq: undone.seq.0 })
}

const fn verdict(verdict: Decided) -> Verdict {
    match verdict {
        Decided::Merged => Verdict::Merged,
        Decided::KeptBoth => Verdict::KeptBoth,
        Decided::Newest => Verdict::Newest,
        Decided::FileWon => Verdict::FileWon,
        Decided::AppWon => Verdict::AppWon,
        Decided::Resolved => Verdict::Resolved,
        Decided::Left => Verdict::Left,
    }
}

pub(super) const fn policy_out(policy: strata_model::ConflictPolicy) -> ConflictPolicy {
    match policy {
        strata_model::ConflictPolicy::Merge => ConflictPolicy::Merge,
        strata_model::ConflictPolicy::KeepBoth => ConflictPolicy::KeepBoth,
        strata_model::ConflictPolicy::Newest => ConflictPolicy::Newest,
        strata_model::ConflictPolicy::FilesWin => ConflictPolicy::FilesWin,
        strata_model::ConflictPolicy::AppWins => ConflictPolicy::AppWins,
    }
}

pub(super) const fn policy_in(policy: ConflictPolicy) -> strata_model::ConflictPolicy {
    match policy {
        ConflictPolicy::Merge => strata_model::ConflictPolicy::Merge,
        ConflictPolicy::KeepBoth => strata_model::ConflictPolicy::KeepBoth,
        ConflictPolicy::Newest => strata_model::ConflictPolicy::Newest,
        ConflictPolicy::FilesWin => strata_model::ConflictPolicy::FilesWin,
        ConflictPolicy::AppWins => strata_model::ConflictPolicy::AppWins,
    }
}

pub(super) fn revision(text: &str, path: &VaultPath) -> Reply<Revision> {
    text.parse().map_err(|error| ApiError::new(Code::BadRequest, format!("{path}: {error}")).at(path))
}

fn hunks(base: &str, ours: &str, theirs: &str) -> Vec<MergeHunk> {
    merge_hunks(base, ours, theirs)
        .into_iter()
        .map(|hunk| MergeHunk {
            base: hunk.base.text.to_owned(),
            ours: hunk.ours.text.to_owned(),
            theirs: hunk.theirs.text.to_owned(),
            source: hunk.merged.as_ref().map(|merged| source(merged.source)),
            merged: hunk.merged.map(|merged| merged.text.into_owned()),
        })
        .collect()
}

const fn source(source: strata_model::MergeSource) -> MergeSource {
    match source {
        strata_model::MergeSource::Nobody => MergeSource::Nobody,
        strata_model::MergeSource::Ours => MergeSource::Ours,
        strata_model::MergeSource::Theirs => MergeSource::Theirs,
        strata_model::MergeSource::Both => MergeSource::Both,
    }
}
