//! What the sync centre shows: what is under way, how fast, what waits, what failed, and every change that was.

use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

use strata_catalog::{JournalFilter, LogFilter, LogLine};
use strata_model::{Actor, ChangeKind, Problem, Seq, Timestamp, VaultPath};
use strum::VariantArray as _;

use crate::engine::Engine;
use crate::meter::{Pace, Step};
use crate::shared::REPAIR;
use crate::states::{EntryStanding, StateCounts};
use crate::{EngineError, InFlight};

/// How things stand at this moment.
#[derive(Clone, Debug)]
pub struct SyncStatus {
    /// How many entries stand how.
    pub states: StateCounts,
    /// Each step with what it took, and how much waits for it.
    pub steps: Vec<(Pace, u64)>,
    /// The step that takes longest.
    pub slowest: Option<Step>,
    /// Entries that were taken in, for each second of the last minute, the present one last.
    pub last_minute: Vec<u32>,
    /// Files that are being read.
    pub in_flight: Vec<InFlight>,
}

/// Which changes are wanted.
#[derive(Clone, Debug, Default)]
pub struct ChangeFilter {
    /// Part of the path; case does not count in ASCII.
    pub path: Option<String>,
    /// Who, or which kind of actor.
    pub actor: Option<String>,
    /// What happened.
    pub kind: Option<WantedChange>,
    /// A folder, and all below it; the root is everything.
    pub folder: Option<VaultPath>,
    /// Not before this time.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

impl ChangeFilter {
    fn folder(&self) -> Option<&str> {
        self.folder.as_ref().filter(|folder| !folder.is_root()).map(VaultPath::as_str)
    }
}

/// What kind of change is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedChange {
    /// New files.
    Created,
    /// Other bytes.
    Modified,
    /// Gone files.
    Removed,
    /// Other places.
    Moved,
    /// What Strata mended or decided by itself.
    Decided,
}

