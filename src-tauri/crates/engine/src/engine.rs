//! Opening a vault and everything that can be asked of it.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use strata_catalog::{Catalog, CatalogError, Ledger, TrashItem};
use strata_files::{Rules, VaultDir, WatchOptions};
use strata_model::{Actor, Epoch, Position, Problem, ProblemKind, Seq, VaultPath};
use strata_search::{Index, SearchError};
use uuid::Uuid;

use crate::batch::{Batches, Ended, Operation, Request, Taken, recover};
use crate::clock::Clock;
use crate::events::{EventBus, Progress, Watching};
use crate::graphs::Questions;
use crate::historian::{Historian, Patience, Reason};
use crate::incoming::Incoming;
use crate::indexer::Indexer;
use crate::layout::{Layout, SAMPLE};
use crate::quarantine::Quarantine;
use crate::relocate::{PutWhen, Relocated};
use crate::save::{Edit, Save, Saved};
use crate::scanner::{Scanned, Scanner, Tools};
use crate::shared::{Parts, READ, Shared};
use crate::states::StateCounts;
use crate::tagger::Tagger;
use crate::writer::{Writer, WriterHandle};
use crate::{EngineError, EntryRow, Places};

/// How long a question waits for what was acknowledged before it, or for a look at the disk.
const SEARCHABLE: Duration = Duration::from_secs(2);

/// How an engine is opened.
#[derive(Clone)]
pub struct Options {
    /// Where data, settings and sockets lie.
    pub places: Places,
    /// The time.
    pub clock: Clock,
    /// Name of this installation, for conflict copies.
    pub device: String,
    /// Watch the folder and take changes in as they come; without it only what is asked for is looked at.
    pub watch: Option<WatchOptions>,
    /// How soon versions are made.
    pub patience: Patience,
}

impl Options {
    /// Returns the options of a program that a person started: this machine's clock and name.
    #[must_use]
    pub fn usual(places: Places, watch: Option<WatchOptions>) -> Self {
        Self { places, clock: Clock::system(), device: device(), watch, patience: Patience::default() }
    }
}

/// Returns the name of this machine, without its domain.
fn device() -> String {
    #[cfg(unix)]
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").unwrap_or_default();
    let first = name.split('.').next().unwrap_or_default();
    if first.is_empty() { "device".into() } else { first.into() }
}

/// An open vault. Dropping it finishes what was acknowledged: the index is committed, versions are made.
pub struct Engine {
    pub(crate) shared: Arc<Shared>,
    pub(crate) writer: Arc<WriterHandle>,
    indexer: Arc<Indexer>,
    historian: Arc<Historian>,
    tagger: Arc<Tagger>,
    scanner: Scanner,
    pub(crate) batches: Batches,
    pub(crate) questions: Questions,
    watches: bool,
    /// What the scan of the opening found, until it is told.
    opening: Mutex<Option<Scanned>>,
}

/// What `status` tells.
#[derive(Clone, Debug)]
pub struct Status {
    /// Files in the catalog.
    pub entries: u64,
    /// Of them notes.
    pub notes: u64,
    /// Last number of the journal.
    pub journal_seq: Seq,
    /// The index holds the journal up to here.
    pub indexed_seq: Seq,
    /// Versions cover the journal up to here.
    pub versioned_seq: Seq,
    /// Conflict copies.
    pub conflicts: u64,
    /// How many entries are not clean, and how they stand.
    pub states: StateCounts,
    /// How changes of others are noticed.
    pub watching: Watching,
    /// Whether everything was compared with the files since the start.
    pub reconciled: bool,
    /// Whether versions are kept.
    pub history: bool,
    /// Work under way.
    pub progress: Vec<Progress>,
    /// What went wrong.
    pub problems: Vec<Problem>,
}

