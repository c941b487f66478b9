use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tantivy::TantivyError;

use crate::document::FileType;

/// A query that cannot be understood, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct QueryError {
    /// Where: characters from 1.
    pub column: usize,
    /// What is wrong.
    pub fault: QueryFault,
    /// What was written there, or what the reader of regular expressions says.
    pub detail: Option<String>,
}

/// What can be wrong with a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::VariantNames)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum QueryFault {
    /// More characters than anyone types.
    TooLong,
    /// Too many parentheses inside each other.
    TooDeep,
    /// A `)` without `(`.
    ClosesNothing,
    /// A `(` without `)`.
    OpenParenthesis,
    /// A quote without its end.
    OpenQuote,
    /// A `[` without `]`.
    OpenBracket,
    /// A regular expression without its second slash.
    OpenRegex,
    /// Text right after a regular expression.
    AfterRegex,
    /// A regular expression without anything in it.
    EmptyRegex,
    /// Not a regular expression.
    BadRegex,
    /// `OR` without something on its left.
    NothingBeforeOr,
    /// `OR` without something on its right.
    NothingAfterOr,
    /// An operator without value.
    NoValue,
    /// `[]` without a name.
    NoProperty,
    /// `tag:` without a name.
    NoTag,
    /// No type of entry.
    BadType,
    /// No size.
    BadSize,
    /// No date.
    BadDate,
    /// A comparison with what is neither a number nor a date.
    BadComparison,
}

impl QueryError {
    /// Returns this error with what was written there, or what was said of it.
    pub(crate) fn because(self, detail: impl fmt::Display) -> Self {
        Self { detail: Some(detail.to_string()), ..self }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use QueryFault as Q;
        write!(f, "column {}: ", self.column)?;
        let detail = self.detail.as_deref().unwrap_or_default();
        match self.fault {
            Q::TooLong => write!(f, "a query has at most {detail} characters"),
            Q::TooDeep => write!(f, "more than {detail} parentheses inside each other"),
            Q::ClosesNothing => f.write_str("this closes no parenthesis; quote it to search for it"),
            Q::OpenParenthesis => f.write_str("this parenthesis is not closed"),
            Q::OpenQuote => f.write_str("this quote is not closed"),
            Q::OpenBracket => f.write_str("this square bracket is not closed; write [property] or [property:value]"),
            Q::OpenRegex => {
                f.write_str("this regular expression is not closed by another /; quote the text to search for a slash")
            }
            Q::AfterRegex => f.write_str("text right after a regular expression; quote a path to search for it"),
            Q::EmptyRegex => f.write_str("this regular expression is empty"),
            Q::BadRegex => write!(f, "not a regular expression: {detail}"),
            Q::NothingBeforeOr => f.write_str("OR has nothing on its left; quote it to search for the word"),
            Q::NothingAfterOr => f.write_str("OR has nothing on its right; quote it to search for the word"),
            Q::NoValue => write!(f, "{detail}: needs a value right after the colon"),
            Q::NoProperty => f.write_str("name a property: [property] or [property:value]"),
            Q::NoTag => f.write_str("tag: needs the name of a tag"),
            Q::BadType => {
                let known = FileType::ALL.map(FileType::name).join(", ");
                write!(f, "{detail:?} is no type; known are {known}")
            }
            Q::BadSize => write!(f, "{detail:?} is no size; write it as size:>1mb or size:10kb..2mb"),
            Q::BadDate => write!(
                f,
                "{detail:?} is no date; write 2026, 2026-01, 2026-01-31, today or yesterday, with < > <= >= before \
                 it, or as in 2026-01..2026-03"
            ),
            Q::BadComparison => write!(f, "{detail:?} is neither a number nor a date"),
        }
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
