use serde::{Deserialize, Serialize};

use crate::VaultPath;

/// What an entry is to Strata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// A Markdown file: parsed, linked, searched.
    Note,
    /// Any other regular file.
    Asset,
    /// Listed and left alone: FIFO, socket, device, or a name that is not UTF-8.
    Unsupported,
}

/// Returns whether a regular file at `path` is a note or an asset, by its extension.
#[must_use]
pub fn kind_of(path: &VaultPath) -> EntryKind {
    let extension = path.extension();
    if ["md", "markdown", "mdown", "mkd"].iter().any(|known| extension.eq_ignore_ascii_case(known)) {
        EntryKind::Note
    } else {
        EntryKind::Asset
    }
}

/// A point in time: milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Returns the timestamp of `nanos` since 1970, cut to milliseconds.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos.div_euclid(1_000_000))
    }
}

/// What the file system says of a file without reading it; all times in nanoseconds since 1970.
///
/// Where a system has no change time, inode or device, the fields are 0, and [`Fingerprint::proves_unchanged`]
/// falls back on size and modification time alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Bytes.
    pub size: u64,
    /// Modification time.
    pub mtime: i64,
    /// Change time of the inode.
    pub ctime: i64,
    /// Inode number.
    pub inode: u64,
    /// Device number.
    pub device: u64,
}

impl Fingerprint {
    /// Returns whether a file that now looks like `now` still has the bytes it had when `self` was
    /// recorded by a scan that started at `scan_started` (nanoseconds since 1970).
    ///
    /// A file changed in the very tick of the earlier scan could look the same and differ, so its change
    /// time has to be older than that scan's start.
    #[must_use]
    pub fn proves_unchanged(&self, now: &Self, scan_started: i64) -> bool {
        let last_change = if self.ctime == 0 { self.mtime } else { self.ctime };
        self == now && last_change < scan_started
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_tick_is_not_trusted() {
        let seen = Fingerprint { size: 3, mtime: 90, ctime: 100, inode: 1, device: 1 };
        assert!(seen.proves_unchanged(&seen, 101));
        assert!(!seen.proves_unchanged(&seen, 100), "changed in the tick of the scan: must be hashed");
        assert!(!seen.proves_unchanged(&Fingerprint { ctime: 101, ..seen }, 200), "the inode changed");
    }
}