impl Engine {
    /// Opens the vault. The caller holds its lock: there is one engine for a vault at a time.
    pub fn open(layout: Layout, options: Options) -> Result<Self, EngineError> {
        let data = layout.data.clone();
        for folder in ["trash", "drafts", READ] {
            let path = data.join(folder);
            fs::create_dir_all(&path).map_err(|error| EngineError::data(&path, error))?;
        }
        strata_history::configure(&options.places.data.join("git"))?;
        let files = VaultDir::open(&layout.root)?;
        let rules = Rules::load(&files, &layout.reserved)?;
        let mut repaired: Vec<Problem> = Vec::new();
        let (catalog, reader) = open_catalog(&data.join("catalog.db"), &mut repaired)?;
        let ledger = open_ledger(&data.join("ledger.db"), options.clock.now().0, &mut repaired)?;
        let (index, searcher) = open_index(&data.join("search"), &mut repaired)?;
        let (quarantine, underway) = Quarantine::open(&data, &ledger, options.clock.now())?;
        let history_on = ledger.setting("history")?.is_none_or(|value| value != "false");
        let watch = options.watch;
        let watches = watch.is_some();
        let shared = Arc::new(Shared::new(Parts {
            layout,
            places: options.places,
            clock: options.clock,
            device: options.device,
            files,
            ledger,
            rules,
            reader,
            searcher,
            history_on,
            quarantine,
            underway,
        }));
        shared.tell_quarantined();
        for problem in repaired {
            shared.problem(problem);
        }
        shared.live().versioned = position_of(&shared, "historian")?;
        let indexer = Arc::new(Indexer::start(&shared, index)?);
        // The historian asks the writer to reopen its Git handles, and the writer tells the historian of
        // changes; the slot breaks the circle.
        let slot: Arc<Mutex<Option<Arc<WriterHandle>>>> = Arc::default();
        let reopen = {
            let slot = Arc::clone(&slot);
            Box::new(move || {
                let writer = slot.lock().unwrap_or_else(PoisonError::into_inner).clone();
                if let Some(writer) = writer {
                    drop(writer.run(|writer| {
                        writer.keeper.reopen();
                        Ok(())
                    }));
                }
            })
        };
        let historian = Arc::new(Historian::start(&shared, options.patience, reopen)?);
        let tagger = Arc::new(Tagger::start(&shared, watches)?);
        let followers = {
            let (indexer, historian, tagger) = (Arc::clone(&indexer), Arc::clone(&historian), Arc::clone(&tagger));
            Box::new(move || {
                indexer.changed();
                historian.changed();
                tagger.changed();
            })
        };
        let writer = Arc::new(WriterHandle::start(Writer::new(Arc::clone(&shared), catalog, followers))?);
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&writer));
        let reconciled = {
            let historian = Arc::clone(&historian);
            Box::new(move || historian.changed())
        };
        if let Err(error) = recover(&shared, &writer) {
            shared.problem(Problem::new(ProblemKind::BatchLeft).because(error));
        }
        // What was taken back needs them no more, and nobody else has asked for anything yet.
        Incoming::of(&shared.layout).clear();
        let tools = Tools {
            shared: Arc::clone(&shared),
            writer: Arc::clone(&writer),
            indexer: Arc::clone(&indexer),
            reconciled,
        };
        let scanner = Scanner::start(tools, watch)?;
        let (batches, questions, opening) = (Batches::default(), Questions::default(), Mutex::default());
        let engine = Self { shared, writer, indexer, historian, tagger, scanner, batches, questions, watches, opening };
        if watches {
            engine.scanner.read_again(engine.shared.quarantine.due(engine.shared.clock.now()));
        }
        if !watches && engine.shared.reader().meta("reconciled")?.is_none() {
            // Opened for the first time, or the catalog was lost: nothing is known yet.
            let scanned = engine.scan()?;
            *engine.opening.lock().unwrap_or_else(PoisonError::into_inner) = Some(scanned);
        }
        Ok(engine)
    }

    /// Returns what the vault is.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.shared.layout
    }

    /// Returns the folders outside the vault.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.shared.places
    }

    /// Returns the events.
    #[must_use]
    pub fn events(&self) -> &EventBus {
        &self.shared.events
    }

    /// Returns the latest journal position.
    pub fn position(&self) -> Result<Position, EngineError> {
        let reader = self.shared.reader();
        Ok(Position { epoch: reader.epoch(), seq: reader.last_seq()? })
    }

    /// Returns whether anything can be written.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.shared.files.is_writable()
    }

    /// Saves a file; durable when it returns.
    pub fn save(&self, save: Save, actor: &Actor) -> Result<Saved, EngineError> {
        self.save_edit(save, Edit::default(), actor)
    }

    /// Saves what an editor holds, with what is known of how it came about.
    pub fn save_edit(&self, save: Save, edit: Edit, actor: &Actor) -> Result<Saved, EngineError> {
        let actor = actor.clone();
        self.writer.run(move |writer| writer.save_edit(&save, &edit, &actor))
    }

    /// Makes a folder.
    pub fn create_folder(&self, path: &VaultPath) -> Result<(), EngineError> {
        let path = path.clone();
        self.writer.run(move |writer| writer.create_folder(&path))
    }

    /// Moves a file or folder, with `links` so that all links lead where they led. A batch of one.
    pub fn relocate(
        &self,
        from: &VaultPath,
        to: &VaultPath,
        links: bool,
        actor: &Actor,
    ) -> Result<Relocated, EngineError> {
        let operation = Operation::Rename { path: from.clone(), to: to.clone() };
        let ended = self.draft(&Request { operation, links, taken: Taken::Refuse })?.run(actor)?;
        Ok(Relocated { path: to.clone(), files: ended.moved, links: ended.links, batch: ended.id, seq: ended.seq })
    }

    /// Copies a file within the vault.
    pub fn copy(&self, from: &VaultPath, to: &VaultPath, actor: &Actor) -> Result<EntryRow, EngineError> {
        let (from, to, actor) = (from.clone(), to.clone(), actor.clone());
        self.writer.run(move |writer| writer.copy(&from, &to, &actor))
    }

    /// Takes a file in from outside. The bytes come from `source`, a file of the caller's own.
    pub fn put_file(
        &self,
        mut source: fs::File,
        to: &VaultPath,
        when: PutWhen,
        actor: &Actor,
    ) -> Result<EntryRow, EngineError> {
        let (to, actor) = (to.clone(), actor.clone());
        self.writer.run(move |writer| writer.put_file(&mut source, &to, when, &actor))
    }

    /// Returns what waits to be copied in.
    #[must_use]
    pub fn incoming(&self) -> Incoming {
        Incoming::of(&self.shared.layout)
    }

    /// Puts files and folders into the trash, all or none. A batch.
    pub fn remove(&self, paths: Vec<VaultPath>, actor: &Actor) -> Result<Ended, EngineError> {
        let request = Request { operation: Operation::Remove { paths }, links: false, taken: Taken::Refuse };
        self.draft(&request)?.run(actor)
    }

    /// Returns what is in the trash, newest first.
    pub fn trash(&self) -> Result<Vec<TrashItem>, EngineError> {
        let mut items = self.shared.ledger.trash()?;
        items.retain(|item| {
            self.shared.layout.data.join("trash").join(&item.id).join(&item.stored).symlink_metadata().is_ok()
        });
        Ok(items)
    }

    /// Brings something back from the trash. Versions are made after: the trash no longer has it.
    pub fn restore_trash(&self, id: &str, actor: &Actor) -> Result<Relocated, EngineError> {
        let (id, actor) = (id.to_owned(), actor.clone());
        let restored = self.writer.run(move |writer| writer.restore_trash(&id, &actor))?;
        self.version_before();
        Ok(restored)
    }

    /// Compares everything with the files, then waits until index and versions have followed.
    pub fn index(&self, rebuild: bool) -> Result<Scanned, EngineError> {
        let began = Instant::now();
        let opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner).take();
        if rebuild {
            self.rebuild_catalog()?;
        }
        for path in self.shared.quarantine.due(self.shared.clock.now()) {
            self.release(&path)?;
        }
        let mut scanned = self.scan()?;
        let mut took = 0.0;
        if let Some(opening) = opening {
            // What the opening took in is this command's work: nobody was told of it before.
            took = opening.seconds;
            if !rebuild {
                scanned.changed += opening.changed;
                scanned.removed += opening.removed;
            }
        }
        self.indexer.flush(Duration::from_secs(3600));
        self.version_now(Reason::because("index"))?;
        self.historian.maintain();
        self.keep_sample()?;
        scanned.seconds = took + began.elapsed().as_secs_f64();
        Ok(scanned)
    }

    fn scan(&self) -> Result<Scanned, EngineError> {
        self.scanner.scan()
    }

    /// Looks at a file now that could not be read, instead of when its time has come.
    pub fn retry(&self, path: &VaultPath) {
        self.scanner.look(path.clone());
    }

    /// Reads a file again that was set aside, because reading it had ended the program.
    pub fn release(&self, path: &VaultPath) -> Result<(), EngineError> {
        if self.scanner.release(path)? {
            return Ok(());
        }
        Err(EngineError::NoSuch(format!("{path}: is not set aside; there is nothing to try again")))
    }

    fn rebuild_catalog(&self) -> Result<(), EngineError> {
        self.writer.run(|writer| {
            let path = writer.shared.layout.data.join("catalog.db");
            strata_catalog::delete_database(&path).map_err(|error| EngineError::data(&path, error))?;
            let (catalog, reader) = Catalog::open(&path, fresh_epoch())?;
            writer.catalog = catalog;
            writer.shared.set_reader(reader);
            writer.shared.handoff.clear();
            writer.shared.events.send(crate::events::Fact::Resync);
            Ok(())
        })
    }

    /// Keeps a sample of files, by which an adopted folder is known again elsewhere.
    fn keep_sample(&self) -> Result<(), EngineError> {
        if !self.shared.layout.adopted {
            return Ok(());
        }
        let known = self.shared.reader().known(&VaultPath::root())?;
        let files: Vec<_> = known.into_iter().filter(|entry| entry.known.fingerprint.size > 0).collect();
        let step = (files.len() / SAMPLE).max(1);
        let sample = files
            .into_iter()
            .step_by(step)
            .take(SAMPLE)
            .map(|entry| (entry.known.path, entry.known.revision))
            .collect();
        self.shared.layout.keep_sample(&self.shared.places, sample)
    }

    /// Waits until what was acknowledged before this call is searchable; not during bulk work.
    pub(crate) fn searchable(&self) -> bool {
        let position = self.shared.reader().last_seq().unwrap_or_default();
        if self.shared.live().indexed >= position {
            return true;
        }
        let bulk = self.shared.live().progress.iter().any(|progress| progress.total > 1_000);
        !bulk && self.indexer.flush(SEARCHABLE)
    }

    /// Looks at a place that the catalog does not know, unless that takes long.
    pub(crate) fn look_now(&self, place: &VaultPath) {
        self.scanner.look_now(place.clone(), SEARCHABLE);
    }

    /// Returns how many pieces of work wait for the writer.
    pub(crate) fn writer_queue(&self) -> u64 {
        self.writer.waiting()
    }

    pub(crate) fn flush_index(&self, patience: Duration) -> bool {
        self.indexer.flush(patience)
    }

    /// Makes versions of everything that is pending; a failure does not stop the caller, because the bytes
    /// were stored before they were acknowledged.
    pub(crate) fn version_before(&self) {
        if let Err(error) = self.historian.flush(Reason::because("before")) {
            tracing::warn!(%error, "no version before this step; stored blobs keep the bytes");
        }
    }

    pub(crate) fn version_soon(&self, reason: Reason) {
        self.historian.flush_soon(reason);
    }

    pub(crate) fn version_now(&self, reason: Reason) -> Result<Vec<(String, strata_history::VersionId)>, EngineError> {
        self.historian.flush(reason)
    }

    /// Makes a version of everything now, what other programs changed unseen included.
    pub fn snapshot(&self, message: Option<String>) -> Result<Vec<(String, String)>, EngineError> {
        if !self.shared.history_on() {
            return Err(EngineError::HistoryOff);
        }
        self.scan()?;
        let made = self.version_now(Reason { message, ..Reason::because("snapshot") })?;
        Ok(made.into_iter().map(|(area, version)| (area, version.to_string())).collect())
    }

    /// Switches versions on or off.
    pub fn set_history(&self, on: bool) -> Result<(), EngineError> {
        if !on {
            self.version_before();
        }
        self.shared.ledger.set_setting("history", if on { "true" } else { "false" })?;
        self.shared.history_on.store(on, Ordering::Release);
        self.historian.changed();
        Ok(())
    }

    /// Returns whether `tags/` holds a folder of links for each tag; `None` for an adopted folder, which has none.
    pub fn tag_folders(&self) -> Result<Option<bool>, EngineError> {
        if self.shared.layout.adopted { Ok(None) } else { self.shared.tag_folders().map(Some) }
    }

    /// Makes the folders of tags, or removes them; all links are there, or gone, when it returns.
    pub fn set_tag_folders(&self, on: bool) -> Result<(), EngineError> {
        if self.shared.layout.adopted {
            return Err(EngineError::Setup(
                "a folder that was adopted gets no folders of tags: nothing is written into it".into(),
            ));
        }
        self.tagger.switch(on)
    }

    /// Waits until `tags/` holds what the journal says.
    pub fn flush_tag_folders(&self) -> Result<(), EngineError> {
        self.tagger.flush()
    }

    /// Returns what the user interface keeps for this vault, as JSON.
    pub fn ui_state(&self) -> Result<Option<String>, EngineError> {
        Ok(self.shared.ledger.state("ui")?)
    }

    /// Keeps what the user interface wants to find again.
    pub fn set_ui_state(&self, json: &str) -> Result<(), EngineError> {
        Ok(self.shared.ledger.set_state("ui", json)?)
    }

    /// Returns the state of everything.
    pub fn status(&self) -> Result<Status, EngineError> {
        self.shared.look_at_names();
        let reader = self.shared.reader();
        let counts = reader.counts()?;
        let live = self.shared.live().clone();
        Ok(Status {
            entries: counts.notes + counts.assets + counts.unsupported,
            notes: counts.notes,
            journal_seq: reader.last_seq()?,
            indexed_seq: live.indexed,
            versioned_seq: live.versioned,
            conflicts: self.conflicts()?.len() as u64,
            states: self.state_counts()?,
            watching: live.watching,
            reconciled: live.reconciled,
            history: self.shared.history_on(),
            progress: live.progress,
            problems: live.problems,
        })
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // A long-running engine gives up long work, which its next start takes up again; a single command
        // finishes what it acknowledged.
        if self.watches {
            self.shared.close();
        }
        self.scanner.close();
        self.historian.close();
        self.indexer.close();
        self.tagger.close();
        self.writer.close();
        self.shared.underway.end();
        self.shared.quarantine.end();
    }
}

