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

/// Result of `conflicts_list`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Conflicts {
    /// By path.
    pub conflicts: Vec<Conflict>,
}

/// A file that keeps the losing side of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Conflict {
    /// The copy.
    #[ts(as = "String")]
    pub copy: VaultPath,
    /// What it is a copy of.
    #[ts(as = "String")]
    pub original: VaultPath,
    /// Which program made it.
    pub origin: ConflictOrigin,
    /// The device or person that it came from, where its name says so.
    pub device: Option<String>,
    /// When it was made, as its name says.
    pub time: Option<i64>,
    /// Bytes of the copy.
    pub copy_size: u64,
    /// Bytes of the original, absent where it is gone.
    pub original_size: Option<u64>,
    /// Whether it was recorded what both were made from.
    pub has_base: bool,
}

/// Which program makes copies with such a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ConflictOrigin {
    /// Strata, on this or another device.
    Strata,
    /// Dropbox.
    Dropbox,
    /// Nextcloud or ownCloud.
    Nextcloud,
    /// OneDrive.
    OneDrive,
    /// Syncthing.
    Syncthing,
}

/// Parameters of `conflict_get`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AtCopy {
    /// A conflict copy.
    #[ts(as = "String")]
    pub copy: VaultPath,
}

/// Result of `conflict_get`: the three sides of a conflict.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThreeWay {
    /// Which conflict.
    pub conflict: Conflict,
    /// What the copy holds: to be named when the conflict ends.
    pub copy_revision: String,
    /// What the original holds, absent where it is gone.
    pub original_revision: Option<String>,
    /// Whether it is known what both were made from; without it all that differs is to be decided.
    pub has_base: bool,
    /// Whether only a whole file can be taken, because one of them is no text or too large; there are no hunks then.
    pub whole: bool,
    /// The stretches, in order: `ours` is the copy, `theirs` the original.
    pub hunks: Vec<MergeHunk>,
}

/// Parameters of `conflict_resolve`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolveConflict {
    /// The copy.
    #[ts(as = "String")]
    pub copy: VaultPath,
    /// What it holds; if it holds something else by now, nothing is changed.
    pub copy_revision: String,
    /// What the original holds, absent where it is gone; the same goes for it.
    pub original_revision: Option<String>,
    /// What the original is to hold, after which the copy goes into the trash.
    #[serde(default)]
    #[ts(optional)]
    pub text: Option<String>,
    /// Which of both files the original is to be, after which the copy goes into the trash; not with `text`. Without
    /// either both stay as they are.
    #[serde(default)]
    #[ts(optional)]
    pub take: Option<ConflictSide>,
}

/// One of the files of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConflictSide {
    /// The copy.
    Copy,
    /// The original.
    Original,
}

/// Result of `conflict_resolve`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConflictResolved {
    /// The original.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// What it holds now, absent where it is gone.
    pub revision: Option<String>,
    /// The copy in the trash.
    pub trashed: Option<String>,
    /// Its number among the decisions, by which it can be undone.
    pub decision: Option<i64>,
    /// Journal number.
    pub seq: u64,
}

/// Parameters of `decisions_list`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListDecisions {
    /// Continue after this one.
    #[serde(default)]
    #[ts(optional, as = "Option<i64>")]
    pub before: Option<i64>,
    /// At most so many; 100 if absent, never more than 1,000.
    #[serde(default)]
    #[ts(optional, as = "Option<u32>")]
    pub limit: Option<u32>,
}

/// Result of `decisions_list`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Decisions {
    /// The latest first.
    pub decisions: Vec<Decision>,
    /// Whether there are older ones.
    pub more: bool,
}

/// Something that was decided between two sides of a file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// When.
    pub time: i64,
    /// The file.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// What was decided.
    pub verdict: Verdict,
    /// Who saved.
    pub actor: Option<String>,
    /// What both sides were made from.
    pub base: Option<String>,
    /// What was to be saved; of a conflict that ended, what the copy held.
    pub ours: Option<String>,
    /// What the file held.
    pub theirs: Option<String>,
    /// What it held then.
    pub result: Option<String>,
    /// The conflict copy.
    #[ts(as = "Option<String>")]
    pub copy: Option<VaultPath>,
    /// Whether it was undone.
    pub undone: bool,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// The changes of both sides were joined.
    Merged,
    /// Both were kept, one as a conflict copy.
    KeptBoth,
    /// The later one won where both changed the same place.
    Newest,
    /// The file won there.
    FileWon,
    /// The app won there.
    AppWon,
    /// A person ended a conflict with one text.
    Resolved,
    /// A person ended a conflict by letting both files stand.
    Left,
}

/// Parameters of `decision_undo`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoDecision {
    /// Its number.
    pub id: i64,
}

/// Result of `decision_undo`: the file holds what another program had made of it, with what happened since.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DecisionUndone {
    /// The file.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Files that stand beside it now, because not everything fits into one.
    #[ts(as = "Vec<String>")]
    pub copies: Vec<VaultPath>,
    /// Journal number.
    pub seq: u64,
}

/// What becomes of a file that was changed while somebody edited it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConflictPolicy {
    /// What can be joined is joined; where both changed the same place, both are kept.
    Merge,
    /// Nothing is joined: both are kept.
    KeepBoth,
    /// As `merge`, but where both changed the same place, the later one wins.
    Newest,
    /// As `merge`, but the file wins there.
    FilesWin,
    /// As `merge`, but the text to be saved wins there.
    AppWins,
}
