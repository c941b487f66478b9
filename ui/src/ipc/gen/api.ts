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
 * What is wrong with the query there; of a bad request, with the regular expression in it.
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

export type AtCopy = { 
/**
 * A conflict copy.
 */
copy: string, };

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

export type Batch = { 
/**
 * Names it.
 */
id: string, 
/**
 * When it began.
 */
time: number, 
/**
 * Who.
 */
actor: string, 
/**
 * How far it is.
 */
state: BatchState, 
/**
 * Whether it can be taken back.
 */
undoable: boolean, 
/**
 * The batch that it takes back.
 */
undoes: string | null, 
/**
 * What it was or, where it takes another one back, what that was.
 */
what: BatchKind | null, 
/**
 * The first of the entries that were named.
 */
paths: Array<string>, 
/**
 * How many entries were named.
 */
count: number, 
/**
 * The old tag, property, pattern or path.
 */
from: string | null, 
/**
 * The new tag, property, value, pattern, path or folder.
 */
to: string | null, 
/**
 * Files that moved.
 */
moved: number, 
/**
 * Notes that were edited.
 */
edited: number, 
/**
 * Links that were rewritten in them.
 */
links: number, 
/**
 * Files that came from outside.
 */
copied: number, 
/**
 * Entries that went into the trash.
 */
removed: number, 
/**
 * What was left as it is.
 */
left: Array<BatchIssue>, 
/**
 * Why it was given up, in English.
 */
error: string | null, };

export type BatchEnded = { 
/**
 * Names it in `batch_undo`; absent where there was nothing to do.
 */
id: string | null, 
/**
 * `done`, or `givenUp` where it was cancelled.
 */
state: BatchState, 
/**
 * Files that moved.
 */
moved: number, 
/**
 * Notes that were edited.
 */
edited: number, 
/**
 * Links that were rewritten in them.
 */
links: number, 
/**
 * Files that came from outside.
 */
copied: number, 
/**
 * What is in the trash by it.
 */
removed: Array<TrashItem>, 
/**
 * What was left as it is.
 */
left: Array<BatchIssue>, 
/**
 * Journal number of the last change.
 */
seq: number, };

export type BatchIssue = { 
/**
 * To switch on.
 */
kind: BatchIssueKind, 
/**
 * What it is about.
 */
path: string, 
/**
 * The other path that it is about.
 */
other: string | null, 
/**
 * Where.
 */
line: number | null, 
/**
 * What a parser or the system said, in English; of a link its target.
 */
detail: string | null, 
/**
 * Whether nothing can be done because of it; else this part is left out, or only to be known.
 */
blocks: boolean, };

export type BatchOperation = { "op": "move", 
/**
 * Files and folders.
 */
paths: Array<string>, 
/**
 * The folder; it is made where it is missing.
 */
into: string, } | { "op": "rename", 
/**
 * A file or folder.
 */
path: string, 
/**
 * Where it goes.
 */
to: string, } | { "op": "renameAll", 
/**
 * Files and folders, in the order in which they are numbered.
 */
paths: Array<string>, 
/**
 * Every such text in a name, or regular expression; empty is the whole name.
 */
find: string, 
/**
 * What takes its place: `{n}` is the running number, `$1` a group of the expression.
 */
replace: string, 
/**
 * Whether `find` is a regular expression.
 */
regex?: boolean, 
/**
 * The first number, 1 unless told.
 */
start?: number, 
/**
 * So many digits at least.
 */
digits?: number, } | { "op": "edit", 
/**
 * Notes, and folders for all notes in them.
 */
paths: Array<string>, 
/**
 * The edit.
 */
with: NoteEdit, } | { "op": "renameTag", 
/**
 * With or without `#`.
 */
from: string, 
/**
 * With or without `#`.
 */
to: string, } | { "op": "replace", 
/**
 * Notes, and folders for all notes in them; none for the whole vault.
 */
paths: Array<string>, 
/**
 * In the query language: only notes that it finds.
 */
query?: string, 
/**
 * Every such text, or regular expression, where `^` and `$` are the ends of lines.
 */
find: string, 
/**
 * What takes its place; for a regular expression `$1` or `${name}` is a group, `$$` a dollar, `\\n` a line end.
 */
replace: string, 
/**
 * Whether `find` is a regular expression.
 */
regex?: boolean, 
/**
 * Whether `A` is not `a`.
 */
case?: boolean, 
/**
 * Whether what is part of a longer word stays.
 */
words?: boolean, 
/**
 * What stays as it is.
 */
except?: Array<ReplaceExcept>, } | { "op": "linkMentions", 
/**
 * The note.
 */
target: string, 
/**
 * Where; each note once.
 */
mentions: Array<LinkMention>, } | { "op": "remove", 
/**
 * Files and folders.
 */
paths: Array<string>, } | { "op": "copyIn", 
/**
 * Where their bytes wait, as `incoming_begin` named it.
 */
stage: string, 
/**
 * The folder that they go to; it is made where it is missing.
 */
into: string, 
/**
 * The files.
 */
files: Array<IncomingFile>, };

