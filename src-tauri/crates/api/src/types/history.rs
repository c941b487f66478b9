use serde::{Deserialize, Serialize};
use strata_model::VaultPath;
use ts_rs::TS;

use super::Problem;

/// Parameters of `history_log`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HistoryLog {
    /// A file.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Continue after this version.
    #[serde(default)]
    #[ts(optional)]
    pub after: Option<String>,
    /// At most so many; 100 if absent.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// What a version did to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum VersionKind {
    /// The file appeared.
    Created,
    /// Its bytes changed.
    Modified,
    /// It came from another path.
    Moved,
    /// It was deleted.
    Removed,
    /// An earlier version was brought back.
    Restored,
}

/// A version of one file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// Git commit, 40 hex digits.
    pub id: String,
    /// When.
    pub time: i64,
    /// Who.
    pub actor: String,
    /// What.
    pub kind: VersionKind,
    /// Subject of the commit.
    pub message: String,
    /// The name that somebody gave to it, or to the state of everything that it belongs to.
    pub name: Option<String>,
    /// Lines added.
    pub added: u32,
    /// Lines removed.
    pub removed: u32,
    /// The path at that time.
    pub path: String,
    /// Bytes then, 0 where it was deleted.
    pub size: u64,
}

/// Result of `history_log`, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Versions {
    /// The versions.
    pub versions: Vec<Version>,
    /// Whether there are older ones.
    pub more: bool,
    /// Why there are none, or why the newest bytes have none.
    pub notice: Option<Problem>,
}

/// Parameters of `history_diff`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DiffVersions {
    /// The file as it is called now.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Older side: a version; absent means the version before `to`, or the newest where `to` is absent too.
    #[serde(default)]
    #[ts(optional)]
    pub from: Option<String>,
    /// Newer side: a version; absent means the file as it is now.
    #[serde(default)]
    #[ts(optional)]
    pub to: Option<String>,
}

/// A run of text in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiffSpan {
    /// The text.
    pub text: String,
    /// Whether this part is what differs.
    pub changed: bool,
}

/// How a line takes part in a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum DiffLineKind {
    /// On both sides.
    Same,
    /// Only on the older side.
    Removed,
    /// Only on the newer side.
    Added,
}

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiffLine {
    /// Where it stands.
    pub kind: DiffLineKind,
    /// Its number on the older side.
    pub old_line: Option<u32>,
    /// Its number on the newer side.
    pub new_line: Option<u32>,
    /// Its text in parts, without the line end.
    pub spans: Vec<DiffSpan>,
}

/// Lines that belong together, with some equal ones around.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiffHunk {
    /// In order.
    pub lines: Vec<DiffLine>,
}

/// Result of `history_diff`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VersionDiff {
    /// Text of the older side, absent where it is no text.
    pub old_text: Option<String>,
    /// Text of the newer side, absent where it is no text.
    pub new_text: Option<String>,
    /// Changed places.
    pub hunks: Vec<DiffHunk>,
    /// Lines added.
    pub added: u32,
    /// Lines removed.
    pub removed: u32,
    /// Why there are no lines: not text, too large.
    pub notice: Option<Problem>,
}

/// Parameters of commands about a path at a version.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AtVersion {
    /// A file or folder, as it is or was called.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// A version: 40 hex digits or an unambiguous start of them.
    pub at: String,
}

/// Parameters of `version_name`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NameVersion {
    /// A file, as it is or was called.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// One of its versions: 40 hex digits or an unambiguous start of them, or its name.
    pub at: String,
    /// One line of at most 200 bytes; absent takes the name away.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
}

/// Parameters of `state_name`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NameState {
    /// One line of at most 200 bytes.
    pub name: String,
}

/// Result of `versions_named`, the newest version first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NamedVersions {
    /// All that have names.
    pub versions: Vec<NamedVersion>,
}

/// A version with a name.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NamedVersion {
    /// The file, as it was called then; a folder where everything in it is meant.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Whether everything in the folder is meant.
    pub whole: bool,
    /// Git commit, 40 hex digits.
    pub version: String,
    /// One line.
    pub name: String,
    /// When the version was made.
    pub made: i64,
    /// When it was named.
    pub time: i64,
    /// Who named it.
    pub actor: String,
}

/// Result of `version_read`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VersionText {
    /// The text then, absent where it is no text.
    pub text: Option<String>,
    /// Bytes.
    pub size: u64,
}

/// Result of `history_restore`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Restored {
    /// Files that have other bytes now.
    #[ts(as = "Vec<String>")]
    pub paths: Vec<VaultPath>,
    /// Journal number of the last change.
    pub seq: u64,
    /// Content hash of the file, where one file was restored.
    pub revision: Option<String>,
}

/// A file that exists only in history.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeletedFile {
    /// Where it was.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// The last version that has it.
    pub version: String,
    /// When it was deleted.
    pub time: i64,
    /// Who deleted it.
    pub actor: String,
}

/// Result of `history_deleted`, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeletedFiles {
    /// The files.
    pub files: Vec<DeletedFile>,
}

/// Parameters of `snapshot`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MakeSnapshot {
    /// Subject of the versions.
    #[serde(default)]
    #[ts(optional)]
    pub message: Option<String>,
}

/// Result of `snapshot`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Snapshots {
    /// One version per area that had changes.
    pub versions: Vec<AreaVersion>,
}

/// A version of an area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AreaVersion {
    /// `knowledge`, `memory`, `config` or `.`.
    pub area: String,
    /// Git commit.
    pub id: String,
}
