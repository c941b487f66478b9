use serde::{Deserialize, Serialize};
use strata_model::VaultPath;
use ts_rs::TS;

use super::Problem;

/// The whole tree in columns: entry `i` is `names[i]` in `folders[parents[i]]`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Tree {
    /// The catalog's life; numbers of another epoch do not compare.
    pub epoch: String,
    /// The last journal number that is in the tree.
    pub seq: u64,
    /// Every folder, also empty ones; the first is the root, `""`.
    pub folders: Vec<String>,
    /// File names.
    pub names: Vec<String>,
    /// Index into `folders`.
    pub parents: Vec<u32>,
    /// 0 note, 1 asset, 2 unsupported.
    pub kinds: Vec<u8>,
    /// Bytes.
    pub sizes: Vec<u64>,
    /// Modification times.
    pub modified: Vec<i64>,
    /// Creation times as far as they are known, else modification times.
    pub created: Vec<i64>,
}

/// What an entry is to Strata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// A Markdown file.
    Note,
    /// Any other file.
    Asset,
    /// Listed and left alone.
    Unsupported,
    /// A folder.
    Folder,
}

/// One row of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntryInfo {
    /// Where it is.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// What it is.
    pub kind: EntryKind,
    /// Bytes, 0 for folders.
    pub size: u64,
    /// Modification time, 0 for folders.
    pub modified: i64,
    /// Creation time as far as it is known, else the modification time; 0 for folders.
    pub created: i64,
    /// Revision, absent for folders and unsupported entries.
    pub revision: Option<String>,
    /// Why it is left alone, for unsupported entries.
    pub reason: Option<String>,
}

/// Result of `folder_list`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Listing {
    /// Folders first, then files, each by name.
    pub entries: Vec<EntryInfo>,
}

/// An entry with its text.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Where it is.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Note or asset.
    pub kind: EntryKind,
    /// Title: front matter, first heading, or the name.
    pub title: String,
    /// The text, absent where `readOnly` says that it is none.
    pub text: Option<String>,
    /// Content hash: the base of a later save.
    pub revision: String,
    /// Bytes.
    pub size: u64,
    /// Modification time.
    pub modified: i64,
    /// Creation time as far as it is known.
    pub created: i64,
    /// Why it cannot be edited.
    pub read_only: Option<ReadOnly>,
}

/// Why an entry cannot be edited as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReadOnly {
    /// Its bytes are not UTF-8 text.
    NotText,
    /// It is larger than the editor takes.
    TooLarge,
    /// The file system or its mode forbids writing.
    Permission,
}

/// Parameters of `note_save`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SaveNote {
    /// Where to.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// The whole new text.
    pub text: String,
    /// The revision that the text was made from; absent means: write over whatever is there.
    #[serde(default)]
    #[ts(optional)]
    pub base: Option<String>,
    /// Refuse where something is there already.
    #[serde(default)]
    #[ts(optional)]
    pub create: Option<bool>,
    /// When the last word was written, which may have been long before it is saved; now, if absent.
    #[serde(default)]
    #[ts(optional)]
    pub edited: Option<i64>,
    /// Changes of others that the editor has merged into the text since it was saved last.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Joined>>")]
    pub joined: Vec<Joined>,
}

/// A change of others that is in an editor's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Joined {
    /// The revision that the text was made from before.
    pub base: String,
    /// What others made of it.
    pub theirs: String,
}

/// What a save came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The text is on disk.
    Written,
    /// The disk held this text already.
    Unchanged,
    /// Others had changed the file; both changes are in `text`, which is on disk, and where they met what the
    /// area's policy says.
    Merged,
    /// Others had changed the same lines; the file keeps theirs, `copy` holds the text that was to be saved.
    Conflict,
}

/// Result of `note_save`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoteSaved {
    /// What happened.
    pub outcome: Outcome,
    /// Where.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Content hash of the file now: the base of the next save.
    pub revision: String,
    /// Journal number of the change; the latest number where nothing changed.
    pub seq: u64,
    /// The file's text now, where it is not the text that was sent; absent as well where the file holds none.
    pub text: Option<String>,
    /// The second file, where both sides were kept.
    #[ts(as = "Option<String>")]
    pub copy: Option<VaultPath>,
    /// Modification time.
    pub modified: i64,
    /// Bytes.
    pub size: u64,
}

/// Parameters of `entry_move`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoveEntry {
    /// The file or folder.
    #[ts(as = "String")]
    pub from: VaultPath,
    /// Its new path; nothing may be there.
    #[ts(as = "String")]
    pub to: VaultPath,
    /// Rewrite the links that lead to it, and those in it, so that each leads where it led; true unless told.
    #[serde(default)]
    #[ts(optional)]
    pub links: Option<bool>,
}