export type BatchPlan = { 
/**
 * What moves.
 */
moves: Array<PlannedMove>, 
/**
 * The first of the notes that are edited.
 */
edits: Array<PlannedEdit>, 
/**
 * How many notes are edited.
 */
notes: number, 
/**
 * How many lines or places change in them.
 */
changes: number, 
/**
 * How many links are rewritten in them.
 */
links: number, 
/**
 * What goes into the trash.
 */
removals: Array<PlannedRemoval>, 
/**
 * What comes from outside.
 */
arrivals: Array<PlannedArrival>, 
/**
 * What is in the way, and what should be known.
 */
issues: Array<BatchIssue>, 
/**
 * Whether it cannot be done.
 */
blocked: boolean, 
/**
 * Goes into `batch_run`, which refuses where the plan would be another by then.
 */
fingerprint: string, };

export type BatchRequest = { 
/**
 * What is to be done.
 */
operation: BatchOperation, 
/**
 * Rewrite the links that lead to what moves, and those in it, so that each leads where it led; true unless told.
 */
links?: boolean, 
/**
 * What becomes of an entry whose new place is taken.
 */
taken?: WhereTaken, };

export type BatchState = "running" | "done" | "undone" | "givenUp";

export type Batches = { 
/**
 * The batches.
 */
batches: Array<Batch>, };

export type Cancelled = { 
/**
 * Whether one ran that was asked to stop.
 */
cancelled: boolean, };

export type ChangeKind = "created" | "modified" | "removed" | "moved";

export type ChangeVersion = { 
/**
 * Git commit; absent where no version has it.
 */
version: string | null, };

export type ChangedLine = { 
/**
 * The first.
 */
line: number, 
/**
 * As they are.
 */
before: string, 
/**
 * As they will be.
 */
after: string, };

export type Changes = { 
/**
 * Newest first.
 */
changes: Array<PastChange>, 
/**
 * To ask for the next page with, where there is one.
 */
next: string | null, };

export type Code = "badRequest" | "unknownCommand" | "denied" | "notFound" | "exists" | "stale" | "badPath" | "badQuery" | "notAFile" | "notText" | "notEditable" | "tooLarge" | "readOnly" | "permission" | "noSpace" | "badVault" | "busy" | "historyOff" | "damaged" | "offline" | "io" | "internal";

export type Condition = { 
/**
 * What it is about.
 */
kind: ConditionKind, 
/**
 * As it stands in the query; empty where it is made of parts.
 */
written: string, 
/**
 * Whether the file meets it.
 */
holds: boolean, 
/**
 * What it adds to the file's score.
 */
score: number, 
/**
 * Where its words stand.
 */
sites: Array<SiteCount>, 
/**
 * What was found for them, as written there; some of it.
 */
forms: Array<string>, 
/**
 * What it is made of.
 */
parts: Condition[], };

export type ConditionKind = "all" | "any" | "not" | "word" | "phrase" | "regex" | "content" | "title" | "file" | "path" | "line" | "task" | "tag" | "folder" | "type" | "extension" | "actor" | "property" | "size" | "modified" | "created";

export type Conflict = { 
/**
 * The copy.
 */
copy: string, 
/**
 * What it is a copy of.
 */
original: string, 
/**
 * Which program made it.
 */
origin: ConflictOrigin, 
/**
 * The device or person that it came from, where its name says so.
 */
device: string | null, 
/**
 * When it was made, as its name says.
 */
time: number | null, 
/**
 * Bytes of the copy.
 */
copySize: number, 
/**
 * Bytes of the original, absent where it is gone.
 */
originalSize: number | null, 
/**
 * Whether it was recorded what both were made from.
 */
hasBase: boolean, };

export type ConflictOrigin = "strata" | "dropbox" | "nextcloud" | "onedrive" | "syncthing";

export type ConflictPolicy = "merge" | "keepBoth" | "newest" | "filesWin" | "appWins";

export type ConflictResolved = { 
/**
 * The original.
 */
path: string, 
/**
 * What it holds now, absent where it is gone.
 */
revision: string | null, 
/**
 * The copy in the trash.
 */
trashed: string | null, 
/**
 * Its number among the decisions, by which it can be undone.
 */
decision: number | null, 
/**
 * Journal number.
 */
seq: number, };

export type ConflictSide = "copy" | "original";

export type Conflicts = { 
/**
 * By path.
 */
conflicts: Array<Conflict>, };

export type CopyEntry = { 
/**
 * The file.
 */
from: string, 
/**
 * Where the copy goes; nothing may be there.
 */
to: string, };

export type Decision = { 
/**
 * Its number.
 */
id: number, 
/**
 * When.
 */
time: number, 
/**
 * The file.
 */
path: string, 
/**
 * What was decided.
 */
verdict: Verdict, 
/**
 * Who saved.
 */
actor: string | null, 
/**
 * What both sides were made from.
 */
base: string | null, 
/**
 * What was to be saved; of a conflict that ended, what the copy held.
 */
ours: string | null, 
/**
 * What the file held.
 */
theirs: string | null, 
/**
 * What it held then.
 */
result: string | null, 
/**
 * The conflict copy.
 */
copy: string | null, 
/**
 * Whether it was undone.
 */
undone: boolean, };

