// Made from the command table by `./dev bindings`; edits here are lost.

export type ApiError = { 
/**
 * To switch on.
 */
code: Code, 
/**
 * What happened, to which path, what was kept and what to do next.
 */
message: string, 
/**
 * The path it is about.
 */
path: string | null, 
/**
 * The column of a wrong query, in characters from 1.
 */
column: number | null, 
/**
 * What is wrong with the query there.
 */
fault: QueryFault | null, 
/**
 * What was written there, or what the reader of regular expressions says.
 */
detail: string | null, };

export type AreaVersion = { 
/**
 * `knowledge`, `memory`, `config` or `.`.
 */
area: string, 
/**
 * Git commit.
 */
id: string, };

export type AtPath = { 
/**
 * The path.
 */
path: string, };

export type AtPaths = { 
/**
 * Files or folders.
 */
paths: Array<string>, };

export type AtVersion = { 
/**
 * A file or folder, as it is or was called.
 */
path: string, 
/**
 * A version: 40 hex digits or an unambiguous start of them.
 */
at: string, };

export type ChangeKind = "created" | "modified" | "removed" | "moved";

export type Code = "badRequest" | "unknownCommand" | "denied" | "notFound" | "exists" | "stale" | "badPath" | "badQuery" | "notAFile" | "notText" | "tooLarge" | "readOnly" | "permission" | "noSpace" | "badVault" | "busy" | "historyOff" | "damaged" | "offline" | "io" | "internal";

export type DeletedFile = { 
/**
 * Where it was.
 */
path: string, 
/**
 * The last version that has it.
 */
version: string, 
/**
 * When it was deleted.
 */
time: number, 
/**
 * Who deleted it.
 */
actor: string, };

export type DeletedFiles = { 
/**
 * The files.
 */
files: Array<DeletedFile>, };

export type DiffHunk = { 
/**
 * In order.
 */
lines: Array<DiffLine>, };

export type DiffLine = { 
/**
 * Where it stands.
 */
kind: DiffLineKind, 
/**
 * Its number on the older side.
 */
oldLine: number | null, 
/**
 * Its number on the newer side.
 */
newLine: number | null, 
/**
 * Its text in parts, without the line end.
 */
spans: Array<DiffSpan>, };

export type DiffLineKind = "same" | "removed" | "added";

export type DiffSpan = { 
/**
 * The text.
 */
text: string, 
/**
 * Whether this part is what differs.
 */
changed: boolean, };

export type DiffVersions = { 
/**
 * The file as it is called now.
 */
path: string, 
/**
 * Older side: a version; absent means the version before `to`, or the newest where `to` is absent too.
 */
from?: string, 
/**
 * Newer side: a version; absent means the file as it is now.
 */
to?: string, };

export type Difference = { 
/**
 * The path, `""` where it is about the whole.
 */
path: string, 
/**
 * `catalog`, `index` or `history`.
 */
where: string, 
/**
 * What differs.
 */
what: string, };

export type Done = Record<symbol, never>;

export type Draft = { 
/**
 * The note.
 */
path: string, 
/**
 * The unsaved text.
 */
text: string, 
/**
 * The revision it was made from.
 */
base: string | null, 
/**
 * When it was kept.
 */
time: number, };

export type Drafts = { 
/**
 * Newest first.
 */
drafts: Array<Draft>, };

export type EntryChange = { 
/**
 * The path now; for a removal the path as it was.
 */
path: string, 
/**
 * What happened.
 */
change: ChangeKind, 
/**
 * Where it came from, for a move.
 */
from: string | null, 
/**
 * The row now, absent when removed.
 */
entry: EntryInfo | null, };

export type EntryInfo = { 
/**
 * Where it is.
 */
path: string, 
/**
 * What it is.
 */
kind: EntryKind, 
/**
 * Bytes, 0 for folders.
 */
size: number, 
/**
 * Modification time, 0 for folders.
 */
modified: number, 
/**
 * Revision, absent for folders and unsupported entries.
 */
revision: string | null, 
/**
 * Why it is left alone, for unsupported entries.
 */
reason: string | null, };

export type EntryKind = "note" | "asset" | "unsupported" | "folder";

