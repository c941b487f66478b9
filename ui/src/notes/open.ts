/**
 * The notes that are open: text, undo history and session of each, whether a view shows it or not. A note stays
 * as long as a tab shows it or something in it is unsaved.
 */
import type { EditorState, TransactionSpec } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useSyncExternalStore } from 'react';
import { create } from 'zustand';
import { remember, remembered } from '../app/uiState';
import { onEntries, useVault } from '../app/vault';
import { followMove, useWorkspace } from '../app/workspace';
import type { Followed } from '../editor/links';
import { makeFace } from '../editor/setup';
import { forgetTaken, showTaken, takeBack, takenAtCursor, takenIn } from '../editor/taken';
import { call, transport } from '../ipc/client';
import type { EntryChange, Note, ReadOnly } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { isNotePath } from '../tree/paths';
import { isKept } from '../viewer/kinds';
import type { Locked } from './readOnly';
import { type Buffer, NoteSession, type SessionCalls, type SessionState } from './session';
import { SharedText } from './text';

const calls: SessionCalls = {
  get: (path) => call('note_get', { path }),
  merge: (params) => call('note_merge', params),
  save: (params) => call('note_save', params),
  putDraft: (params) => call('draft_put', params),
  dropDraft: (path) => call('draft_drop', { path }),
};

/** Where the reader was: selection and the line at the top of the window. */
interface Place {
  anchor: number;
  head: number;
  top: number;
}

/** How long what came from elsewhere stays marked while it is seen, in milliseconds. */
const MARKED = 30_000;
/** How often a composition is looked at, in milliseconds. */
const COMPOSING = 50;

/** Returns where the line at the top edge starts. */
function topOf(view: EditorView): number {
  return view.lineBlockAtHeight(view.scrollDOM.scrollTop - view.documentPadding.top).from;
}

export class OpenNote implements Buffer {
  readonly session: NoteSession;
  readonly readOnly: Locked | null;
  /** Whether the text is no note, and shown as it stands. */
  readonly plain: boolean;
  readonly #text: SharedText;
  #top: number | null = null;
  #textListeners = new Set<() => void>();
  #takenListeners = new Set<() => void>();
  #unmark: ReturnType<typeof setTimeout> | undefined;

