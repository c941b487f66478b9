//! Edits of a note by the bytes that must change, on the bytes that are on the disk.

use strata_files::Content;
use strata_markdown as markdown;
use strata_markdown::{Edit, EditError, PropertyValue};
use strata_model::{Actor, EntryKind, Fingerprint, Merge, Revision, Timestamp, VaultPath, kind_of, merge3};

use crate::EngineError;
use crate::engine::Engine;
use crate::reads::EDITOR_MAX_BYTES;
use crate::save::{Outcome, Saved, TRIES};
use crate::shared::Shared;
use crate::writer::WriterHandle;

/// One edit of a note.
#[derive(Clone, Debug, PartialEq)]
pub enum NoteEdit {
    /// Gives a property a value.
    SetProperty {
        /// Its name.
        key: String,
        /// What it is to be.
        value: PropertyValue,
    },
    /// Takes a property away.
    RemoveProperty {
        /// Its name.
        key: String,
    },
    /// Gives a property another name.
    RenameProperty {
        /// Its name.
        from: String,
        /// What it is to be called.
        to: String,
    },
    /// Moves a property with its lines.
    MoveProperty {
        /// Its name.
        key: String,
        /// The property that it is to stand before; behind all others without one.
        before: Option<String>,
    },
    /// Adds a tag to the front matter.
    AddTag {
        /// With or without `#`.
        tag: String,
    },
    /// Takes a tag out of the front matter.
    RemoveTag {
        /// With or without `#`.
        tag: String,
    },
    /// Renames a tag, and those below it, wherever the note has it.
    RenameTag {
        /// With or without `#`.
        from: String,
        /// With or without `#`.
        to: String,
    },
    /// Ticks or unticks a task box.
    SetTask {
        /// Its line, from 1.
        line: u32,
        /// Whether it is to be ticked.
        done: bool,
    },
}

impl NoteEdit {
    /// Returns which bytes of `text` it changes.
    pub(crate) fn of(&self, text: &str) -> Result<Edit, EditError> {
        match self {
            Self::SetProperty { key, value } => markdown::set_property(text, key, value),
            Self::RemoveProperty { key } => markdown::remove_property(text, key),
            Self::RenameProperty { from, to } => markdown::rename_property(text, from, to),
            Self::MoveProperty { key, before } => markdown::move_property(text, key, before.as_deref()),
            Self::AddTag { tag } => markdown::add_tag(text, tag),
            Self::RemoveTag { tag } => markdown::remove_tag(text, tag),
            Self::RenameTag { from, to } => markdown::rename_tag(text, from, to),
            Self::SetTask { line, done } => markdown::set_task(text, *line, *done),
        }
    }
}

/// What came of editing a note.
#[derive(Clone, Debug)]
pub struct Edited {
    /// Written, or unchanged where the note was so already.
    pub saved: Saved,
    /// The note's text now.
    pub text: String,
}

impl Engine {
    /// Edits a note, all edits in one save. What others wrote since `base`, the text that the edits were meant for,
    /// stays: without it, they are made on what is on the disk.
    pub fn edit_note(
        &self,
        path: &VaultPath,
        base: Option<Revision>,
        edits: &[NoteEdit],
        actor: &Actor,
    ) -> Result<Edited, EngineError> {
        require_note(path)?;
        let edited = |text: &str| {
            edits.iter().try_fold(text.to_owned(), |text, edit| {
                Ok::<_, EngineError>(plan_edit(path, &text, edit)?.apply(&text))
            })
        };
        // Lines are those of the text that somebody saw; everything else is found by its name.
        let by_line = edits.iter().any(|edit| matches!(edit, NoteEdit::SetTask { .. }));
        let mut now = (String::new(), Revision::of(b""), Fingerprint::default());
        let saved = self.rewriting().rewrite(path, EDITOR_MAX_BYTES, actor, |content| {
            let disk = text_of(path, content)?;
            let new = match base.filter(|base| by_line && *base != content.revision) {
                None => edited(disk)?,
                Some(base) => {
                    let seen = self.rewriting().old_bytes(path, base)?.and_then(|bytes| String::from_utf8(bytes).ok());
                    let seen = seen.ok_or_else(|| EngineError::Stale(path.clone()))?;
                    match merge3(&seen, &edited(&seen)?, disk) {
                        Merge::Clean(text) => text,
                        Merge::Overlap => return Err(EngineError::Stale(path.clone())),
                    }
                }
            };
            now = (new, content.revision, content.fingerprint);
            Ok((now.0 != *disk).then(|| now.0.clone().into_bytes()))
        })?;
        let (text, revision, fingerprint) = now;
        let saved = match saved {
            Some(saved) => saved,
            None => Saved {
                outcome: Outcome::Unchanged,
                revision,
                seq: self.position()?.seq,
                modified: Timestamp::from_nanos(fingerprint.mtime),
                size: fingerprint.size,
            },
        };
        Ok(Edited { saved, text })
    }

    pub(crate) fn rewriting(&self) -> Rewriting<'_> {
        Rewriting { shared: &self.shared, writer: &self.writer }
    }
}

/// Returns which bytes of `text` an edit changes: what an editor holds of the note at `path`, saved or not. Neither
/// reads nor writes the file.
pub fn plan_edit(path: &VaultPath, text: &str, edit: &NoteEdit) -> Result<Edit, EngineError> {
    require_note(path)?;
    edit.of(text).map_err(|source| EngineError::Edit { path: path.clone(), source })
}

/// Fails unless `path` is a note by its name.
pub(crate) fn require_note(path: &VaultPath) -> Result<(), EngineError> {
    if kind_of(path) == EntryKind::Note {
        return Ok(());
    }
    let reason = "is no note; only notes have properties, tags and tasks that can be edited".into();
    Err(EngineError::WrongKind { path: path.clone(), reason })
}

/// Returns the text of a file.
pub(crate) fn text_of<'c>(path: &VaultPath, content: &'c Content) -> Result<&'c str, EngineError> {
    std::str::from_utf8(&content.bytes).map_err(|_| EngineError::NotText(path.clone()))
}

/// Replaces contents of files by what is made of them.
#[derive(Clone, Copy)]
pub(crate) struct Rewriting<'e> {
    pub shared: &'e Shared,
    pub writer: &'e WriterHandle,
}

impl Rewriting<'_> {
    /// Replaces the content of a file by what `derive` makes of it, anew as often as somebody writes in between;
    /// `None` from it leaves the file as it is. The writer is asked for the moment of the exchange alone.
    pub fn rewrite(
        &self,
        path: &VaultPath,
        most: u64,
        actor: &Actor,
        mut derive: impl FnMut(&Content) -> Result<Option<Vec<u8>>, EngineError>,
    ) -> Result<Option<Saved>, EngineError> {
        for _ in 0..TRIES {
            let content = self.shared.files.read(path, most)?;
            let Some(bytes) = derive(&content)? else { return Ok(None) };
            let (at, actor, expected) = (path.clone(), actor.clone(), content.revision);
            if let Some(saved) = self.writer.run(move |writer| writer.exchange(&at, expected, &bytes, &actor))? {
                return Ok(Some(saved));
            }
        }
        Err(EngineError::ReadOnly {
            path: path.to_string(),
            reason: "another program keeps changing this file; nothing was overwritten, try again".into(),
        })
    }

    /// Returns the bytes of `revision`, which was once the content of `path`, if they are still known.
    pub fn old_bytes(&self, path: &VaultPath, revision: Revision) -> Result<Option<Vec<u8>>, EngineError> {
        let path = path.clone();
        self.writer.run(move |writer| Ok(writer.keeper.find(&path, revision)))
    }
}