export type DecisionUndone = { 
/**
 * The file.
 */
path: string, 
/**
 * Files that stand beside it now, because not everything fits into one.
 */
copies: Array<string>, 
/**
 * Journal number.
 */
seq: number, };

export type Decisions = { 
/**
 * The latest first.
 */
decisions: Array<Decision>, 
/**
 * Whether there are older ones.
 */
more: boolean, };

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

export type Doing = { 
/**
 * Who; `external` is another program, whose name the system does not tell.
 */
actor: string, 
/**
 * Bytes, where the file is still that one.
 */
size: number | null, 
/**
 * Whether it brought back what had been before: an earlier version, or something from the trash.
 */
restored: boolean, };

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

export type EditNote = { 
/**
 * Which note.
 */
path: string, 
/**
 * The revision that lines are counted in; what others wrote since stays.
 */
base?: string, 
/**
 * In this order, saved as one.
 */
edits: Array<NoteEdit>, };

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
 * Creation time as far as it is known, else the modification time; 0 for folders.
 */
created: number, 
/**
 * Revision, absent for folders and unsupported entries.
 */
revision: string | null, 
/**
 * Why it is left alone, for unsupported entries.
 */
reason: string | null, };

export type EntryKind = "note" | "asset" | "unsupported" | "folder";

export type EntryStanding = { 
/**
 * Which.
 */
path: string, 
/**
 * How.
 */
state: Standing, 
/**
 * What the system said, in English, for one that failed or is set aside.
 */
why: string | null, 
/**
 * How often it failed in a row.
 */
attempts: number, 
/**
 * When it is tried again.
 */
next: number | null, 
/**
 * The other file of a conflict.
 */
other: string | null, };

export type EntryStates = { 
/**
 * How many stand how.
 */
counts: StateCounts, 
/**
 * Those that are not clean: what weighs most first, then by path.
 */
entries: Array<EntryStanding>, };

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
paths: Array<string>, } | { "kind": "entryStates", 
/**
 * Which, and how.
 */
entries: Array<EntryStanding>, } | { "kind": "propertyKinds" } | { "kind": "resync" });

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

export type ExplainQuery = { 
/**
 * In the query language.
 */
query: string, 
/**
 * Which file.
 */
path: string, 
/**
 * The last word is still being typed.
 */
typing?: boolean, };

export type ExportFile = { 
/**
 * Where it is in the vault.
 */
path: string, 
/**
 * Where it goes in the copy.
 */
name: string, 
/**
 * Bytes.
 */
size: number, };

export type ExportPlan = { 
/**
 * What the whole may be called.
 */
name: string, 
/**
 * The folders of the copy, those above others first.
 */
folders: Array<string>, 
/**
 * The files.
 */
files: Array<ExportFile>, 
/**
 * Bytes of all files.
 */
bytes: number, 
/**
 * What cannot be copied.
 */
left: Array<BatchIssue>, };

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

export type Graph = { 
/**
 * The catalog's life; numbers of another epoch do not compare.
 */
epoch: string, 
/**
 * The last journal number that is in the graph.
 */
seq: number, 
/**
 * Folders of the nodes, in no order.
 */
folders: Array<string>, 
/**
 * File names, names as links have them, tags without `#`.
 */
names: Array<string>, 
/**
 * Index into `folders`; 0 for what has no place.
 */
parents: Array<number>, 
/**
 * 0 note, 1 attachment, 2 a name that leads nowhere, 3 tag.
 */
kinds: Array<number>, 
/**
 * Titles of notes, absent where it is the file's name.
 */
titles: Array<string | null>, 
/**
 * How many edges end at each, counting those that the limit leaves out.
 */
links: Array<number>, 
/**
 * Tags of the notes, without `#`.
 */
tags: Array<string>, 
/**
 * Indexes into `tags` for each node.
 */
nodeTags: Array<Array<number>>, 
/**
 * Source and target of each link, one after the other; each pair of nodes once in each direction.
 */
edges: Array<number>, 
/**
 * How many nodes there are without the limit.
 */
total: number, 
/**
 * How many edges there are without the limit.
 */
totalEdges: number, 
/**
 * Whether the limit left something out.
 */
cut: boolean, 
/**
 * Whether the index held everything that the query may find; true without one.
 */
complete: boolean, };

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

export type InFlight = { 
/**
 * Which.
 */
path: string, 
/**
 * What is being done.
 */
stage: SyncStage, 
/**
 * For how many milliseconds by now.
 */
millis: number, };

export type IncomingFile = { 
/**
 * Its name, with the folders above it that come along.
 */
name: string, 
/**
 * Its bytes, as they were named when they arrived.
 */
revision: string, };

export type IncomingStage = { 
/**
 * Where the bytes of one copy wait.
 */
stage: string, };

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

export type Joined = { 
/**
 * The revision that the text was made from before.
 */
base: string, 
/**
 * What others made of it.
 */
theirs: string, };

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

export type LinkMention = { 
/**
 * Which note.
 */
path: string, 
/**
 * The content that places are counted in; where the note holds another by now, the plan is stale.
 */
revision?: string, 
/**
 * Which mentions, by their places; absent for all.
 */
places?: Array<number>, };

