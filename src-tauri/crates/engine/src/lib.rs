//! The only composer: puts files, catalog, search and history together into one open vault.
//!
//! One thread, the writer, owns every write to the vault and to the catalog. Followers (the indexer, the
//! historian) read the journal and catch up, each alone owning its handle; the scanner compares the disk with
//! the catalog and hands what differs to the writer. So there is one way in for every change, whoever made it,
//! and nothing slow stands between a save and its acknowledgement. It never draws, serves or parses a command.

mod accept;
mod bases;
mod batch;
mod clock;
mod conflicts;
mod decisions;
mod digest;
mod drafts;
mod edit;
mod engine;
mod entry;
mod error;
mod events;
mod explain;
mod export;
mod graphs;
mod handoff;
mod historian;
mod incoming;
mod indexer;
mod keeper;
mod layout;
mod mentions;
mod merging;
mod meter;
mod names;
mod naming;
mod places;
mod policies;
mod properties;
mod quarantine;
mod reads;
mod relocate;
mod retries;
mod save;
mod scanner;
mod shared;
mod states;
mod suggest;
mod sync;
mod tagger;
mod thread;
mod underway;
mod verify;
mod versions;
mod writer;

pub use batch::{
    BatchInfo, ChangedLine, Draft as BatchDraft, Ended, Exception, IncomingFile, Issue, Mentioned, Operation,
    Outcome as BatchOutcome, Plan, PlannedArrival, PlannedEdit, PlannedMove, PlannedRemoval, Request, Summary, Taken,
};
pub use clock::Clock;
pub use conflicts::{Conflict, ConflictEnd, Resolution, ResolvedConflict, ThreeWay};
pub use decisions::{Decision, Sides, Undone, Verdict};
pub use drafts::{Draft, Within};
pub use edit::{Edited, NoteEdit, plan_edit};
pub use engine::{Engine, Options, Status};
pub use entry::EntryRow;
pub use error::EngineError;
pub use events::{EntryChanged, Event, EventBus, Fact, Progress, Stage, Subscription, Watching};
pub use explain::Explanation;
pub use export::{Export, ExportedFile};
pub use graphs::GraphRequest;
pub use historian::Patience;
pub use incoming::{Arrived, Incoming};
pub use layout::{AreaPlace, Layout, MARKER, init, open_registry};
pub use mentions::{Mention, Mentions};
pub use merging::MergeSides;
pub use meter::{Pace, Step};
pub use naming::Named;
pub use places::Places;
pub use properties::PropertyInfo;
pub use reads::{Answer, Document, EDITOR_MAX_BYTES, ReadOnly, Resolved};
pub use relocate::{PutWhen, Relocated};
pub use save::{Edit, Joined, Outcome, Save, Saved};
pub use scanner::Scanned;
pub use states::{EntryStanding, StateCounts};
pub use suggest::{Because, Suggested, Suggestion};
pub use sync::{ChangeCursor, ChangeFilter, ChangeLine, ChangePage, Happened, SyncStatus, WantedChange};
pub use underway::InFlight;
pub use verify::{Difference, Verified};
pub use versions::{Comparison, Deleted, Restored, VersionPage};

pub use strata_catalog as catalog;
pub use strata_files::{ErrorKind as FilesErrorKind, FilesError, WatchOptions};
pub use strata_history as history;
pub use strata_markdown as markdown;
pub use strata_search as search;
