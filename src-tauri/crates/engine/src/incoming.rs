//! Bytes on their way into the vault: what is to be copied in waits here until a batch takes it.
//!
//! Owns `incoming/` in the data folder: a folder for each copy, in it the bytes by their revision. Needs no engine:
//! whichever program takes bytes from outside puts them here itself. Nothing here is acknowledged, so it goes when the
//! engine starts, and after a day.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use strata_model::Revision;
use uuid::Uuid;

use crate::EngineError;
use crate::layout::Layout;

/// How long bytes wait for whoever put them here.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// How many bytes are read at once.
const CHUNK: usize = 256 << 10;

/// What waits to be copied in.
#[derive(Clone, Debug)]
pub struct Incoming {
    folder: PathBuf,
}

/// Bytes that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// Names them in their stage.
    pub revision: Revision,
    /// How many.
    pub size: u64,
}

impl Incoming {
    /// Returns what waits for the vault of a layout.
    #[must_use]
    pub fn of(layout: &Layout) -> Self {
        Self { folder: layout.data.join("incoming") }
    }

    /// Makes a stage for the files of one copy; drops those that nobody took within a day.
    pub fn begin(&self) -> Result<String, EngineError> {
        self.drop_older_than(KEPT);
        let stage = Uuid::new_v4().to_string();
        let folder = self.folder.join(&stage);
        fs::create_dir_all(&folder).map_err(|error| EngineError::data(&folder, error))?;
        Ok(stage)
    }

    /// Takes bytes in, at most `most`. `name` is what errors name.
    pub fn take(&self, stage: &str, name: &str, source: &mut dyn Read, most: u64) -> Result<Arrived, EngineError> {
        let failed = |source| EngineError::Data { path: name.to_owned(), source };
        let folder = self.stage(stage)?;
        let mut file = tempfile::NamedTempFile::new_in(&folder).map_err(failed)?;
        let mut hasher = blake3::Hasher::new();
        let mut buffer = vec![0; CHUNK];
        let mut size = 0;
        loop {
            let read = match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(failed(error)),
            };
            size += read as u64;
            if size > most {
                let most = most >> 30;
                return Err(failed(std::io::Error::new(
                    std::io::ErrorKind::FileTooLarge,
                    format!("is larger than {most} GiB; nothing was copied"),
                )));
            }
            hasher.update(&buffer[..read]);
            file.write_all(&buffer[..read]).map_err(failed)?;
        }
        let revision = Revision::from_bytes(*hasher.finalize().as_bytes());
        file.persist(folder.join(revision.to_string())).map_err(|error| failed(error.error))?;
        Ok(Arrived { revision, size })
    }

    /// Returns how many bytes wait under a revision.
    pub fn size(&self, stage: &str, name: &str, revision: Revision) -> Result<u64, EngineError> {
        let at = self.stage(stage)?.join(revision.to_string());
        at.metadata().map(|found| found.len()).map_err(|_| gone(name))
    }

    /// Opens what waits under a revision.
    pub(crate) fn open(&self, stage: &str, name: &str, revision: Revision) -> Result<File, EngineError> {
        File::open(self.stage(stage)?.join(revision.to_string())).map_err(|_| gone(name))
    }

    /// Drops a stage with all that is in it; one that is not there is none.
    pub fn drop_stage(&self, stage: &str) {
        if let Ok(folder) = self.stage(stage)
            && let Err(error) = fs::remove_dir_all(&folder)
        {
            tracing::warn!(%error, "what was copied in already could not be removed");
        }
    }

    /// Drops everything; nobody may be copying.
    pub(crate) fn clear(&self) {
        self.drop_older_than(Duration::ZERO);
    }

    fn drop_older_than(&self, age: Duration) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let now = SystemTime::now();
        for entry in entries.flatten() {
            let changed = entry.metadata().and_then(|found| found.modified());
            // A clock that was set back makes nothing old.
            let is_old = changed.is_ok_and(|at| age.is_zero() || now.duration_since(at).is_ok_and(|since| since > age));
            if is_old && let Err(error) = fs::remove_dir_all(entry.path()) {
                tracing::warn!(%error, "what nobody copied in could not be removed");
            }
        }
    }

    fn stage(&self, stage: &str) -> Result<PathBuf, EngineError> {
        // Nothing but a name that was given here becomes a path.
        let folder = Uuid::try_parse(stage).ok().map(|id| self.folder.join(id.to_string()));
        let known = folder.filter(|folder| folder.is_dir());
        known.ok_or_else(|| {
            EngineError::NoSuch("what was to be copied in is not there any more; choose it again".into())
        })
    }
}

fn gone(name: &str) -> EngineError {
    EngineError::NoSuch(format!("{name}: its bytes are not there any more; choose it again"))
}
