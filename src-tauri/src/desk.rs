//! The vaults behind the windows: each is opened off the main thread, and whoever needs it waits for it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use strata_api::engine::{Clock, Layout, Options, Places, WatchOptions};
use strata_api::{ApiError, Code};
use strata_link::{Mode, Session};
use tauri::ipc::Channel;

use crate::shell::Wish;

/// The desks of all windows, by the window's label.
pub struct Desks {
    places: Places,
    desks: Mutex<HashMap<String, Arc<Desk>>>,
    closing: Mutex<Vec<JoinHandle<()>>>,
}

impl Desks {
    /// Returns no desks yet.
    pub fn new(places: Places) -> Self {
        Self { places, desks: Mutex::default(), closing: Mutex::default() }
    }

    /// Returns the folders outside the vaults.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Puts a desk behind a window and starts to open its vault; without a folder it waits for the choice of one. The
    /// page is told what waits for it as soon as it runs.
    pub fn set(&self, window: &str, folder: Option<PathBuf>, waiting: Vec<Wish>) {
        let desk = Desk::new(self.places.clone(), folder);
        desk.page().waiting = waiting;
        if desk.folder().is_some() {
            desk.open();
        }
        self.lock().insert(window.to_owned(), desk);
    }

    /// Returns the desk behind a window.
    pub fn of(&self, window: &str) -> Result<Arc<Desk>, ApiError> {
        self.lock().get(window).cloned().ok_or_else(|| ApiError::new(Code::Offline, "this window is being closed"))
    }

    /// Returns the window that shows `folder`.
    pub fn window_of(&self, folder: &Path) -> Option<String> {
        let wanted = canonical(folder);
        self.lock()
            .iter()
            .find(|(_, desk)| desk.folder().is_some_and(|folder| canonical(&folder) == wanted))
            .map(|(window, _)| window.clone())
    }

    /// Starts to close the vault of a window that is gone; other windows go on.
    pub fn clear(&self, window: &str) {
        let Some(desk) = self.lock().remove(window) else { return };
        let again = Arc::clone(&desk);
        match thread::Builder::new().name("close vault".into()).spawn(move || desk.close()) {
            Ok(thread) => self.closing.lock().unwrap_or_else(PoisonError::into_inner).push(thread),
            Err(_) => again.close(),
        }
    }

