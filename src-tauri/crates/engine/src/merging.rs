//! What an editor needs to merge another program's change into a text that is not saved yet.
//!
//! Finds the texts and writes none of the user's files; the merge itself is `model`'s.

use strata_files::ErrorKind;
use strata_model::{ConflictPolicy, Revision, VaultPath};

use crate::EngineError;
use crate::engine::Engine;
use crate::reads::EDITOR_MAX_BYTES;

/// The three sides of a merge that an editor is about to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeSides {
    /// What the file holds.
    pub revision: Revision,
    /// Its text, where it is one that an editor takes.
    pub theirs: Option<String>,
    /// What both texts were made from, where that is still known and the area's policy joins anything.
    pub base: Option<String>,
}

impl Engine {
    /// Returns what a text that an editor made from `base` is to be merged with.
    pub fn sides(&self, path: &VaultPath, base: Revision) -> Result<MergeSides, EngineError> {
        let disk = match self.shared.files.read(path, EDITOR_MAX_BYTES) {
            Ok(content) => content,
            Err(error) if error.kind() == ErrorKind::TooLarge => {
                let (revision, _) = self.shared.files.hash(path)?;
                return Ok(MergeSides { revision, theirs: None, base: None });
            }
            Err(error) => return Err(error.into()),
        };
        // From now on the editor's text has this one in it: a later save is made from it.
        if let Err(error) = self.shared.bases.keep(disk.revision, &disk.bytes) {
            tracing::warn!(%path, %error, "a text that is merged with could not be kept; a save that is late may not be merged");
        }
        if self.shared.conflict_policy(path)? == ConflictPolicy::KeepBoth {
            return Ok(MergeSides { revision: disk.revision, theirs: String::from_utf8(disk.bytes).ok(), base: None });
        }
        let base = if base == disk.revision { Some(disk.bytes.clone()) } else { self.known_bytes(path, base)? };
        Ok(MergeSides {
            revision: disk.revision,
            theirs: String::from_utf8(disk.bytes).ok(),
            base: base.and_then(|bytes| String::from_utf8(bytes).ok()),
        })
    }

    /// Returns the bytes of `revision`, which `path` held once, if they are still known.
    pub(crate) fn known_bytes(&self, path: &VaultPath, revision: Revision) -> Result<Option<Vec<u8>>, EngineError> {
        let path = path.clone();
        self.writer.run(move |writer| Ok(writer.keeper.find(&path, revision)))
    }
}
