use std::io::Write;
use std::path::{Path, PathBuf};

use strata_api::{ApiError, Code};
use strata_link::Session;
use tempfile::{NamedTempFile, TempPath};

use crate::{beside, failed, refuse_inside};

/// A document that is being made for a place outside the vault: it gets there once it is whole, in the place of what is
/// there, or leaves nothing.
#[derive(Debug)]
pub struct Document {
    made: NamedTempFile,
    target: PathBuf,
}

impl Document {
    /// Begins an empty one.
    pub fn begin(session: &Session, target: &Path) -> Result<Self, ApiError> {
        refuse_inside(session, target)?;
        let made = beside(target).map_err(|error| failed(target, &error))?;
        Ok(Self { made, target: target.to_path_buf() })
    }

    /// Returns where it is being made, for those who write it by its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.made.path()
    }

    /// Writes it.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), ApiError> {
        self.made.write_all(bytes).map_err(|error| failed(&self.target, &error))
    }

    /// Puts it into its place.
    pub fn keep(self) -> Result<(), ApiError> {
        let Self { made, target } = self;
        let lost = |error| failed(&target, &error);
        // Who wrote it by its path may have put another file there.
        let path: TempPath = made.into_temp_path();
        let file = std::fs::File::open(&path).map_err(lost)?;
        if file.metadata().map_err(lost)?.len() == 0 {
            let message = format!("{}: nothing was written to it", target.display());
            return Err(ApiError::new(Code::Io, message).at(target.display()));
        }
        file.sync_all().map_err(lost)?;
        path.persist(&target).map_err(|error| lost(error.error))
    }
}