/// Where a page of changes ends: the next one holds what is before both numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeCursor {
    /// In the journal.
    pub seq: Seq,
    /// In the ledger's log.
    pub log: i64,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeLine {
    /// When.
    pub time: Timestamp,
    /// To which file, if to one.
    pub path: Option<VaultPath>,
    /// What.
    pub what: Happened,
    /// Its number, in the journal or in the ledger's log.
    pub number: u64,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Happened {
    /// A file changed.
    File {
        /// How.
        kind: ChangeKind,
        /// Who did it.
        actor: Actor,
        /// Bytes, where the file is still that one.
        size: Option<u64>,
        /// Whether it brought back what had been before.
        restored: bool,
    },
    /// Something was damaged and mended.
    Repaired(Problem),
    /// Strata decided something by itself.
    Decided {
        /// A short word for programs.
        what: String,
        /// The rest.
        detail: serde_json::Value,
    },
}

/// A page of what happened, newest first.
#[derive(Clone, Debug)]
pub struct ChangePage {
    /// The lines.
    pub lines: Vec<ChangeLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<ChangeCursor>,
}

impl Engine {
    /// Returns how things stand at this moment.
    pub fn sync_status(&self) -> Result<SyncStatus, EngineError> {
        let shared = &self.shared;
        self.know_copies()?;
        let states = shared.states.counts();
        let journal = shared.reader().last_seq()?;
        let live = shared.live().clone();
        let versions = if shared.history_on() { journal.0.saturating_sub(live.versioned.0) } else { 0 };
        let queue = |step| match step {
            Step::Hint => states.hinted,
            Step::Scan => states.scanning,
            Step::Parse => shared.meter.to_parse.load(Ordering::Relaxed),
            Step::Catalog => self.writer_queue(),
            Step::Index => journal.0.saturating_sub(live.indexed.0),
            Step::Version => versions,
        };
        let steps: Vec<(Pace, u64)> =
            Step::VARIANTS.iter().map(|step| (shared.meter.pace(*step), queue(*step))).collect();
        let slowest = steps.iter().map(|(pace, _)| pace).filter(|pace| pace.p95 > Duration::ZERO);
        let slowest = slowest.max_by_key(|pace| pace.p95).map(|pace| pace.step);
        let (last_minute, in_flight) = (shared.meter.last_minute(), shared.underway.in_flight());
        Ok(SyncStatus { states, steps, slowest, last_minute, in_flight })
    }

    /// Returns the entries that are not clean, up to `limit`, those that weigh most first.
    pub fn entry_states(&self, limit: usize) -> Result<Vec<EntryStanding>, EngineError> {
        self.know_copies()?;
        Ok(self.shared.states.list(limit))
    }

    /// Counts the entries that are not clean.
    pub fn state_counts(&self) -> Result<StateCounts, EngineError> {
        self.know_copies()?;
        Ok(self.shared.states.counts())
    }

    /// Conflict copies that lay there before the start are looked for when somebody first asks, not while it opens.
    fn know_copies(&self) -> Result<(), EngineError> {
        let states = &self.shared.states;
        if states.wants_copies() {
            self.shared.tell(states.set_copies(self.shared.reader().conflict_copies()?));
        }
        Ok(())
    }

    /// Returns what happened, newest first: changes of files, and what Strata mended and decided by itself.
    pub fn changes(
        &self,
        filter: &ChangeFilter,
        before: Option<ChangeCursor>,
        limit: usize,
    ) -> Result<ChangePage, EngineError> {
        let mut cursor = before.unwrap_or(ChangeCursor { seq: Seq(u64::MAX), log: i64::MAX });
        let mut files = self.file_changes(filter, cursor.seq, limit + 1)?.into_iter().peekable();
        let mut log = self.log_lines(filter, cursor.log, limit + 1)?.into_iter().peekable();
        let mut lines = Vec::new();
        while lines.len() < limit {
            let newer = match (files.peek(), log.peek()) {
                (Some(file), Some((_, line))) => file.time < line.time,
                (file, _) => file.is_none(),
            };
            if newer {
                let Some((number, line)) = log.next() else { break };
                cursor.log = number;
                lines.push(decision(number, line));
            } else {
                let Some(line) = files.next() else { break };
                cursor.seq = Seq(line.number);
                lines.push(line);
            }
        }
        let more = files.peek().is_some() || log.peek().is_some();
        Ok(ChangePage { lines, next: more.then_some(cursor) })
    }

    fn file_changes(&self, filter: &ChangeFilter, before: Seq, limit: usize) -> Result<Vec<ChangeLine>, EngineError> {
        let kind = match filter.kind {
            None => None,
            Some(WantedChange::Decided) => return Ok(Vec::new()),
            Some(WantedChange::Created) => Some(0),
            Some(WantedChange::Modified) => Some(1),
            Some(WantedChange::Removed) => Some(2),
            Some(WantedChange::Moved) => Some(3),
        };
        let reader = self.shared.reader();
        let wanted = JournalFilter {
            path: filter.path.as_deref(),
            actor: filter.actor.as_deref(),
            kind,
            folder: filter.folder(),
            since: filter.since,
            until: filter.until,
        };
        let rows = reader.journal_before(before, &wanted, limit)?;
        let restores: HashSet<Seq> = match (rows.last(), rows.first()) {
            (Some(first), Some(last)) => self.shared.ledger.restores(reader.epoch(), first.seq, last.seq)?,
            _ => Vec::new(),
        }
        .into_iter()
        .collect();
        let entries = reader.entries(rows.iter().map(|row| &row.change.path))?;
        let line = |(row, entry): (strata_model::JournalRow, Option<strata_catalog::Entry>)| {
            let same = entry.filter(|entry| Some(entry.revision) == row.change.revision);
            let size = same.map(|entry| entry.fingerprint.size);
            let restored = restores.contains(&row.seq);
            let what = Happened::File { kind: row.change.kind, actor: row.change.actor, size, restored };
            ChangeLine { time: row.time, path: Some(row.change.path), what, number: row.seq.0 }
        };
        Ok(rows.into_iter().zip(entries).map(line).collect())
    }

    fn log_lines(&self, filter: &ChangeFilter, before: i64, limit: usize) -> Result<Vec<(i64, LogLine)>, EngineError> {
        if filter.actor.is_some() || !matches!(filter.kind, None | Some(WantedChange::Decided)) {
            return Ok(Vec::new());
        }
        let wanted = LogFilter {
            path: filter.path.as_deref(),
            folder: filter.folder(),
            since: filter.since,
            until: filter.until,
        };
        Ok(self.shared.ledger.log_before(before, &wanted, limit)?)
    }
}

fn decision(number: i64, line: LogLine) -> ChangeLine {
    let LogLine { time, path, what, detail } = line;
    let what = match serde_json::from_value(detail.clone()) {
        Ok(problem) if what == REPAIR => Happened::Repaired(problem),
        _ => Happened::Decided { what, detail },
    };
    ChangeLine { time, path, what, number: number.cast_unsigned() }
}
