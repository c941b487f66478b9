//! The words of Strata as types, and every decision that needs no disk.
//!
//! Owns: validated vault paths, revisions, journal numbers, actors, fingerprints; the plan of a save,
//! the three-way merge, the comparison of a scan with the catalog, the states of an entry, the steps of a
//! batch. Never does I/O and never asks for the time: callers pass both in, so each decision is tested without
//! a disk or a clock.

mod actor;
mod batch;
mod change;
mod conflict;
mod entry;
mod link;
mod merge;
mod name;
mod note;
mod path;
mod plan;
mod problem;
mod property;
mod reconcile;
mod revision;
mod state;
mod tagged;

pub use actor::{Actor, ActorParseError};
pub use batch::{
    BatchKind, IssueKind, Moves, NamePattern, PatternError, PlacedLink, Retarget, Step, in_order, retarget, taken_back,
};
pub use change::{Change, ChangeKind, Epoch, JournalRow, Position, Seq};
pub use conflict::{ConflictName, ConflictOrigin, conflict_name};
pub use entry::{EntryKind, Fingerprint, Timestamp, kind_of};
pub use link::{Candidates, entry_key, find_block, find_heading, link_key, resolve_link};
pub use merge::{Hunk, Lines, Merge, MergeSource, Merged, merge_hunks, merge3};
pub use name::{conflict_copy_name, name_key, numbered_name, portable_name_problem, temp_name};
pub use note::{Block, Heading, Link, LinkKind, Parsed, Property, Task};
pub use path::{PathError, VaultPath};
pub use plan::{ConflictPolicy, SavePlan, Side, plan_save};
pub use problem::{Problem, ProblemKind};
pub use property::PropertyKind;
pub use reconcile::{Found, Known, Reconciled, reconcile};
pub use revision::{Revision, RevisionParseError};
pub use state::{EntryEvent, EntryState, Standing, Work};
pub use tagged::tag_links;

/// Files over this many bytes are left to backups: they get no version in Git.
pub const VERSIONED_MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Notes over this many bytes are listed and versioned, but shown and indexed by their first part only.
pub const PARSED_MAX_BYTES: u64 = 16 * 1024 * 1024;
