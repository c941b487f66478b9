use serde::{Deserialize, Serialize};
use strata_model::{BatchKind, IssueKind, VaultPath};
use ts_rs::TS;

use super::TrashItem;

/// One edit of a note: by the bytes that must change, everything else stays.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "edit", rename_all = "camelCase", deny_unknown_fields)]
pub enum NoteEdit {
    /// Gives a property a value; a note without properties gets some.
    SetProperty {
        /// Its name.
        key: String,
        /// Text, number, boolean, null or a list of texts; a text that is a date is written as one.
        #[ts(type = "unknown")]
        value: serde_json::Value,
    },
    /// Takes a property away.
    RemoveProperty {
        /// Its name.
        key: String,
    },
    /// Gives a property another name.
    RenameProperty {
        /// Its name.
        from: String,
        /// What it is to be called.
        to: String,
    },
    /// Moves a property with its lines.
    MoveProperty {
        /// Its name.
        key: String,
        /// The property that it is to stand before; absent behind all others.
        #[serde(default)]
        #[ts(optional)]
        before: Option<String>,
    },
    /// Adds a tag to the properties.
    AddTag {
        /// With or without `#`.
        tag: String,
    },
    /// Takes a tag out of the properties.
    RemoveTag {
        /// With or without `#`.
        tag: String,
    },
    /// Renames a tag, and those below it, wherever the note has it.
    RenameTag {
        /// With or without `#`.
        from: String,
        /// With or without `#`.
        to: String,
    },
    /// Ticks or unticks a task box.
    SetTask {
        /// Its line in the text that `base` names, or in the file as it is.
        line: u32,
        /// Whether it is to be ticked.
        done: bool,
    },
}

/// Parameters of `note_edit`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EditNote {
    /// Which note.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// The revision that lines are counted in; what others wrote since stays.
    #[serde(default)]
    #[ts(optional)]
    pub base: Option<String>,
    /// In this order, saved as one.
    pub edits: Vec<NoteEdit>,
}

/// Parameters of `edit_plan`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanEdit {
    /// Which note.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// What the editor holds of it, saved or not; for a property its beginning to the end of the properties will do.
    pub text: String,
    /// The edit.
    #[serde(rename = "with")]
    pub edit: NoteEdit,
}

/// Result of `edit_plan`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextChanges {
    /// Ascending, none within another; positions are those of the old text. Empty where the text is so already.
    pub changes: Vec<TextChange>,
}

/// A part of a text, and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextChange {
    /// Where it starts, in UTF-16 units as JavaScript counts.
    #[ts(type = "number")]
    pub from: u64,
    /// Where it ends.
    #[ts(type = "number")]
    pub to: u64,
    /// What stands there instead.
    pub insert: String,
}

