use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::EngineError;

/// A thread that whoever holds a reference may wait for.
pub(crate) struct Joinable(Mutex<Option<JoinHandle<()>>>);

impl Joinable {
    pub fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<Self, EngineError> {
        let thread = std::thread::Builder::new().name(name.into()).spawn(run).map_err(|error| {
            EngineError::Setup(format!("cannot start a thread ({error}); close other programs and try again"))
        })?;
        Ok(Self(Mutex::new(Some(thread))))
    }

    /// Waits for the thread's end; later calls return at once.
    pub fn join(&self) {
        let thread = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            drop(thread.join());
        }
    }
}
