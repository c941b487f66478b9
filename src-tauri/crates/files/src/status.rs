use strata_model::{Fingerprint, Revision, Timestamp};

/// What a path names; a link is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Symlink {
        /// Where it points, as written in the link; not UTF-8 is shown with replacement characters.
        target: String,
        /// Whether it leads to something within the vault.
        inside: bool,
    },
    /// `FIFO`, `socket` or `device`: listed and left alone.
    Special(&'static str),
}

/// What the file system says of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What it is.
    pub kind: Kind,
    /// Size, times and identity.
    pub fingerprint: Fingerprint,
    /// Names the file has (hard links).
    pub links: u64,
    /// Birth time, if the file system records it.
    pub created: Option<Timestamp>,
    /// Whether this user may write to it.
    pub writable: bool,
}

/// A file's bytes, read without another program's change in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What the file looked like while it was read.
    pub fingerprint: Fingerprint,
    /// The identity of the bytes.
    pub revision: Revision,
}
