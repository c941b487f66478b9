use std::path::{Path, PathBuf};

use strata_model::{Revision, VaultPath, temp_name};

use crate::temp::is_temp_name;
use crate::vault::VaultDir;
use crate::{FilesError, Kind, Result};

/// What became of the temporary files that a crash had left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// How many held nothing or only known bytes, and were removed.
    pub removed: usize,
    /// Where those are now whose bytes are known nowhere else.
    pub kept: Vec<PathBuf>,
}

impl VaultDir {
    /// Clears away the temporary files that a scan reported as [`crate::Item::Leftover`].
    ///
    /// A program killed right after it exchanged two names leaves another program's bytes under a temporary
    /// name, so a leftover is removed only if it is empty or `is_known` says that its content is stored
    /// elsewhere; any other is moved into the folder `into` outside the vault. Those in use now are skipped.
    pub fn clean_leftovers(
        &self,
        leftovers: &[VaultPath],
        into: &Path,
        is_known: &mut dyn FnMut(Revision) -> bool,
    ) -> Result<Cleaned> {
        let mut cleaned = Cleaned::default();
        for path in leftovers.iter().filter(|path| is_temp_name(path.name()) && !self.live.holds(path.name())) {
            let Some(stat) = self.stat(path)? else { continue };
            let is_removable = stat.kind == Kind::File && (stat.fingerprint.size == 0 || is_known(self.hash(path)?.0));
            if is_removable {
                let place = self.place(path)?;
                let removed = place.folder.remove_file(place.name());
                removed.map_err(|error| FilesError::io(path, "remove the leftover", error))?;
                cleaned.removed += 1;
            } else {
                let name = format!("recovered-{}", path.name().trim_start_matches(&temp_name("")));
                self.trash(path, into, &name)?;
                cleaned.kept.push(into.join(name));
            }
        }
        Ok(cleaned)
    }
}

#[cfg(test)]
mod tests;
