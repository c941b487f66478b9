use strata_catalog::CatalogError;
use strata_files::FilesError;
use strata_history::HistoryError;
use strata_model::{PathError, VaultPath};
use strata_search::{QueryError, SearchError};

/// Why the engine could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The folder is no vault, or cannot be one.
    #[error("{path}: {reason}")]
    BadVault {
        /// The folder.
        path: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// Settings or folders of this installation are unusable.
    #[error("{0}")]
    Setup(String),
    /// The request makes no sense.
    #[error("{0}")]
    BadRequest(String),
    /// A batch is not what it was when its plan was shown.
    #[error("something has changed since this was planned; nothing was done, look at the plan again")]
    StalePlan,
    /// A batch failed after a part of it was done.
    #[error("{0}; what had been done before was taken back")]
    TakenBack(Box<EngineError>),
    /// A batch was given up, and not all of it could be taken back.
    #[error("{source}; {left} files could not be put back as they were, which is tried again at the next start")]
    TakenBackInPart {
        /// How many.
        left: usize,
        /// What was in the way first.
        source: Box<EngineError>,
    },
    /// Nothing is there.
    #[error("{0}: there is no such file or folder")]
    NotFound(VaultPath),
    /// Something is there already.
    #[error("{0}: is there already; it was left as it is")]
    Exists(VaultPath),
    /// No such version, trash item or draft.
    #[error("{0}")]
    NoSuch(String),
    /// A folder where a file was meant, or the other way round.
    #[error("{path}: {reason}")]
    WrongKind {
        /// The path.
        path: VaultPath,
        /// What it is.
        reason: String,
    },
    /// The bytes are not UTF-8 text.
    #[error("{0}: is not UTF-8 text, so it is not edited; it was left as it is")]
    NotText(VaultPath),
    /// The note cannot be edited as was asked for.
    #[error("{path}: {source}")]
    Edit {
        /// The note.
        path: VaultPath,
        /// What is in the way, and where.
        source: strata_markdown::EditError,
    },
    /// The vault or the file cannot be written.
    #[error("{path}: {reason}")]
    ReadOnly {
        /// The path.
        path: String,
        /// Why.
        reason: String,
    },
    /// The same client asked something else meanwhile.
    #[error("a newer question took the place of this one")]
    Superseded,
    /// Versions are switched off.
    #[error("this vault keeps no versions: history is switched off in its settings")]
    HistoryOff,
    /// The engine is closing.
    #[error("the vault is being closed; nothing was changed")]
    Closed,
    /// The file is not what the caller takes it for.
    #[error("{0}: has changed meanwhile; nothing was overwritten")]
    Stale(VaultPath),
    /// A path that is none.
    #[error(transparent)]
    Path(#[from] PathError),
    /// From the files.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// From the catalog or the ledger.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// From the index.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// A wrong query.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Text that is to be looked for, and is no regular expression.
    #[error("{find:?} is no regular expression: {reason}; nothing was changed")]
    BadRegex {
        /// What was written.
        find: String,
        /// What the reader of regular expressions says.
        reason: String,
    },
    /// From Git.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// From the data folder.
    #[error("{path}: {source}")]
    Data {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl EngineError {
    pub(crate) fn data(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::Data { path: path.display().to_string(), source }
    }

    pub(crate) fn bad_vault(path: &std::path::Path, reason: impl Into<String>) -> Self {
        Self::BadVault { path: path.display().to_string(), reason: reason.into() }
    }
}