/// Returns how far a follower has read the journal.
pub(crate) fn position_of(shared: &Shared, follower: &str) -> Result<Seq, EngineError> {
    let position = shared.ledger.position(follower)?.unwrap_or_default();
    Ok(if position.epoch == shared.reader().epoch() { position.seq } else { Seq(0) })
}

fn fresh_epoch() -> Epoch {
    let (high, _) = Uuid::new_v4().as_u64_pair();
    // Kept within what JavaScript and SQLite hold exactly.
    Epoch(high >> 12)
}

fn open_catalog(
    path: &Path,
    repaired: &mut Vec<Problem>,
) -> Result<(strata_catalog::Writer, strata_catalog::Reader), EngineError> {
    match Catalog::open(path, fresh_epoch()) {
        Err(CatalogError::Damaged { detail, .. }) => {
            repaired.push(Problem::new(ProblemKind::CatalogRebuilt).because(detail));
        }
        Err(error @ CatalogError::Newer { .. }) => {
            repaired.push(Problem::new(ProblemKind::CatalogRebuilt).because(error));
        }
        result => return Ok(result?),
    }
    strata_catalog::delete_database(path).map_err(|error| EngineError::data(path, error))?;
    Ok(Catalog::open(path, fresh_epoch())?)
}

fn open_ledger(path: &Path, stamp: i64, repaired: &mut Vec<Problem>) -> Result<Ledger, EngineError> {
    match Ledger::open(path) {
        Err(CatalogError::Damaged { detail, .. }) => {
            let kept =
                strata_catalog::set_aside(path, &stamp.to_string()).map_err(|error| EngineError::data(path, error))?;
            repaired.push(Problem::new(ProblemKind::LedgerReplaced).because(detail).kept(kept.display()));
            Ok(Ledger::open(path)?)
        }
        result => Ok(result?),
    }
}

fn open_index(path: &Path, repaired: &mut Vec<Problem>) -> Result<(Index, strata_search::Searcher), EngineError> {
    match Index::open(path) {
        Err(error @ SearchError::Damaged { .. }) => {
            repaired.push(Problem::new(ProblemKind::IndexRebuilt).because(error));
            Ok(Index::create_fresh(path)?)
        }
        result => Ok(result?),
    }
}