export type Event = { 
/**
 * Its number; a later run starts above every earlier one.
 */
seq: number, } & ({ "kind": "entriesChanged", 
/**
 * Last journal number of these changes.
 */
journalSeq: number, 
/**
 * The changes.
 */
changes: Array<EntryChange>, 
/**
 * Who made them.
 */
actor: string, } | { "kind": "foldersChanged", 
/**
 * New ones.
 */
added: Array<string>, 
/**
 * Gone ones, with everything in them.
 */
removed: Array<string>, } | { "kind": "progress" } & Progress | { "kind": "indexed", 
/**
 * Journal number.
 */
journalSeq: number, } | { "kind": "versioned", 
/**
 * Journal number that is covered.
 */
journalSeq: number, 
/**
 * One per area.
 */
versions: Array<AreaVersion>, } | { "kind": "watching", 
/**
 * `native`, `polling` or `off`.
 */
mode: string, 
/**
 * Why.
 */
reason: Problem | null, } | { "kind": "notice" } & Problem | { "kind": "mended", 
/**
 * Files and folders.
 */
paths: Array<string>, } | { "kind": "resync" });

export type Events = { 
/**
 * In order; a single `resync` where some are no longer known.
 */
events: Array<Event>, };

export type EventsSince = { 
/**
 * The last event that was seen.
 */
seq: number, };

export type FacetCount = { 
/**
 * Folder path, tag, type or year.
 */
value: string, 
/**
 * Matches.
 */
count: number, };

export type FacetQuery = { 
/**
 * In the query language.
 */
query: string, 
/**
 * The last word is still being typed.
 */
typing?: boolean, };

export type Facets = { 
/**
 * Folders, with everything below them.
 */
folders: Array<FacetCount>, 
/**
 * Tags, with everything below them.
 */
tags: Array<FacetCount>, 
/**
 * note, image, pdf, …
 */
types: Array<FacetCount>, 
/**
 * Year of the last change.
 */
years: Array<FacetCount>, 
/**
 * Time in the engine.
 */
millis: number, };

export type FileType = "note" | "image" | "pdf" | "audio" | "video" | "text" | "other";

export type Heading = { 
/**
 * 1 to 6.
 */
level: number, 
/**
 * Without markup.
 */
text: string, 
/**
 * Where.
 */
line: number, };

export type HistoryLog = { 
/**
 * A file.
 */
path: string, 
/**
 * Continue after this version.
 */
after?: string, 
/**
 * At most so many; 100 if absent.
 */
limit?: number, };

export type Hit = { 
/**
 * Where.
 */
path: string, 
/**
 * What.
 */
kind: FileType, 
/**
 * Title.
 */
title: string, 
/**
 * Marked ranges of the title, in UTF-16 units.
 */
titleMarks: Array<[number, number]>, 
/**
 * A line or so of the text around the match.
 */
snippet: string, 
/**
 * Marked ranges of the snippet, in UTF-16 units.
 */
marks: Array<[number, number]>, 
/**
 * Line of the match.
 */
line: number | null, 
/**
 * Higher is better; 0 where another order was asked for.
 */
score: number, 
/**
 * Bytes.
 */
size: number, 
/**
 * Modification time.
 */
modified: number, 
/**
 * Creation time.
 */
created: number, 
/**
 * Without `#`.
 */
tags: Array<string>, };

export type Indexed = { 
/**
 * Files in the catalog.
 */
entries: number, 
/**
 * Created, modified or moved.
 */
changed: number, 
/**
 * Gone.
 */
removed: number, 
/**
 * Time it took.
 */
seconds: number, };

export type KnownVault = { 
/**
 * Identity.
 */
id: string, 
/**
 * Absolute path.
 */
path: string, 
/**
 * Whether nothing of Strata lies in it.
 */
adopted: boolean, 
/**
 * When it was opened last.
 */
opened: number, 
/**
 * Whether the folder is there now.
 */
present: boolean, };

export type Listing = { 
/**
 * Folders first, then files, each by name.
 */
entries: Array<EntryInfo>, };

export type MakeSnapshot = { 
/**
 * Subject of the versions.
 */
message?: string, };

export type MoveEntry = { 
/**
 * The file or folder.
 */
from: string, 
/**
 * Its new path; nothing may be there.
 */
to: string, };