/// What is done to many entries as one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "op", rename_all = "camelCase", deny_unknown_fields)]
pub enum BatchOperation {
    /// Moves entries into a folder.
    Move {
        /// Files and folders.
        #[ts(as = "Vec<String>")]
        paths: Vec<VaultPath>,
        /// The folder; it is made where it is missing.
        #[ts(as = "String")]
        into: VaultPath,
    },
    /// Gives one entry another path.
    Rename {
        /// A file or folder.
        #[ts(as = "String")]
        path: VaultPath,
        /// Where it goes.
        #[ts(as = "String")]
        to: VaultPath,
    },
    /// Gives entries other names in their folders; extensions stay.
    RenameAll {
        /// Files and folders, in the order in which they are numbered.
        #[ts(as = "Vec<String>")]
        paths: Vec<VaultPath>,
        /// Every such text in a name, or regular expression; empty is the whole name.
        find: String,
        /// What takes its place: `{n}` is the running number, `$1` a group of the expression.
        replace: String,
        /// Whether `find` is a regular expression.
        #[serde(default)]
        #[ts(optional)]
        regex: Option<bool>,
        /// The first number, 1 unless told.
        #[serde(default)]
        #[ts(optional)]
        start: Option<u64>,
        /// So many digits at least.
        #[serde(default)]
        #[ts(optional)]
        digits: Option<u8>,
    },
    /// Edits notes, each in the same way.
    Edit {
        /// Notes, and folders for all notes in them.
        #[ts(as = "Vec<String>")]
        paths: Vec<VaultPath>,
        /// The edit.
        #[serde(rename = "with")]
        #[ts(rename = "with")]
        edit: NoteEdit,
    },
    /// Renames a tag, and those below it, in the whole vault.
    RenameTag {
        /// With or without `#`.
        from: String,
        /// With or without `#`.
        to: String,
    },
    /// Puts text in the place of other text in notes, front matter and code included.
    Replace {
        /// Notes, and folders for all notes in them; none for the whole vault.
        #[ts(as = "Vec<String>")]
        paths: Vec<VaultPath>,
        /// In the query language: only notes that it finds.
        #[serde(default)]
        #[ts(optional)]
        query: Option<String>,
        /// Every such text, or regular expression, where `^` and `$` are the ends of lines.
        find: String,
        /// What takes its place; for a regular expression `$1` or `${name}` is a group, `$$` a dollar, `\\n` a line end.
        replace: String,
        /// Whether `find` is a regular expression.
        #[serde(default)]
        #[ts(optional)]
        regex: Option<bool>,
        /// Whether `A` is not `a`.
        #[serde(default)]
        #[ts(optional)]
        case: Option<bool>,
        /// Whether what is part of a longer word stays.
        #[serde(default)]
        #[ts(optional)]
        words: Option<bool>,
        /// What stays as it is.
        #[serde(default)]
        #[ts(optional)]
        except: Option<Vec<ReplaceExcept>>,
    },
    /// Makes mentions of a note, as `mentions` lists them, links to it.
    LinkMentions {
        /// The note.
        #[ts(as = "String")]
        target: VaultPath,
        /// Where; each note once.
        mentions: Vec<LinkMention>,
    },
    /// Puts entries into the trash.
    Remove {
        /// Files and folders.
        #[ts(as = "Vec<String>")]
        paths: Vec<VaultPath>,
    },
    /// Copies files in from outside the vault.
    CopyIn {
        /// Where their bytes wait, as `incoming_begin` named it.
        stage: String,
        /// The folder that they go to; it is made where it is missing.
        #[ts(as = "String")]
        into: VaultPath,
        /// The files.
        files: Vec<IncomingFile>,
    },
}

/// A note, or places in it, where nothing is replaced.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReplaceExcept {
    /// Which note.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// The content that places are counted in, as a plan without exceptions named it; where the note holds another by
    /// now, the plan is stale.
    #[serde(default)]
    #[ts(optional)]
    pub revision: Option<String>,
    /// Which places, by their numbers from 0 in that plan; absent for the whole note.
    #[serde(default)]
    #[ts(optional)]
    pub places: Option<Vec<u32>>,
}

/// A note whose mentions of another become links.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkMention {
    /// Which note.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// The content that places are counted in; where the note holds another by now, the plan is stale.
    #[serde(default)]
    #[ts(optional)]
    pub revision: Option<String>,
    /// Which mentions, by their places; absent for all.
    #[serde(default)]
    #[ts(optional)]
    pub places: Option<Vec<u32>>,
}

/// A file that waits to be copied in.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IncomingFile {
    /// Its name, with the folders above it that come along.
    pub name: String,
    /// Its bytes, as they were named when they arrived.
    pub revision: String,
}

/// Bytes that arrived, in a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Arrived {
    /// Names them.
    pub revision: String,
    /// How many.
    pub size: u64,
}

/// Result of `incoming_begin`, and parameters of `incoming_drop`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IncomingStage {
    /// Where the bytes of one copy wait.
    pub stage: String,
}

/// What becomes of an entry whose new place is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WhereTaken {
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

/// Parameters of `batch_plan`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BatchRequest {
    /// What is to be done.
    pub operation: BatchOperation,
    /// Rewrite the links that lead to what moves, and those in it, so that each leads where it led; true unless told.
    #[serde(default)]
    #[ts(optional)]
    pub links: Option<bool>,
    /// What becomes of an entry whose new place is taken.
    #[serde(default)]
    #[ts(optional)]
    pub taken: Option<WhereTaken>,
}

/// A move in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedMove {
    /// Where it is.
    #[ts(as = "String")]
    pub from: VaultPath,
    /// Where it goes.
    #[ts(as = "String")]
    pub to: VaultPath,
    /// Whether it is a folder.
    pub folder: bool,
    /// How many files.
    pub files: u64,
}

/// Lines that change, without their line ends; long ones are cut around the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangedLine {
    /// The first.
    pub line: u32,
    /// As they are.
    pub before: String,
    /// As they will be.
    pub after: String,
}

