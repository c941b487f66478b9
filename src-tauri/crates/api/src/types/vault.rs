use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strata_model::{ProblemKind, VaultPath};
use ts_rs::TS;

use super::{AreaVersion, ConflictPolicy, EntryInfo, EntryStanding, StateCounts};

/// Result of `vault_info`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VaultInfo {
    /// Identity of the vault.
    pub id: String,
    /// Name of its folder.
    pub name: String,
    /// Absolute path.
    pub path: String,
    /// Whether nothing of Strata lies in it.
    pub adopted: bool,
    /// Areas with their own history.
    pub areas: Vec<String>,
    /// Where catalog, index, trash and drafts lie.
    pub data_dir: String,
    /// Program version.
    pub version: String,
    /// Whether files can be changed at all.
    pub writable: bool,
}

/// A stage of work that takes a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Files done.
    pub done: u64,
    /// Files in all, as far as known.
    pub total: u64,
}

/// What long work is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Looking through the folder.
    Scan,
    /// Reading and cataloguing files.
    Catalog,
    /// Filling the search index.
    Index,
    /// Making a version.
    Version,
    /// Packing old versions.
    Maintain,
    /// Doing a batch; counted are its steps.
    Batch,
}

/// Result of `status`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Files in the catalog.
    pub entries: u64,
    /// Of them notes.
    pub notes: u64,
    /// Last number in the journal.
    pub journal_seq: u64,
    /// Last number in the search index.
    pub indexed_seq: u64,
    /// Last number that has a version.
    pub versioned_seq: u64,
    /// Conflict copies in the vault.
    pub conflicts: u64,
    /// How many entries are not clean, and how they stand.
    pub states: StateCounts,
    /// `native`, `polling` or `off`.
    pub watching: String,
    /// Why the watcher polls or is off.
    pub watching_reason: Option<Problem>,
    /// Whether files were compared with the catalog since the start.
    pub reconciled: bool,
    /// Whether versions are kept.
    pub history: bool,
    /// Work under way.
    pub progress: Vec<Progress>,
    /// What went wrong and is being retried or was repaired.
    pub problems: Vec<Problem>,
}

/// Something the user should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// Which problem: to switch on, and to translate.
    #[ts(type = "ProblemKind")]
    pub what: ProblemKind,
    /// The file, where it is about one.
    pub path: Option<String>,
    /// The line of the file.
    pub line: Option<u32>,
    /// Where something was put that is not lost.
    pub kept: Option<String>,
    /// What the system or a parser said, in English, or the limit that was passed.
    pub detail: Option<String>,
    /// What happened and what was kept, in English.
    pub message: String,
}

impl From<strata_model::Problem> for Problem {
    fn from(problem: strata_model::Problem) -> Self {
        let message = problem.to_string();
        let strata_model::Problem { kind: what, path, line, kept, detail } = problem;
        Self { what, path, line, kept, detail, message }
    }
}

/// Parameters of `index`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunIndex {
    /// Make catalog and index anew.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub rebuild: bool,
}

/// Result of `index`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Indexed {
    /// Files in the catalog.
    pub entries: u64,
    /// Created, modified or moved.
    pub changed: u64,
    /// Gone.
    pub removed: u64,
    /// Time it took.
    pub seconds: f64,
}

/// A place where catalog, index or history differ from the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Difference {
    /// The path, `""` where it is about the whole.
    pub path: String,
    /// `catalog`, `index` or `history`.
    #[serde(rename = "where")]
    #[ts(rename = "where")]
    pub place: String,
    /// What differs.
    pub what: String,
}

/// Result of `verify`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Verified {
    /// Files that were compared.
    pub entries: u64,
    /// None means: all equal.
    pub differences: Vec<Difference>,
}

/// Parameters of `draft_put`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutDraft {
    /// The note that is being edited.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Its unsaved text.
    pub text: String,
    /// The revision it was made from, absent for a new note.
    #[serde(default)]
    #[ts(optional)]
    pub base: Option<String>,
    /// Where `text` is a part only: what of the text of `base` stays around it. `stale` where that text is not known
    /// any more, or has no such place; nothing is kept then.
    #[serde(default)]
    #[ts(optional)]
    pub within: Option<Within>,
}

/// What of a text stays around a part of it that was replaced, in UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Within {
    /// So much at its start.
    pub start: u32,
    /// So much at its end.
    pub end: u32,
}

/// Unsaved text that outlived the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// The note.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// The unsaved text.
    pub text: String,
    /// The revision it was made from.
    pub base: Option<String>,
    /// When it was kept.
    pub time: i64,
}

/// Result of `drafts_list`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Drafts {
    /// Newest first.
    pub drafts: Vec<Draft>,
}

/// State of the user interface for this vault: tabs, cursors, sizes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct UiState {
    /// Key to any JSON; keys belong to the UI.
    #[ts(type = "Record<string, unknown>")]
    pub values: BTreeMap<String, serde_json::Value>,
}

