//! Versions of every area in Git.
//!
//! Owns: the Git directory of an area, the contents and versions in it, their log and their differences. It works
//! on bytes and paths that it is given: it never reads or writes a file of the user, runs no program, and takes no
//! setting from the user's or the system's Git configuration. What it answers is durable.

mod bulk;
mod commit;
mod diff;
mod error;
mod id;
mod label;
mod lock;
mod log;
mod loose;
mod maintain;
mod message;
mod names;
mod open;
mod pack;
mod read;
mod settings;
mod tree;
mod walk;

pub use bulk::Bulk;
pub use commit::{Change, Committed, Content};
pub use diff::{Diff, DiffLine, DiffOptions, Ending, Hunk, LineKind, Span, diff};
pub use error::HistoryError;
pub use id::{BlobId, IdParseError, VersionId};
pub use label::Label;
pub use log::{AreaVersion, Cursor, Lines, Log, RemovedFile, Version, VersionKind};
pub use maintain::Maintained;
pub use message::Stamp;
pub use open::{Area, History, Reseeded};
pub use read::Listed;
pub use settings::configure;
