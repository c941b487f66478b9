use std::fs::File;
use std::io::{self, Read, Write};

use strata_model::{Fingerprint, Revision, VaultPath};

use crate::temp::Temp;
use crate::vault::VaultDir;
use crate::{FilesError, Result};

impl VaultDir {
    /// Streams `source` into a new file at the free path `to`, durably and in one step; makes missing folders.
    pub fn copy_in(&self, source: &mut dyn Read, to: &VaultPath) -> Result<(Revision, Fingerprint)> {
        let failed = |error| FilesError::io(to, "copy into the vault as", error);
        let target = self.place_made(to)?;
        if self.system.status_at(&target.folder, target.name()).is_ok() {
            return Err(FilesError::Exists { path: to.to_string() });
        }
        let mut temp = Temp::create(&target.folder, &self.live, false).map_err(failed)?;
        let revision = copy_hashing(source, &mut temp.file).map_err(failed)?;
        self.system.sync_file(&temp.file).map_err(failed)?;
        self.system.rename_new(&target.folder, temp.name(), &target.folder, target.name()).map_err(failed)?;
        temp.release();
        self.system.sync_folder(&target.folder).map_err(failed)?;
        Ok((revision, self.system.status(&temp.file).map_err(failed)?.fingerprint))
    }
}

/// Copies all of `source` and returns the revision of what was read.
pub(crate) fn copy_hashing(source: &mut dyn Read, to: &mut File) -> io::Result<Revision> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0u8; 256 * 1024];
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => return Ok(Revision::from_bytes(*hasher.finalize().as_bytes())),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
    }
}

#[cfg(test)]
mod tests;
