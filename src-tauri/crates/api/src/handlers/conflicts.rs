use strata_model::{Actor, Revision, VaultPath, merge_hunks};

use crate::App;
use crate::error::{ApiError, Code};
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
