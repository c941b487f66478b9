//! The engine's events as they travel.

use strata_engine::{Event as EngineEvent, Fact as EngineFact, Progress as EngineProgress, Stage as EngineStage};

use crate::handlers::{entry_info, standing};
use crate::types::*;

/// Returns an event of the engine as clients get it.
pub fn event(event: EngineEvent) -> Event {
    Event { seq: event.seq, fact: fact(event.fact) }
}

fn fact(fact: EngineFact) -> Fact {
    match fact {
        EngineFact::EntriesChanged { journal_seq, changes, actor } => Fact::EntriesChanged {
            journal_seq: journal_seq.0,
            changes: changes.iter().map(change).collect(),
            actor: actor.to_string(),
        },
        EngineFact::FoldersChanged { added, removed } => Fact::FoldersChanged {
            added: added.into_iter().map(String::from).collect(),
            removed: removed.into_iter().map(String::from).collect(),
        },
        EngineFact::Progress(value) => Fact::Progress(progress(value)),
        EngineFact::Indexed(seq) => Fact::Indexed { journal_seq: seq.0 },
        EngineFact::Versioned { journal_seq, versions } => Fact::Versioned {
            journal_seq: journal_seq.0,
            versions: versions.into_iter().map(|(area, id)| AreaVersion { area, id }).collect(),
        },
        EngineFact::Watching(watching) => {
            Fact::Watching { mode: watching.mode.to_owned(), reason: watching.reason.map(Problem::from) }
        }
        EngineFact::Notice(value) => Fact::Notice(value.into()),
        EngineFact::Mended(paths) => Fact::Mended { paths: paths.into_iter().map(String::from).collect() },
        EngineFact::EntryStates(entries) => Fact::EntryStates { entries: entries.into_iter().map(standing).collect() },
        EngineFact::PropertyKinds => Fact::PropertyKinds,
        EngineFact::Resync => Fact::Resync,
    }
}

fn change(changed: &strata_engine::EntryChanged) -> EntryChange {
    use strata_model::ChangeKind as Kind;
    let (kind, from) = match &changed.kind {
        Kind::Created => (ChangeKind::Created, None),
        Kind::Modified => (ChangeKind::Modified, None),
        Kind::Removed => (ChangeKind::Removed, None),
        Kind::Moved { from } => (ChangeKind::Moved, Some(from.clone())),
    };
    EntryChange { path: changed.path.clone(), change: kind, from, entry: changed.entry.as_ref().map(entry_info) }
}

pub(crate) const fn progress(progress: EngineProgress) -> Progress {
    let stage = match progress.stage {
        EngineStage::Scan => Stage::Scan,
        EngineStage::Catalog => Stage::Catalog,
        EngineStage::Index => Stage::Index,
        EngineStage::Version => Stage::Version,
        EngineStage::Maintain => Stage::Maintain,
        EngineStage::Batch => Stage::Batch,
    };
    Progress { stage, done: progress.done, total: progress.total }
}