export type ListBatches = { 
/**
 * At most so many, 100 unless told.
 */
limit?: number, };

export type ListChanges = { 
/**
 * Part of the path.
 */
path?: string, 
/**
 * Who, or which kind of actor: `external` is all other programs.
 */
actor?: string, 
/**
 * What happened.
 */
what?: WantedChange, 
/**
 * A folder, and all below it.
 */
folder?: string, 
/**
 * Not before this time, in milliseconds since 1970.
 */
since?: number, 
/**
 * Before this time.
 */
until?: number, 
/**
 * The `next` of the page before.
 */
after?: string, 
/**
 * At most so many, 100 where absent.
 */
limit?: number, };

export type ListDecisions = { 
/**
 * Continue after this one.
 */
before?: number, 
/**
 * At most so many; 100 if absent, never more than 1,000.
 */
limit?: number, };

export type ListMentions = { 
/**
 * The note that is named.
 */
path: string, 
/**
 * At most so many; 200 if absent, 1,000 at most.
 */
limit?: number, };

export type ListStates = { 
/**
 * At most so many, 1000 where absent.
 */
limit?: number, };

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

export type Mention = { 
/**
 * The note that it stands in.
 */
path: string, 
/**
 * What that note holds.
 */
revision: string, 
/**
 * Which of its mentions, from 0.
 */
place: number, 
/**
 * Its line, from 1.
 */
line: number, 
/**
 * What is around it.
 */
text: string, 
/**
 * Marked ranges of that text, in UTF-16 units.
 */
marks: Array<[number, number]>, };

export type Mentions = { 
/**
 * By path and place.
 */
mentions: Array<Mention>, 
/**
 * Whether there are more.
 */
more: boolean, 
/**
 * Whether everything known is in the index; false while it is being built.
 */
complete: boolean, };

export type MergeHunk = { 
/**
 * What both were made from.
 */
base: string, 
/**
 * What the editor, or the copy, has.
 */
ours: string, 
/**
 * What the file has.
 */
theirs: string, 
/**
 * What becomes of it; absent where both changed the same place.
 */
merged: string | null, 
/**
 * Whose changes are in `merged`.
 */
source: MergeSource | null, };

export type MergeNote = { 
/**
 * The note.
 */
path: string, 
/**
 * The revision that the text was made from.
 */
base: string, 
/**
 * A text that is not saved yet.
 */
text: string, };

export type MergeSource = "nobody" | "ours" | "theirs" | "both";

export type MoveEntry = { 
/**
 * The file or folder.
 */
from: string, 
/**
 * Its new path; nothing may be there.
 */
to: string, 
/**
 * Rewrite the links that lead to it, and those in it, so that each leads where it led; true unless told.
 */
links?: boolean, };

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
 * How many links were rewritten.
 */
links: number, 
/**
 * Names it in `batch_undo`; absent where nothing was done that one can take back.
 */
batch: string | null, 
/**
 * Journal number of the last change.
 */
seq: number, };

export type NameBatch = { 
/**
 * Which; absent means the one that runs, or the last one that can be taken back.
 */
id?: string, };

export type NameChange = { 
/**
 * Its number in the journal.
 */
number: number, };

export type NameProperty = { 
/**
 * Its name in any spelling.
 */
name: string, };

export type NameState = { 
/**
 * One line of at most 200 bytes.
 */
name: string, };

export type NameVersion = { 
/**
 * A file, as it is or was called; the folder of an area for the state of everything in it.
 */
path: string, 
/**
 * One of its versions: 40 hex digits or an unambiguous start of them, or its name.
 */
at: string, 
/**
 * One line of at most 200 bytes; absent takes the name away.
 */
name?: string, };

export type NamedVersion = { 
/**
 * The file, as it was called then; a folder where everything in it is meant.
 */
path: string, 
/**
 * Whether everything in the folder is meant.
 */
whole: boolean, 
/**
 * Git commit, 40 hex digits.
 */
version: string, 
/**
 * One line.
 */
name: string, 
/**
 * When the version was made.
 */
made: number, 
/**
 * When it was named.
 */
time: number, 
/**
 * Who named it.
 */
actor: string, };

export type NamedVersions = { 
/**
 * All that have names.
 */
versions: Array<NamedVersion>, };

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

export type NoteEdit = { "edit": "setProperty", 
/**
 * Its name.
 */
key: string, 
/**
 * Text, number, boolean, null or a list of texts; a text that is a date is written as one.
 */
value: unknown, } | { "edit": "removeProperty", 
/**
 * Its name.
 */
key: string, } | { "edit": "renameProperty", 
/**
 * Its name.
 */
from: string, 
/**
 * What it is to be called.
 */
to: string, } | { "edit": "moveProperty", 
/**
 * Its name.
 */
key: string, 
/**
 * The property that it is to stand before; absent behind all others.
 */
before?: string, } | { "edit": "addTag", 
/**
 * With or without `#`.
 */
tag: string, } | { "edit": "removeTag", 
/**
 * With or without `#`.
 */
tag: string, } | { "edit": "renameTag", 
/**
 * With or without `#`.
 */
from: string, 
/**
 * With or without `#`.
 */
to: string, } | { "edit": "setTask", 
/**
 * Its line in the text that `base` names, or in the file as it is.
 */
line: number, 
/**
 * Whether it is to be ticked.
 */
done: boolean, };

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

