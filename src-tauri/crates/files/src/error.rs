use std::io;
use std::path::PathBuf;

use strata_model::{Revision, VaultPath};

/// Why an operation on the vault's files failed; every message names the path.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The vault's folder does not exist.
    #[error("the vault folder {root:?} does not exist")]
    VaultMissing {
        /// The folder.
        root: PathBuf,
    },
    /// The vault's path names something that is no folder.
    #[error("{root:?} is a file, not a folder, so it cannot be opened as a vault")]
    VaultNotFolder {
        /// The path.
        root: PathBuf,
    },
    /// The vault's folder exists and cannot be read.
    #[error("the vault folder {root:?} cannot be read: {source}")]
    VaultUnreadable {
        /// The folder.
        root: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Nothing is at the path.
    #[error("{path:?} does not exist")]
    NotFound {
        /// The path.
        path: String,
    },
    /// Something is at a path that has to be free; it was not touched.
    #[error("{path:?} already exists and was left as it is")]
    Exists {
        /// The path.
        path: String,
    },
    /// A link leads out of the vault; it was not followed.
    #[error("{path:?} leads out of the vault through a link, which is not followed")]
    Outside {
        /// The path.
        path: String,
    },
    /// A regular file was needed.
    #[error("{path:?} is a {what}, not a file")]
    NotAFile {
        /// The path.
        path: String,
        /// What it is: `folder`, `FIFO`, `socket`, `device`, `link`.
        what: &'static str,
    },
    /// The file is larger than the caller takes.
    #[error("{path:?} has {size} bytes, more than the {cap} that are read at once")]
    TooLarge {
        /// The path.
        path: String,
        /// Bytes of the file.
        size: u64,
        /// The most bytes the caller takes.
        cap: u64,
    },
    /// Another program kept changing the file during several tries; nothing was changed.
    #[error("{path:?} keeps being changed by another program; try again when it is done")]
    Busy {
        /// The path.
        path: String,
    },
    /// A folder was to be moved into itself, or the vault's root to be moved.
    #[error("{path:?} cannot be moved to {to:?}, which is the vault itself or lies in the moved folder")]
    IntoItself {
        /// The folder.
        path: String,
        /// Where it was to go.
        to: String,
    },
    /// The bytes that were to be replaced could not be stored elsewhere first; the file is unchanged.
    #[error("{path:?} was not changed, because its present text could not be stored first: {source}")]
    Keep {
        /// The path.
        path: String,
        /// What the caller's store said.
        source: io::Error,
    },
    /// A save failed; the file on disk is what it was.
    #[error("{path:?} could not be saved: {source}; the file on disk is unchanged")]
    Save {
        /// The path.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A copy between two file systems differs from its source, which was left in place.
    #[error("the copy of {path:?} has revision {copied} instead of {read}; the original was left in place")]
    Corrupted {
        /// The source.
        path: String,
        /// What was read from the source.
        read: Revision,
        /// What the copy holds.
        copied: Revision,
    },
    /// Any other failure of the system.
    #[error("cannot {doing} {path:?}: {source}")]
    Io {
        /// The path.
        path: String,
        /// What was being done, as in "cannot …".
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

/// What a failure means to the person whose files these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// Nothing is there.
    NotFound,
    /// Something is there already.
    Exists,
    /// The path leads out of the vault.
    Outside,
    /// A folder, FIFO, socket, device or link where a file was needed, or a file where a folder was.
    NotAFile,
    /// Over the cap of the caller.
    TooLarge,
    /// The disk or the quota is full.
    NoSpace,
    /// The file system is mounted read-only.
    ReadOnly,
    /// The user may not do this.
    Permission,
    /// Another program keeps changing the file.
    Busy,
    /// What would have been replaced could not be stored first.
    Keep,
    /// The request makes no sense: a folder into itself.
    Invalid,
    /// Anything else, such as a failing disk.
    Other,
}

impl FilesError {
    /// Returns the error for `source`, met while `doing` something with `path`.
    pub(crate) fn io(path: impl ToString, doing: &'static str, source: io::Error) -> Self {
        let path = path.to_string();
        if is_escape(&source) {
            return Self::Outside { path };
        }
        match source.kind() {
            io::ErrorKind::NotFound => Self::NotFound { path },
            io::ErrorKind::AlreadyExists => Self::Exists { path },
            io::ErrorKind::IsADirectory => Self::NotAFile { path, what: "folder" },
            _ if is_loop(&source) => Self::NotAFile { path, what: "link that cannot be followed" },
            _ => Self::Io { path, doing, source },
        }
    }

    /// Returns the error for a save of `path` that failed before it changed anything.
    pub(crate) fn save(path: &VaultPath, source: io::Error) -> Self {
        Self::Save { path: path.to_string(), source }
    }

    /// Returns what the failure means.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::VaultMissing { .. } | Self::NotFound { .. } => ErrorKind::NotFound,
            Self::VaultNotFolder { .. } | Self::NotAFile { .. } => ErrorKind::NotAFile,
            Self::Exists { .. } => ErrorKind::Exists,
            Self::Outside { .. } => ErrorKind::Outside,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Busy { .. } => ErrorKind::Busy,
            Self::IntoItself { .. } => ErrorKind::Invalid,
            Self::Keep { .. } => ErrorKind::Keep,
            Self::Corrupted { .. } => ErrorKind::Other,
            Self::VaultUnreadable { source, .. } | Self::Save { source, .. } | Self::Io { source, .. } => {
                kind_of_io(source)
            }
        }
    }

    /// Returns the path that the failure is about, as it is shown to people.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::VaultMissing { root } | Self::VaultNotFolder { root } | Self::VaultUnreadable { root, .. } => {
                root.display().to_string()
            }
            Self::NotFound { path }
            | Self::Exists { path }
            | Self::Outside { path }
            | Self::NotAFile { path, .. }
            | Self::TooLarge { path, .. }
            | Self::Busy { path }
            | Self::IntoItself { path, .. }
            | Self::Keep { path, .. }
            | Self::Save { path, .. }
            | Self::Corrupted { path, .. }
            | Self::Io { path, .. } => path.clone(),
        }
    }
}

fn kind_of_io(error: &io::Error) -> ErrorKind {
    match error.kind() {
        io::ErrorKind::NotFound => ErrorKind::NotFound,
        io::ErrorKind::AlreadyExists => ErrorKind::Exists,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::NoSpace,
        io::ErrorKind::ReadOnlyFilesystem => ErrorKind::ReadOnly,
        io::ErrorKind::PermissionDenied => ErrorKind::Permission,
        io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => ErrorKind::NotAFile,
        io::ErrorKind::FileTooLarge => ErrorKind::TooLarge,
        _ => ErrorKind::Other,
    }
}

/// Returns whether there was a link that leads in a circle, or one where none may be followed.
fn is_loop(error: &io::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    #[cfg(not(unix))]
    return false;
}

/// Returns whether a contained open was refused because the path leads out.
///
/// cap-std reports it as a permission error of its own making, which carries no number of the system.
pub(crate) fn is_escape(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied && error.raw_os_error().is_none()
}
