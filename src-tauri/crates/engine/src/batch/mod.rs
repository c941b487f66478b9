//! Operations on many entries as one: planned without writing, done as a transaction, taken back as one step.
//!
//! Owns: what a request comes to (steps, links that are rewritten, what is in the way), the order in which it is
//! written down in the ledger and done, and the way back: after a cancel, an error, a crash, and when it is undone.
//! Never writes itself: each step is a job of the writer, so a save waits for one step and not for a batch. A save
//! that comes in between wins; a step finds its edit anew in what is on the disk then. Links are rewritten before
//! their targets move, so that the bytes of a note and its place change in one version.

mod arrivals;
mod lines;
mod links;
mod plan;
mod replace;
mod run;
mod steps;
mod undo;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use strata_catalog::{BatchState, TrashItem};
use strata_markdown::PropertyValue;
use strata_model::{BatchKind, IssueKind, Lookup, Revision, Seq, VaultPath};

use crate::EngineError;
use crate::edit::NoteEdit;

pub use lines::ChangedLine;
pub use plan::Draft;
pub(crate) use plan::topmost;
pub(crate) use undo::recover;

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which operation.
    pub operation: Operation,
    /// Rewrite the links that lead to what moves, and those in it.
    pub links: bool,
    /// What becomes of an entry whose new place is taken.
    pub taken: Taken,
}

/// An operation on entries.
#[derive(Clone, Debug)]
pub enum Operation {
    /// Moves entries into a folder.
    Move {
        /// Files and folders.
        paths: Vec<VaultPath>,
        /// The folder; it is made where it is missing.
        into: VaultPath,
    },
    /// Gives one entry another path.
    Rename {
        /// A file or folder.
        path: VaultPath,
        /// Where it goes.
        to: VaultPath,
    },
    /// Gives entries other names in their folders.
    RenameAll {
        /// Files and folders, in the order in which they are numbered.
        paths: Vec<VaultPath>,
        /// Text or regular expression; empty for the whole name.
        find: String,
        /// What takes its place; `{n}` is the running number.
        replace: String,
        /// Whether `find` is a regular expression.
        regex: bool,
        /// The first number.
        start: u64,
        /// So many digits at least.
        digits: usize,
    },
    /// Edits notes, each in the same way.
    Edit {
        /// Notes, and folders for the notes in them.
        paths: Vec<VaultPath>,
        /// The edit.
        edit: NoteEdit,
    },
    /// Renames a tag, and those below it, in the whole vault.
    RenameTag {
        /// With or without `#`.
        from: String,
        /// With or without `#`.
        to: String,
    },
    /// Puts text in the place of other text in notes.
    Replace {
        /// Notes, and folders for the notes in them; none for the whole vault.
        paths: Vec<VaultPath>,
        /// Only notes that this query finds.
        query: Option<String>,
        /// What is looked for.
        find: String,
        /// What takes its place.
        replace: String,
        /// How to look.
        lookup: Lookup,
        /// What stays as it is.
        except: Vec<Exception>,
    },
    /// Makes mentions of a note links to it.
    LinkMentions {
        /// The note.
        target: VaultPath,
        /// Where.
        mentions: Vec<Mentioned>,
    },
    /// Puts entries into the trash.
    Remove {
        /// Files and folders.
        paths: Vec<VaultPath>,
    },
    /// Copies files in from outside.
    CopyIn {
        /// Where their bytes wait.
        stage: String,
        /// The folder that they go to; it is made where it is missing.
        into: VaultPath,
        /// The files.
        files: Vec<IncomingFile>,
    },
}

/// A note, or places in it, where nothing is replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Which note.
    pub path: VaultPath,
    /// Which places, by their numbers from 0 in the content that is named; `None` for the whole note.
    pub places: Option<(Revision, Vec<usize>)>,
}

/// A note that mentions another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// Which note.
    pub path: VaultPath,
    /// Which of its mentions, by their numbers from 0 in the content that is named; `None` for all.
    pub places: Option<(Revision, Vec<usize>)>,
}

