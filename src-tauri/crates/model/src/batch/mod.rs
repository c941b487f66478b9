//! What operations on many entries come to, as far as no disk is needed to tell.
//!
//! Owns: the reversible steps that a batch is made of, where everything is after a set of moves and in which
//! order they can be done, new names from a pattern, text that takes another's place, and how a link is written that has to lead to an entry
//! elsewhere. Decides nothing about what is on the disk: whether a place is free is asked of the caller.

mod moves;
mod pattern;
mod retarget;
mod substitute;

use serde::{Deserialize, Serialize};

use crate::{Revision, VaultPath};

pub use moves::{Moves, in_order};
pub use pattern::{NamePattern, PatternError};
pub use retarget::{PlacedLink, Retarget, retarget};
pub use substitute::{Lookup, Overlong, Spared, Substitute, Substitution, SubstitutionError};

/// The operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::VariantNames)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum BatchKind {
    /// Into a folder.
    Move,
    /// One entry to another path.
    Rename,
    /// By a pattern.
    RenameAll,
    /// To notes.
    AddTag,
    /// From notes.
    RemoveTag,
    /// In notes, or in the whole vault.
    RenameTag,
    /// In notes.
    SetProperty,
    /// In notes.
    RemoveProperty,
    /// In notes.
    RenameProperty,
    /// In notes, to another place among the others.
    MoveProperty,
    /// Of a task box.
    SetTask,
    /// Of text in notes.
    Replace,
    /// Of names in notes, which become links.
    LinkMentions,
    /// Into the trash.
    Remove,
    /// From outside the vault.
    CopyIn,
}

/// What is in the way of a batch, or should be known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::VariantNames)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum IssueKind {
    /// Nothing is there.
    Missing,
    /// Its new place is taken by `other`.
    Taken,
    /// `other` is to go to the same place.
    SamePlace,
    /// Some systems take the new name and that of `other` for the same.
    Alike,
    /// Some systems refuse or change the new name.
    NotPortable,
    /// No file can have the new name.
    BadName,
    /// A folder cannot go into itself.
    IntoItself,
    /// It lies in `other`, which is renamed as well.
    Nested,
    /// It belongs to Git, to backups or to another program.
    Reserved,
    /// Only notes can be edited so.
    NotNote,
    /// Its bytes are not UTF-8 text.
    NotText,
    /// It cannot be written.
    ReadOnly,
    /// It cannot be read.
    Unreadable,
    /// The note cannot be edited as was asked for.
    NotEditable,
    /// A link could not be written so that it leads to `other`; it stays as it is.
    LinkLost,
    /// It was changed since in the same place; it was left as it is.
    Changed,
    /// What it held before is no longer kept; it was left as it is.
    Forgotten,
    /// It came back under the name `other`, because its place is taken.
    Renamed,
}

/// One step of a batch, with what it takes to undo it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "camelCase")]
pub enum Step {
    /// Makes a folder that is missing.
    MakeFolder {
        /// Where.
        path: VaultPath,
    },
    /// Removes a folder if nothing is in it.
    DropFolder {
        /// Where.
        path: VaultPath,
    },
    /// Moves a file or a folder.
    Move {
        /// Where it is.
        from: VaultPath,
        /// Where it goes.
        to: VaultPath,
    },
    /// Changes bytes of a file.
    Edit {
        /// Where it is at that moment.
        path: VaultPath,
        /// What it holds.
        before: Revision,
        /// What it is to hold.
        after: Revision,
    },
    /// Copies a file in from outside.
    CopyIn {
        /// Where it goes; nothing is there.
        path: VaultPath,
        /// Its bytes; where they wait is known to whoever copies them.
        revision: Revision,
        /// Names it in the trash once it is taken back.
        id: String,
    },
    /// Puts a file or folder into the trash.
    Trash {
        /// Where it is.
        path: VaultPath,
        /// Names it in the trash.
        id: String,
    },
    /// Brings something back from the trash.
    Untrash {
        /// Where it was and is to be again.
        path: VaultPath,
        /// Names it in the trash.
        id: String,
    },
}

