//! Settings of Git's library for the whole process.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use git2::{ConfigLevel, opts};

use crate::HistoryError;

/// Whether the library has its settings. They are process-wide, so the first folder counts.
static CONFIGURED: Mutex<bool> = Mutex::new(false);

/// Every object, pack and reference is synced before a call returns. In the repository's own configuration
/// the key would make Git print a deprecation, therefore it stands in a file of ours.
const CONFIG: &str = "[core]\n\tfsyncObjectFiles = true\n";

/// How much of a pack is mapped at a time, and in all.
const WINDOW_BYTES: usize = 8 << 20;
const MAPPED_BYTES: usize = 64 << 20;

/// Cuts Git's library off from the user's and the system's configuration and gives it Strata's, in `dir`.
///
/// Must be called before a history is opened; further calls in the same process change nothing.
pub fn configure(dir: &Path) -> Result<(), HistoryError> {
    let mut configured = CONFIGURED.lock().unwrap_or_else(PoisonError::into_inner);
    if *configured {
        return Ok(());
    }
    fs::create_dir_all(dir).map_err(HistoryError::io("create", dir))?;
    let file = dir.join("gitconfig");
    if fs::read(&file).ok().as_deref() != Some(CONFIG.as_bytes()) {
        fs::write(&file, CONFIG).map_err(HistoryError::io("write", &file))?;
    }
    apply(dir).map_err(|source| HistoryError::Git { git_dir: dir.to_owned(), source })?;
    *configured = true;
    Ok(())
}

/// Fails unless [`configure`] was called.
pub(crate) fn require_configured() -> Result<(), HistoryError> {
    if *CONFIGURED.lock().unwrap_or_else(PoisonError::into_inner) { Ok(()) } else { Err(HistoryError::NotConfigured) }
}

#[allow(unsafe_code)]
fn apply(dir: &Path) -> Result<(), git2::Error> {
    // SAFETY: these write globals of the library without a lock of its own. `CONFIGURED` is held, and no
    // repository is opened before it is set, so nothing reads them meanwhile.
    unsafe {
        // The system level reads `gitconfig`; at the other levels the file names differ, so they find nothing.
        for level in [ConfigLevel::System, ConfigLevel::Global, ConfigLevel::XDG, ConfigLevel::ProgramData] {
            opts::set_search_path(level, dir)?;
        }
        // A vault on a stick or in a container often belongs to another user. The check protects from commands
        // in a foreign configuration; the library runs none.
        opts::set_verify_owner_validation(false)?;
        opts::set_mwindow_size(WINDOW_BYTES)?;
        opts::set_mwindow_mapped_limit(MAPPED_BYTES)?;
    }
    // Walks read each object once; a cache would only grow and be searched. What is given out is compared with its
    // id here, so that walks over thousands of versions need not hash everything.
    opts::enable_caching(false);
    opts::strict_hash_verification(false);
    Ok(())
}