/// A file from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingFile {
    /// Its name, with the folders above it that come along.
    pub name: String,
    /// Its bytes, as they wait.
    pub revision: Revision,
}

/// What becomes of an entry whose new place is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taken {
    /// Nothing is done at all.
    #[default]
    Refuse,
    /// It stays where it is.
    Skip,
    /// It gets a number.
    Number,
    /// What is there goes into the trash; only for what is copied in.
    Replace,
}

/// What a request comes to. Nothing was written for it.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What moves.
    pub moves: Vec<PlannedMove>,
    /// Which notes are edited.
    pub edits: Vec<PlannedEdit>,
    /// What goes into the trash.
    pub removals: Vec<PlannedRemoval>,
    /// What comes from outside.
    pub arrivals: Vec<PlannedArrival>,
    /// What is in the way, and what else should be known.
    pub issues: Vec<Issue>,
    /// How many links are rewritten.
    pub links: u64,
    /// What the plan was made from; another plan of the same request has another where something changed.
    pub fingerprint: String,
}

impl Plan {
    /// Returns what keeps all of it from being done.
    pub fn blocked(&self) -> impl Iterator<Item = &Issue> {
        self.issues.iter().filter(|issue| issue.blocks)
    }

    /// Returns every path that is written to, as it is now and as it will be.
    #[must_use]
    pub fn written(&self) -> Vec<VaultPath> {
        let moves = self.moves.iter().flat_map(|moved| [&moved.from, &moved.to]);
        let edits = self.edits.iter().flat_map(|edit| [&edit.path, &edit.to]);
        let mut paths: Vec<VaultPath> =
            moves.chain(edits).chain(self.removals.iter().map(|removal| &removal.path)).cloned().collect();
        paths.extend(self.arrivals.iter().map(|arrival| arrival.to.clone()));
        paths.sort();
        paths.dedup();
        paths
    }
}

/// A move in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedMove {
    /// Where it is.
    pub from: VaultPath,
    /// Where it goes.
    pub to: VaultPath,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// How many files.
    pub files: u64,
}

/// A note that is edited in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedEdit {
    /// Where it is.
    pub path: VaultPath,
    /// Where it will be.
    pub to: VaultPath,
    /// What it holds.
    pub revision: Revision,
    /// What changes; where text is replaced, the first places, each with its line.
    pub lines: Vec<ChangedLine>,
    /// How many lines or places change.
    pub changes: u64,
    /// How many of its links are rewritten.
    pub links: u64,
}

/// What goes into the trash in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRemoval {
    /// Where it is.
    pub path: VaultPath,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// How many files.
    pub files: u64,
}

/// What comes from outside in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedArrival {
    /// What it is called outside, with the folders above it that come along.
    pub name: String,
    /// Where it goes.
    pub to: VaultPath,
    /// Bytes.
    pub size: u64,
    /// Whether what is there goes into the trash.
    pub replaces: bool,
}

/// Something that is in the way of a batch, or that should be known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Which.
    pub kind: IssueKind,
    /// What it is about.
    pub path: VaultPath,
    /// The other path that it is about.
    pub other: Option<VaultPath>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// What a parser or the system said, in English.
    pub detail: Option<String>,
    /// Whether nothing can be done because of it; else this part is left out, or only to be known.
    pub blocks: bool,
}

impl Issue {
    pub(crate) const fn new(kind: IssueKind, path: VaultPath) -> Self {
        Self { kind, path, other: None, line: None, detail: None, blocks: false }
    }

    pub(crate) const fn blocking(mut self) -> Self {
        self.blocks = true;
        self
    }

    pub(crate) fn with(mut self, other: &VaultPath) -> Self {
        self.other = Some(other.clone());
        self
    }

