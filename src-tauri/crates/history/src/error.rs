use std::io;
use std::path::{Path, PathBuf};

/// Why a version could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// [`crate::configure`] was not called, so a user's Git configuration would apply.
    #[error("the history was not configured before it was opened")]
    NotConfigured,
    /// The history can take no more versions; [`crate::History::reseed`] starts it afresh.
    #[error("the version history in {} is damaged ({detail}); the files themselves are not touched", git_dir.display())]
    Damaged {
        /// Its Git directory.
        git_dir: PathBuf,
        /// What was found.
        detail: String,
    },
    /// One old content or version cannot be read; all others can.
    #[error("{object} in the version history {} is missing or damaged ({detail}); other versions are not affected", git_dir.display())]
    Unreadable {
        /// Its Git directory.
        git_dir: PathBuf,
        /// The id of the object.
        object: String,
        /// What was found.
        detail: String,
    },
    /// Another Git program is at work in the directory and has not let go in time.
    #[error("another Git program holds {}; nothing was changed, try again when it is done", lock.display())]
    Locked {
        /// The lock file.
        lock: PathBuf,
    },
    /// A text names no version.
    #[error("{text:?} names no version: write at least 4 hex digits of its id, or HEAD")]
    NoVersion {
        /// The text.
        text: String,
    },
    /// A text names several versions.
    #[error("{text:?} is the beginning of several version ids; write more digits")]
    AmbiguousVersion {
        /// The text.
        text: String,
    },
    /// The caller stopped the work; what was done so far is kept and sound.
    #[error("the work on the version history was cancelled")]
    Cancelled,
    /// A file or folder of the Git directory could not be read or written.
    #[error("could not {doing} {}: {source}", path.display())]
    Io {
        /// What was tried, as in `write`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// Git's library failed in another way.
    #[error("the version history in {} could not be used: {source}", git_dir.display())]
    Git {
        /// Its Git directory.
        git_dir: PathBuf,
        /// The library's answer.
        source: git2::Error,
    },
}

impl HistoryError {
    /// Returns a closure that makes an [`HistoryError::Io`] of an error met while `doing` something to `path`.
    pub(crate) fn io<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Self + 'a {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }
}
