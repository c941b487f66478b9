//! Lock files in a Git directory: those of a dead process go, those of a live one are waited for.
//!
//! A lock names no owner. The vault's own lock says that no other Strata is at work here, so a lock is either
//! what a killed process left or that of another Git program, which the system's process list shows.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::{Area, HistoryError};

/// Between two looks at a lock: far longer than one takes to write a reference.
const PAUSE: Duration = Duration::from_millis(250);
/// How often a live lock is looked at before giving up: 2 s in all.
const LOOKS: u32 = 8;

/// Removes locks that nobody holds, and returns those that are held.
pub(crate) fn clear_stale(area: &Area) -> Result<Vec<PathBuf>, HistoryError> {
    let before = locks(&area.git_dir);
    if before.is_empty() {
        return Ok(Vec::new());
    }
    sleep(PAUSE);
    let mut held = Vec::new();
    for (lock, written) in locks(&area.git_dir) {
        if !before.contains(&(lock.clone(), written)) || is_held(&lock, written, area) {
            held.push(lock);
            continue;
        }
        tracing::warn!(lock = %lock.display(), "removed a lock file that a dead process left");
        match fs::remove_file(&lock) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(HistoryError::io("remove the stale lock", &lock)(error));
            }
            _ => {}
        }
    }
    Ok(held)
}

/// Runs `work` until it meets no lock, for 2 s at most.
pub(crate) fn with_patience<T>(
    area: &Area,
    mut work: impl FnMut() -> Result<T, git2::Error>,
) -> Result<Result<T, git2::Error>, HistoryError> {
    for _ in 0..LOOKS {
        match work() {
            Err(error) if error.code() == git2::ErrorCode::Locked => drop(clear_stale(area)?),
            done => return Ok(done),
        }
    }
    let lock = locks(&area.git_dir).into_iter().next().map_or_else(|| area.git_dir.join("HEAD.lock"), |(lock, _)| lock);
    Err(HistoryError::Locked { lock })
}

/// Lists the locks that Git programs take on references, indexes and configuration, with their times.
fn locks(git_dir: &Path) -> Vec<(PathBuf, Option<SystemTime>)> {
    let mut found = Vec::new();
    let mut folders =
        vec![(git_dir.to_owned(), false), (git_dir.join("objects/pack"), false), (git_dir.join("refs"), true)];
    while let Some((folder, deep)) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "lock") {
                found.push((path, entry.metadata().and_then(|data| data.modified()).ok()));
            } else if deep && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push((path, true));
            }
        }
    }
    found.sort();
    found
}

/// Returns whether some process has the lock open, or is a Git program at work in the area (Git closes its lock
/// on the index while an editor is open).
#[cfg(target_os = "linux")]
fn is_held(lock: &Path, _written: Option<SystemTime>, area: &Area) -> bool {
    use std::os::unix::ffi::OsStrExt;
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (lock, git_dir, work_tree) = (real(lock), real(&area.git_dir), real(&area.work_tree));
    let named = |bytes: &[u8], path: &Path| {
        let path = path.as_os_str().as_bytes();
        bytes.windows(path.len()).any(|window| window == path)
    };
    let Ok(processes) = fs::read_dir("/proc") else { return true };
    let me = std::process::id().to_string();
    processes.flatten().any(|process| {
        let dir = process.path();
        let name = process.file_name();
        if !name.as_bytes().iter().all(u8::is_ascii_digit) || name.as_bytes() == me.as_bytes() {
            return false;
        }
        let is_git = fs::read(dir.join("comm")).is_ok_and(|comm| comm.starts_with(b"git"));
        let open = match fs::read_dir(dir.join("fd")) {
            Ok(files) => files.flatten().any(|file| fs::read_link(file.path()).is_ok_and(|target| target == lock)),
            // Another user's Git cannot be looked into.
            Err(error) => is_git && error.kind() == std::io::ErrorKind::PermissionDenied,
        };
        let at_work = || {
            fs::read_link(dir.join("cwd")).is_ok_and(|cwd| cwd.starts_with(&work_tree) || cwd.starts_with(&git_dir))
                || fs::read(dir.join("cmdline")).is_ok_and(|text| named(&text, &git_dir) || named(&text, &work_tree))
                || fs::read(dir.join("environ")).is_ok_and(|text| named(&text, &git_dir))
        };
        open || (is_git && at_work())
    })
}

/// Without a process list, a lock counts as held for ten minutes.
#[cfg(not(target_os = "linux"))]
fn is_held(_lock: &Path, written: Option<SystemTime>, _area: &Area) -> bool {
    let age = written.and_then(|written| SystemTime::now().duration_since(written).ok());
    age.is_none_or(|age| age < Duration::from_secs(600))
}