/// A note that is edited in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedEdit {
    /// Where it is.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Where it will be.
    #[ts(as = "String")]
    pub to: VaultPath,
    /// How many of its links are rewritten.
    pub links: u64,
    /// What it holds.
    pub revision: String,
    /// The first of the lines that change; where text is replaced, each place with its line.
    pub lines: Vec<ChangedLine>,
    /// How many lines or places change.
    pub changes: u64,
}

/// What goes into the trash in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedRemoval {
    /// Where it is.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Whether it is a folder.
    pub folder: bool,
    /// How many files.
    pub files: u64,
}

/// What comes from outside in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlannedArrival {
    /// What it is called outside, with the folders above it that come along.
    pub name: String,
    /// Where it goes.
    #[ts(as = "String")]
    pub to: VaultPath,
    /// Bytes.
    pub size: u64,
    /// Whether what is there goes into the trash.
    pub replaces: bool,
}

/// Something that is in the way of a batch, or that should be known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BatchIssue {
    /// To switch on.
    #[ts(type = "BatchIssueKind")]
    pub kind: IssueKind,
    /// What it is about.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// The other path that it is about.
    #[ts(as = "Option<String>")]
    pub other: Option<VaultPath>,
    /// Where.
    pub line: Option<u32>,
    /// What a parser or the system said, in English; of a link its target.
    pub detail: Option<String>,
    /// Whether nothing can be done because of it; else this part is left out, or only to be known.
    pub blocks: bool,
}

/// Result of `batch_plan`. Nothing was written for it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BatchPlan {
    /// What moves.
    pub moves: Vec<PlannedMove>,
    /// The first of the notes that are edited.
    pub edits: Vec<PlannedEdit>,
    /// How many notes are edited.
    pub notes: u64,
    /// How many lines or places change in them.
    pub changes: u64,
    /// How many links are rewritten in them.
    pub links: u64,
    /// What goes into the trash.
    pub removals: Vec<PlannedRemoval>,
    /// What comes from outside.
    pub arrivals: Vec<PlannedArrival>,
    /// What is in the way, and what should be known.
    pub issues: Vec<BatchIssue>,
    /// Whether it cannot be done.
    pub blocked: bool,
    /// Goes into `batch_run`, which refuses where the plan would be another by then.
    pub fingerprint: String,
}

/// Parameters of `batch_run`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunBatch {
    /// As it was planned.
    pub request: BatchRequest,
    /// Of the plan that was shown; absent, it is done as it comes.
    #[serde(default)]
    #[ts(optional)]
    pub fingerprint: Option<String>,
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BatchState {
    /// Under way.
    Running,
    /// All is done.
    Done,
    /// Another batch has taken it back since.
    Undone,
    /// It was cancelled, failed or was interrupted, and nothing of it is left.
    GivenUp,
}

/// Result of `batch_run` and `batch_undo`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BatchEnded {
    /// Names it in `batch_undo`; absent where there was nothing to do.
    pub id: Option<String>,
    /// `done`, or `givenUp` where it was cancelled.
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
    pub left: Vec<BatchIssue>,
    /// Journal number of the last change.
    pub seq: u64,
}

/// Parameters of `batch_cancel` and `batch_undo`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NameBatch {
    /// Which; absent means the one that runs, or the last one that can be taken back.
    #[serde(default)]
    #[ts(optional)]
    pub id: Option<String>,
}

/// Result of `batch_cancel`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Cancelled {
    /// Whether one ran that was asked to stop.
    pub cancelled: bool,
}

/// Parameters of `batches_list`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListBatches {
    /// At most so many, 100 unless told.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// A batch that was done or is under way.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Batch {
    /// Names it.
    pub id: String,
    /// When it began.
    pub time: i64,
    /// Who.
    pub actor: String,
    /// How far it is.
    pub state: BatchState,
    /// Whether it can be taken back.
    pub undoable: bool,
    /// The batch that it takes back.
    pub undoes: Option<String>,
    /// What it was or, where it takes another one back, what that was.
    #[ts(type = "BatchKind | null")]
    pub what: Option<BatchKind>,
    /// The first of the entries that were named.
    #[ts(as = "Vec<String>")]
    pub paths: Vec<VaultPath>,
    /// How many entries were named.
    pub count: u64,
    /// The old tag, property, pattern or path.
    pub from: Option<String>,
    /// The new tag, property, value, pattern, path or folder.
    pub to: Option<String>,
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
    pub left: Vec<BatchIssue>,
    /// Why it was given up, in English.
    pub error: Option<String>,
}

/// Result of `batches_list`, the latest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Batches {
    /// The batches.
    pub batches: Vec<Batch>,
}
