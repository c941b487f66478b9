//! What the engine's threads have in common. Every mutable handle has one owning thread; what is here is
//! either immutable, safe for any thread by itself, or a small value behind a lock that is held for moments.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use strata_catalog::{Ledger, LogLine, Reader};
use strata_files::{Rules, Stat, VaultDir};
use strata_model::{Actor, Problem, ProblemKind, Seq, Timestamp, VaultPath};
use strata_search::Searcher;

use crate::bases::Bases;
use crate::clock::Clock;
use crate::events::{EventBus, Fact, Progress, Stage, Watching};
use crate::handoff::Handoff;
use crate::layout::Layout;
use crate::meter::Meter;
use crate::quarantine::Quarantine;
use crate::states::{EntryStanding, States};
use crate::underway::Underway;
use crate::{EngineError, Places};

/// How many problems are kept for `status`.
const PROBLEMS: usize = 100;
/// How many entries one event names.
const NAMED: usize = 1_000;
/// What a line of the ledger's log says of something that was mended.
pub(crate) const REPAIR: &str = "repair";
/// Where in the data folder texts are kept that were read and may be saved.
pub(crate) const READ: &str = "spool/read";

pub(crate) struct Shared {
    pub layout: Layout,
    pub places: Places,
    pub clock: Clock,
    pub device: String,
    pub files: VaultDir,
    pub ledger: Ledger,
    pub bases: Bases,
    pub events: EventBus,
    pub handoff: Handoff,
    pub states: States,
    pub meter: Meter,
    pub quarantine: Quarantine,
    pub underway: Underway,
    pub history_on: AtomicBool,
    /// Whether names came or went that were not looked at.
    pub names_unseen: AtomicBool,
    closing: AtomicBool,
    rules: RwLock<Arc<Rules>>,
    reader: RwLock<Reader>,
    searcher: RwLock<Searcher>,
    live: Mutex<Live>,
    rescan: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

/// What `status` tells beyond the databases.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub watching: Watching,
    pub reconciled: bool,
    pub indexed: Seq,
    pub versioned: Seq,
    pub progress: Vec<Progress>,
    pub problems: Vec<Problem>,
}

/// The parts that [`Shared`] is made of.
pub(crate) struct Parts {
    pub layout: Layout,
    pub places: Places,
    pub clock: Clock,
    pub device: String,
    pub files: VaultDir,
    pub ledger: Ledger,
    pub rules: Rules,
    pub reader: Reader,
    pub searcher: Searcher,
    pub history_on: bool,
    pub quarantine: Quarantine,
    pub underway: Underway,
}

impl Shared {
    pub fn new(parts: Parts) -> Self {
        let started = u64::try_from(parts.clock.nanos() / 1000).unwrap_or(0);
        Self {
            bases: Bases::new(parts.layout.data.join(READ)),
            layout: parts.layout,
            places: parts.places,
            clock: parts.clock,
            device: parts.device,
            files: parts.files,
            ledger: parts.ledger,
            events: EventBus::new(started),
            handoff: Handoff::default(),
            states: States::default(),
            meter: Meter::default(),
            quarantine: parts.quarantine,
            underway: parts.underway,
            history_on: AtomicBool::new(parts.history_on),
            names_unseen: AtomicBool::new(true),
            closing: AtomicBool::new(false),
            rules: RwLock::new(Arc::new(parts.rules)),
            reader: RwLock::new(parts.reader),
            searcher: RwLock::new(parts.searcher),
            live: Mutex::new(Live {
                watching: Watching { mode: "off", reason: None },
                reconciled: false,
                indexed: Seq(0),
                versioned: Seq(0),
                progress: Vec::new(),
                problems: Vec::new(),
            }),
            rescan: OnceLock::new(),
        }
    }