export type NoteMerge = { 
/**
 * What the file holds now.
 */
revision: string, 
/**
 * Whether every change of both sides is in the merge.
 */
clean: boolean, 
/**
 * The stretches of the text, in order; none where the base is forgotten or the file holds no text.
 */
hunks: Array<MergeHunk>, };

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

export type PastChange = { 
/**
 * When.
 */
time: number, 
/**
 * To which file, if to one.
 */
path: string | null, 
/**
 * Its number in the journal, or in the log of decisions.
 */
number: number, } & ({ "what": "created" } & Doing | { "what": "modified" } & Doing | { "what": "removed" } & Doing | { "what": "moved", 
/**
 * Where it was.
 */
from: string, 
/**
 * Who; `external` is another program, whose name the system does not tell.
 */
actor: string, 
/**
 * Bytes, where the file is still that one.
 */
size: number | null, 
/**
 * Whether it brought back what had been before: an earlier version, or something from the trash.
 */
restored: boolean, } | { "what": "repaired", 
/**
 * What.
 */
problem: Problem, } | { "what": "decided", 
/**
 * A short word.
 */
decision: string, 
/**
 * The rest.
 */
detail: unknown, });

export type PlanEdit = { 
/**
 * Which note.
 */
path: string, 
/**
 * What the editor holds of it, saved or not; for a property its beginning to the end of the properties will do.
 */
text: string, 
/**
 * The edit.
 */
with: NoteEdit, };

export type PlannedArrival = { 
/**
 * What it is called outside, with the folders above it that come along.
 */
name: string, 
/**
 * Where it goes.
 */
to: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * Whether what is there goes into the trash.
 */
replaces: boolean, };

export type PlannedEdit = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Where it will be.
 */
to: string, 
/**
 * How many of its links are rewritten.
 */
links: number, 
/**
 * What it holds.
 */
revision: string, 
/**
 * The first of the lines that change; where text is replaced, each place with its line.
 */
lines: Array<ChangedLine>, 
/**
 * How many lines or places change.
 */
changes: number, };

export type PlannedMove = { 
/**
 * Where it is.
 */
from: string, 
/**
 * Where it goes.
 */
to: string, 
/**
 * Whether it is a folder.
 */
folder: boolean, 
/**
 * How many files.
 */
files: number, };

export type PlannedRemoval = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Whether it is a folder.
 */
folder: boolean, 
/**
 * How many files.
 */
files: number, };

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

export type PropertyForm = { 
/**
 * In the order of the lines; none where the properties cannot be read.
 */
rows: Array<PropertyRow>, 
/**
 * What is wrong with them.
 */
problem: Problem | null, };

export type PropertyInfo = { 
/**
 * In its most used spelling.
 */
name: string, 
/**
 * What its values are: what was chosen, else what most of them are.
 */
kind: PropertyKind, 
/**
 * Whether somebody chose that kind.
 */
chosen: boolean, 
/**
 * Notes that have it.
 */
count: number, };

export type PropertyKind = "text" | "list" | "number" | "checkbox" | "date" | "dateTime" | "tags" | "links";

export type PropertyList = { 
/**
 * Names in use and those that a kind was chosen for, the most used first; case makes no other name.
 */
properties: Array<PropertyInfo>, };

export type PropertyRow = { 
/**
 * Its name, as written.
 */
key: string, 
/**
 * Any JSON value.
 */
value: unknown, 
/**
 * Its lines as they stand.
 */
source: string, 
/**
 * Where they start.
 */
line: number, 
/**
 * Whether `setProperty` can give it a value; not where values are within its value, for one.
 */
editable: boolean, };

export type PropertyValues = { 
/**
 * The most used first; 200 at most.
 */
values: Array<ValueCount>, };

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
base?: string, 
/**
 * Where `text` is a part only: what of the text of `base` stays around it. `stale` where that text is not known
 * any more, or has no such place; nothing is kept then.
 */
within?: Within, };

export type PutPropertyKind = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is to be in this vault; absent, what its values tell. No note is changed.
 */
kind?: PropertyKind | null, };

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

export type ReadGraph = { 
/**
 * Only what can be reached from this entry.
 */
around?: string, 
/**
 * Over so many links, 5 at most; 1 if absent.
 */
depth?: number, 
/**
 * Only notes in this folder or below it.
 */
folder?: string, 
/**
 * Only notes that this finds, in the query language.
 */
query?: string, 
/**
 * Show files that are no notes.
 */
attachments?: boolean, 
/**
 * Show names that links lead to and that no entry has.
 */
unresolved?: boolean, 
/**
 * Show tags, linked from the notes that carry them.
 */
tags?: boolean, 
/**
 * Show what is linked to nothing else that is shown; true unless told.
 */
orphans?: boolean, 
/**
 * At most so many nodes; 10,000 if absent, 50,000 at most.
 */
limit?: number, 
/**
 * Who asks, in a word of its own: a further question of the same asker ends this one with the code `stale`.
 */
asker?: string, };

