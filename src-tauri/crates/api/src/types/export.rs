use serde::{Deserialize, Serialize};
use strata_model::VaultPath;
use ts_rs::TS;

use super::BatchIssue;

/// Result of `export_plan`: what a copy of entries outside the vault would hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportPlan {
    /// What the whole may be called.
    pub name: String,
    /// The folders of the copy, those above others first.
    #[ts(as = "Vec<String>")]
    pub folders: Vec<VaultPath>,
    /// The files.
    pub files: Vec<ExportFile>,
    /// Bytes of all files.
    pub bytes: u64,
    /// What cannot be copied.
    pub left: Vec<BatchIssue>,
}

/// A file of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportFile {
    /// Where it is in the vault.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Where it goes in the copy.
    #[ts(as = "String")]
    pub name: VaultPath,
    /// Bytes.
    pub size: u64,
}
