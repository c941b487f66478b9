use strata_engine as engine;
use strata_model::{Actor, ChangeKind, Seq, Timestamp};

use crate::App;
use crate::error::{ApiError, Code};
use crate::types::*;

type Reply<T> = Result<T, ApiError>;

/// Lists that nobody limits end here.
const STATES: u32 = 1_000;
const CHANGES: u32 = 100;
const CHANGES_MAX: u32 = 1_000;

pub(crate) fn entry_states(app: &App, _: &Actor, params: ListStates) -> Reply<EntryStates> {
    let limit = params.limit.unwrap_or(STATES) as usize;
    let entries = app.engine().entry_states(limit)?;
    let counts = counts(app.engine().state_counts()?);
    Ok(EntryStates { counts, entries: entries.into_iter().map(standing).collect() })
}

pub(crate) fn entry_retry(app: &App, _: &Actor, params: AtPath) -> Reply<Done> {
    app.engine().retry(&params.path);
    Ok(Done {})
}

pub(crate) fn quarantine_release(app: &App, _: &Actor, params: AtPath) -> Reply<Done> {
    app.engine().release(&params.path)?;
    Ok(Done {})
}

pub(crate) fn sync_status(app: &App, _: &Actor, _: Nothing) -> Reply<SyncStatus> {
    let status = app.engine().sync_status()?;
    let millis = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
    let stages = status.steps.into_iter().map(|(pace, queue)| StageFigures {
        stage: stage(pace.step),
        count: pace.count,
        seconds: pace.busy.as_secs_f64(),
        p50: millis(pace.p50),
        p95: millis(pace.p95),
        max: millis(pace.max),
        queue,
    });
    let in_flight = status.in_flight.into_iter().map(|work| InFlight {
        path: work.path.into(),
        stage: stage(work.step),
        millis: u64::try_from(work.since.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    let passed: u64 = status.last_minute.iter().copied().map(u64::from).sum();
    Ok(SyncStatus {
        states: counts(status.states),
        stages: stages.collect(),
        slowest: status.slowest.map(stage),
        per_second: passed as f64 / status.last_minute.len().max(1) as f64,
        in_flight: in_flight.collect(),
        last_minute: status.last_minute,
    })
}

pub(crate) fn changes_list(app: &App, _: &Actor, params: ListChanges) -> Reply<Changes> {
    let after = params.after.as_deref().map(cursor).transpose()?;
    let kind = params.what.map(|what| match what {
        WantedChange::Created => engine::WantedChange::Created,
        WantedChange::Modified => engine::WantedChange::Modified,
        WantedChange::Removed => engine::WantedChange::Removed,
        WantedChange::Moved => engine::WantedChange::Moved,
        WantedChange::Decided => engine::WantedChange::Decided,
    });
    let filter = engine::ChangeFilter {
        path: params.path,
        actor: params.actor,
        kind,
        folder: params.folder,
        since: params.since.map(Timestamp),
        until: params.until.map(Timestamp),
    };
    let limit = params.limit.unwrap_or(CHANGES).clamp(1, CHANGES_MAX) as usize;
    let page = app.engine().changes(&filter, after, limit)?;
    let next = page.next.map(|next| format!("{}.{}", next.seq.0, next.log));
    Ok(Changes { changes: page.lines.into_iter().map(change).collect(), next })
}

pub(crate) fn change_version(app: &App, _: &Actor, params: NameChange) -> Reply<ChangeVersion> {
    let version = app.engine().version_of_change(Seq(params.number))?;
    Ok(ChangeVersion { version: version.map(|version| version.to_string()) })
}

fn cursor(text: &str) -> Reply<engine::ChangeCursor> {
    let numbers = text.split_once('.').and_then(|(seq, log)| Some((seq.parse().ok()?, log.parse().ok()?)));
    let (seq, log) = numbers.ok_or_else(|| {
        ApiError::new(Code::BadRequest, format!("{text:?} ends no page of changes: give the 'next' of one"))
    })?;
    Ok(engine::ChangeCursor { seq: Seq(seq), log })
}

fn change(line: engine::ChangeLine) -> PastChange {
    let what = match line.what {
        engine::Happened::File { kind, actor, size, restored } => {
            let doing = Doing { actor: actor.to_string(), size, restored };
            match kind {
                ChangeKind::Created => Happened::Created(doing),
                ChangeKind::Modified => Happened::Modified(doing),
                ChangeKind::Removed => Happened::Removed(doing),
                ChangeKind::Moved { from } => Happened::Moved { from, doing },
            }
        }
        engine::Happened::Repaired(problem) => Happened::Repaired { problem: problem.into() },
        engine::Happened::Decided { what, detail } => Happened::Decided { decision: what, detail },
    };
    PastChange { time: line.time.0, path: line.path, number: line.number, what }
}

pub(crate) const fn counts(counts: engine::StateCounts) -> StateCounts {
    let engine::StateCounts { hinted, scanning, changed, conflicted, failed, quarantined } = counts;
    StateCounts { hinted, scanning, changed, conflicted, failed, quarantined }
}

/// Returns how an entry stands as it travels.
pub fn standing(entry: engine::EntryStanding) -> EntryStanding {
    let engine::EntryStanding { path, standing: state, why, attempts, next, other } = entry;
    EntryStanding { path, state, why, attempts, next: next.map(|time| time.0), other }
}

const fn stage(step: engine::Step) -> SyncStage {
    match step {
        engine::Step::Hint => SyncStage::Hint,
        engine::Step::Scan => SyncStage::Scan,
        engine::Step::Parse => SyncStage::Parse,
        engine::Step::Catalog => SyncStage::Catalog,
        engine::Step::Index => SyncStage::Index,
        engine::Step::Version => SyncStage::Version,
    }
}