    pub fn reader(&self) -> Reader {
        self.reader.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set_reader(&self, reader: Reader) {
        *self.reader.write().unwrap_or_else(PoisonError::into_inner) = reader;
    }

    pub fn searcher(&self) -> Searcher {
        self.searcher.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set_searcher(&self, searcher: Searcher) {
        *self.searcher.write().unwrap_or_else(PoisonError::into_inner) = searcher;
    }

    pub fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the ignore files anew.
    pub fn load_rules(&self) -> Result<Arc<Rules>, EngineError> {
        let rules = Arc::new(Rules::load(&self.files, &self.layout.reserved)?);
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&rules);
        Ok(rules)
    }

    pub fn live(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn history_on(&self) -> bool {
        self.history_on.load(Ordering::Acquire)
    }

    pub fn close(&self) {
        self.closing.store(true, Ordering::Release);
    }

    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Tells clients how far a stage is; equal numbers end it.
    pub fn progress(&self, stage: Stage, done: u64, total: u64) {
        let progress = Progress { stage, done, total };
        {
            let mut live = self.live();
            live.progress.retain(|known| known.stage != stage);
            if done < total {
                live.progress.push(progress);
            }
        }
        self.events.send(Fact::Progress(progress));
    }

    /// Keeps a problem for `status` and tells clients.
    pub fn problem(&self, problem: Problem) {
        tracing::warn!(path = problem.path, "{problem}");
        {
            let mut live = self.live();
            if live.problems.contains(&problem) {
                return;
            }
            if live.problems.len() == PROBLEMS {
                live.problems.remove(0);
            }
            live.problems.push(problem.clone());
        }
        if problem.kind.is_repair() {
            self.log_repair(&problem);
        }
        self.events.send(Fact::Notice(problem));
    }

    /// Keeps for good that something was mended.
    fn log_repair(&self, problem: &Problem) {
        let path = problem.path.as_deref().and_then(|path| VaultPath::parse(path).ok());
        let detail = serde_json::to_value(problem).unwrap_or_default();
        let line = LogLine { time: self.clock.now(), path, what: REPAIR.into(), detail };
        if let Err(error) = self.ledger.append_log(&line) {
            tracing::warn!(%error, "a repair could not be written down");
        }
    }

    /// Takes back what was said of a file.
    pub fn forget_problems(&self, kind: ProblemKind, path: &VaultPath) {
        self.live().problems.retain(|problem| problem.kind != kind || problem.path.as_deref() != Some(path.as_str()));
    }

    /// Takes back all that was said of this kind.
    pub fn forget_kind(&self, kind: ProblemKind) {
        self.live().problems.retain(|problem| problem.kind != kind);
    }

    /// Takes back what was said of files that could not be read and can be now.
    pub fn mended(&self, paths: Vec<VaultPath>) {
        let unread = |problem: &Problem| {
            matches!(problem.kind, ProblemKind::Unreadable | ProblemKind::LeftOut | ProblemKind::DiskGone)
        };
        let is_mended = |at: &str| paths.iter().any(|path| path.as_str() == at);
        self.live().problems.retain(|problem| !(unread(problem) && problem.path.as_deref().is_some_and(is_mended)));
        self.events.send(Fact::Mended(paths));
    }

    /// Tells clients who stands otherwise now.
    pub fn tell(&self, standings: Vec<EntryStanding>) {
        for some in standings.chunks(NAMED) {
            self.events.send(Fact::EntryStates(some.to_vec()));
        }
    }

    /// Says how a full scan is asked for; once, when the scanner stands.
    pub fn on_rescan(&self, ask: Box<dyn Fn() + Send + Sync>) {
        drop(self.rescan.set(ask));
    }

    /// Asks for a full scan, because something may be missing from the catalog.
    pub fn request_scan(&self) {
        if let Some(ask) = self.rescan.get() {
            ask();
        }
    }

    /// The actor of changes that came from outside.
    pub const fn outside() -> Actor {
        Actor::External(None)
    }

    /// Returns the creation time to record for a file that is new.
    pub fn created(&self, path: &VaultPath, stat: Option<&Stat>) -> Option<Timestamp> {
        let seen = self.ledger.first_seen(path).ok().flatten();
        let born = stat.and_then(|stat| stat.created);
        match (seen, born) {
            (Some(seen), Some(born)) => Some(seen.min(born)),
            (seen, born) => seen.or(born),
        }
    }
}
