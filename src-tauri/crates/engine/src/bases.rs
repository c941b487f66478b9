//! Texts that somebody has read and may save, kept so that a save made from one of them can be merged.
//!
//! The writer stores what it acknowledges, and versions hold what they were made of; here is the rest: what
//! another program wrote and no version holds yet. On the disk, because a command that reads and the one that
//! saves are two processes. Not synced, and bounded: what is lost or dropped costs a merge, which becomes a
//! conflict copy, and never a text.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use strata_model::Revision;

/// So much is kept, the latest read …
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// … for so long since it was read last.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The bounds are looked after when so much was added.
const SWEEP_EVERY: u64 = 16 * 1024 * 1024;

pub(crate) struct Bases {
    folder: PathBuf,
    /// Bytes added since the bounds were looked after.
    added: AtomicU64,
}

impl Bases {
    /// Keeps texts in `folder`, which exists.
    pub const fn new(folder: PathBuf) -> Self {
        // A process may live for one text only, so the first one looks after the bounds.
        Self { folder, added: AtomicU64::new(SWEEP_EVERY) }
    }

    /// Keeps `bytes`, whose identity is `revision`.
    pub fn keep(&self, revision: Revision, bytes: &[u8]) -> io::Result<()> {
        let path = self.folder.join(revision.to_string());
        let size = bytes.len() as u64;
        // One that a power cut left empty or short is written anew.
        if path.metadata().is_ok_and(|known| known.len() == size) {
            return File::options().write(true).open(&path)?.set_modified(SystemTime::now());
        }
        let mut temp = tempfile::NamedTempFile::new_in(&self.folder)?;
        temp.write_all(bytes)?;
        temp.persist(&path).map_err(|error| error.error)?;
        if self.added.fetch_add(size, Ordering::Relaxed) + size >= SWEEP_EVERY {
            self.added.store(0, Ordering::Relaxed);
            sweep(&self.folder, MOST_BYTES, LONGEST)?;
        }
        Ok(())
    }

    /// Returns the bytes of `revision`, if they are kept and whole.
    pub fn find(&self, revision: Revision) -> Option<Vec<u8>> {
        fs::read(self.folder.join(revision.to_string())).ok().filter(|bytes| Revision::of(bytes) == revision)
    }
}

/// Removes the oldest until the rest is no older than `longest` and no more than `most` bytes.
fn sweep(folder: &Path, most: u64, longest: Duration) -> io::Result<()> {
    let now = SystemTime::now();
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // Another thread may have been quicker.
        let Ok(data) = entry.metadata() else { continue };
        kept.push((data.modified()?, data.len(), entry.path()));
    }
    kept.sort_unstable_by_key(|(modified, ..)| std::cmp::Reverse(*modified));
    let mut bytes = 0;
    for (modified, size, path) in kept {
        bytes += size;
        let age = now.duration_since(modified).unwrap_or_default();
        if bytes > most || age > longest {
            drop(fs::remove_file(path));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aged(bases: &Bases, text: &str, days: u64) -> Revision {
        let revision = Revision::of(text.as_bytes());
        bases.keep(revision, text.as_bytes()).unwrap();
        let file = File::options().write(true).open(bases.folder.join(revision.to_string())).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60)).unwrap();
        revision
    }

    #[test]
    fn the_oldest_go_first() {
        let dir = tempfile::tempdir().unwrap();
        let bases = Bases::new(dir.path().into());
        let [old, older, oldest] = [("12345", 2), ("1234567", 3), ("1", 40)].map(|(text, age)| aged(&bases, text, age));
        sweep(dir.path(), MOST_BYTES, LONGEST).unwrap();
        assert!(bases.find(oldest).is_none(), "nobody saves after so long");
        assert!(bases.find(older).is_some());
        sweep(dir.path(), 11, LONGEST).unwrap();
        assert!(bases.find(older).is_none(), "together they are too many bytes");
        assert!(bases.find(old).is_some());
    }

    #[test]
    fn what_is_read_again_is_young_again() {
        let dir = tempfile::tempdir().unwrap();
        let bases = Bases::new(dir.path().into());
        let again = aged(&bases, "text", 40);
        bases.keep(again, b"text").unwrap();
        sweep(dir.path(), MOST_BYTES, LONGEST).unwrap();
        assert!(bases.find(again).is_some());
    }

    #[test]
    fn the_first_text_of_a_process_looks_after_what_others_left() {
        let dir = tempfile::tempdir().unwrap();
        let old = aged(&Bases::new(dir.path().into()), "old", 40);
        let bases = Bases::new(dir.path().into());
        bases.keep(Revision::of(b"new"), b"new").unwrap();
        assert!(bases.find(old).is_none() && bases.find(Revision::of(b"new")).is_some());
    }

    #[test]
    fn what_a_power_cut_left_is_no_base_and_is_written_anew() {
        let dir = tempfile::tempdir().unwrap();
        let bases = Bases::new(dir.path().into());
        let revision = Revision::of(b"text");
        fs::write(dir.path().join(revision.to_string()), "").unwrap();
        assert!(bases.find(revision).is_none());
        bases.keep(revision, b"text").unwrap();
        assert_eq!(bases.find(revision).as_deref(), Some(&b"text"[..]));
    }
}