/// Parameters of `ui_state_put`: keys that change, null removes one.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PutUiState {
    /// Key to any JSON.
    #[ts(type = "Record<string, unknown>")]
    pub values: BTreeMap<String, serde_json::Value>,
}

/// Settings of the user, for all vaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// `en` or `zh-CN`; absent follows the system.
    pub language: Option<String>,
    /// `light` or `dark`; absent follows the system.
    pub theme: Option<String>,
    /// Size of a note's text in pixels, 10 to 32; absent is Strata's own.
    pub text_size: Option<u8>,
    /// Size of everything in the window in percent, 50 to 300; absent is 100.
    pub zoom: Option<u16>,
    /// Keys of commands that are not Strata's own, by the command's name; an empty list is none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<BTreeMap<String, Vec<String>>>", optional)]
    pub keys: BTreeMap<String, Vec<String>>,
}

impl Settings {
    /// Names of all fields, as they are written.
    pub(crate) const NAMES: [&str; 5] = ["language", "theme", "textSize", "zoom", "keys"];

    /// Returns what cannot be, by name and what it may be.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        if self.text_size.is_some_and(|size| !(10..=32).contains(&size)) {
            return Some("textSize: 10 to 32 pixels");
        }
        if self.zoom.is_some_and(|zoom| !(50..=300).contains(&zoom)) {
            return Some("zoom: 50 to 300 percent");
        }
        None
    }
}

/// Settings of one vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VaultSettings {
    /// Whether versions are kept.
    pub history: bool,
    /// Whether `tags/` holds a folder of links for each tag; absent in an adopted folder, which has none. To be set:
    /// absent leaves it.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub tag_folders: Option<bool>,
    /// What becomes of a file that was changed while somebody edited it, by area. To be set: those that change.
    #[serde(default)]
    #[ts(as = "std::collections::HashMap<String, ConflictPolicy>")]
    pub conflicts: BTreeMap<String, ConflictPolicy>,
}

/// Parameters of `events_since`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EventsSince {
    /// The last event that was seen.
    pub seq: u64,
}

/// Result of `events_since`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Events {
    /// In order; a single `resync` where some are no longer known.
    pub events: Vec<Event>,
}

/// A fact, numbered without gaps within one run of the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Event {
    /// Its number; a later run starts above every earlier one.
    pub seq: u64,
    /// The fact.
    #[serde(flatten)]
    pub fact: Fact,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Fact {
    /// Files changed; one event for one transaction.
    EntriesChanged {
        /// Last journal number of these changes.
        journal_seq: u64,
        /// The changes.
        changes: Vec<EntryChange>,
        /// Who made them.
        actor: String,
    },
    /// Folders came or went.
    FoldersChanged {
        /// New ones.
        added: Vec<String>,
        /// Gone ones, with everything in them.
        removed: Vec<String>,
    },
    /// Long work went on; `done` equals `total` at its end.
    Progress(Progress),
    /// The search index holds everything up to this journal number.
    Indexed {
        /// Journal number.
        journal_seq: u64,
    },
    /// Versions were made.
    Versioned {
        /// Journal number that is covered.
        journal_seq: u64,
        /// One per area.
        versions: Vec<AreaVersion>,
    },
    /// The watcher's state changed.
    Watching {
        /// `native`, `polling` or `off`.
        mode: String,
        /// Why.
        reason: Option<Problem>,
    },
    /// Something the user should know.
    Notice(Problem),
    /// What could not be read can be: notices that said so hold no more.
    Mended {
        /// Files and folders.
        paths: Vec<String>,
    },
    /// Files stand otherwise now, as far as a person should know: conflicted, failed, set aside, or so no more.
    EntryStates {
        /// Which, and how.
        entries: Vec<EntryStanding>,
    },
    /// Kinds of properties were chosen: ask for `properties_list` again.
    PropertyKinds,
    /// Events were missed, or the catalog was made anew: ask for everything again.
    Resync,
}

/// A change to one path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntryChange {
    /// The path now; for a removal the path as it was.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// What happened.
    pub change: ChangeKind,
    /// Where it came from, for a move.
    #[ts(as = "Option<String>")]
    pub from: Option<VaultPath>,
    /// The row now, absent when removed.
    pub entry: Option<EntryInfo>,
}

/// What happened to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// New.
    Created,
    /// Other bytes.
    Modified,
    /// Gone.
    Removed,
    /// Came from `from`.
    Moved,
}

/// Result of `vaults_list`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Vaults {
    /// Last opened first.
    pub vaults: Vec<KnownVault>,
}

/// A vault that was opened before.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnownVault {
    /// Identity.
    pub id: String,
    /// Absolute path.
    pub path: String,
    /// Whether nothing of Strata lies in it.
    pub adopted: bool,
    /// When it was opened last.
    pub opened: i64,
    /// Whether the folder is there now.
    pub present: bool,
}
