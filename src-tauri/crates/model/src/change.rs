use serde::{Deserialize, Serialize};

use crate::{Actor, Revision, Timestamp, VaultPath};

/// A number in the journal; the first change has 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

/// The identity of one life of the catalog: a catalog made anew has another, and numbers of different
/// epochs are not compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub u64);

/// How far a follower or client has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The catalog's life.
    pub epoch: Epoch,
    /// The last change that was taken in.
    pub seq: Seq,
}

/// What happened to a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ChangeKind {
    /// The path is new.
    Created,
    /// Its bytes changed.
    Modified,
    /// It is gone; a delete through Strata keeps it in the trash.
    Removed,
    /// It came from another path; bytes may differ as well.
    Moved {
        /// Where it was.
        from: VaultPath,
    },
}

/// A change to one path, not yet numbered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The path as it is now (for a removal: as it was).
    pub path: VaultPath,
    /// What happened.
    #[serde(flatten)]
    pub kind: ChangeKind,
    /// The content now; `None` where there is none: removed, or no file that is read.
    pub revision: Option<Revision>,
    /// Who did it.
    pub actor: Actor,
}

/// A committed change, as followers read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalRow {
    /// Its number.
    pub seq: Seq,
    /// When it was committed.
    pub time: Timestamp,
    /// The change.
    #[serde(flatten)]
    pub change: Change,
}