export type Moved = { 
/**
 * Where it is now.
 */
path: string, 
/**
 * How many files moved.
 */
files: number, 
/**
 * Journal number of the last change.
 */
seq: number, };

export type Note = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Note or asset.
 */
kind: EntryKind, 
/**
 * Title: front matter, first heading, or the name.
 */
title: string, 
/**
 * The text, absent where `readOnly` says that it is none.
 */
text: string | null, 
/**
 * Content hash: the base of a later save.
 */
revision: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * Modification time.
 */
modified: number, 
/**
 * Creation time as far as it is known.
 */
created: number, 
/**
 * Why it cannot be edited.
 */
readOnly: ReadOnly | null, };

export type NoteInfo = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Title.
 */
title: string, 
/**
 * Other names.
 */
aliases: Array<string>, 
/**
 * Front matter.
 */
properties: Array<Property>, 
/**
 * Tags without `#`.
 */
tags: Array<string>, 
/**
 * Headings in order.
 */
headings: Array<Heading>, 
/**
 * Tasks in order.
 */
tasks: Array<Task>, 
/**
 * Links in the note.
 */
links: Array<NoteLink>, 
/**
 * Links to the note.
 */
backlinks: Array<NoteLink>, 
/**
 * What could not be read, the front matter for one.
 */
problem: Problem | null, };

export type NoteLink = { 
/**
 * The note that holds the link.
 */
source: string, 
/**
 * Title of that note.
 */
sourceTitle: string, 
/**
 * The target as written.
 */
target: string, 
/**
 * Heading or `^block`, as written.
 */
fragment: string | null, 
/**
 * The entry it leads to, absent while there is none.
 */
path: string | null, 
/**
 * Whether it shows the target in place.
 */
embed: boolean, 
/**
 * Where.
 */
line: number, };

export type NoteSaved = { 
/**
 * What happened.
 */
outcome: Outcome, 
/**
 * Where.
 */
path: string, 
/**
 * Content hash of the file now: the base of the next save.
 */
revision: string, 
/**
 * Journal number of the change; the latest number where nothing changed.
 */
seq: number, 
/**
 * The file's text now, where it is not the text that was sent; absent as well where the file holds none.
 */
text: string | null, 
/**
 * The second file, where both sides were kept.
 */
copy: string | null, 
/**
 * Modification time.
 */
modified: number, 
/**
 * Bytes.
 */
size: number, };

export type Nothing = Record<symbol, never>;

export type Outcome = "written" | "unchanged" | "merged" | "conflict";

export type Preview = { 
/**
 * In order.
 */
blocks: Array<PreviewBlock>, 
/**
 * Why a part is missing or shown plain.
 */
notice: Problem | null, };

export type PreviewBlock = { 
/**
 * Sanitised.
 */
html: string, 
/**
 * First line of its source.
 */
line: number, 
/**
 * Last line of its source.
 */
endLine: number, 
/**
 * Equal hashes mean equal HTML.
 */
hash: string, };

export type Problem = { 
/**
 * Which problem: to switch on, and to translate.
 */
what: ProblemKind, 
/**
 * The file, where it is about one.
 */
path: string | null, 
/**
 * The line of the file.
 */
line: number | null, 
/**
 * Where something was put that is not lost.
 */
kept: string | null, 
/**
 * What the system or a parser said, in English, or the limit that was passed.
 */
detail: string | null, 
/**
 * What happened and what was kept, in English.
 */
message: string, };

export type Progress = { 
/**
 * What is being done.
 */
stage: Stage, 
/**
 * Files done.
 */
done: number, 
/**
 * Files in all, as far as known.
 */
total: number, };

export type Property = { 
/**
 * As written.
 */
key: string, 
/**
 * Any JSON value.
 */
value: unknown, };

export type PutDraft = { 
/**
 * The note that is being edited.
 */
path: string, 
/**
 * Its unsaved text.
 */
text: string, 
/**
 * The revision it was made from, absent for a new note.
 */
base?: string, };

export type PutUiState = { 
/**
 * Key to any JSON.
 */
values: Record<string, unknown>, };

