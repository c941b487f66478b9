use serde::{Deserialize, Serialize};
use strata_model::{Standing, VaultPath};
use ts_rs::TS;

use super::Problem;

/// How many entries stand how; all others are clean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StateCounts {
    /// May have changed.
    pub hinted: u64,
    /// Being looked at.
    pub scanning: u64,
    /// On their way into the catalog.
    pub changed: u64,
    /// Two texts side by side.
    pub conflicted: u64,
    /// Could not be read.
    pub failed: u64,
    /// Kept and not read.
    pub quarantined: u64,
}

/// How one entry stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EntryStanding {
    /// Which.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// How.
    #[ts(type = "Standing")]
    pub state: Standing,
    /// What the system said, in English, for one that failed or is set aside.
    pub why: Option<String>,
    /// How often it failed in a row.
    pub attempts: u32,
    /// When it is tried again.
    pub next: Option<i64>,
    /// The other file of a conflict.
    #[ts(as = "Option<String>")]
    pub other: Option<VaultPath>,
}

/// Parameters of `entry_states`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListStates {
    /// At most so many, 1000 where absent.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// Result of `entry_states`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct EntryStates {
    /// How many stand how.
    pub counts: StateCounts,
    /// Those that are not clean: what weighs most first, then by path.
    pub entries: Vec<EntryStanding>,
}

/// A step of a change's way from the disk to a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SyncStage {
    /// From the watcher's event to the look at what it names.
    Hint,
    /// A look at the disk and its comparison with the catalog.
    Scan,
    /// Reading and parsing one file.
    Parse,
    /// One transaction of the catalog.
    Catalog,
    /// Taking changes into the index, and its commit.
    Index,
    /// Making versions.
    Version,
}

/// What a stage takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct StageFigures {
    /// Which.
    pub stage: SyncStage,
    /// How often it was passed since the start.
    pub count: u64,
    /// Seconds that this took together.
    pub seconds: f64,
    /// Milliseconds of the middle one of the latest times.
    pub p50: f64,
    /// Milliseconds that 95 of 100 of the latest times stay within.
    pub p95: f64,
    /// Milliseconds of the longest of the latest times.
    pub max: f64,
    /// How much waits for it.
    pub queue: u64,
}

/// A file that is being read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InFlight {
    /// Which.
    pub path: String,
    /// What is being done.
    pub stage: SyncStage,
    /// For how many milliseconds by now.
    pub millis: u64,
}

/// Result of `sync_status`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncStatus {
    /// How many entries stand how.
    pub states: StateCounts,
    /// Every stage, in the order in which a change passes them.
    pub stages: Vec<StageFigures>,
    /// The one that takes longest, where anything was measured.
    pub slowest: Option<SyncStage>,
    /// Entries taken in each second, on average over the last minute.
    pub per_second: f64,
    /// Entries taken in, for each second of the last minute, the present one last.
    pub last_minute: Vec<u32>,
    /// What is being read.
    pub in_flight: Vec<InFlight>,
}

/// Parameters of `changes_list`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListChanges {
    /// Part of the path.
    #[serde(default)]
    #[ts(optional)]
    pub path: Option<String>,
    /// Who, or which kind of actor: `external` is all other programs.
    #[serde(default)]
    #[ts(optional)]
    pub actor: Option<String>,
    /// What happened.
    #[serde(default)]
    #[ts(optional)]
    pub what: Option<WantedChange>,
    /// A folder, and all below it.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub folder: Option<VaultPath>,
    /// Not before this time, in milliseconds since 1970.
    #[serde(default)]
    #[ts(optional)]
    pub since: Option<i64>,
    /// Before this time.
    #[serde(default)]
    #[ts(optional)]
    pub until: Option<i64>,
    /// The `next` of the page before.
    #[serde(default)]
    #[ts(optional)]
    pub after: Option<String>,
    /// At most so many, 100 where absent.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// What kind of change is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum WantedChange {
    /// New files.
    Created,
    /// Other bytes.
    Modified,
    /// Gone files.
    Removed,
    /// Other places.
    Moved,
    /// What Strata mended or decided by itself.
    Decided,
}

/// Result of `changes_list`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Changes {
    /// Newest first.
    pub changes: Vec<PastChange>,
    /// To ask for the next page with, where there is one.
    pub next: Option<String>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PastChange {
    /// When.
    pub time: i64,
    /// To which file, if to one.
    #[ts(as = "Option<String>")]
    pub path: Option<VaultPath>,
    /// Its number in the journal, or in the log of decisions.
    pub number: u64,
    /// What.
    #[serde(flatten)]
    pub what: Happened,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Happened {
    /// A new file.
    Created(Doing),
    /// Other bytes.
    Modified(Doing),
    /// Gone.
    Removed(Doing),
    /// At another place.
    Moved {
        /// Where it was.
        #[ts(as = "String")]
        from: VaultPath,
        /// Who did it.
        #[serde(flatten)]
        doing: Doing,
    },
    /// Something was damaged and mended.
    Repaired {
        /// What.
        problem: Problem,
    },
    /// Strata decided something by itself.
    Decided {
        /// A short word.
        decision: String,
        /// The rest.
        #[ts(type = "unknown")]
        detail: serde_json::Value,
    },
}

/// Who changed a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Doing {
    /// Who; `external` is another program, whose name the system does not tell.
    pub actor: String,
    /// Bytes, where the file is still that one.
    pub size: Option<u64>,
    /// Whether it brought back what had been before: an earlier version, or something from the trash.
    pub restored: bool,
}

/// Parameters of `change_version`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NameChange {
    /// Its number in the journal.
    pub number: u64,
}

/// Result of `change_version`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeVersion {
    /// Git commit; absent where no version has it.
    pub version: Option<String>,
}
