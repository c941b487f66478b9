use serde::{Deserialize, Serialize};
use strata_model::VaultPath;
use ts_rs::TS;

/// Parameters of `note_merge`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergeNote {
    /// The note.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// The revision that the text was made from.
    pub base: String,
    /// A text that is not saved yet.
    pub text: String,
}

/// Result of `note_merge`: what a text would become with what the file holds. Nothing is written.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoteMerge {
    /// What the file holds now.
    pub revision: String,
    /// Whether every change of both sides is in the merge.
    pub clean: bool,
    /// The stretches of the text, in order; none where the base is forgotten or the file holds no text.
    pub hunks: Vec<MergeHunk>,
}

/// One stretch of a merge. The hunks' texts put together are the texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MergeHunk {
    /// What both were made from.
    pub base: String,
    /// What the editor, or the copy, has.
    pub ours: String,
    /// What the file has.
    pub theirs: String,
    /// What becomes of it; absent where both changed the same place.
    pub merged: Option<String>,
    /// Whose changes are in `merged`.
    pub source: Option<MergeSource>,
}

/// Whose changes a merged stretch has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum MergeSource {
    /// Nobody's.
    Nobody,
    /// Those of the editor or the copy.
    Ours,
    /// Those of the file.
    Theirs,
    /// Those of both.
    Both,
}