    /// Closes every vault: what was acknowledged is indexed and has its version when this returns.
    pub fn clear_all(&self) {
        let desks: Vec<_> = self.lock().drain().map(|(_, desk)| desk).collect();
        for desk in desks {
            desk.close();
        }
        let closing = std::mem::take(&mut *self.closing.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in closing {
            if thread.join().is_err() {
                tracing::warn!("closing a vault broke off; the next start makes up for it");
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Desk>>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn canonical(folder: &Path) -> PathBuf {
    folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf())
}

/// What a window works on.
pub struct Desk {
    places: Places,
    state: Mutex<State>,
    changed: Condvar,
    streams: AtomicU64,
    page: Mutex<Page>,
}

/// What the shell knows of the page in the window.
#[derive(Default)]
pub struct Page {
    /// How the shell reaches it; none before it runs.
    pub channel: Option<Channel<Wish>>,
    /// The files that were dropped last. Only these may the page name.
    pub dropped: Vec<PathBuf>,
    /// Ends the copy out of the vault that is being made.
    pub export: Option<Arc<AtomicBool>>,
    /// Whether it was asked to let the window close and has not answered yet.
    pub closing: bool,
    /// What it is told as soon as it runs.
    pub waiting: Vec<Wish>,
    /// Whether what is dragged over the window came out of it: that is no copy of files from outside.
    pub is_own_drag: bool,
    dragged_out: Vec<PathBuf>,
    dragged: bool,
}

impl Page {
    /// Notes that a drag of entries leaves the window.
    pub fn drag_out(&mut self, files: Vec<PathBuf>) {
        self.dragged_out = files;
        self.dragged = true;
    }

    /// Notes that it has ended. The window may hear of its drop only after this.
    pub fn drag_ended(&mut self) {
        self.dragged = false;
    }

    /// Notes that files come over the window, or are dropped on it.
    pub fn drag_comes(&mut self, files: &[PathBuf], enters: bool) {
        if enters && !self.dragged {
            self.dragged_out.clear();
        }
        self.is_own_drag = !files.is_empty() && self.dragged_out == files;
    }

    /// Tells it a wish now, or as soon as it runs.
    pub fn tell(&mut self, wish: Wish) {
        let unheard = match &self.channel {
            Some(channel) => channel.send(wish.clone()).is_err(),
            None => true,
        };
        if unheard {
            self.waiting.push(wish);
        }
    }
}

struct State {
    folder: Option<PathBuf>,
    vault: Vault,
}

enum Vault {
    /// It is being opened.
    Opening,
    Open(Session),
    /// Why there is none.
    None(ApiError),
}

impl Desk {
    fn new(places: Places, folder: Option<PathBuf>) -> Arc<Self> {
        let none = ApiError::new(Code::BadVault, "no vault is open yet; choose a folder");
        Arc::new(Self {
            places,
            state: Mutex::new(State { folder, vault: Vault::None(none) }),
            changed: Condvar::new(),
            streams: AtomicU64::new(0),
            page: Mutex::default(),
        })
    }

    /// Returns the vault's folder, as it was named.
    pub fn folder(&self) -> Option<PathBuf> {
        self.lock().folder.clone()
    }

    /// Starts to open the vault, unless it is open or on its way. After a failure it is a second try: a folder
    /// that was missing may be there by now.
    pub fn open(self: &Arc<Self>) {
        let folder = {
            let mut state = self.lock();
            let (Some(folder), Vault::None(_)) = (state.folder.clone(), &state.vault) else { return };
            state.vault = Vault::Opening;
            folder
        };
        let desk = Arc::clone(self);
        let opened = thread::Builder::new().name("open vault".into()).spawn(move || {
            let session = open(&folder, &desk.places);
            desk.settle(session);
        });
        if let Err(error) = opened {
            self.settle(Err(ApiError::new(Code::Internal, format!("no thread could be started: {error}"))));
        }
    }

    /// Takes another folder in the place of one that could not be opened. Returns whether it did.
    pub fn take(self: &Arc<Self>, folder: &Path) -> bool {
        {
            let mut state = self.lock();
            if !matches!(state.vault, Vault::None(_)) {
                return false;
            }
            state.folder = Some(folder.to_path_buf());
        }
        self.open();
        true
    }

    /// Returns the open vault, once it is open.
    pub fn session(&self) -> Result<Session, ApiError> {
        let mut state = self.lock();
        loop {
            match &state.vault {
                Vault::Open(session) => return Ok(session.clone()),
                Vault::None(error) => return Err(error.clone()),
                Vault::Opening => {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// Returns the number of a new event stream; every earlier one of this window is over.
    pub fn new_stream(&self) -> u64 {
        self.streams.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Returns whether this is still the window's event stream.
    pub fn is_stream(&self, number: u64) -> bool {
        self.streams.load(Ordering::Relaxed) == number
    }

    /// Returns what is known of the page.
    pub fn page(&self) -> MutexGuard<'_, Page> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the path of a file that was dropped last.
    pub fn dropped(&self, number: usize) -> Option<PathBuf> {
        self.page().dropped.get(number).cloned()
    }

    fn settle(&self, session: Result<Session, ApiError>) {
        let mut state = self.lock();
        state.vault = match session {
            Ok(session) => Vault::Open(session),
            Err(error) => Vault::None(error),
        };
        self.changed.notify_all();
    }

    fn close(&self) {
        self.new_stream();
        let session = {
            let mut state = self.lock();
            // Opening cannot be broken off; it ends by itself and closes what it opened.
            while matches!(state.vault, Vault::Opening) {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            let gone = Vault::None(ApiError::new(Code::Offline, "this window is being closed"));
            state.folder = None;
            std::mem::replace(&mut state.vault, gone)
        };
        if let Vault::Open(session) = session {
            session.close();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(folder: &Path, places: &Places) -> Result<Session, ApiError> {
    let layout = Layout::at(folder, places, Clock::system().now())?;
    Session::open(layout, Options::usual(places.clone(), Some(WatchOptions::default())), Mode::LongRunning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_left_the_window_are_not_copied_in_when_they_return() {
        let files = [PathBuf::from("/vault/a.md")];
        let mut page = Page::default();
        page.drag_comes(&files, true);
        assert!(!page.is_own_drag, "from another program");
        page.drag_out(files.to_vec());
        page.drag_comes(&files, true);
        assert!(page.is_own_drag, "on its way out and back");
        page.drag_ended();
        page.drag_comes(&files, false);
        assert!(page.is_own_drag, "the drop is heard of after the end");
        page.drag_comes(&files, true);
        assert!(!page.is_own_drag, "later, from the file manager");
    }
}
