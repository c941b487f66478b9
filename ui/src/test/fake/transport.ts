/**
 * An engine in memory for tests and for looking at the UI without a server. Answers like the real one as far as
 * the UI can tell; never part of a production build.
 */
import type {
  BatchEnded,
  BatchOperation,
  Commands,
  EntryChange,
  EntryInfo,
  EntryStanding,
  Event,
  Heading,
  NoteLink,
  Version,
  WhereTaken,
} from '../../ipc/gen/api';
import {
  type Args,
  CallError,
  type CommandName,
  type EventHandlers,
  type Result,
  type Transport,
} from '../../ipc/transport';
import { isNotePath, isWithin, join, nameOf, parentOf, rebased, stemOf } from '../../tree/paths';
import { planCopyIn } from './arrivals';
import { type Move, movesOf, plannedReplace, replaced } from './batches';
import { changesIn, versionIn } from './changes';
import { compare } from './compare';
import { ASSETS, EMPTY_FOLDERS, FILES } from './content';
import { filled } from './drafts';
import { findingHandlers } from './finding';
import { readGraph } from './graph';
import { linksOf } from './links';
import { linked } from './mentions';
import { namingHandlers } from './named';
import { renderPreview } from './preview';
import { propertyHandlers } from './properties';
import { marksIn, searchIn } from './search';
import { tagsOf, withParents } from './tags';

interface Stored {
  text: string;
  revision: string;
  modified: number;
  created: number;
  versions: (Version & { text: string })[];
}

const DAY = 86_400_000;
type Handlers = { [C in CommandName]?: (params: Commands[C]['params']) => Result<C> | Promise<Result<C>> };

type Body = Event extends infer E ? (E extends Event ? Omit<E, 'seq'> : never) : never;

export class FakeTransport implements Transport {
  files = new Map<string, Stored>();
  folders = new Set<string>(['']);
  assets = new Map<string, { url: string; size: number }>();
  drafts = new Map<string, { path: string; text: string; base: string | null; time: number }>();
  uiState: Record<string, unknown> = {};
  settings: Result<'settings_get'> = { language: null, theme: null, textSize: null, zoom: null };
  readonly #batches = new Map<
    string,
    { moves: readonly Move[]; trashed: readonly string[]; came?: readonly string[]; texts?: readonly Move[] }
  >();
  trash: { id: string; path: string; time: number; files: Map<string, Stored> }[] = [];
  /** Set to make every call of a command fail. */
  failing = new Map<string, CallError>();
  /** Every call in order, for tests. */
  calls: { name: string; params: unknown }[] = [];
  /** Files that are not clean. */
  standings: EntryStanding[] = [];
  latency = 0;
  seq = 100;
  journal = 10;
  #listeners = new Set<EventHandlers>();
  #kept: Event[] = [];
  /** Paths by name, made anew after changes. */
  #byName: Map<string, string[]> | null = null;
  #revisions = 0;
  #now: () => number;

  constructor(now: () => number = Date.now, files = FILES) {
    this.#now = now;
    for (const [path, { text, age }] of Object.entries(files)) {
      const time = now() - age * DAY - 3_600_000;
      this.#addFolders(parentOf(path));
      const stored: Stored = {
        text,
        revision: this.#revision(),
        modified: time,
        created: time - DAY,
        versions: [],
      };
      stored.versions = this.#history(path, stored);
      this.files.set(path, stored);
    }
    for (const folder of EMPTY_FOLDERS) this.#addFolders(folder);
    for (const [path, { type, body }] of Object.entries(ASSETS)) {
      this.#addFolders(parentOf(path));
      this.assets.set(path, {
        url: `data:${type};charset=utf-8,${encodeURIComponent(body)}`,
        size: body.length,
      });
    }
  }

  async call<C extends CommandName>(name: C, ...[params, signal]: Args<C>): Promise<Result<C>> {
    this.calls.push({ name, params });
    if (this.latency > 0) await new Promise((done) => setTimeout(done, this.latency));
    else await Promise.resolve();
    signal?.throwIfAborted();
    const failure = this.failing.get(name);
    if (failure) throw failure;
    const handler = this.#handlers[name];
    if (!handler) throw new CallError({ code: 'unknownCommand', message: `${name} is not known` });
    return handler((params ?? {}) as never) as Promise<Result<C>>;
  }

