//! Unsaved text, kept in the data folder so that a killed program loses next to nothing.
//!
//! A draft is no save: it never touches the vault, and is not synced to the disk's platter, because it has to
//! survive the program, not the power.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use strata_files::ErrorKind;
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

/// What of a text stays around a part of it that was replaced, in UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within {
    /// So much at its start.
    pub start: usize,
    /// So much at its end.
    pub end: usize,
}

impl Within {
    /// Returns `whole` with `part` where the rest of it was; nothing where that is no place in `whole`.
    fn fill(self, whole: &str, part: &str) -> Option<String> {
        let start = units(whole.chars(), self.start)?;
        let end = whole.len() - units(whole.chars().rev(), self.end)?;
        (start <= end).then(|| [&whole[..start], part, &whole[end..]].concat())
    }
}

/// Returns how many bytes so many UTF-16 code units are; nothing where there are fewer, or half a character is one.
fn units(chars: impl Iterator<Item = char>, units: usize) -> Option<usize> {
    let (mut left, mut bytes) = (units, 0);
    for char in chars {
        if left == 0 {
            break;
        }
        left = left.checked_sub(char.len_utf16())?;
        bytes += char.len_utf8();
    }
    (left == 0).then_some(bytes)
}

impl Engine {
    /// Keeps the unsaved text of a note, replacing an earlier draft of it. With `within`, `text` is a part only: what
    /// stands in the text of `base` before and after it belongs to the draft as well.
    pub fn put_draft(
        &self,
        path: &VaultPath,
        text: String,
        base: Option<Revision>,
        within: Option<Within>,
    ) -> Result<(), EngineError> {
        let text = match within {
            None => text,
            Some(within) => {
                let whole = base.map(|base| self.text_at(path, base)).transpose()?.flatten();
                whole.and_then(|whole| within.fill(&whole, &text)).ok_or_else(|| EngineError::Stale(path.clone()))?
            }
        };
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

    /// Returns the text that the note had at a revision, if it is still known.
    fn text_at(&self, path: &VaultPath, revision: Revision) -> Result<Option<String>, EngineError> {
        let on_disk = match self.shared.files.read(path, MAX_BYTES as u64) {
            Ok(content) if content.revision == revision => Some(content.bytes),
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::TooLarge) => {
                return Err(error.into());
            }
            _ => self.known_bytes(path, revision)?,
        };
        Ok(on_disk.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// One file for a path; its name is a hash, because a path may be longer than a name.
    fn draft_file(&self, path: &VaultPath) -> PathBuf {
        let name = Revision::of(path.as_str().as_bytes()).to_string();
        self.shared.layout.data.join("drafts").join(format!("{name}.json"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_part_goes_where_it_was() {
        let within = |start, end| Within { start, end };
        assert_eq!(within(1, 2).fill("a𝄞bc", "x").as_deref(), Some("axbc"));
        assert_eq!(within(3, 2).fill("a𝄞bc", "x").as_deref(), Some("a𝄞xbc"), "nothing is replaced");
        assert_eq!(within(0, 0).fill("a𝄞bc", "").as_deref(), Some(""));
        assert_eq!(within(2, 0).fill("a𝄞bc", "x"), None, "in the middle of a character");
        assert_eq!(within(3, 3).fill("a𝄞bc", "x"), None, "both ends overlap");
        assert_eq!(within(9, 0).fill("a𝄞bc", "x"), None, "more than there is");
    }

    proptest! {
        #[test]
        fn a_part_and_what_stays_are_the_whole(start in ".*", was in ".*", part in ".*", end in ".*") {
            let units = |text: &str| text.encode_utf16().count();
            let within = Within { start: units(&start), end: units(&end) };
            let whole = format!("{start}{was}{end}");
            prop_assert_eq!(within.fill(&whole, &part), Some(format!("{start}{part}{end}")));
        }
    }
}