export type ReadOnly = "notText" | "tooLarge" | "permission";

export type ReadProperties = { 
/**
 * Which note.
 */
path: string, 
/**
 * What the editor holds of it, saved or not; its beginning to the end of the properties will do.
 */
text: string, };

export type Removed = { 
/**
 * What is in the trash now.
 */
items: Array<TrashItem>, 
/**
 * Names it in `batch_undo`; absent where nothing was done.
 */
batch: string | null, 
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

export type ReplaceExcept = { 
/**
 * Which note.
 */
path: string, 
/**
 * The content that places are counted in, as a plan without exceptions named it; where the note holds another by
 * now, the plan is stale.
 */
revision?: string, 
/**
 * Which places, by their numbers from 0 in that plan; absent for the whole note.
 */
places?: Array<number>, };

export type ResolveConflict = { 
/**
 * The copy.
 */
copy: string, 
/**
 * What it holds; if it holds something else by now, nothing is changed.
 */
copyRevision: string, 
/**
 * What the original holds, absent where it is gone; the same goes for it.
 */
originalRevision: string | null, 
/**
 * What the original is to hold, after which the copy goes into the trash.
 */
text?: string, 
/**
 * Which of both files the original is to be, after which the copy goes into the trash; not with `text`. Without
 * either both stay as they are.
 */
take?: ConflictSide, };

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

export type RunBatch = { 
/**
 * As it was planned.
 */
request: BatchRequest, 
/**
 * Of the plan that was shown; absent, it is done as it comes.
 */
fingerprint?: string, };

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
create?: boolean, 
/**
 * When the last word was written, which may have been long before it is saved; now, if absent.
 */
edited?: number, 
/**
 * Changes of others that the editor has merged into the text since it was saved last.
 */
joined?: Array<Joined>, };

export type SearchExplained = { 
/**
 * Whether a search can find it at all; if not, the rest is empty.
 */
standing: SearchStanding, 
/**
 * Whether the query finds it.
 */
found: boolean, 
/**
 * Whether the text could be checked in time; what it was not counts as not met.
 */
complete: boolean, 
/**
 * The whole query.
 */
root: Condition | null, 
/**
 * Its title.
 */
title: string, 
/**
 * Its tags, without `#`.
 */
tags: Array<string>, 
/**
 * Bytes.
 */
size: number, 
/**
 * Last change.
 */
modified: number, 
/**
 * When it came to be.
 */
created: number, };

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

export type SearchStanding = "indexed" | "waiting" | "ignored" | "trashed";

export type Settings = { 
/**
 * `en` or `zh-CN`; absent follows the system.
 */
language: string | null, 
/**
 * `light` or `dark`; absent follows the system.
 */
theme: string | null, 
/**
 * Size of a note's text in pixels, 10 to 32; absent is Strata's own.
 */
textSize: number | null, 
/**
 * Size of everything in the window in percent, 50 to 300; absent is 100.
 */
zoom: number | null, 
/**
 * Keys of commands that are not Strata's own, by the command's name; an empty list is none.
 */
keys?: { [key in string]: Array<string> }, };

export type Site = "title" | "alias" | "name" | "path" | "heading" | "properties" | "text";

export type SiteCount = { 
/**
 * Where.
 */
site: Site, 
/**
 * How often.
 */
count: number, };

export type Snapshots = { 
/**
 * One version per area that had changes.
 */
versions: Array<AreaVersion>, };

export type Sort = "relevance" | "modified" | "created" | "size" | "name";

export type Stage = "scan" | "catalog" | "index" | "version" | "maintain" | "batch";

export type StageFigures = { 
/**
 * Which.
 */
stage: SyncStage, 
/**
 * How often it was passed since the start.
 */
count: number, 
/**
 * Seconds that this took together.
 */
seconds: number, 
/**
 * Milliseconds of the middle one of the latest times.
 */
p50: number, 
/**
 * Milliseconds that 95 of 100 of the latest times stay within.
 */
p95: number, 
/**
 * Milliseconds of the longest of the latest times.
 */
max: number, 
/**
 * How much waits for it.
 */
queue: number, };

export type StateCounts = { 
/**
 * May have changed.
 */
hinted: number, 
/**
 * Being looked at.
 */
scanning: number, 
/**
 * On their way into the catalog.
 */
changed: number, 
/**
 * Two texts side by side.
 */
conflicted: number, 
/**
 * Could not be read.
 */
failed: number, 
/**
 * Kept and not read.
 */
quarantined: number, };

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
 * How many entries are not clean, and how they stand.
 */
states: StateCounts, 
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

export type SuggestSearch = { 
/**
 * The note at hand.
 */
open?: string, 
/**
 * At most so many; 12 if absent, 100 at most.
 */
limit?: number, };

export type Suggestion = { 
/**
 * What it is.
 */
kind: SuggestionKind, 
/**
 * The tag without `#`, or the folder's path.
 */
value: string, 
/**
 * Why.
 */
reason: SuggestionReason, };

