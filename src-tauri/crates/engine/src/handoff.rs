//! Parsed notes on their way from the writer to the indexer, so that a file is read and parsed once.
//!
//! Only a shortcut: what does not fit, or was lost in a crash, the indexer reads again from the file.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use strata_model::{Parsed, Revision, VaultPath};

/// More text than this makes the scanner wait.
const FULL_BYTES: usize = 48 * 1024 * 1024;
/// More text than this is not kept.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A note as it was parsed.
pub(crate) struct Handed {
    pub revision: Revision,
    pub parsed: Box<Parsed>,
    pub text: String,
}

#[derive(Default)]
pub(crate) struct Handoff {
    state: Mutex<State>,
    room: Condvar,
}

#[derive(Default)]
struct State {
    bytes: usize,
    notes: HashMap<VaultPath, Handed>,
}

impl Handoff {
    pub fn put(&self, path: VaultPath, handed: Handed) {
        let mut state = self.lock();
        let size = handed.text.len();
        if state.bytes + size > MAX_BYTES {
            return;
        }
        state.bytes += size;
        if let Some(old) = state.notes.insert(path, handed) {
            state.bytes -= old.text.len();
        }
    }

    /// Takes the note at `path` if it has that revision still.
    pub fn take(&self, path: &VaultPath, revision: Revision) -> Option<Handed> {
        let mut state = self.lock();
        let handed = state.notes.remove(path)?;
        state.bytes -= handed.text.len();
        self.room.notify_all();
        (handed.revision == revision).then_some(handed)
    }

    pub fn clear(&self) {
        *self.lock() = State::default();
        self.room.notify_all();
    }

    /// Waits until there is room, at most `patience`: a stuck reader must not stop the writer for good.
    pub fn wait_for_room(&self, patience: Duration) {
        let state = self.lock();
        drop(self.room.wait_timeout_while(state, patience, |state| state.bytes > FULL_BYTES));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
