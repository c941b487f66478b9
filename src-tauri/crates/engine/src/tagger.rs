//! The follower that keeps `tags/`: one folder for each tag with links to its notes, where the user wants that.
//!
//! Derived and off by default. What is there is compared with the catalog at the start and whenever the tags of a
//! note change; all else that lies there is left alone, and no note is ever touched. Only a vault of our own layout
//! has it: nothing is written into an adopted folder.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use strata_files::ErrorKind;
use strata_model::{ChangeKind, Position, Problem, ProblemKind, Seq, VaultPath, tag_links};

use crate::EngineError;
use crate::shared::Shared;
use crate::thread::Joinable;

/// The folder at the vault's root.
pub(crate) const FOLDER: &str = "tags";
const SETTING: &str = "tags";
/// Changes wait this long for company.
const GATHER: Duration = Duration::from_millis(200);
/// Rows of the journal that are read at once.
const ROWS: usize = 2_000;

enum Message {
    Changed,
    Flush(Sender<Result<(), EngineError>>),
    Switch(bool, Sender<Result<(), EngineError>>),
    Close,
}

/// The engine's end of the tagger.
pub(crate) struct Tagger {
    messages: Sender<Message>,
    thread: Joinable,
}

impl Tagger {
    /// Starts it; `watches` tells whether what another program did to the links is made good at once.
    pub fn start(shared: &Arc<Shared>, watches: bool) -> Result<Self, EngineError> {
        let (messages, inbox) = crossbeam_channel::unbounded();
        let on = shared.tag_folders()?;
        let worker = Worker { shared: Arc::clone(shared), inbox, on, pending: on && watches, taken: None, links: None };
        let thread = Joinable::spawn("tagger", move || worker.run())?;
        Ok(Self { messages, thread })
    }

    /// The journal has grown.
    pub fn changed(&self) {
        drop(self.messages.send(Message::Changed));
    }

    /// Waits until the links are those of everything in the journal.
    pub fn flush(&self) -> Result<(), EngineError> {
        self.ask(Message::Flush)
    }

    /// Makes all links, or removes them.
    pub fn switch(&self, on: bool) -> Result<(), EngineError> {
        self.ask(|done| Message::Switch(on, done))
    }

    /// Finishes and ends the thread.
    pub fn close(&self) {
        drop(self.messages.send(Message::Close));
        self.thread.join();
    }

    fn ask(&self, message: impl FnOnce(Sender<Result<(), EngineError>>) -> Message) -> Result<(), EngineError> {
        let (done, wait) = crossbeam_channel::bounded(1);
        self.messages.send(message(done)).map_err(|_| EngineError::Closed)?;
        wait.recv().map_err(|_| EngineError::Closed)?
    }
}

impl Shared {
    /// Returns whether the vault has folders of tags.
    pub fn tag_folders(&self) -> Result<bool, EngineError> {
        Ok(!self.layout.adopted && self.ledger.setting(SETTING)?.is_some_and(|value| value == "true"))
    }
}

struct Worker {
    shared: Arc<Shared>,
    inbox: Receiver<Message>,
    on: bool,
    pending: bool,
    /// How far the journal was read; nothing is known of what is there before it was compared once.
    taken: Option<(Position, BTreeMap<VaultPath, Vec<String>>)>,
    /// What lies there, once it was looked at.
    links: Option<BTreeMap<VaultPath, VaultPath>>,
}