/// Parameters of `entry_copy`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CopyEntry {
    /// The file.
    #[ts(as = "String")]
    pub from: VaultPath,
    /// Where the copy goes; nothing may be there.
    #[ts(as = "String")]
    pub to: VaultPath,
}

/// Result of `entry_move`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Moved {
    /// Where it is now.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// How many files moved.
    pub files: u64,
    /// How many links were rewritten.
    pub links: u64,
    /// Names it in `batch_undo`; absent where nothing was done that one can take back.
    pub batch: Option<String>,
    /// Journal number of the last change.
    pub seq: u64,
}

/// Parameters of commands about several paths.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AtPaths {
    /// Files or folders.
    #[ts(as = "Vec<String>")]
    pub paths: Vec<VaultPath>,
}

/// Result of `entries_remove`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Removed {
    /// What is in the trash now.
    pub items: Vec<TrashItem>,
    /// Names it in `batch_undo`; absent where nothing was done.
    pub batch: Option<String>,
    /// Journal number of the last change.
    pub seq: u64,
}

/// Something that was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrashItem {
    /// Names it in `trash_restore`.
    pub id: String,
    /// Where it was.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// When it was deleted.
    pub time: i64,
    /// Who deleted it.
    pub actor: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Bytes, of all files together.
    pub size: u64,
}

/// Result of `trash_list`, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Trash {
    /// The items.
    pub items: Vec<TrashItem>,
}

/// Parameters of `trash_restore`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestoreTrash {
    /// From the list.
    pub id: String,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Without markup.
    pub text: String,
    /// Where.
    pub line: u32,
}

/// A link to or from a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoteLink {
    /// The note that holds the link.
    #[ts(as = "String")]
    pub source: VaultPath,
    /// Title of that note.
    pub source_title: String,
    /// The target as written.
    pub target: String,
    /// Heading or `^block`, as written.
    pub fragment: Option<String>,
    /// The entry it leads to, absent while there is none.
    #[ts(as = "Option<String>")]
    pub path: Option<VaultPath>,
    /// Whether it shows the target in place.
    pub embed: bool,
    /// Where.
    pub line: u32,
}

/// A task box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Task {
    /// What is to do.
    pub text: String,
    /// Whether the box is ticked.
    pub done: bool,
    /// Where.
    pub line: u32,
}

/// A front matter key with its value.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Property {
    /// As written.
    pub key: String,
    /// Any JSON value.
    #[ts(type = "unknown")]
    pub value: serde_json::Value,
}

/// What the catalog knows of a note.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoteInfo {
    /// Where it is.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// Title.
    pub title: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Front matter.
    pub properties: Vec<Property>,
    /// Tags without `#`.
    pub tags: Vec<String>,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Tasks in order.
    pub tasks: Vec<Task>,
    /// Links in the note.
    pub links: Vec<NoteLink>,
    /// Links to the note.
    pub backlinks: Vec<NoteLink>,
    /// What could not be read, the front matter for one.
    pub problem: Option<Problem>,
}

/// Parameters of `preview`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenderPreview {
    /// The note, for its relative links.
    #[ts(as = "String")]
    pub path: VaultPath,
    /// The text as it stands in the editor.
    pub text: String,
}

/// Result of `preview`: sanitised HTML, one block per top-level block of the text.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Preview {
    /// In order.
    pub blocks: Vec<PreviewBlock>,
    /// Why a part is missing or shown plain.
    pub notice: Option<Problem>,
}

/// A piece of the preview.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreviewBlock {
    /// Sanitised.
    pub html: String,
    /// First line of its source.
    pub line: u32,
    /// Last line of its source.
    pub end_line: u32,
    /// Equal hashes mean equal HTML.
    pub hash: String,
}

/// A tag and how many notes have it or one below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TagCount {
    /// Without `#`.
    pub tag: String,
    /// Notes.
    pub count: u64,
}

/// Result of `tags_list`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Tags {
    /// By name.
    pub tags: Vec<TagCount>,
}

/// Parameters of `link_resolve`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolveLink {
    /// The note that holds the link.
    #[ts(as = "String")]
    pub from: VaultPath,
    /// The target as written, without fragment.
    pub target: String,
    /// Heading path or `^block`, as written.
    #[serde(default)]
    #[ts(optional)]
    pub fragment: Option<String>,
}

/// Result of `link_resolve`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Resolved {
    /// The entry, absent while there is none.
    #[ts(as = "Option<String>")]
    pub path: Option<VaultPath>,
    /// The line of the heading or block.
    pub line: Option<u32>,
    /// Where a new note for this link would be made.
    #[ts(as = "String")]
    pub suggested: VaultPath,
}