export type QuickItem = { 
/**
 * Where.
 */
path: string, 
/**
 * What matched: name, title or alias.
 */
label: string, 
/**
 * Matched characters of the label, in UTF-16 units.
 */
marks: Array<number>, };

export type QuickList = { 
/**
 * The matches.
 */
items: Array<QuickItem>, };

export type QuickOpen = { 
/**
 * Letters of a name, title or alias, in order; empty lists what was used last.
 */
pattern: string, 
/**
 * At most so many; 20 if absent.
 */
limit?: number, };

export type ReadOnly = "notText" | "tooLarge" | "permission";

export type Removed = { 
/**
 * What is in the trash now.
 */
items: Array<TrashItem>, 
/**
 * Journal number of the last change.
 */
seq: number, };

export type RenderPreview = { 
/**
 * The note, for its relative links.
 */
path: string, 
/**
 * The text as it stands in the editor.
 */
text: string, };

export type ResolveLink = { 
/**
 * The note that holds the link.
 */
from: string, 
/**
 * The target as written, without fragment.
 */
target: string, 
/**
 * Heading path or `^block`, as written.
 */
fragment?: string, };

export type Resolved = { 
/**
 * The entry, absent while there is none.
 */
path: string | null, 
/**
 * The line of the heading or block.
 */
line: number | null, 
/**
 * Where a new note for this link would be made.
 */
suggested: string, };

export type RestoreTrash = { 
/**
 * From the list.
 */
id: string, };

export type Restored = { 
/**
 * Files that have other bytes now.
 */
paths: Array<string>, 
/**
 * Journal number of the last change.
 */
seq: number, 
/**
 * Content hash of the file, where one file was restored.
 */
revision: string | null, };

export type RunIndex = { 
/**
 * Make catalog and index anew.
 */
rebuild?: boolean, };

export type SaveNote = { 
/**
 * Where to.
 */
path: string, 
/**
 * The whole new text.
 */
text: string, 
/**
 * The revision that the text was made from; absent means: write over whatever is there.
 */
base?: string, 
/**
 * Refuse where something is there already.
 */
create?: boolean, };

export type SearchQuery = { 
/**
 * In the query language; empty finds everything.
 */
query: string, 
/**
 * Order.
 */
sort?: Sort, 
/**
 * Turn the order round.
 */
reverse?: boolean, 
/**
 * At most so many hits; 20 if absent, 1,000 at most.
 */
limit?: number, 
/**
 * Skip so many.
 */
offset?: number, 
/**
 * The last word is still being typed: find it as a prefix.
 */
typing?: boolean, };

export type SearchResults = { 
/**
 * All matches, also those not shown.
 */
total: number, 
/**
 * Whether a cap ended the count early, so that `total` is at least the true number.
 */
capped: boolean, 
/**
 * The page asked for.
 */
hits: Array<Hit>, 
/**
 * Time in the engine.
 */
millis: number, 
/**
 * Whether everything known is in the index; false while it is being built.
 */
complete: boolean, };

export type Settings = { 
/**
 * `en` or `zh-CN`; absent follows the system.
 */
language: string | null, 
/**
 * `light` or `dark`; absent follows the system.
 */
theme: string | null, };

export type Snapshots = { 
/**
 * One version per area that had changes.
 */
versions: Array<AreaVersion>, };

export type Sort = "relevance" | "modified" | "created" | "size" | "name";

export type Stage = "scan" | "catalog" | "index" | "version" | "maintain";

export type Status = { 
/**
 * Files in the catalog.
 */
entries: number, 
/**
 * Of them notes.
 */
notes: number, 
/**
 * Last number in the journal.
 */
journalSeq: number, 
/**
 * Last number in the search index.
 */
indexedSeq: number, 
/**
 * Last number that has a version.
 */
versionedSeq: number, 
/**
 * Conflict copies in the vault.
 */
conflicts: number, 
/**
 * `native`, `polling` or `off`.
 */
watching: string, 
/**
 * Why the watcher polls or is off.
 */
watchingReason: Problem | null, 
/**
 * Whether files were compared with the catalog since the start.
 */
reconciled: boolean, 
/**
 * Whether versions are kept.
 */
history: boolean, 
/**
 * Work under way.
 */
progress: Array<Progress>, 
/**
 * What went wrong and is being retried or was repaired.
 */
problems: Array<Problem>, };

