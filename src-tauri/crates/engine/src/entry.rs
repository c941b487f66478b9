use strata_catalog::EntryFacts;
use strata_files::Kind;
use strata_model::{EntryKind, Fingerprint, Revision, Timestamp, VaultPath};

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

/// Returns why something is listed and left alone, `None` of what is not.
pub(crate) fn why_left_alone(kind: &Kind) -> Option<String> {
    match kind {
        Kind::File | Kind::Folder => None,
        Kind::Special(what) => Some(what.to_string()),
        Kind::Symlink { target, inside: true } => Some(format!("link to {target}")),
        Kind::Symlink { target, inside: false } => Some(format!("link out of the vault, to {target}")),
    }
}

/// Returns what the catalog knows of what is left alone: nothing but why.
pub(crate) fn left_alone(reason: String) -> EntryFacts {
    EntryFacts {
        kind: EntryKind::Unsupported,
        fingerprint: Fingerprint::default(),
        revision: Revision::of(b""),
        created: None,
        unsupported: Some(reason),
    }
}
