//! Hints about what other programs change; the scan is the fact.
//!
//! Takes the system's notifications folder by folder, so that ignored folders cost nothing and a new folder is
//! watched before it is reported: whoever scans it then misses nothing. Where notifications are not to be had,
//! asks for a scan every so often instead.

mod event;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded, select};
use strata_model::{Problem, ProblemKind, VaultPath};

use crate::{FilesError, Result, Rules, VaultDir};
use event::Watcher;

/// How often a vault is scanned when the system does not notify.
const POLL: Duration = Duration::from_secs(20);

/// Notifications that wait here while their receiver is busy; more than that are answered by a scan.
const QUEUE: usize = 65_536;

/// Something may have changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Hint {
    /// What is at this path.
    Path(VaultPath),
    /// What is at and below this path, for example in a new folder.
    Subtree(VaultPath),
    /// An ignore file: rules have to be loaded anew, then the watch started anew and the vault scanned.
    Rules,
    /// Anything in the vault.
    Rescan {
        /// Why, in English, for logs.
        reason: &'static str,
    },
}

/// How a vault is watched.
#[derive(Clone, Debug, Default)]
pub struct WatchOptions {
    /// Scan at this interval instead of using the system's notifications, for network file systems.
    pub poll: Option<Duration>,
}

/// Where hints come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchMode {
    /// From the system, at once.
    Native,
    /// From a timer, each asking for a scan.
    Polling {
        /// Why.
        reason: Problem,
    },
}

/// A running watch; dropping it stops it.
#[derive(Debug)]
pub struct Watch {
    mode: Arc<Mutex<WatchMode>>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl VaultDir {
    /// Starts to watch the vault; what changes after this returns is reported to `sink` on a thread of its own.
    ///
    /// Where the system cannot notify (its limit of watches, a file system without notifications), the watch
    /// polls by itself. Paths that `rules` leave out are not reported.
    pub fn watch(&self, rules: Arc<Rules>, options: WatchOptions, sink: Box<dyn Fn(Hint) + Send>) -> Result<Watch> {
        let failed = |error| FilesError::io(self.root().display(), "watch", error);
        let mode = Arc::new(Mutex::new(WatchMode::Native));
        let (events, queue) = Queue::new();
        let mut watcher = Watcher::new(self.again().map_err(failed)?, rules, events);
        let interval = options.poll.unwrap_or(POLL);
        let set_up = match options.poll {
            Some(_) => Err(Problem::new(ProblemKind::WatchPolls)),
            None => watcher.set_up(),
        };
        if let Err(reason) = set_up {
            set_mode(&mode, reason);
        }
        let (stop, stopped) = bounded(0);
        let shared = Arc::clone(&mode);
        let thread = std::thread::Builder::new()
            .name("vault watch".to_owned())
            .spawn(move || run(watcher, &queue, &stopped, interval, &shared, &*sink))
            .map_err(failed)?;
        Ok(Watch { mode, stop: Some(stop), thread: Some(thread) })
    }
}

impl Watch {
    /// Returns where hints come from now.
    pub fn mode(&self) -> WatchMode {
        self.mode.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.stop.take());
        // A sink may drop its own watch; a thread cannot wait for itself.
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the watch of a vault ended in a panic");
        }
    }
}

type Notification = notify::Result<notify::Event>;

/// The receiving side of the system's notifications.
struct Queue {
    events: Receiver<Notification>,
    lost: Receiver<()>,
}

/// The sending side; it never blocks the thread that empties the kernel's queue.
#[derive(Clone, Debug)]
struct Events {
    events: Sender<Notification>,
    lost: Sender<()>,
}

impl Queue {
    fn new() -> (Events, Self) {
        let (events, received) = bounded(QUEUE);
        let (lost, was_lost) = bounded(1);
        (Events { events, lost }, Self { events: received, lost: was_lost })
    }
}

impl notify::EventHandler for Events {
    fn handle_event(&mut self, event: Notification) {
        if event.as_ref().is_ok_and(event::is_noise) {
            return;
        }
        if let Err(TrySendError::Full(_)) = self.events.try_send(event) {
            // Full as well means that the loss is known already.
            let _known = self.lost.try_send(());
        }
    }
}

fn run(
    mut watcher: Watcher,
    queue: &Queue,
    stopped: &Receiver<()>,
    interval: Duration,
    mode: &Mutex<WatchMode>,
    sink: &dyn Fn(Hint),
) {
    while is_native(mode) {
        let mut batch = Vec::new();
        let is_lost = select! {
            recv(stopped) -> _ => return,
            recv(queue.lost) -> _ => true,
            recv(queue.events) -> event => {
                batch.extend(event.ok());
                batch.extend(queue.events.try_iter().take(4096));
                false
            }
        };
        let answer = if is_lost {
            watcher.restart("notifications came faster than they were read")
        } else {
            watcher.digest(&batch)
        };
        if let Some(reason) = answer.give_up {
            tracing::warn!(root = %watcher.root().display(), %reason, "the vault is polled");
            set_mode(mode, reason);
            watcher.close();
        }
        answer.hints.into_iter().for_each(sink);
    }
    while stopped.recv_timeout(interval).is_err_and(|error| error.is_timeout()) {
        sink(Hint::Rescan { reason: "poll" });
    }
}

fn is_native(mode: &Mutex<WatchMode>) -> bool {
    *mode.lock().unwrap_or_else(PoisonError::into_inner) == WatchMode::Native
}

fn set_mode(mode: &Mutex<WatchMode>, reason: Problem) {
    *mode.lock().unwrap_or_else(PoisonError::into_inner) = WatchMode::Polling { reason };
}

/// Returns where in the vault a path of the system is; `Err` with the nearest folder if its name is no vault path.
fn vault_path(root: &Path, path: &Path) -> std::result::Result<VaultPath, VaultPath> {
    let mut folder = VaultPath::root();
    let Ok(below) = path.strip_prefix(root) else { return Err(folder) };
    for part in below.components() {
        folder = match part.as_os_str().to_str().and_then(|name| folder.join(name).ok()) {
            Some(next) => next,
            None => return Err(folder),
        };
    }
    Ok(folder)
}

#[cfg(test)]
mod tests;
