use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use cap_std::fs::{Dir, OpenOptions};
use strata_model::temp_name;

use crate::system;

/// Names of the temporary files that operations of this process are using now.
#[derive(Debug, Default)]
pub(crate) struct LiveTemps(Mutex<HashSet<String>>);

impl LiveTemps {
    /// Returns whether `name` belongs to an operation that is still running.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.names().contains(name)
    }

    fn names(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns whether a file name is one that [`Temp`] gives.
pub(crate) fn is_temp_name(name: &str) -> bool {
    name.starts_with(&temp_name(""))
}

/// A new file under a temporary name; dropping it removes it unless it was released.
#[derive(Debug)]
pub(crate) struct Temp<'a> {
    folder: &'a Dir,
    live: &'a LiveTemps,
    name: String,
    is_owned: bool,
    /// The open file, for reading and writing.
    pub file: File,
}

impl<'a> Temp<'a> {
    /// Creates an empty file in `folder`; `is_private` gives nobody else access until attributes are copied.
    pub(crate) fn create(folder: &'a Dir, live: &'a LiveTemps, is_private: bool) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        {
            use cap_std::fs::OpenOptionsExt;
            options.mode(if is_private { 0o600 } else { 0o666 });
        }
        loop {
            let name = unique_name();
            live.names().insert(name.clone());
            match system::open_file(folder, &name, &options, false) {
                Ok(file) => return Ok(Self { folder, live, name, is_owned: true, file }),
                Err(error) => {
                    live.names().remove(&name);
                    if error.kind() != io::ErrorKind::AlreadyExists {
                        return Err(error);
                    }
                }
            }
        }
    }

    /// Returns its name.
    pub(crate) fn name(&self) -> &OsStr {
        OsStr::new(&self.name)
    }

    /// Says that the name no longer stands for this file, so that dropping removes nothing.
    pub(crate) fn release(&mut self) {
        self.is_owned = false;
    }
}

impl Drop for Temp<'_> {
    fn drop(&mut self) {
        if self.is_owned
            && let Err(error) = self.folder.remove_file(&self.name)
        {
            tracing::warn!(name = self.name, %error, "a temporary file could not be removed");
        }
        self.live.names().remove(&self.name);
    }
}

fn unique_name() -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    temp_name(&format!("{:x}-{nanos:x}-{count:x}", std::process::id()))
}