export type SuggestionKind = "tag" | "folder";

export type SuggestionReason = "open" | "together" | "often";

export type Suggestions = { 
/**
 * They.
 */
suggestions: Array<Suggestion>, };

export type SyncStage = "hint" | "scan" | "parse" | "catalog" | "index" | "version";

export type SyncStatus = { 
/**
 * How many entries stand how.
 */
states: StateCounts, 
/**
 * Every stage, in the order in which a change passes them.
 */
stages: Array<StageFigures>, 
/**
 * The one that takes longest, where anything was measured.
 */
slowest: SyncStage | null, 
/**
 * Entries taken in each second, on average over the last minute.
 */
perSecond: number, 
/**
 * Entries taken in, for each second of the last minute, the present one last.
 */
lastMinute: Array<number>, 
/**
 * What is being read.
 */
inFlight: Array<InFlight>, };

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

export type TextChange = { 
/**
 * Where it starts, in UTF-16 units as JavaScript counts.
 */
from: number, 
/**
 * Where it ends.
 */
to: number, 
/**
 * What stands there instead.
 */
insert: string, };

export type TextChanges = { 
/**
 * Ascending, none within another; positions are those of the old text. Empty where the text is so already.
 */
changes: Array<TextChange>, };

export type ThreeWay = { 
/**
 * Which conflict.
 */
conflict: Conflict, 
/**
 * What the copy holds: to be named when the conflict ends.
 */
copyRevision: string, 
/**
 * What the original holds, absent where it is gone.
 */
originalRevision: string | null, 
/**
 * Whether it is known what both were made from; without it all that differs is to be decided.
 */
hasBase: boolean, 
/**
 * Whether only a whole file can be taken, because one of them is no text or too large; there are no hunks then.
 */
whole: boolean, 
/**
 * The stretches, in order: `ours` is the copy, `theirs` the original.
 */
hunks: Array<MergeHunk>, };

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
modified: Array<number>, 
/**
 * Creation times as far as they are known, else modification times.
 */
created: Array<number>, };

export type UiState = { 
/**
 * Key to any JSON; keys belong to the UI.
 */
values: Record<string, unknown>, };

export type UndoDecision = { 
/**
 * Its number.
 */
id: number, };

export type ValueCount = { 
/**
 * A value, or an item of a list.
 */
text: string, 
/**
 * How often it is there.
 */
count: number, };

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
history: boolean, 
/**
 * Whether `tags/` holds a folder of links for each tag; absent in an adopted folder, which has none. To be set:
 * absent leaves it.
 */
tagFolders?: boolean | null, 
/**
 * What becomes of a file that was changed while somebody edited it, by area. To be set: those that change.
 */
conflicts: { [key in string]: ConflictPolicy }, };

export type Vaults = { 
/**
 * Last opened first.
 */
vaults: Array<KnownVault>, };

export type Verdict = "merged" | "keptBoth" | "newest" | "fileWon" | "appWon" | "resolved" | "left";

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
 * The name that somebody gave to it, or to the state of everything that it belongs to.
 */
name: string | null, 
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

export type WantedChange = "created" | "modified" | "removed" | "moved" | "decided";

export type WhereTaken = "refuse" | "skip" | "number" | "replace";

export type Within = { 
/**
 * So much at its start.
 */
start: number, 
/**
 * So much at its end.
 */
end: number, };

export type ProblemKind = "catalogRebuilt" | "ledgerReplaced" | "indexRebuilt" | "catalogBehind" | "rulesUnreadable" | "changesMissed" | "scanFailed" | "watchLimit" | "watchFailed" | "watchLost" | "watchPolls" | "unreadable" | "leftOut" | "quarantined" | "badName" | "notPortable" | "diskGone" | "leftoverKept" | "savedTwice" | "tagFolders" | "tagTaken" | "batchTakenBack" | "batchLeft" | "draftUnreadable" | "versionFailed" | "versionsRecovered" | "versionsRestarted" | "packingFailed" | "nameUnversioned" | "tooLargeForVersions" | "unreadableForVersions" | "notLines" | "coarseDiff" | "notText" | "tooLargeToRead" | "tooLong" | "tooDeep" | "tooManyItems" | "shownAsText" | "frontMatterTooLong" | "frontMatterTwice" | "frontMatterBroken";

export type BatchKind = "move" | "rename" | "renameAll" | "addTag" | "removeTag" | "renameTag" | "setProperty" | "removeProperty" | "renameProperty" | "moveProperty" | "setTask" | "replace" | "linkMentions" | "remove" | "copyIn";

export type BatchIssueKind = "missing" | "taken" | "samePlace" | "alike" | "notPortable" | "badName" | "intoItself" | "nested" | "reserved" | "notNote" | "notText" | "readOnly" | "unreadable" | "notEditable" | "linkLost" | "changed" | "forgotten" | "renamed";

export type Standing = "clean" | "hinted" | "scanning" | "changed" | "conflicted" | "failed" | "quarantined";

