use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_IOERR_CORRUPTFS, SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_SHORT_READ};

/// Why a database could not be used. The files of the vault are never touched by any of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// The file is no database of this kind, or its content contradicts itself.
    #[error("{}: the database is damaged ({detail})", path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What gave it away, in English.
        detail: String,
    },
    /// The file was made by a later version of Strata; it was left as it is.
    #[error("{}: the database was made by a newer Strata (schema {found}, known up to {known}); it was left as it is", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The highest schema this program knows.
        known: u32,
    },
    /// Another program held the database for too long; nothing was written.
    #[error("{}: another program is using the database; nothing was written", path.display())]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// The disk is full; nothing was written.
    #[error("{}: no space left on the disk; nothing was written", path.display())]
    Full {
        /// The database.
        path: PathBuf,
    },
    /// Anything else that SQLite or the system refused; nothing was written.
    #[error("{}: {source}", path.display())]
    Failed {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

impl CatalogError {
    /// Returns the error that `source` means for the database at `path`.
    pub(crate) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let code = source.sqlite_error().map(|error| (error.code, error.extended_code));
        match code {
            Some((ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _))
            | Some((_, SQLITE_IOERR_SHORT_READ | SQLITE_IOERR_CORRUPTFS)) => {
                Self::Damaged { path, detail: source.to_string() }
            }
            Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => Self::Busy { path },
            // A full disk also shows as shared memory that cannot grow.
            Some((ErrorCode::DiskFull, _) | (_, SQLITE_IOERR_SHMSIZE)) => Self::Full { path },
            Some(_) => Self::Failed { path, source },
            // A value that does not fit the column's type was not written by this program.
            None if is_misfit(&source) => Self::Damaged { path, detail: source.to_string() },
            None => Self::Failed { path, source },
        }
    }
}

fn is_misfit(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..)
    )
}
