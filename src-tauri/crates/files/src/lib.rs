//! The only code that touches a user's files.
//!
//! Owns: opening a vault as a directory handle below which every path is resolved by the kernel, reading,
//! durable atomic writing, moving, the trash, the scan, and hints about what other programs change. Never
//! follows a link out of the vault, never changes a byte that nobody asked to change, and keeps what it
//! displaces: a file that another program replaced in the moment of a save survives as a conflict copy.
//! It knows nothing of notes, catalogs or history; what differs between operating systems is in `system`.

mod copy;
mod error;
mod leftover;
mod link;
mod relocate;
mod rules;
mod scan;
mod status;
mod system;
mod temp;
#[cfg(test)]
mod testing;
mod transfer;
mod vault;
mod watch;
mod write;

pub use error::{ErrorKind, FilesError};
pub use leftover::Cleaned;
pub use link::Links;
pub use rules::{IGNORE_FILE, Rules};
pub use scan::{Item, ScanReport};
pub use status::{Content, Kind, Stat};
pub use vault::VaultDir;
pub use watch::{Hint, Watch, WatchMode, WatchOptions};
pub use write::{Displaced, Expect, Write, Written};

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, FilesError>;