export type QueryFault = "tooLong" | "tooDeep" | "closesNothing" | "openParenthesis" | "openQuote" | "openBracket" | "openRegex" | "afterRegex" | "emptyRegex" | "badRegex" | "nothingBeforeOr" | "nothingAfterOr" | "noValue" | "noProperty" | "noTag" | "badType" | "badSize" | "badDate" | "badComparison";

/** Every command with its kind, parameters and result. */
export type Commands = {
  vault_info: { kind: "Query"; params: Nothing; result: VaultInfo };
  status: { kind: "Query"; params: Nothing; result: Status };
  index: { kind: "Mutation"; params: RunIndex; result: Indexed };
  verify: { kind: "Query"; params: Nothing; result: Verified };
  sync_status: { kind: "Query"; params: Nothing; result: SyncStatus };
  changes_list: { kind: "Query"; params: ListChanges; result: Changes };
  change_version: { kind: "Query"; params: NameChange; result: ChangeVersion };
  entry_states: { kind: "Query"; params: ListStates; result: EntryStates };
  entry_retry: { kind: "Mutation"; params: AtPath; result: Done };
  quarantine_release: { kind: "Mutation"; params: AtPath; result: Done };
  tree: { kind: "Query"; params: Nothing; result: Tree };
  folder_list: { kind: "Query"; params: AtPath; result: Listing };
  note_get: { kind: "Query"; params: AtPath; result: Note };
  note_info: { kind: "Query"; params: AtPath; result: NoteInfo };
  preview: { kind: "Query"; params: RenderPreview; result: Preview };
  link_resolve: { kind: "Query"; params: ResolveLink; result: Resolved };
  note_merge: { kind: "Query"; params: MergeNote; result: NoteMerge };
  note_save: { kind: "Mutation"; params: SaveNote; result: NoteSaved };
  edit_plan: { kind: "Query"; params: PlanEdit; result: TextChanges };
  note_edit: { kind: "Mutation"; params: EditNote; result: NoteSaved };
  properties_read: { kind: "Query"; params: ReadProperties; result: PropertyForm };
  properties_list: { kind: "Query"; params: Nothing; result: PropertyList };
  property_values: { kind: "Query"; params: NameProperty; result: PropertyValues };
  property_kind_put: { kind: "Mutation"; params: PutPropertyKind; result: Done };
  folder_create: { kind: "Mutation"; params: AtPath; result: Done };
  entry_move: { kind: "Mutation"; params: MoveEntry; result: Moved };
  entry_copy: { kind: "Mutation"; params: CopyEntry; result: EntryInfo };
  entries_remove: { kind: "Mutation"; params: AtPaths; result: Removed };
  batch_plan: { kind: "Query"; params: BatchRequest; result: BatchPlan };
  batch_run: { kind: "Mutation"; params: RunBatch; result: BatchEnded };
  batch_cancel: { kind: "Mutation"; params: NameBatch; result: Cancelled };
  batch_undo: { kind: "Mutation"; params: NameBatch; result: BatchEnded };
  batches_list: { kind: "Query"; params: ListBatches; result: Batches };
  incoming_begin: { kind: "Mutation"; params: Nothing; result: IncomingStage };
  incoming_drop: { kind: "Mutation"; params: IncomingStage; result: Done };
  export_plan: { kind: "Query"; params: AtPaths; result: ExportPlan };
  trash_list: { kind: "Query"; params: Nothing; result: Trash };
  trash_restore: { kind: "Mutation"; params: RestoreTrash; result: Moved };
  tags_list: { kind: "Query"; params: Nothing; result: Tags };
  conflicts_list: { kind: "Query"; params: Nothing; result: Conflicts };
  conflict_get: { kind: "Query"; params: AtCopy; result: ThreeWay };
  conflict_resolve: { kind: "Mutation"; params: ResolveConflict; result: ConflictResolved };
  decisions_list: { kind: "Query"; params: ListDecisions; result: Decisions };
  decision_undo: { kind: "Mutation"; params: UndoDecision; result: DecisionUndone };
  mentions: { kind: "Query"; params: ListMentions; result: Mentions };
  search: { kind: "Query"; params: SearchQuery; result: SearchResults };
  search_explain: { kind: "Query"; params: ExplainQuery; result: SearchExplained };
  search_facets: { kind: "Query"; params: FacetQuery; result: Facets };
  search_suggest: { kind: "Query"; params: SuggestSearch; result: Suggestions };
  opened_forget: { kind: "Mutation"; params: Nothing; result: Done };
  quick_open: { kind: "Query"; params: QuickOpen; result: QuickList };
  graph_read: { kind: "Query"; params: ReadGraph; result: Graph };
  history_log: { kind: "Query"; params: HistoryLog; result: Versions };
  history_diff: { kind: "Query"; params: DiffVersions; result: VersionDiff };
  version_read: { kind: "Query"; params: AtVersion; result: VersionText };
  history_deleted: { kind: "Query"; params: Nothing; result: DeletedFiles };
  history_restore: { kind: "Mutation"; params: AtVersion; result: Restored };
  versions_named: { kind: "Query"; params: Nothing; result: NamedVersions };
  version_name: { kind: "Mutation"; params: NameVersion; result: Done };
  state_name: { kind: "Mutation"; params: NameState; result: Done };
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