  sendLast<C extends CommandName>(name: C, params: Commands[C]['params']): void {
    this.calls.push({ name, params });
    void this.#handlers[name]?.(params as never);
  }

  listen(since: number, handlers: EventHandlers): () => void {
    this.#listeners.add(handlers);
    queueMicrotask(() => {
      handlers.onOpen();
      if (since !== this.seq) {
        const missed = this.#kept.filter((event) => event.seq > since);
        if (since === 0 || missed[0]?.seq !== since + 1) handlers.onEvent({ seq: this.seq, kind: 'resync' });
        else for (const event of missed) handlers.onEvent(event);
      }
    });
    return () => this.#listeners.delete(handlers);
  }

  /** Makes a file stand otherwise; null is clean again. */
  stand(path: string, standing: Partial<EntryStanding> | null): void {
    const plain = { path, state: 'clean' as const, why: null, attempts: 0, next: null, other: null };
    const entry: EntryStanding = { ...plain, ...standing };
    this.standings = this.standings.filter((other) => other.path !== path);
    if (standing) this.standings.push(entry);
    this.emit({ kind: 'entryStates', entries: [entry] });
  }

  #counts() {
    const of = (state: EntryStanding['state']) =>
      this.standings.filter((entry) => entry.state === state).length;
    return {
      hinted: of('hinted'),
      scanning: of('scanning'),
      changed: of('changed'),
      conflicted: of('conflicted'),
      failed: of('failed'),
      quarantined: of('quarantined'),
    };
  }

  fileUrl(path: string): string {
    return (
      this.assets.get(path)?.url ??
      `data:text/plain;charset=utf-8,${encodeURIComponent(this.files.get(path)?.text ?? '')}`
    );
  }

  async stage(_stage: string, name: string, bytes: Blob): Promise<string> {
    const revision = this.#revision();
    this.#waiting.set(revision, { text: isNotePath(name) ? await bytes.text() : null, bytes });
    return revision;
  }

  async exportUrl(paths: readonly string[]): Promise<string> {
    const { files } = await this.call('export_plan', { paths: [...paths] });
    return `data:application/zip;charset=utf-8,${encodeURIComponent(files.map(({ name }) => name).join('\n'))}`;
  }

  /** Sends an event to everyone who listens. */
  emit(body: Body): void {
    const event = { ...body, seq: ++this.seq } as Event;
    this.#kept.push(event);
    for (const listener of this.#listeners) listener.onEvent(event);
  }

  /** Ends all streams, as a lost connection does. */
  drop(): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener.onEnd();
  }

  /** Changes a file as another program would. */
  externalEdit(path: string, text: string): void {
    this.#write(path, text);
  }

  /** Puts a file that is no text into the vault, as another program would. */
  externalAsset(path: string, url: string, size: number): void {
    this.assets.set(path, { url, size });
    this.#addFolders(parentOf(path));
    this.#changed([{ path, change: 'created', from: null, entry: this.#entry(path) }]);
  }

  // --- inside --------------------------------------------------------------------------------------------

  #revision(): string {
    return (++this.#revisions).toString(16).padStart(64, '0');
  }

  #addFolders(path: string): void {
    for (let at = path; at !== '' && !this.folders.has(at); at = parentOf(at)) this.folders.add(at);
  }

  #history(path: string, { text, modified }: Stored): (Version & { text: string })[] {
    const lines = text.split('\n');
    return [0, 0.2, 0.5].map((cut, i) => {
      const body = lines.slice(0, Math.ceil(lines.length * (1 - cut))).join('\n');
      return {
        id: `${(i + 1).toString(16)}${path.length.toString(16)}`.padEnd(40, 'abc123'),
        time: modified - i * 2 * DAY,
        actor: i === 1 ? 'external' : 'owner',
        kind: i === 2 ? 'created' : 'modified',
        message: `Edit ${path}`,
        name: null,
        added: Math.ceil(lines.length * 0.3),
        removed: i,
        path,
        size: body.length,
        text: body,
      } as const;
    });
  }

  #entry(path: string): EntryInfo {
    const file = this.files.get(path);
    const kind = this.folders.has(path) ? 'folder' : file ? 'note' : 'asset';
    const size = file?.text.length ?? this.assets.get(path)?.size ?? 0;
    return {
      path,
      kind,
      size,
      modified: file?.modified ?? 0,
      created: file?.created ?? 0,
      revision: file?.revision ?? null,
      reason: null,
    };
  }

  #changed(changes: EntryChange[], actor = 'owner'): number {
    this.#byName = null;
    this.emit({ kind: 'entriesChanged', journalSeq: ++this.journal, changes, actor });
    setTimeout(() => {
      this.emit({ kind: 'indexed', journalSeq: this.journal });
      this.emit({ kind: 'versioned', journalSeq: this.journal, versions: [] });
    }, 50);
    return this.journal;
  }

  #write(path: string, text: string): Stored {
    const before = this.files.get(path);
    const now = this.#now();
    const stored: Stored = {
      text,
      revision: this.#revision(),
      modified: now,
      created: before?.created ?? now,
      versions: before?.versions ?? [],
    };
    const lines = (of: string) => of.split('\n').length;
    const grown = lines(text) - lines(before?.text ?? '');
    stored.versions = [
      {
        id: stored.revision.slice(-40),
        time: now,
        actor: 'owner',
        kind: before ? 'modified' : 'created',
        message: `Edit ${path}`,
        name: null,
        added: Math.max(1, grown),
        removed: Math.max(0, -grown),
        path,
        size: text.length,
        text,
      },
      ...stored.versions,
    ];
    this.#addFolders(parentOf(path));
    this.files.set(path, stored);
    this.#changed([{ path, change: before ? 'modified' : 'created', from: null, entry: this.#entry(path) }]);
    return stored;
  }

  #note(path: string): Stored {
    const file = this.files.get(path);
    if (!file) throw refuse('notFound', path);
    return file;
  }

  #resolve(from: string, target: string): string | null {
    const want = target.replace(/\.md$/, '').toLowerCase();
    if (want === '') return from;
    if (!this.#byName) {
      this.#byName = new Map();
      for (const path of [...this.files.keys(), ...this.assets.keys()]) {
        const key = nameOf(path).replace(/\.md$/, '').toLowerCase();
        this.#byName.set(key, [...(this.#byName.get(key) ?? []), path]);
      }
    }
    const fits = (this.#byName.get(nameOf(want)) ?? []).filter((path) =>
      `/${path.replace(/\.md$/, '').toLowerCase()}`.endsWith(`/${want}`),
    );
    return fits.sort((a, b) => a.length - b.length)[0] ?? null;
  }

  #links(path: string): NoteLink[] {
    const { text } = this.#note(path);
    const known = { source: path, sourceTitle: title(path, text) };
    return linksOf(known, text, (target) => this.#resolve(path, target));
  }

  #batch(moves: readonly Move[], restored: readonly string[], texts: readonly Move[] = []): BatchEnded {
    const before = texts.map(([path]): Move => [path, this.#note(path).text]);
    for (const [path, text] of texts) this.#write(path, text);
    for (const [from, to] of moves) void this.#handlers.entry_move?.({ from, to });
    for (const id of restored) void this.#handlers.trash_restore?.({ id });
    const id = String(++this.journal);
    this.#batches.set(id, { moves, trashed: [], texts: before });
    const nothing = { edited: texts.length, links: 0, copied: 0, removed: [], left: [] };
    return { ...nothing, id, state: 'done', moved: moves.length, seq: this.journal };
  }

  readonly #waiting = new Map<string, { text: string | null; bytes: Blob }>();

  #planCopyIn(operation: BatchOperation, taken?: WhereTaken) {
    if (operation.op !== 'copyIn') return { arrivals: [], issues: [], blocked: false };
    const sizeOf = (revision: string) => this.#waiting.get(revision)?.bytes.size ?? 0;
    return planCopyIn(operation, taken, (path) => this.#isTaken(path), sizeOf);
  }

  #isTaken(path: string): boolean {
    return this.files.has(path) || this.assets.has(path) || this.folders.has(path);
  }

  #copyIn(operation: BatchOperation & { op: 'copyIn' }, taken?: WhereTaken): BatchEnded {
    const came = this.#planCopyIn(operation, taken).arrivals;
    for (const { name, to } of came) {
      const found = operation.files.find((file) => file.name === name);
      const { text, bytes } = this.#waiting.get(found?.revision ?? '') ?? { text: '', bytes: new Blob() };
      if (text === null) {
        this.assets.set(to, { url: URL.createObjectURL(bytes), size: bytes.size });
        this.#changed([{ path: to, change: 'created', from: null, entry: this.#entry(to) }]);
      } else this.#write(to, text);
    }
    const id = String(++this.journal);
    this.#batches.set(id, { moves: [], trashed: [], came: came.map(({ to }) => to) });
    const nothing = { moved: 0, edited: 0, links: 0, removed: [], left: [] };
    return { ...nothing, copied: came.length, id, state: 'done', seq: this.journal };
  }

  readonly #handlers: Handlers = {
    ...propertyHandlers(this, () => this.emit({ kind: 'propertyKinds' })),
    vault_info: () => ({
      id: 'fake',
      name: 'Field notes',
      path: '/home/ada/Field notes',
      adopted: false,
      areas: ['memory', 'knowledge', 'config'],
      dataDir: '/home/ada/.local/share/strata',
      version: '0.1.0',
      writable: true,
    }),
    status: () => ({
      entries: this.files.size + this.assets.size,
      notes: this.files.size,
      journalSeq: this.journal,
      indexedSeq: this.journal,
      versionedSeq: this.journal,
      conflicts: 0,
      states: this.#counts(),
      watching: 'native',
      watchingReason: null,
      reconciled: true,
      history: true,
      progress: [],
      problems: [],
    }),
    tree: () => {
      const folders = [...this.folders].sort();
      const paths = [...this.files.keys(), ...this.assets.keys()];
      return {
        epoch: 'fake',
        seq: this.journal,
        folders,
        names: paths.map(nameOf),
        parents: paths.map((path) => folders.indexOf(parentOf(path))),
        kinds: paths.map((path) => (this.files.has(path) ? 0 : 1)),
        sizes: paths.map((path) => this.#entry(path).size),
        modified: paths.map((path) => this.#entry(path).modified),
        created: paths.map((path) => this.#entry(path).created),
      };
    },
    note_get: ({ path }) => {
      if (!this.files.has(path) && !this.assets.has(path)) throw refuse('notFound', path);
      const entry = this.#entry(path);
      const file = this.files.get(path);
      return {
        path,
        kind: entry.kind,
        title: file ? title(path, file.text) : nameOf(path),
        text: file?.text ?? null,
        revision: entry.revision ?? '0'.repeat(64),
        size: entry.size,
        modified: entry.modified,
        created: file?.created ?? 0,
        readOnly: file ? null : 'notText',
      };
    },
    note_info: ({ path }) => {
      const { text } = this.#note(path);
      const headings: Heading[] = [];
      text.split('\n').forEach((line, i) => {
        const [, marks, words] = /^(#{1,6}) (.*)$/.exec(line) ?? [];
        if (marks && words) headings.push({ level: marks.length, text: words, line: i + 1 });
      });
      const backlinks = [...this.files.keys()]
        .filter((other) => other !== path)
        .flatMap((other) => this.#links(other).filter((link) => link.path === path));
      return {
        path,
        title: title(path, text),
        aliases: [],
        properties: [],
        tags: tagsOf(text),
        headings,
        tasks: [],
        links: this.#links(path),
        backlinks,
        problem: null,
      };
    },
    preview: ({ path, text }) => renderPreview(text, (target) => this.#resolve(path, target)),
    link_resolve: ({ from, target, fragment }) => {
      const path = this.#resolve(from, target);
      const lines = path ? (this.files.get(path)?.text.split('\n') ?? []) : [];
      const at = fragment
        ? lines.findIndex((line) => line.replace(/^#+ /, '').toLowerCase() === fragment.toLowerCase())
        : -1;
      return {
        path,
        line: at < 0 ? null : at + 1,
        suggested: target.includes('/') ? `${target}.md` : join(parentOf(from), `${target}.md`),
      };
    },
    conflicts_list: () => ({ conflicts: [] }),
    conflict_get: ({ copy }) => {
      throw refuse('notFound', copy);
    },
    conflict_resolve: ({ copy }) => {
      throw refuse('notFound', copy);
    },
    decisions_list: () => ({ decisions: [], more: false }),
    decision_undo: ({ id }) => {
      throw refuse('notFound', String(id));
    },
    note_merge: ({ path }) => {
      const file = this.files.get(path);
      if (!file) throw refuse('notFound', path);
      // Old texts are not kept here: nothing can be merged.
      return { revision: file.revision, clean: false, hunks: [] };
    },
    note_save: ({ path, text, base, create }) => {
      const before = this.files.get(path);
      if (create && before) throw refuse('exists', path);
      if (before?.text === text)
        return {
          outcome: 'unchanged',
          path,
          revision: before.revision,
          seq: this.journal,
          text: null,
          copy: null,
          modified: before.modified,
          size: text.length,
        };
      if (before && base !== undefined && base !== before.revision) {
        const copy = `${path.replace(/\.md$/, '')} (conflict).md`;
        this.#write(copy, text);
        return {
          outcome: 'conflict',
          path,
          revision: before.revision,
          seq: this.journal,
          text: before.text,
          copy,
          modified: before.modified,
          size: before.text.length,
        };
      }
      const stored = this.#write(path, text);
      return {
        outcome: 'written',
        path,
        revision: stored.revision,
        seq: this.journal,
        text: null,
        copy: null,
        modified: stored.modified,
        size: text.length,
      };
    },
    folder_create: ({ path }) => {
      if (this.folders.has(path)) throw refuse('exists', path);
      this.#addFolders(path);
      this.emit({ kind: 'foldersChanged', added: [path], removed: [] });
      return {};
    },
    entry_move: ({ from, to }) => {
      if (this.files.has(to) || this.folders.has(to) || this.assets.has(to)) throw refuse('exists', to);
      const changes: EntryChange[] = [];
      const added = [...this.folders].filter((path) => path !== '' && isWithin(path, from));
      for (const path of added) {
        this.folders.delete(path);
        this.folders.add(rebased(path, from, to));
      }
      for (const map of [this.files, this.assets] as Map<string, never>[]) {
        for (const [path, stored] of [...map]) {
          if (!isWithin(path, from)) continue;
          map.delete(path);
          const now = rebased(path, from, to);
          map.set(now, stored);
          changes.push({ path: now, change: 'moved', from: path, entry: this.#entry(now) });
        }
      }
      if (changes.length + added.length === 0) throw refuse('notFound', from);
      this.#addFolders(parentOf(to));
      this.#changed(changes);
      if (added.length > 0)
        this.emit({
          kind: 'foldersChanged',
          added: added.map((path) => rebased(path, from, to)),
          removed: added,
        });
      return { path: to, files: changes.length, links: 0, batch: null, seq: this.journal };
    },
    batch_plan: ({ operation, taken }) => ({
      moves: movesOf(operation).map(([from, to]) => ({ from, to, folder: this.folders.has(from), files: 1 })),
      edits: [],
      notes: 0,
      changes: 0,
      links: 0,
      removals: [],
      ...plannedReplace(this.files, operation),
      ...this.#planCopyIn(operation, taken),
      fingerprint: JSON.stringify(operation),
    }),
    batch_run: ({ request: { operation, taken } }) =>
      operation.op === 'copyIn'
        ? this.#copyIn(operation, taken)
        : this.#batch(
            movesOf(operation),
            [],
            [...replaced(this.files, operation), ...linked(this.files, operation)],
          ),
    incoming_begin: () => ({ stage: String(++this.journal) }),
    incoming_drop: () => ({}),
    export_plan: ({ paths }) => {
      const all = [...this.files.keys(), ...this.assets.keys()];
      const files = all
        .filter((path) => paths.some((top) => isWithin(path, top)))
        .map((path) => ({ path, name: path, size: this.#entry(path).size }));
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      return { name: nameOf(paths[0] ?? ''), folders: [], files, bytes, left: [] };
    },
    batch_undo: ({ id = '' }) => {
      const batch = this.#batches.get(id);
      if (!batch) throw refuse('notFound', id);
      if (batch.came) {
        void this.#handlers.entries_remove?.({ paths: [...batch.came] });
        return this.#batch([], []);
      }
      const back = batch.moves.map(([from, to]): Move => [to, from]).toReversed();
      return this.#batch(back, batch.trashed, batch.texts);
    },
    entry_copy: ({ from, to }) => {
      this.#write(to, this.#note(from).text);
      return this.#entry(to);
    },
    entries_remove: ({ paths }) => {
      const items = paths.map((top) => {
        const files = new Map([...this.files].filter(([path]) => isWithin(path, top)));
        const item = { id: String(++this.journal), path: top, time: this.#now(), files };
        this.trash.push(item);
        const folder = this.folders.has(top);
        const gone = [...this.folders].filter((path) => path !== '' && isWithin(path, top));
        for (const path of files.keys()) this.files.delete(path);
        for (const path of gone) this.folders.delete(path);
        this.assets.delete(top);
        const removed = files.size > 0 || !folder ? [...(files.size > 0 ? files.keys() : [top])] : [];
        if (removed.length > 0)
          this.#changed(removed.map((path) => ({ path, change: 'removed', from: null, entry: null })));
        if (gone.length > 0) this.emit({ kind: 'foldersChanged', added: [], removed: gone });
        return { id: item.id, path: top, time: item.time, actor: 'owner', folder, size: 0 };
      });
      const batch = String(++this.journal);
      this.#batches.set(batch, { moves: [], trashed: items.map(({ id }) => id) });
      return { items, batch, seq: this.journal };
    },
    trash_list: () => ({
      items: this.trash.map(({ id, path, time }) => ({
        id,
        path,
        time,
        actor: 'owner',
        folder: false,
        size: 0,
      })),
    }),
    trash_restore: ({ id }) => {
      const at = this.trash.findIndex((item) => item.id === id);
      const [item] = at < 0 ? [] : this.trash.splice(at, 1);
      if (!item) throw refuse('notFound', id);
      for (const [path, { text }] of item.files) this.#write(path, text);
      return { path: item.path, files: item.files.size, links: 0, batch: null, seq: this.journal };
    },
    tags_list: () => {
      const counts = new Map<string, number>();
      for (const { text } of this.files.values())
        for (const tag of withParents(tagsOf(text))) counts.set(tag, (counts.get(tag) ?? 0) + 1);
      return { tags: [...counts].sort().map(([tag, count]) => ({ tag, count })) };
    },
    graph_read: (ask) => readGraph(this, title, (name) => this.#resolve('', name), ask),
    search: ({ query, limit = 20, offset = 0 }) => {
      const bad = /[()"]$/.exec(query);
      if (bad)
        throw new CallError({
          code: 'badQuery',
          message: 'this quote is not closed',
          column: query.length,
          fault: bad[0] === '"' ? 'openQuote' : bad[0] === '(' ? 'openParenthesis' : 'closesNothing',
        });
      const hits = searchIn(this.files, query);
      return {
        total: hits.length,
        capped: false,
        complete: true,
        millis: 3,
        hits: hits.slice(offset, offset + limit).map(({ path, line, score }) => {
          const file = this.#note(path);
          const marks = marksIn(line, query);
          return {
            path,
            kind: 'note' as const,
            title: title(path, file.text),
            titleMarks: marksIn(title(path, file.text), query),
            snippet: line,
            marks,
            line: Math.max(0, file.text.split('\n').indexOf(line)) + 1,
            score,
            size: file.text.length,
            modified: file.modified,
            created: file.created,
            tags: tagsOf(file.text),
          };
        }),
      };
    },
    ...findingHandlers(this, title),
    search_facets: ({ query }) => {
      const count = (values: string[]) =>
        [
          ...values.reduce(
            (all, value) => all.set(value, (all.get(value) ?? 0) + 1),
            new Map<string, number>(),
          ),
        ].map(([value, number]) => ({ value, count: number }));
      const hits = searchIn(this.files, query);
      return {
        folders: count(hits.map(({ path }) => parentOf(path))),
        tags: count(hits.flatMap(({ path }) => tagsOf(this.#note(path).text))),
        types: [{ value: 'note', count: hits.length }],
        years: [{ value: '2026', count: hits.length }],
        millis: 2,
      };
    },
    quick_open: ({ pattern, limit = 20 }) => {
      const want = [...pattern.toLowerCase()];
      const items = [...this.files]
        .sort(([, a], [, b]) => b.modified - a.modified)
        .flatMap(([path]) => {
          const label = stemOf(path);
          const marks: number[] = [];
          for (const letter of want) {
            const at = label.toLowerCase().indexOf(letter, (marks.at(-1) ?? -1) + 1);
            if (at < 0) return [];
            marks.push(at);
          }
          return [{ path, label, marks }];
        });
      return { items: items.slice(0, limit) };
    },
    ...namingHandlers(this),
    history_log: ({ path }) => ({
      versions: this.#note(path).versions.map(({ text: _, ...version }) => version),
      more: false,
      notice: null,
    }),
    history_diff: ({ path, from, to }) => {
      const { versions, text } = this.#note(path);
      const at = (id: string | undefined) => versions.find((version) => version.id === id);
      const newer = to ? (at(to)?.text ?? '') : text;
      const older = from
        ? (at(from)?.text ?? '')
        : to
          ? (versions[versions.findIndex(({ id }) => id === to) + 1]?.text ?? '')
          : (versions[0]?.text ?? '');
      return compare(older, newer);
    },
    version_read: ({ path, at }) => {
      const version = this.#note(path).versions.find(({ id }) => id.startsWith(at));
      if (!version) throw refuse('notFound', path);
      return { text: version.text, size: version.size };
    },
    history_deleted: () => ({ files: [] }),
    history_restore: ({ path, at }) => {
      const version = this.#note(path).versions.find(({ id }) => id.startsWith(at));
      if (!version) throw refuse('notFound', path);
      const stored = this.#write(path, version.text);
      return { paths: [path], seq: this.journal, revision: stored.revision };
    },
    snapshot: () => ({ versions: [{ area: 'knowledge', id: 'a'.repeat(40) }] }),
    drafts_list: () => ({ drafts: [...this.drafts.values()] }),
    draft_put: ({ path, text, base, within }) => {
      if (within && this.files.get(path)?.revision !== base) throw refuse('stale', path);
      const whole = within ? filled(this.#note(path).text, within, text) : text;
      this.drafts.set(path, { path, text: whole, base: base ?? null, time: this.#now() });
      return {};
    },
    draft_drop: ({ path }) => {
      this.drafts.delete(path);
      return {};
    },
    ui_state_get: () => ({ values: structuredClone(this.uiState) }),
    ui_state_put: ({ values }) => {
      Object.assign(this.uiState, structuredClone(values));
      return {};
    },
    settings_get: () => this.settings,
    settings_put: (settings) => {
      this.settings = settings;
      return settings;
    },
    vault_settings_get: () => ({ history: true, conflicts: { '.': 'merge' } }),
    vault_settings_put: (settings) => settings,
    vaults_list: () => ({ vaults: [] }),
    entry_states: () => ({ counts: this.#counts(), entries: this.standings }),
    entry_retry: ({ path }) => {
      this.stand(path, null);
      return {};
    },
    quarantine_release: ({ path }) => {
      this.stand(path, null);
      return {};
    },
    sync_status: () => ({
      states: this.#counts(),
      stages: (['hint', 'scan', 'parse', 'catalog', 'index', 'version'] as const).map((stage, at) => ({
        stage,
        count: 12 + at,
        seconds: at,
        p50: 1.5 * (at + 1),
        p95: 20 * (at + 1),
        max: 40 * (at + 1),
        queue: 0,
      })),
      slowest: 'version',
      perSecond: 0.7,
      lastMinute: Array.from({ length: 60 }, (_, second) => (second * 7) % 5),
      inFlight: [],
    }),
    changes_list: (wanted) => changesIn(this.files, wanted),
    change_version: ({ number }) => versionIn(this.files, number),
    events_since: ({ seq }) => {
      const missed = this.#kept.filter((event) => event.seq > seq);
      return {
        events:
          missed.length > 0 && missed[0]?.seq !== seq + 1 ? [{ seq: this.seq, kind: 'resync' }] : missed,
      };
    },
  };
}

function refuse(code: 'notFound' | 'exists' | 'stale', path: string): CallError {
  const what = code === 'exists' ? 'is there already' : 'is not there';
  return new CallError({ code, message: `${path} ${what}`, path });
}

function title(path: string, text: string): string {
  return /^# (.+)$/m.exec(text)?.[1] ?? stemOf(path);
}
