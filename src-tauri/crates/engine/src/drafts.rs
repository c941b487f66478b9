//! Unsaved text, kept in the data folder so that a killed program loses next to nothing.
//!
//! A draft is no save: it never touches the vault, and is not synced to the disk's platter, because it has to
//! survive the program, not the power.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use strata_model::{Problem, ProblemKind, Revision, Timestamp, VaultPath};

use crate::EngineError;
use crate::engine::Engine;

/// Drafts over this are refused: what is larger does not open in the editor.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Unsaved text of a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The note.
    pub path: VaultPath,
    /// Its text.
    pub text: String,
    /// The revision it was made from.
    pub base: Option<Revision>,
    /// When it was kept.
    pub time: Timestamp,
}

impl Engine {
    /// Keeps the unsaved text of a note, replacing an earlier draft of it.
    pub fn put_draft(&self, path: &VaultPath, text: String, base: Option<Revision>) -> Result<(), EngineError> {
        if text.len() > MAX_BYTES {
            return Err(EngineError::WrongKind {
                path: path.clone(),
                reason: format!("a draft has at most {MAX_BYTES} bytes"),
            });
        }
        let draft = Draft { path: path.clone(), text, base, time: self.shared.clock.now() };
        let file = self.draft_file(path);
        let write = || -> std::io::Result<()> {
            let folder = file.parent().ok_or(std::io::ErrorKind::InvalidInput)?;
            let mut temp = tempfile::NamedTempFile::new_in(folder)?;
            serde_json::to_writer(&mut temp, &draft)?;
            temp.persist(&file).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|error| EngineError::data(&file, error))
    }

    /// Drops the draft of a note, if there is one.
    pub fn drop_draft(&self, path: &VaultPath) -> Result<(), EngineError> {
        let file = self.draft_file(path);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(EngineError::data(&file, error)),
            _ => Ok(()),
        }
    }

    /// Returns the drafts, newest first. One that cannot be read is left where it is and reported.
    pub fn drafts(&self) -> Result<Vec<Draft>, EngineError> {
        let folder = self.shared.layout.data.join("drafts");
        let mut drafts = Vec::new();
        for file in fs::read_dir(&folder).map_err(|error| EngineError::data(&folder, error))? {
            let file = file.map_err(|error| EngineError::data(&folder, error))?.path();
            if file.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let text = fs::read(&file).map_err(|error| EngineError::data(&file, error))?;
            match serde_json::from_slice::<Draft>(&text) {
                Ok(draft) => drafts.push(draft),
                Err(error) => {
                    self.shared.problem(Problem::new(ProblemKind::DraftUnreadable).at(file.display()).because(error));
                }
            }
        }
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.time));
        Ok(drafts)
    }

    /// One file for a path; its name is a hash, because a path may be longer than a name.
    fn draft_file(&self, path: &VaultPath) -> PathBuf {
        let name = Revision::of(path.as_str().as_bytes()).to_string();
        self.shared.layout.data.join("drafts").join(format!("{name}.json"))
    }
}
