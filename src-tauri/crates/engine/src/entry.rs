use strata_model::{EntryKind, Revision, Timestamp, VaultPath};

/// A file as listings and events show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Where.
    pub path: VaultPath,
    /// What.
    pub kind: EntryKind,
    /// Bytes.
    pub size: u64,
    /// Modification time.
    pub modified: Timestamp,
    /// When it came to be, as far as that is known; else when it was modified last.
    pub created: Timestamp,
    /// Content.
    pub revision: Revision,
    /// Why it is left alone.
    pub unsupported: Option<String>,
}

impl From<&strata_catalog::Entry> for EntryRow {
    fn from(entry: &strata_catalog::Entry) -> Self {
        let modified = Timestamp::from_nanos(entry.fingerprint.mtime);
        Self {
            path: entry.path.clone(),
            kind: entry.kind,
            size: entry.fingerprint.size,
            modified,
            created: entry.created.unwrap_or(modified),
            revision: entry.revision,
            unsupported: entry.unsupported.clone(),
        }
    }
}