    pub(crate) fn because(mut self, detail: impl ToString) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    pub(crate) const fn on_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// Returns it as the error of whoever asked for this alone.
    pub(crate) fn into_error(self) -> EngineError {
        let detail = self.detail.unwrap_or_default();
        match self.kind {
            IssueKind::Missing => EngineError::NotFound(self.path),
            IssueKind::Taken | IssueKind::SamePlace => EngineError::Exists(self.other.unwrap_or(self.path)),
            IssueKind::Reserved => EngineError::ReadOnly { path: self.path.to_string(), reason: RESERVED.into() },
            IssueKind::NotText => EngineError::NotText(self.path),
            IssueKind::IntoItself => {
                EngineError::WrongKind { path: self.path, reason: "a folder cannot be moved into itself".into() }
            }
            IssueKind::Nested => {
                let other = self.other.unwrap_or_else(VaultPath::root);
                let reason = format!("lies in {other}, which is renamed as well; rename one after the other");
                EngineError::WrongKind { path: self.path, reason }
            }
            _ => EngineError::WrongKind { path: self.path, reason: detail },
        }
    }
}

/// Why what belongs to others is left alone.
pub(crate) const RESERVED: &str = "belongs to Git, to backups or to another program; it was left alone";

/// What came of a batch.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Names it, to be taken back; absent where there was nothing to do.
    pub id: Option<String>,
    /// Done, or given up and taken back.
    pub state: BatchState,
    /// Files that moved.
    pub moved: u64,
    /// Notes that were edited.
    pub edited: u64,
    /// Links that were rewritten in them.
    pub links: u64,
    /// Files that came from outside.
    pub copied: u64,
    /// What is in the trash by it.
    pub removed: Vec<TrashItem>,
    /// What was left as it is.
    pub left: Vec<Issue>,
    /// Journal number.
    pub seq: Seq,
}

/// What a batch was, for lists of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Which operation.
    pub what: BatchKind,
    /// The first of the entries that were named.
    pub paths: Vec<VaultPath>,
    /// How many entries were named; for a tag how many notes have it.
    pub count: u64,
    /// The old tag, property or pattern.
    pub from: Option<String>,
    /// The new tag, property, value, pattern or path.
    pub to: Option<String>,
}

/// A batch as lists show it.
#[derive(Clone, Debug)]
pub struct BatchInfo {
    /// As it is in the ledger.
    pub record: strata_catalog::BatchRecord,
    /// What it was.
    pub summary: Option<Summary>,
    /// What came of it; absent while it runs.
    pub outcome: Option<Outcome>,
}

/// What came of a batch, as the ledger keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Outcome {
    /// Files that moved.
    pub moved: u64,
    /// Notes that were edited.
    pub edited: u64,
    /// Links that were rewritten in them.
    pub links: u64,
    /// Files that came from outside.
    pub copied: u64,
    /// Entries that went into the trash.
    pub removed: u64,
    /// What was left as it is.
    pub left: Vec<Issue>,
    /// Why it was given up.
    pub error: Option<String>,
}

/// So many paths are kept to tell what a batch was.
const SUMMED_UP: usize = 3;

