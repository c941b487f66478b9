use std::fmt;
use std::path::PathBuf;

use tantivy::TantivyError;

/// A query that cannot be understood, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct QueryError {
    /// Where: characters from 1.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.message)
    }
}

/// What can go wrong with the index.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Files of the index are damaged, missing, or of another version: [`crate::Index::create_fresh`] builds it anew.
    #[error("the search index in {path} cannot be used: {reason}; the notes are untouched, build the index anew")]
    Damaged {
        /// The index's folder.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another process writes to the index.
    #[error("the search index in {path} is being written by another process")]
    Busy {
        /// The index's folder.
        path: PathBuf,
    },
    /// The disk refused.
    #[error("cannot use the search index in {path}: {source}; what was committed before is kept")]
    Io {
        /// The index's folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Anything else that tantivy reports.
    #[error("the search index in {path} failed: {reason}; what was committed before is kept")]
    Failed {
        /// The index's folder.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl SearchError {
    pub(crate) fn new(path: &std::path::Path, error: TantivyError) -> Self {
        use tantivy::directory::error::{OpenDirectoryError, OpenReadError, OpenWriteError};
        let path = path.to_owned();
        let io = |path, source: &std::io::Error| Self::Io {
            path,
            source: std::io::Error::new(source.kind(), source.to_string()),
        };
        match &error {
            TantivyError::LockFailure(..) => Self::Busy { path },
            TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. })
            | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => io(path, io_error),
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) if is_the_disk(io_error.kind()) => {
                io(path, io_error)
            }
            TantivyError::IoError(source) if is_the_disk(source.kind()) => io(path, source),
            TantivyError::OpenReadError(_)
            | TantivyError::DataCorruption(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::DeserializeError(_)
            | TantivyError::SchemaError(_)
            | TantivyError::FieldNotFound(_)
            | TantivyError::InternalError(_)
            | TantivyError::InvalidArgument(_)
            | TantivyError::IoError(_) => Self::Damaged { path, reason: error.to_string() },
            _ => Self::Failed { path, reason: error.to_string() },
        }
    }

    pub(crate) fn panicked(path: &std::path::Path) -> Self {
        Self::Damaged { path: path.to_owned(), reason: "reading it failed in a way that only damage explains".into() }
    }
}

/// Whether an I/O error is the disk's own and not a sign of bytes that make no sense.
fn is_the_disk(kind: std::io::ErrorKind) -> bool {
    use std::io::ErrorKind as K;
    matches!(
        kind,
        K::PermissionDenied
            | K::StorageFull
            | K::ReadOnlyFilesystem
            | K::QuotaExceeded
            | K::OutOfMemory
            | K::ResourceBusy
    )
}
