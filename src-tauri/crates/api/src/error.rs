//! The one error that crosses a door: a code to switch on, a message for people, and what it is about.

use std::fmt;

use serde::{Deserialize, Serialize};
use strata_engine::catalog::CatalogError;
use strata_engine::history::HistoryError;
use strata_engine::search::{QueryError, QueryFault, SearchError};
use strata_engine::{EngineError, FilesErrorKind};
use ts_rs::TS;

/// What kind of thing went wrong; the UI switches on it, never on the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// The parameters do not have the command's form.
    BadRequest,
    /// No such command.
    UnknownCommand,
    /// The actor lacks the right.
    Denied,
    /// Nothing is at the path, or no such version.
    NotFound,
    /// Something is at the path already.
    Exists,
    /// The file is not what the caller takes it for.
    Stale,
    /// The path leaves the vault or is no path.
    BadPath,
    /// The query is wrong; `column` says where.
    BadQuery,
    /// A folder where a file was meant, a FIFO, a device.
    NotAFile,
    /// The bytes are not UTF-8 text.
    NotText,
    /// The note is written in a way that cannot be edited safely; the message says where.
    NotEditable,
    /// Over a size limit.
    TooLarge,
    /// The disk or the file is read-only.
    ReadOnly,
    /// The system forbids it.
    Permission,
    /// The disk is full.
    NoSpace,
    /// The folder is no vault, or cannot be opened.
    BadVault,
    /// Another program holds the vault or the file.
    Busy,
    /// Versions are switched off here.
    HistoryOff,
    /// A database, index or repository is damaged; it is being repaired.
    Damaged,
    /// The connection to the engine was lost.
    Offline,
    /// The disk reported another error.
    Io,
    /// A fault of Strata itself.
    Internal,
}

/// An error as every door returns it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApiError {
    /// To switch on.
    pub code: Code,
    /// What happened, to which path, what was kept and what to do next.
    pub message: String,
    /// The path it is about.
    pub path: Option<String>,
    /// The column of a wrong query, in characters from 1.
    pub column: Option<u32>,
    /// What is wrong with the query there; of a bad request, with the regular expression in it.
    #[ts(type = "QueryFault | null")]
    pub fault: Option<QueryFault>,
    /// What was written there, or what the reader of regular expressions says.
    pub detail: Option<String>,
}

impl ApiError {
    /// Returns an error about no particular path.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), path: None, column: None, fault: None, detail: None }
    }

    /// Returns this error with the path it is about.
    #[must_use]
    pub fn at(mut self, path: impl fmt::Display) -> Self {
        self.path = Some(path.to_string());
        self
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        let answer = Self::new(Code::Internal, error.to_string());
        // Of a batch the first thing that went wrong is told, in the words of the whole.
        let error = match error {
            EngineError::TakenBack(source) | EngineError::TakenBackInPart { source, .. } => {
                return Self { message: answer.message, ..Self::from(*source) };
            }
            error => error,
        };
        let (code, path) = match error {
            EngineError::BadVault { path, .. } => (Code::BadVault, Some(path)),
            EngineError::Setup(_) => (Code::Internal, None),
            EngineError::NotFound(path) => (Code::NotFound, Some(path.into())),
            EngineError::Exists(path) => (Code::Exists, Some(path.into())),
            EngineError::NoSuch(_) => (Code::NotFound, None),
            EngineError::WrongKind { path, .. } => (Code::NotAFile, Some(path.into())),
            EngineError::ReadOnly { path, .. } => (Code::ReadOnly, Some(path)),
            EngineError::HistoryOff => (Code::HistoryOff, None),
            EngineError::BadRequest(_) => (Code::BadRequest, None),
            EngineError::StalePlan | EngineError::Superseded => (Code::Stale, None),
            EngineError::TakenBack(_) | EngineError::TakenBackInPart { .. } => (Code::Internal, None),
            EngineError::NotText(path) => (Code::NotText, Some(path.into())),
            EngineError::Edit { path, .. } => (Code::NotEditable, Some(path.into())),
            EngineError::Stale(path) => (Code::Stale, Some(path.into())),
            EngineError::Closed => (Code::Offline, None),
            EngineError::Path(_) => (Code::BadPath, None),
            EngineError::Files(error) => (of_files(error.kind()), Some(error.path())),
            EngineError::Catalog(error) => (of_catalog(&error), None),
            EngineError::Search(error) => (of_search(&error), None),
            EngineError::History(error) => (of_history(&error), None),
            EngineError::Data { path, source } => (of_io(&source), Some(path)),
            EngineError::BadRegex { reason, .. } => {
                let fault = Some(QueryFault::BadRegex);
                return Self { code: Code::BadRequest, fault, detail: Some(reason), ..answer };
            }
            EngineError::Query(QueryError { column, fault, detail }) => {
                let column = u32::try_from(column).ok();
                return Self { code: Code::BadQuery, column, fault: Some(fault), detail, ..answer };
            }
        };
        Self { code, path, ..answer }
    }
}

const fn of_files(kind: FilesErrorKind) -> Code {
    match kind {
        FilesErrorKind::NotFound => Code::NotFound,
        FilesErrorKind::Exists => Code::Exists,
        FilesErrorKind::Outside => Code::BadPath,
        FilesErrorKind::NotAFile => Code::NotAFile,
        FilesErrorKind::TooLarge => Code::TooLarge,
        FilesErrorKind::NoSpace => Code::NoSpace,
        FilesErrorKind::ReadOnly => Code::ReadOnly,
        FilesErrorKind::Permission => Code::Permission,
        FilesErrorKind::Busy => Code::Busy,
        FilesErrorKind::Keep | FilesErrorKind::Invalid | FilesErrorKind::Other => Code::Io,
    }
}

const fn of_catalog(error: &CatalogError) -> Code {
    match error {
        CatalogError::Damaged { .. } | CatalogError::Newer { .. } => Code::Damaged,
        CatalogError::Busy { .. } => Code::Busy,
        CatalogError::Full { .. } => Code::NoSpace,
        _ => Code::Io,
    }
}

fn of_search(error: &SearchError) -> Code {
    match error {
        SearchError::Damaged { .. } => Code::Damaged,
        SearchError::Busy { .. } => Code::Busy,
        SearchError::Io { source, .. } => of_io(source),
        SearchError::Failed { .. } => Code::Io,
    }
}

fn of_history(error: &HistoryError) -> Code {
    match error {
        HistoryError::Damaged { .. } | HistoryError::Unreadable { .. } => Code::Damaged,
        HistoryError::Locked { .. } => Code::Busy,
        HistoryError::NoVersion { .. } => Code::NotFound,
        HistoryError::AmbiguousVersion { .. } => Code::BadRequest,
        HistoryError::Io { source, .. } => of_io(source),
        HistoryError::Cancelled => Code::Offline,
        HistoryError::NotConfigured | HistoryError::Git { .. } => Code::Io,
    }
}

impl ApiError {
    /// Returns the error of reading what is to be copied into the vault.
    #[must_use]
    pub fn of_outside(path: &std::path::Path, error: &std::io::Error) -> Self {
        let shown = path.display();
        Self::new(of_io(error), format!("{shown}: {error}; nothing was copied")).at(shown)
    }
}

fn of_io(error: &std::io::Error) -> Code {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Code::NoSpace,
        std::io::ErrorKind::ReadOnlyFilesystem => Code::ReadOnly,
        std::io::ErrorKind::PermissionDenied => Code::Permission,
        std::io::ErrorKind::NotFound => Code::NotFound,
        std::io::ErrorKind::FileTooLarge => Code::TooLarge,
        _ => Code::Io,
    }
}