impl Operation {
    pub(crate) fn summary(&self) -> Summary {
        let of = |what, paths: &[VaultPath], from: Option<&str>, to: Option<&str>| Summary {
            what,
            paths: paths.iter().take(SUMMED_UP).cloned().collect(),
            count: paths.len() as u64,
            from: from.map(String::from),
            to: to.map(String::from),
        };
        match self {
            Self::Move { paths, into } => of(BatchKind::Move, paths, None, Some(into.as_str())),
            Self::Rename { path, to } => {
                of(BatchKind::Rename, std::slice::from_ref(path), Some(path.as_str()), Some(to.as_str()))
            }
            Self::RenameAll { paths, find, replace, .. } => of(BatchKind::RenameAll, paths, Some(find), Some(replace)),
            Self::Edit { paths, edit } => match edit {
                NoteEdit::SetProperty { key, value } => {
                    of(BatchKind::SetProperty, paths, Some(key), Some(&shown(value)))
                }
                NoteEdit::RemoveProperty { key } => of(BatchKind::RemoveProperty, paths, Some(key), None),
                NoteEdit::RenameProperty { from, to } => of(BatchKind::RenameProperty, paths, Some(from), Some(to)),
                NoteEdit::MoveProperty { key, before } => {
                    of(BatchKind::MoveProperty, paths, Some(key), before.as_deref())
                }
                NoteEdit::AddTag { tag } => of(BatchKind::AddTag, paths, None, Some(tag)),
                NoteEdit::RemoveTag { tag } => of(BatchKind::RemoveTag, paths, Some(tag), None),
                NoteEdit::RenameTag { from, to } => of(BatchKind::RenameTag, paths, Some(from), Some(to)),
                NoteEdit::SetTask { line, .. } => of(BatchKind::SetTask, paths, Some(&line.to_string()), None),
            },
            Self::RenameTag { from, to } => of(BatchKind::RenameTag, &[], Some(from), Some(to)),
            Self::Replace { paths, find, replace, .. } => of(BatchKind::Replace, paths, Some(find), Some(replace)),
            Self::LinkMentions { target, mentions } => {
                let paths: Vec<_> = mentions.iter().map(|mention| mention.path.clone()).collect();
                of(BatchKind::LinkMentions, &paths, None, Some(target.as_str()))
            }
            Self::Remove { paths } => of(BatchKind::Remove, paths, None, None),
            Self::CopyIn { into, files, .. } => {
                let paths: Vec<_> =
                    files.iter().take(SUMMED_UP).filter_map(|file| into.join(&file.name).ok()).collect();
                Summary { count: files.len() as u64, ..of(BatchKind::CopyIn, &paths, None, Some(into.as_str())) }
            }
        }
    }
}

fn shown(value: &PropertyValue) -> String {
    match value {
        PropertyValue::Text(text) | PropertyValue::Date(text) => text.clone(),
        PropertyValue::Number(number) => number.to_string(),
        PropertyValue::Bool(flag) => flag.to_string(),
        PropertyValue::List(items) => items.join(", "),
        PropertyValue::Null => String::new(),
    }
}

impl Summary {
    /// Returns what a version says of it.
    fn message(&self) -> String {
        let entries = || match &*self.paths {
            [path, ..] if self.count == 1 => path.to_string(),
            _ if self.count == 0 => "all notes".to_owned(),
            _ => format!("{} entries", self.count),
        };
        let (from, to) = (self.from.as_deref().unwrap_or_default(), self.to.as_deref().unwrap_or_default());
        match self.what {
            BatchKind::Move if to.is_empty() => format!("Move {} to the top", entries()),
            BatchKind::Move => format!("Move {} into {to}", entries()),
            BatchKind::Rename => format!("Move {from} to {to}"),
            BatchKind::RenameAll => format!("Rename {}", entries()),
            BatchKind::AddTag => format!("Add the tag {to} to {}", entries()),
            BatchKind::RemoveTag => format!("Remove the tag {from} from {}", entries()),
            BatchKind::RenameTag => format!("Rename the tag {from} to {to} in {}", entries()),
            BatchKind::SetProperty => format!("Set {from} in {}", entries()),
            BatchKind::RemoveProperty => format!("Remove {from} from {}", entries()),
            BatchKind::RenameProperty => format!("Rename {from} to {to} in {}", entries()),
            BatchKind::MoveProperty => format!("Move {from} in {}", entries()),
            BatchKind::SetTask => format!("Tick a task in {}", entries()),
            BatchKind::Replace => format!("Replace {} in {}", brief(from), entries()),
            BatchKind::LinkMentions => format!("Link mentions of {to} in {}", entries()),
            BatchKind::Remove => format!("Delete {}", entries()),
            BatchKind::CopyIn => format!("Copy in {}", entries()),
        }
    }
}

/// Returns a text as the one line of a version that tells of it.
fn brief(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut shown: String = text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// The batches of an engine: one at a time.
#[derive(Default)]
pub(crate) struct Batches {
    /// Held from the plan to the end.
    turn: Mutex<()>,
    running: Mutex<Option<Running>>,
}

struct Running {
    id: String,
    is_cancelled: Arc<AtomicBool>,
}

impl Batches {
    fn running(&self) -> std::sync::MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
