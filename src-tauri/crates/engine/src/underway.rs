//! What is being read at this moment, noted so that the next start knows what this one died of.
//!
//! One slot of a small file for each piece of work, overwritten in place and never synced: what was written outlives
//! the program, if not the machine, and costs a microsecond. A clean end removes the file.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use strata_model::{Revision, VaultPath};

use crate::meter::Step;

/// More pieces of work at once than this are not noted.
const SLOTS: usize = 8;
/// A longer path is not noted.
const PATH: usize = 4096;
const HASH: usize = 32;
const SLOT: usize = 2 + HASH + PATH;

/// A text that was being read: these bytes, found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Work {
    pub path: VaultPath,
    pub revision: Revision,
}

/// What is being done at this moment.
#[derive(Clone, Debug)]
pub struct InFlight {
    /// With which file.
    pub path: VaultPath,
    /// What.
    pub step: Step,
    /// Since when.
    pub since: Instant,
}

/// The note of what is under way.
pub(crate) struct Underway {
    path: PathBuf,
    /// Absent where it could not be made: then nothing is noted.
    file: Option<File>,
    slots: Mutex<[Option<InFlight>; SLOTS]>,
    /// After a death one piece of work is done at a time, so that the next one has a name.
    turn: Option<Mutex<()>>,
}

/// A piece of work; over when dropped.
pub(crate) struct Under<'a> {
    underway: &'a Underway,
    slot: Option<usize>,
    _turn: Option<MutexGuard<'a, ()>>,
}

impl Underway {
    /// Begins a note at `path`; `careful` lets one piece of work in at a time.
    pub fn begin(path: PathBuf, careful: bool) -> Self {
        let made = File::options().read(true).write(true).create(true).truncate(true).open(&path);
        let file = match made {
            Ok(file) => Some(file),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "what is under way cannot be noted");
                None
            }
        };
        Self { path, file, slots: Mutex::default(), turn: careful.then(Mutex::default) }
    }

    /// Notes that the text at `path` is read.
    pub fn enter(&self, step: Step, path: &VaultPath, revision: Revision) -> Under<'_> {
        let turn = self.turn.as_ref().map(|turn| turn.lock().unwrap_or_else(PoisonError::into_inner));
        let slot = {
            let mut slots = self.slots();
            let free = slots.iter().position(Option::is_none);
            if let Some(slot) = free {
                slots[slot] = Some(InFlight { path: path.clone(), step, since: Instant::now() });
            }
            free
        };
        if let Some(slot) = slot
            && let text = path.as_str().as_bytes()
            && text.len() <= PATH
        {
            let mut record = Vec::with_capacity(2 + HASH + text.len());
            record.extend(u16::try_from(text.len()).unwrap_or(0).to_le_bytes());
            record.extend(revision.as_bytes());
            record.extend(text);
            self.write(slot, &record);
        }
        Under { underway: self, slot, _turn: turn }
    }

    /// Returns what is under way now.
    pub fn in_flight(&self) -> Vec<InFlight> {
        self.slots().iter().flatten().cloned().collect()
    }

    /// Forgets the note: this run ends as it should.
    pub fn end(&self) {
        if self.file.is_some() {
            drop(fs::remove_file(&self.path));
        }
    }

    fn slots(&self) -> MutexGuard<'_, [Option<InFlight>; SLOTS]> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, slot: usize, bytes: &[u8]) {
        let Some(file) = &self.file else { return };
        // A full disk must not stop the work that is noted.
        if let Err(error) = write_at(file, bytes, (slot * SLOT) as u64) {
            tracing::debug!(%error, "what is under way could not be noted");
        }
    }
}

impl Drop for Under<'_> {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            self.underway.write(slot, &[0; 2]);
            self.underway.slots()[slot] = None;
        }
    }
}

/// Returns what was under way when the run ended that left the note at `path`.
pub(crate) fn left(path: &Path) -> Vec<Work> {
    let Ok(bytes) = fs::read(path) else { return Vec::new() };
    bytes.chunks(SLOT).take(SLOTS).filter_map(work_in).collect()
}

fn work_in(slot: &[u8]) -> Option<Work> {
    let (length, rest) = slot.split_first_chunk::<2>()?;
    let (hash, rest) = rest.split_first_chunk::<HASH>()?;
    let text = rest.get(..u16::from_le_bytes(*length).into()).filter(|text| !text.is_empty())?;
    let path = VaultPath::parse(std::str::from_utf8(text).ok()?).ok()?;
    Some(Work { path, revision: Revision::from_bytes(*hash) })
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::windows::fs::FileExt::seek_write(file, bytes, at).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> VaultPath {
        VaultPath::parse(text).unwrap()
    }

    #[test]
    fn what_is_under_way_is_left_by_a_run_that_dies_and_by_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let note = dir.path().join("underway");
        assert!(left(&note).is_empty(), "there is none before the first start");
        let underway = Underway::begin(note.clone(), false);
        let (long, short) = (path(&format!("{}/长.md", "a/".repeat(100).trim_end_matches('/'))), path("b.md"));
        let one = underway.enter(Step::Parse, &long, Revision::of(b"1"));
        let two = underway.enter(Step::Index, &short, Revision::of(b"2"));
        let shown: Vec<_> = underway.in_flight().into_iter().map(|work| (work.path, work.step)).collect();
        assert_eq!(shown, [(long.clone(), Step::Parse), (short.clone(), Step::Index)]);
        drop(one);
        assert_eq!(left(&note), [Work { path: short.clone(), revision: Revision::of(b"2") }]);
        let again = underway.enter(Step::Parse, &short, Revision::of(b"3"));
        assert_eq!(left(&note).len(), 2, "a slot that was longer before is read no further than it says");
        drop((again, two));
        assert!(left(&note).is_empty() && underway.in_flight().is_empty());
        underway.end();
        assert!(!note.exists());
    }

    #[test]
    fn no_note_and_no_slot_stop_the_work() {
        let dir = tempfile::tempdir().unwrap();
        let nowhere = Underway::begin(dir.path().join("none/underway"), false);
        drop(nowhere.enter(Step::Parse, &path("a.md"), Revision::of(b"")));
        let full = Underway::begin(dir.path().join("underway"), false);
        let all: Vec<_> = (0..SLOTS + 3).map(|_| full.enter(Step::Parse, &path("a.md"), Revision::of(b""))).collect();
        assert_eq!(full.in_flight().len(), SLOTS);
        drop(all);
        fs::write(dir.path().join("underway"), [0xff; SLOT * 3]).unwrap();
        assert!(left(&dir.path().join("underway")).is_empty(), "nonsense names nothing");
    }

    #[test]
    fn a_careful_run_does_one_thing_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let underway = Underway::begin(dir.path().join("underway"), true);
        std::thread::scope(|scope| {
            for n in 0..4 {
                let underway = &underway;
                scope.spawn(move || {
                    for _ in 0..200 {
                        let _under = underway.enter(Step::Parse, &path("a.md"), Revision::of(&[n]));
                        assert_eq!(underway.in_flight().len(), 1);
                    }
                });
            }
        });
    }
}