export type TagCount = { 
/**
 * Without `#`.
 */
tag: string, 
/**
 * Notes.
 */
count: number, };

export type Tags = { 
/**
 * By name.
 */
tags: Array<TagCount>, };

export type Task = { 
/**
 * What is to do.
 */
text: string, 
/**
 * Whether the box is ticked.
 */
done: boolean, 
/**
 * Where.
 */
line: number, };

export type Trash = { 
/**
 * The items.
 */
items: Array<TrashItem>, };

export type TrashItem = { 
/**
 * Names it in `trash_restore`.
 */
id: string, 
/**
 * Where it was.
 */
path: string, 
/**
 * When it was deleted.
 */
time: number, 
/**
 * Who deleted it.
 */
actor: string, 
/**
 * Whether it is a folder.
 */
folder: boolean, 
/**
 * Bytes, of all files together.
 */
size: number, };

export type Tree = { 
/**
 * The catalog's life; numbers of another epoch do not compare.
 */
epoch: string, 
/**
 * The last journal number that is in the tree.
 */
seq: number, 
/**
 * Every folder, also empty ones; the first is the root, `""`.
 */
folders: Array<string>, 
/**
 * File names.
 */
names: Array<string>, 
/**
 * Index into `folders`.
 */
parents: Array<number>, 
/**
 * 0 note, 1 asset, 2 unsupported.
 */
kinds: Array<number>, 
/**
 * Bytes.
 */
sizes: Array<number>, 
/**
 * Modification times.
 */
modified: Array<number>, };

export type UiState = { 
/**
 * Key to any JSON; keys belong to the UI.
 */
values: Record<string, unknown>, };

export type VaultInfo = { 
/**
 * Identity of the vault.
 */
id: string, 
/**
 * Name of its folder.
 */
name: string, 
/**
 * Absolute path.
 */
path: string, 
/**
 * Whether nothing of Strata lies in it.
 */
adopted: boolean, 
/**
 * Areas with their own history.
 */
areas: Array<string>, 
/**
 * Where catalog, index, trash and drafts lie.
 */
dataDir: string, 
/**
 * Program version.
 */
version: string, 
/**
 * Whether files can be changed at all.
 */
writable: boolean, };

export type VaultSettings = { 
/**
 * Whether versions are kept.
 */
history: boolean, };

export type Vaults = { 
/**
 * Last opened first.
 */
vaults: Array<KnownVault>, };

export type Verified = { 
/**
 * Files that were compared.
 */
entries: number, 
/**
 * None means: all equal.
 */
differences: Array<Difference>, };

export type Version = { 
/**
 * Git commit, 40 hex digits.
 */
id: string, 
/**
 * When.
 */
time: number, 
/**
 * Who.
 */
actor: string, 
/**
 * What.
 */
kind: VersionKind, 
/**
 * Subject of the commit.
 */
message: string, 
/**
 * Lines added.
 */
added: number, 
/**
 * Lines removed.
 */
removed: number, 
/**
 * The path at that time.
 */
path: string, 
/**
 * Bytes then, 0 where it was deleted.
 */
size: number, };

export type VersionDiff = { 
/**
 * Text of the older side, absent where it is no text.
 */
oldText: string | null, 
/**
 * Text of the newer side, absent where it is no text.
 */
newText: string | null, 
/**
 * Changed places.
 */
hunks: Array<DiffHunk>, 
/**
 * Lines added.
 */
added: number, 
/**
 * Lines removed.
 */
removed: number, 
/**
 * Why there are no lines: not text, too large.
 */
notice: Problem | null, };

export type VersionKind = "created" | "modified" | "moved" | "removed" | "restored";

export type VersionText = { 
/**
 * The text then, absent where it is no text.
 */
text: string | null, 
/**
 * Bytes.
 */
size: number, };

export type Versions = { 
/**
 * The versions.
 */
versions: Array<Version>, 
/**
 * Whether there are older ones.
 */
more: boolean, 
/**
 * Why there are none, or why the newest bytes have none.
 */
notice: Problem | null, };