impl Worker {
    fn run(mut self) {
        loop {
            let message = if self.pending {
                self.inbox.recv_timeout(GATHER)
            } else {
                self.inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match message {
                Ok(Message::Changed) => self.pending = self.on,
                Ok(Message::Flush(done)) => drop(done.send(self.work())),
                Ok(Message::Switch(on, done)) => drop(done.send(self.switch(on))),
                Err(RecvTimeoutError::Timeout) => self.work_and_tell(),
                Ok(Message::Close) | Err(RecvTimeoutError::Disconnected) => {
                    if self.pending {
                        self.work_and_tell();
                    }
                    return;
                }
            }
        }
    }

    fn work_and_tell(&mut self) {
        if let Err(error) = self.work() {
            self.shared.problem(Problem::new(ProblemKind::TagFolders).because(error));
        }
    }

    fn switch(&mut self, on: bool) -> Result<(), EngineError> {
        self.shared.ledger.set_setting(SETTING, if on { "true" } else { "false" })?;
        self.on = on;
        (self.taken, self.links) = (None, None);
        if on { self.work() } else { self.apply(BTreeMap::new()) }
    }

    /// Brings the links up to date with the journal.
    fn work(&mut self) -> Result<(), EngineError> {
        self.pending = false;
        if !self.on {
            return Ok(());
        }
        let reader = self.shared.reader();
        let (epoch, last) = (reader.epoch(), reader.last_seq()?);
        let known = self.taken.take().filter(|(taken, _)| taken.epoch == epoch);
        let is_first = known.is_none();
        let (seq, mut notes) = match known {
            Some((taken, notes)) if taken.seq.0 + 1 >= reader.first_seq()?.0 => (taken.seq, notes),
            _ => (last, reader.tags_of_all()?),
        };
        let changed = self.follow(seq, last, &mut notes)?;
        if is_first || changed {
            self.apply(tag_links(&root()?, &notes))?;
        }
        self.taken = Some((Position { epoch, seq: last }, notes));
        self.shared.forget_kind(ProblemKind::TagFolders);
        Ok(())
    }

    /// Takes in what the journal has after `seq`; returns whether a tag came, went or changed its note.
    fn follow(
        &self,
        mut seq: Seq,
        last: Seq,
        notes: &mut BTreeMap<VaultPath, Vec<String>>,
    ) -> Result<bool, EngineError> {
        let reader = self.shared.reader();
        let mut changed = false;
        while seq < last {
            let rows = reader.journal_after(seq, ROWS)?;
            let Some(end) = rows.last().map(|row| row.seq) else { break };
            for row in rows {
                if let ChangeKind::Moved { from } = &row.change.kind {
                    changed |= notes.remove(from).is_some();
                }
                let tags = reader.tags_of(&row.change.path)?;
                let before = if tags.is_empty() {
                    notes.remove(&row.change.path)
                } else {
                    notes.insert(row.change.path.clone(), tags.clone())
                };
                changed |= before.unwrap_or_default() != tags;
            }
            seq = end;
        }
        Ok(changed)
    }

    /// Makes what lies there the links that are wanted.
    fn apply(&mut self, wanted: BTreeMap<VaultPath, VaultPath>) -> Result<(), EngineError> {
        let files = &self.shared.files;
        let root = root()?;
        let known = self.links.take();
        let (links, mut folders) = match known {
            Some(links) => (links, BTreeSet::new()),
            None => {
                let there = files.links(&root)?;
                (there.links, there.folders.into_iter().collect())
            }
        };
        for (at, _) in links.iter().filter(|(at, to)| wanted.get(*at) != Some(*to)) {
            files.remove_link(at)?;
            folders.extend(std::iter::successors(at.parent(), VaultPath::parent).take_while(|folder| *folder != root));
        }
        let mut taken = Vec::new();
        for (at, to) in wanted.iter().filter(|(at, to)| links.get(*at) != Some(*to)) {
            match files.make_link(at, to) {
                Ok(()) => {}
                Err(error) if matches!(error.kind(), ErrorKind::Exists | ErrorKind::NotAFile) => taken.push(at),
                Err(error) => return Err(error.into()),
            }
        }
        // Those below come first; one with something in it stays.
        for folder in folders.iter().rev().chain([&root]) {
            if files.stat(folder)?.is_some() {
                files.remove_empty_folder(folder)?;
            }
        }
        self.shared.forget_kind(ProblemKind::TagTaken);
        for at in taken {
            self.shared.problem(Problem::new(ProblemKind::TagTaken).at(at));
        }
        self.links = Some(wanted);
        Ok(())
    }
}

fn root() -> Result<VaultPath, EngineError> {
    VaultPath::parse(FOLDER).map_err(|error| EngineError::Setup(error.to_string()))
}