  constructor(path: string, file: string, base: string | undefined, why: ReadOnly | null) {
    const readOnly = why ?? (isKept(path) ? 'kept' : null);
    this.readOnly = readOnly;
    this.plain = !isNotePath(path);
    this.session = new NoteSession(path, base, this, calls, file);
    this.#text = new SharedText(file, readOnly !== null, {
      edited: () => this.session.edited(),
      changed: () => {
        for (const listener of this.#textListeners) listener();
      },
      taken: () => this.#takenChanged(),
    });
    const place = places.get(path);
    if (!place) return;
    this.#text.start(place.anchor, place.head);
    this.#top = place.top;
  }

  /** The text with the cursor of the tab that is shown. */
  get state(): EditorState {
    return this.#text.face(useWorkspace.getState().active ?? '') ?? this.#text.state;
  }

  /** The editor of the tab that has the user's attention, else any that is in sight. */
  get view(): EditorView | null {
    return this.#text.view(useWorkspace.getState().active ?? '') ?? this.#text.views()[0] ?? null;
  }

  text(): string {
    return this.#text.file();
  }

  replace(file: string): void {
    this.#text.takeOver(file, false);
  }

  merge(file: string): void {
    this.#text.takeOver(file, true);
    this.#takenChanged();
  }

  async ready(): Promise<void> {
    while (this.#text.views().some(({ compositionStarted }) => compositionStarted)) {
      await new Promise((done) => setTimeout(done, COMPOSING));
    }
  }

  /** How many places are marked as come from elsewhere. */
  taken = (): number => takenIn(this.#text.state).length;

  onTaken = (listener: () => void): (() => void) => {
    this.#takenListeners.add(listener);
    return () => this.#takenListeners.delete(listener);
  };

  showTaken(): void {
    this.edit(showTaken(this.state));
    this.view?.focus();
    this.#takenChanged();
  }

  /** Brings back what stood at the place at the cursor before something came from elsewhere, or at all of them. */
  takeBack(which: 'cursor' | 'all'): void {
    const one = takenAtCursor(this.state);
    const places = which === 'all' ? takenIn(this.state) : one ? [one] : [];
    if (places.length > 0) this.edit(takeBack(places));
    this.#takenChanged();
  }

  forgetTaken(): void {
    this.edit({ effects: forgetTaken.of(null) });
    this.#takenChanged();
  }

  /** Changes the text as the user would, also while no view shows it. */
  edit(spec: TransactionSpec): void {
    this.#text.edit(spec, useWorkspace.getState().active);
  }

  /** Shows the note in an element, with the cursor of a tab; returns the function that takes it away and keeps the place. */
  show(tab: string, parent: HTMLElement): () => void {
    // A second tab starts where the first one is.
    const top = this.view ? topOf(this.view) : this.#top;
    const scroll = top === null ? null : EditorView.scrollIntoView(top, { y: 'start', yMargin: 0 });
    const make = (text: EditorState) =>
      makeFace(
        text,
        {
          onMove: (state) => tab === useWorkspace.getState().active && onMove?.(this, state),
          onFollow: (link) => onFollow?.(this.session.path, link),
        },
        (kind) => this.#text.step(kind, tab),
        this.plain,
      );
    this.#text.add(tab, make, scroll);
    const hide = this.#text.show(tab, parent);
    this.#takenChanged();
    return () => {
      this.keepPlace();
      hide();
      if (!this.view) clearTimeout(this.#unmark);
    };
  }

  /** Returns the editor of a tab, while it is in sight. */
  viewOf(tab: string): EditorView | null {
    return this.#text.view(tab);
  }

  /** Forgets the cursors of tabs that are not among these. */
  keepOnly(tabs: ReadonlySet<string>): void {
    this.#text.keepOnly(tabs);
  }

  keepPlace(): void {
    const { main } = this.#text.state.selection;
    if (this.view) this.#top = topOf(this.view);
    setPlace(this.session.path, { anchor: main.anchor, head: main.head, top: this.#top ?? 0 });
  }

  onText(listener: () => void): () => void {
    this.#textListeners.add(listener);
    return () => this.#textListeners.delete(listener);
  }

  /** The time of the marks runs while they are in view, anew whenever more come or the user looks for them. */
  #takenChanged(): void {
    clearTimeout(this.#unmark);
    if (this.taken() > 0 && this.view) this.#unmark = setTimeout(() => this.forgetTaken(), MARKED);
    for (const listener of this.#takenListeners) listener();
  }
}

let onMove: ((note: OpenNote, state: EditorState) => void) | null = null;
let onFollow: ((from: string, link: Followed) => void) | null = null;

/** Says who hears of cursors and followed links. */
export function installNotes(handlers: {
  onMove: NonNullable<typeof onMove>;
  onFollow: NonNullable<typeof onFollow>;
}): void {
  ({ onMove, onFollow } = handlers);
}

// --- places ------------------------------------------------------------------------------------------------

const PLACES_KEPT = 200;
const places = new Map<string, Place>();

function setPlace(path: string, place: Place): void {
  places.delete(path);
  places.set(path, place);
  for (const oldest of places.keys()) {
    if (places.size <= PLACES_KEPT) break;
    places.delete(oldest);
  }
  remember('places', Object.fromEntries(places));
}

const isPlaces = (value: unknown): value is Record<string, Place> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every(
    (place: Partial<Place> | null) =>
      typeof place?.anchor === 'number' && typeof place.head === 'number' && typeof place.top === 'number',
  );

export function restorePlaces(): void {
  for (const [path, place] of Object.entries(remembered('places', isPlaces) ?? {})) places.set(path, place);
}

// --- the open ones -----------------------------------------------------------------------------------------

type Entry = { note: OpenNote } | { info: Note } | { error: CallError } | { loading: Promise<void> };

/** Notes by path: open, known but no text, failed, or on their way. */
export const useOpenNotes = create<{ entries: ReadonlyMap<string, Entry> }>(() => ({ entries: new Map() }));

function setEntry(path: string, entry: Entry | null): void {
  useOpenNotes.setState(({ entries }) => {
    const next = new Map(entries);
    if (entry) next.set(path, entry);
    else next.delete(path);
    return { entries: next };
  });
}

export function openNote(path: string): OpenNote | null {
  const entry = useOpenNotes.getState().entries.get(path);
  return entry && 'note' in entry ? entry.note : null;
}

export function openNotes(): OpenNote[] {
  return [...useOpenNotes.getState().entries.values()].flatMap((entry) =>
    'note' in entry ? [entry.note] : [],
  );
}

/** Makes sure that a file is loaded or on its way. */
export function ensureOpen(path: string): void {
  const entry = useOpenNotes.getState().entries.get(path);
  if (!entry || 'error' in entry) setEntry(path, { loading: load(path) });
}

async function load(path: string): Promise<void> {
  try {
    const info = await call('note_get', { path });
    if (info.text === null) setEntry(path, { info });
    else adopt(new OpenNote(path, info.text, info.revision, info.readOnly));
  } catch (error) {
    setEntry(path, { error: asCallError(error) });
  }
}

function adopt(note: OpenNote): void {
  setEntry(note.session.path, { note });
  let { save } = note.session.state();
  countUnsaved();
  note.session.subscribe(() => {
    const now = note.session.state().save;
    if (now !== save) countUnsaved();
    save = now;
  });
}

/** Opens a note from an unsaved text of an earlier run. */
export async function openDraft(
  path: string,
  text: string,
  base: string | undefined,
  time: number,
): Promise<void> {
  let note = openNote(path);
  if (!note) {
    const info = await call('note_get', { path }).catch((error) => {
      if (asCallError(error).code === 'notFound') return null;
      throw error;
    });
    note = new OpenNote(path, info?.text ?? '', info?.revision, info?.readOnly ?? null);
    adopt(note);
  }
  note.session.restore(text, base, time);
}

/** Lets go of what no tab shows any more, once it is saved. */
async function release(path: string): Promise<void> {
  const note = openNote(path);
  if (!note) {
    setEntry(path, null);
    return;
  }
  const over = await note.session.close();
  const shown = useWorkspace
    .getState()
    .tabs.some((tab) => tab.kind === 'file' && tab.path === note.session.path);
  if (!over) return;
  setEntry(note.session.path, null);
  if (shown) ensureOpen(note.session.path);
}

export function flushAll(): void {
  for (const note of openNotes()) void note.session.flush();
}

function changed(changes: readonly EntryChange[] | 'unknown'): void {
  if (changes === 'unknown') {
    for (const note of openNotes()) note.session.changedOutside(null);
    return;
  }
  for (const { path, from, change, entry } of changes) {
    if (change === 'moved' && from !== null) movedTo(from, path);
    const note = openNote(path);
    if (change === 'removed') {
      if (note) note.session.removedOutside();
      else if (useOpenNotes.getState().entries.has(path)) setEntry(path, null);
    } else if (note) note.session.changedOutside(entry?.revision ?? null);
    else {
      const known = useOpenNotes.getState().entries.get(path);
      // Created after it failed to open, or other bytes than those shown.
      if (known && !('loading' in known)) setEntry(path, { loading: load(path) });
    }
  }
}

function movedTo(from: string, to: string): void {
  const entry = useOpenNotes.getState().entries.get(from);
  if (entry) {
    setEntry(from, null);
    if ('note' in entry) {
      entry.note.session.moved(to);
      setEntry(to, entry);
    }
  }
  const place = places.get(from);
  if (place) setPlace(to, place);
  followMove(from, to);
}

// --- what is unsaved ---------------------------------------------------------------------------------------

export const useUnsavedPaths = create<{ paths: ReadonlySet<string> }>(() => ({ paths: new Set() }));

function countUnsaved(): void {
  const paths = new Set(openNotes().flatMap(({ session }) => (session.unsaved ? [session.path] : [])));
  useUnsavedPaths.setState({ paths });
}

export function useUnsaved(path: string): boolean {
  return useUnsavedPaths(({ paths }) => paths.has(path));
}

export function useSession(note: OpenNote): SessionState {
  return useSyncExternalStore(note.session.subscribe, note.session.state);
}

export function useTaken(note: OpenNote): number {
  return useSyncExternalStore(note.onTaken, note.taken);
}

/** Ties the open notes to tabs, window and events. */
export function watchNotes(): void {
  useWorkspace.subscribe((state, before) => {
    if (state.active !== before.active) {
      const left = before.tabs.find((tab) => tab.id === before.active);
      if (left) void openNote(left.path)?.session.flush();
      // Its text is on the way while the tab is drawn.
      const comes = state.tabs.find((tab) => tab.id === state.active);
      if (comes?.kind === 'file' && isNotePath(comes.path)) ensureOpen(comes.path);
    }
    if (state.tabs !== before.tabs) {
      const ids = new Set(state.tabs.map(({ id }) => id));
      for (const note of openNotes()) note.keepOnly(ids);
      const shown = new Set(state.tabs.flatMap((tab) => (tab.kind === 'file' ? [tab.path] : [])));
      for (const path of useOpenNotes.getState().entries.keys()) if (!shown.has(path)) void release(path);
    }
  });
  onEntries(changed);
  useVault.subscribe(({ link }, before) => {
    if (link === 'online' && before.link === 'offline') flushAll();
  });
  window.addEventListener('blur', flushAll);
  document.addEventListener('visibilitychange', () => document.hidden && flushAll());
  window.addEventListener('beforeunload', (event) => {
    flushAll();
    if (openNotes().some(({ session }) => session.state().save === 'failed')) event.preventDefault();
  });
  window.addEventListener('pagehide', () => {
    for (const note of openNotes()) {
      if (note.view) note.keepPlace();
      const last = note.session.lastSave();
      if (last) transport().sendLast('note_save', last);
    }
  });
}