export type ProblemKind = "catalogRebuilt" | "ledgerReplaced" | "indexRebuilt" | "catalogBehind" | "rulesUnreadable" | "changesMissed" | "scanFailed" | "watchLimit" | "watchFailed" | "watchLost" | "watchPolls" | "unreadable" | "leftOut" | "badName" | "notPortable" | "diskGone" | "leftoverKept" | "savedTwice" | "draftUnreadable" | "versionFailed" | "versionsRecovered" | "versionsRestarted" | "packingFailed" | "nameUnversioned" | "tooLargeForVersions" | "unreadableForVersions" | "notLines" | "coarseDiff" | "notText" | "tooLargeToRead" | "tooLong" | "tooDeep" | "tooManyItems" | "shownAsText" | "frontMatterTooLong" | "frontMatterTwice" | "frontMatterBroken";

export type QueryFault = "tooLong" | "tooDeep" | "closesNothing" | "openParenthesis" | "openQuote" | "openBracket" | "openRegex" | "afterRegex" | "emptyRegex" | "badRegex" | "nothingBeforeOr" | "nothingAfterOr" | "noValue" | "noProperty" | "noTag" | "badType" | "badSize" | "badDate" | "badComparison";

/** Every command with its kind, parameters and result. */
export type Commands = {
  vault_info: { kind: "Query"; params: Nothing; result: VaultInfo };
  status: { kind: "Query"; params: Nothing; result: Status };
  index: { kind: "Mutation"; params: RunIndex; result: Indexed };
  verify: { kind: "Query"; params: Nothing; result: Verified };
  tree: { kind: "Query"; params: Nothing; result: Tree };
  folder_list: { kind: "Query"; params: AtPath; result: Listing };
  note_get: { kind: "Query"; params: AtPath; result: Note };
  note_info: { kind: "Query"; params: AtPath; result: NoteInfo };
  preview: { kind: "Query"; params: RenderPreview; result: Preview };
  link_resolve: { kind: "Query"; params: ResolveLink; result: Resolved };
  note_save: { kind: "Mutation"; params: SaveNote; result: NoteSaved };
  folder_create: { kind: "Mutation"; params: AtPath; result: Done };
  entry_move: { kind: "Mutation"; params: MoveEntry; result: Moved };
  entry_copy: { kind: "Mutation"; params: MoveEntry; result: EntryInfo };
  entries_remove: { kind: "Mutation"; params: AtPaths; result: Removed };
  trash_list: { kind: "Query"; params: Nothing; result: Trash };
  trash_restore: { kind: "Mutation"; params: RestoreTrash; result: Moved };
  tags_list: { kind: "Query"; params: Nothing; result: Tags };
  search: { kind: "Query"; params: SearchQuery; result: SearchResults };
  search_facets: { kind: "Query"; params: FacetQuery; result: Facets };
  quick_open: { kind: "Query"; params: QuickOpen; result: QuickList };
  history_log: { kind: "Query"; params: HistoryLog; result: Versions };
  history_diff: { kind: "Query"; params: DiffVersions; result: VersionDiff };
  version_read: { kind: "Query"; params: AtVersion; result: VersionText };
  history_deleted: { kind: "Query"; params: Nothing; result: DeletedFiles };
  history_restore: { kind: "Mutation"; params: AtVersion; result: Restored };
  snapshot: { kind: "Mutation"; params: MakeSnapshot; result: Snapshots };
  drafts_list: { kind: "Query"; params: Nothing; result: Drafts };
  draft_put: { kind: "Mutation"; params: PutDraft; result: Done };
  draft_drop: { kind: "Mutation"; params: AtPath; result: Done };
  ui_state_get: { kind: "Query"; params: Nothing; result: UiState };
  ui_state_put: { kind: "Mutation"; params: PutUiState; result: Done };
  settings_get: { kind: "Query"; params: Nothing; result: Settings };
  settings_put: { kind: "Mutation"; params: Settings; result: Settings };
  vault_settings_get: { kind: "Query"; params: Nothing; result: VaultSettings };
  vault_settings_put: { kind: "Mutation"; params: VaultSettings; result: VaultSettings };
  vaults_list: { kind: "Query"; params: Nothing; result: Vaults };
  events_since: { kind: "Query"; params: EventsSince; result: Events };
};
