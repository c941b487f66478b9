use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use strata_model::{Problem, ProblemKind, VaultPath};

use super::{Events, Hint, Notification, vault_path};
use crate::system::{self, NodeKind};
use crate::{IGNORE_FILE, Kind, Rules, VaultDir};

/// Turns the system's notifications into hints and keeps every folder watched.
pub(super) struct Watcher {
    vault: VaultDir,
    rules: Arc<Rules>,
    events: Events,
    native: Option<RecommendedWatcher>,
    folders: HashSet<VaultPath>,
}

/// What follows from a batch of notifications.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub hints: Vec<Hint>,
    seen: HashSet<Hint>,
    /// Why the system's notifications cannot be relied on any more.
    pub give_up: Option<Problem>,
}

impl Answer {
    fn add(&mut self, hint: Hint) {
        if self.seen.insert(hint.clone()) {
            self.hints.push(hint);
        }
    }
}

/// What a notification says of one path.
enum Sign {
    Appeared,
    Touched,
    Gone,
    Unsure,
}

impl Watcher {
    pub(super) fn new(vault: VaultDir, rules: Arc<Rules>, events: Events) -> Self {
        Self { vault, rules, events, native: None, folders: HashSet::new() }
    }

    pub(super) fn root(&self) -> &Path {
        self.vault.root()
    }

    /// Asks the system for notifications on the whole vault; returns why it refuses.
    pub(super) fn set_up(&mut self) -> Result<(), Problem> {
        self.close();
        let config = notify::Config::default().with_follow_symlinks(false);
        let native = RecommendedWatcher::new(self.events.clone(), config);
        self.native = Some(native.map_err(|error| reason_of(&error))?);
        if system::WATCHES_SINGLE_FOLDERS {
            return self.cover(&VaultPath::root());
        }
        let root = self.vault.root().to_path_buf();
        let watched = self.native.as_mut().map_or(Ok(()), |native| native.watch(&root, RecursiveMode::Recursive));
        watched.map_err(|error| reason_of(&error))
    }

    /// Stops the notifications.
    pub(super) fn close(&mut self) {
        self.native = None;
        self.folders.clear();
    }

    /// Asks for all notifications anew after some were lost, and for a scan.
    pub(super) fn restart(&mut self, reason: &'static str) -> Answer {
        let give_up = self.set_up().err();
        Answer { hints: vec![Hint::Rescan { reason }], give_up, ..Answer::default() }
    }

    /// Returns the hints of a batch of notifications, each once.
    pub(super) fn digest(&mut self, batch: &[Notification]) -> Answer {
        let mut answer = Answer::default();
        for notification in batch {
            let event = match notification {
                Ok(event) => event,
                Err(error) => {
                    if is_limit(error) {
                        answer.give_up = Some(reason_of(error));
                    }
                    answer.add(Hint::Rescan { reason: "notifications failed" });
                    continue;
                }
            };
            if event.need_rescan() {
                return self.restart("the system lost notifications");
            }
            for path in &event.paths {
                if let Err(reason) = self.digest_path(path, sign_of(event.kind), &mut answer) {
                    answer.give_up = Some(reason);
                    answer.add(Hint::Rescan { reason: "a new folder cannot be watched" });
                }
            }
        }
        answer
    }

    fn digest_path(&mut self, path: &Path, sign: Sign, answer: &mut Answer) -> Result<(), Problem> {
        let path = match vault_path(self.vault.root(), path) {
            Ok(path) => path,
            Err(folder) => {
                if !self.rules.is_ignored(&folder, true) {
                    answer.add(Hint::Subtree(folder));
                }
                return Ok(());
            }
        };
        if path.is_root() {
            if matches!(sign, Sign::Gone) {
                answer.add(Hint::Rescan { reason: "the vault's folder was moved or deleted" });
                answer.give_up = Some(Problem::new(ProblemKind::WatchLost));
            }
            return Ok(());
        }
        let parent = path.parent().unwrap_or_else(VaultPath::root);
        if path.name() == IGNORE_FILE && !self.rules.is_ignored(&parent, true) {
            answer.add(Hint::Rules);
            return Ok(());
        }
        let was_folder = self.folders.contains(&path);
        let is_folder = match sign {
            Sign::Touched => was_folder,
            Sign::Appeared | Sign::Gone | Sign::Unsure => {
                matches!(self.vault.stat(&path), Ok(Some(stat)) if stat.kind == Kind::Folder)
            }
        };
        if self.rules.is_ignored(&path, is_folder || was_folder) {
            return Ok(());
        }
        match sign {
            Sign::Touched => answer.add(Hint::Path(path)),
            Sign::Appeared | Sign::Gone | Sign::Unsure => {
                if was_folder {
                    self.folders.retain(|folder| !folder.starts_with(&path));
                }
                if is_folder {
                    self.cover(&path)?;
                }
                // Where folders are not watched one by one, nothing tells what a vanished name was.
                let may_have_been_folder = was_folder || !system::WATCHES_SINGLE_FOLDERS;
                let is_tree = is_folder || (may_have_been_folder && !matches!(sign, Sign::Appeared));
                answer.add(if is_tree || was_folder { Hint::Subtree(path) } else { Hint::Path(path) });
            }
        }
        Ok(())
    }

    /// Watches `folder` and all below it that are not left out, each before its content is listed.
    fn cover(&mut self, folder: &VaultPath) -> Result<(), Problem> {
        if !system::WATCHES_SINGLE_FOLDERS {
            return Ok(());
        }
        let mut pending = vec![folder.clone()];
        while let Some(path) = pending.pop() {
            if let Some(native) = &mut self.native {
                let place = if path.is_root() {
                    self.vault.root().to_path_buf()
                } else {
                    self.vault.root().join(path.as_str())
                };
                match native.watch(&place, RecursiveMode::NonRecursive) {
                    Ok(()) => {}
                    Err(error) if is_limit(&error) => return Err(reason_of(&error)),
                    Err(error) => {
                        // Gone again, or not readable, which the scan reports.
                        tracing::debug!(%path, %error, "a folder is not watched");
                        continue;
                    }
                }
            }
            self.folders.insert(path.clone());
            let Ok(listed) = self.vault.open_listed_folder(&path).and_then(|dir| self.vault.system.list(&dir)) else {
                continue;
            };
            for entry in listed {
                let Some(child) = entry.name.to_str().and_then(|name| path.join(name).ok()) else { continue };
                let is_folder = match entry.kind {
                    Some(kind) => kind == NodeKind::Folder,
                    None => matches!(self.vault.stat(&child), Ok(Some(stat)) if stat.kind == Kind::Folder),
                };
                if is_folder && !self.rules.ignores_entry(&child, true) {
                    pending.push(child);
                }
            }
        }
        Ok(())
    }
}

/// Returns whether an event changes nothing, such as a file being opened or read.
pub(super) fn is_noise(event: &Event) -> bool {
    !event.need_rescan()
        && matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write))
}

fn sign_of(kind: EventKind) -> Sign {
    match kind {
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Sign::Appeared,
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => Sign::Gone,
        EventKind::Modify(ModifyKind::Name(_)) => Sign::Unsure,
        EventKind::Any | EventKind::Access(_) | EventKind::Modify(_) | EventKind::Other => Sign::Touched,
    }
}

/// Returns whether the system has no room for more watches.
fn is_limit(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => system::is_exhausted(error),
        _ => false,
    }
}

fn reason_of(error: &notify::Error) -> Problem {
    if is_limit(error) {
        Problem::new(ProblemKind::WatchLimit)
    } else {
        Problem::new(ProblemKind::WatchFailed).because(error)
    }
}