impl Step {
    /// Returns the step that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self.clone() {
            Self::MakeFolder { path } => Self::DropFolder { path },
            Self::DropFolder { path } => Self::MakeFolder { path },
            Self::Move { from, to } => Self::Move { from: to, to: from },
            Self::Edit { path, before, after } => Self::Edit { path, before: after, after: before },
            Self::Trash { path, id } => Self::Untrash { path, id },
            Self::CopyIn { path, id, .. } => Self::Trash { path, id },
            Self::Untrash { path, id } => Self::Trash { path, id },
        }
    }

    /// Returns the path that the step is about; of a move the one that it starts from.
    #[must_use]
    pub const fn path(&self) -> &VaultPath {
        match self {
            Self::Move { from, .. } => from,
            Self::MakeFolder { path }
            | Self::DropFolder { path }
            | Self::Edit { path, .. }
            | Self::CopyIn { path, .. }
            | Self::Trash { path, .. }
            | Self::Untrash { path, .. } => path,
        }
    }
}

/// Returns the steps that take `steps` back: edits first and where the files are by then, so that the bytes of a file
/// and its place change back in one version.
#[must_use]
pub fn taken_back(steps: &[Step]) -> Vec<Step> {
    let moves = Moves::in_sequence(steps.iter().filter_map(|step| match step {
        Step::Move { from, to } => Some((from.clone(), to.clone())),
        _ => None,
    }));
    let last_move = steps.iter().rposition(|step| matches!(step, Step::Move { .. }));
    let mut edits = Vec::new();
    let mut others = Vec::new();
    for (at, step) in steps.iter().enumerate().rev() {
        match step {
            Step::Edit { path, before, after } if before != after => {
                // Only what comes after the edit has carried the file on.
                let is_carried = last_move.is_some_and(|last| at < last);
                let path = if is_carried { moves.place(path).unwrap_or_else(|_| path.clone()) } else { path.clone() };
                edits.push(Step::Edit { path, before: *after, after: *before });
            }
            Step::Edit { .. } => {}
            step => others.push(step.inverse()),
        }
    }
    edits.extend(others);
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> VaultPath {
        VaultPath::parse(text).unwrap()
    }

    #[test]
    fn taking_back_edits_where_the_files_are_and_moves_in_reverse() {
        let [old, new] = [b"old", b"new"].map(|bytes| Revision::of(bytes));
        let steps = [
            Step::Edit { path: path("a/x.md"), before: old, after: new },
            Step::MakeFolder { path: path("b") },
            Step::Move { from: path("a"), to: path("b/a") },
            Step::Trash { path: path("c.md"), id: "1".into() },
        ];
        let back = taken_back(&steps);
        assert_eq!(
            back,
            [
                Step::Edit { path: path("b/a/x.md"), before: new, after: old },
                Step::Untrash { path: path("c.md"), id: "1".into() },
                Step::Move { from: path("b/a"), to: path("a") },
                Step::DropFolder { path: path("b") },
            ]
        );
        assert_eq!(
            taken_back(&back),
            [
                Step::Edit { path: path("a/x.md"), before: old, after: new },
                Step::MakeFolder { path: path("b") },
                Step::Move { from: path("a"), to: path("b/a") },
                Step::Trash { path: path("c.md"), id: "1".into() },
            ],
            "and that is the way forth again"
        );
    }

    #[test]
    fn what_was_copied_in_goes_to_the_trash_and_comes_from_there_again() {
        let revision = Revision::of(b"new");
        let (path, id) = (path("a.md"), "2".to_owned());
        let steps = [
            Step::Trash { path: path.clone(), id: "1".into() },
            Step::CopyIn { path: path.clone(), revision, id: id.clone() },
        ];
        let back = taken_back(&steps);
        let out = Step::Trash { path: path.clone(), id: id.clone() };
        assert_eq!(back, [out, Step::Untrash { path: path.clone(), id: "1".into() }]);
        let again = [Step::Trash { path: path.clone(), id: "1".into() }, Step::Untrash { path, id }];
        assert_eq!(taken_back(&back), again, "the bytes are in the trash by then");
    }

    #[test]
    fn an_edit_that_changed_nothing_is_not_taken_back() {
        let same = Revision::of(b"same");
        assert!(taken_back(&[Step::Edit { path: path("a.md"), before: same, after: same }]).is_empty());
    }
}
