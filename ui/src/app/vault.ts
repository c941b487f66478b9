/**
 * What the UI knows of the vault: identity, tree, status, work under way. Loads it at the start and after a gap,
 * and applies events in between. Open notes hear of changes through `onEntries`.
 */
import { create } from 'zustand';
import { getLocale } from '../i18n/gen/runtime.js';
import { call, transport } from '../ipc/client';
import { EventFeed, type Link } from '../ipc/events';
import type {
  EntryChange,
  EntryStanding,
  Event,
  Problem,
  Progress,
  Stage,
  Status,
  VaultInfo,
} from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { TreeModel } from '../tree/model';

interface Vault {
  /** While it is `opening` the window stands and the tree is on its way. */
  phase: 'loading' | 'opening' | 'ready' | 'failed';
  error: CallError | null;
  link: Link;
  info: VaultInfo | null;
  status: Status | null;
  progress: ReadonlyMap<Stage, Progress>;
  problems: readonly Problem[];
  /** Files that are in conflict, could not be read or are set aside, by path. */
  standings: ReadonlyMap<string, EntryStanding>;
  /** Grows whenever versions were made, so that timelines look again. */
  versioned: number;
  /** Grows whenever the index took in changes, so that searches look again. */
  indexed: number;
  /** Grows whenever a property's kind was chosen, here or in another window. */
  propertyKinds: number;
}

const PROBLEMS_KEPT = 50;

export const useVault = create<Vault>(() => ({
  phase: 'loading',
  error: null,
  link: 'connecting',
  info: null,
  status: null,
  progress: new Map(),
  problems: [],
  standings: new Map(),
  versioned: 0,
  indexed: 0,
  propertyKinds: 0,
}));

export const tree = new TreeModel(getLocale());

type EntriesListener = (changes: readonly EntryChange[] | 'unknown') => void;
const entriesListeners = new Set<EntriesListener>();

/** Calls back with each set of changes, or with `unknown` after a gap. */
export function onEntries(listener: EntriesListener): () => void {
  entriesListeners.add(listener);
  return () => entriesListeners.delete(listener);
}

let feed: EventFeed | null = null;
/** Events that arrive while the tree is on its way; null at other times. */
let waiting: Event[] | null = null;
let treeSeq = 0;
let loading: Promise<void> | null = null;

/** Opens the event stream; what `prepare` does is awaited once before the first load ends. */
export function startVault(prepare: () => Promise<void>): void {
  let prepared: Promise<void> | null = null;
  const first = () => {
    prepared ??= prepare().catch((error) => {
      prepared = null;
      throw error;
    });
    load(prepared).catch(() => {});
  };
  feed = new EventFeed(transport(), {
    onEvent: take,
    onLink: (link) => {
      const before = useVault.getState();
      useVault.setState({ link });
      if (before.phase !== 'ready' && link !== 'connecting') first();
    },
  });
  retryLoad = first;
  feed.start();
}

let retryLoad = () => {};

/** Tries again at once to connect and to load. */
export function reconnect(): void {
  feed?.retry();
  if (useVault.getState().phase === 'failed') retryLoad();
}

function load(prepared: Promise<void>): Promise<void> {
  loading ??= fetchAll(prepared).finally(() => {
    loading = null;
  });
  return loading;
}

async function fetchAll(prepared: Promise<void>): Promise<void> {
  const first = useVault.getState().phase !== 'ready';
  if (first) useVault.setState({ phase: 'loading', error: null });
  waiting ??= [];
  try {
    const largest = Promise.all([call('status'), call('tree')]);
    // Its failure counts when it is waited for.
    largest.catch(() => {});
    const [info] = await Promise.all([call('vault_info'), prepared]);
    if (first) useVault.setState({ phase: 'opening', info });
    const [status, loaded] = await largest;
    treeSeq = loaded.seq;
    tree.load(loaded);
    useVault.setState({
      phase: 'ready',
      info,
      status,
      progress: new Map(status.progress.map((progress) => [progress.stage, progress])),
      problems: status.problems,
    });
    if (!first) for (const listener of entriesListeners) listener('unknown');
    // After the tree: its marks may come a moment later.
    loadStandings().catch(() => {});
  } catch (error) {
    if (first) useVault.setState({ phase: 'failed', error: asCallError(error) });
    throw error;
  } finally {
    const late = waiting ?? [];
    waiting = null;
    for (const event of late) take(event);
  }
}

/** Counts the events about files that stand otherwise, so that an older answer does not undo them. */
let standingEvents = 0;

async function loadStandings(): Promise<void> {
  const before = standingEvents;
  const { entries } = await call('entry_states', {});
  if (before === standingEvents) useVault.setState({ standings: withStandings(new Map(), entries) });
  else await loadStandings();
}

function withStandings(
  known: ReadonlyMap<string, EntryStanding>,
  entries: readonly EntryStanding[],
): ReadonlyMap<string, EntryStanding> {
  const next = new Map(known);
  for (const entry of entries) {
    const lasts = entry.state === 'conflicted' || entry.state === 'failed' || entry.state === 'quarantined';
    if (lasts) next.set(entry.path, entry);
    else next.delete(entry.path);
  }
  return next;
}

function take(event: Event): void {
  if (event.kind === 'resync') {
    // While a load runs, its answer may be older than the gap: ask once more after it.
    void (loading ?? Promise.resolve()).catch(() => {}).then(() => load(Promise.resolve()).catch(() => {}));
  } else if (waiting) {
    waiting.push(event);
  } else {
    apply(event);
  }
}

function apply(event: Exclude<Event, { kind: 'resync' }>): void {
  switch (event.kind) {
    case 'entriesChanged': {
      if (event.journalSeq > treeSeq) {
        treeSeq = event.journalSeq;
        tree.apply(event.changes);
        patchStatus({ entries: tree.files, journalSeq: event.journalSeq });
      }
      // A note may have been read before the tree.
      for (const listener of entriesListeners) listener(event.changes);
      break;
    }
    case 'foldersChanged':
      tree.applyFolders(event.added, event.removed);
      break;
    case 'progress':
      useVault.setState(({ progress }) => {
        const next = new Map(progress);
        // Equal numbers end a stage.
        if (event.done >= event.total) next.delete(event.stage);
        else next.set(event.stage, { stage: event.stage, done: event.done, total: event.total });
        return { progress: next };
      });
      break;
    case 'indexed':
      patchStatus({ indexedSeq: event.journalSeq });
      useVault.setState(({ indexed }) => ({ indexed: indexed + 1 }));
      break;
    case 'versioned':
      patchStatus({ versionedSeq: event.journalSeq });
      useVault.setState(({ versioned }) => ({ versioned: versioned + 1 }));
      break;
    case 'watching':
      patchStatus({ watching: event.mode, watchingReason: event.reason });
      break;
    case 'entryStates':
      standingEvents++;
      useVault.setState(({ standings }) => ({ standings: withStandings(standings, event.entries) }));
      break;
    case 'propertyKinds':
      useVault.setState(({ propertyKinds }) => ({ propertyKinds: propertyKinds + 1 }));
      break;
    case 'mended':
      useVault.setState(({ problems }) => ({
        problems: problems.filter(
          ({ what, path }) =>
            !(what === 'unreadable' || what === 'leftOut') || path === null || !event.paths.includes(path),
        ),
      }));
      break;
    case 'notice': {
      const { kind: _, seq: __, ...problem } = event;
      useVault.setState(({ problems }) => ({ problems: [...problems, problem].slice(-PROBLEMS_KEPT) }));
      break;
    }
  }
}

function patchStatus(change: Partial<Status>): void {
  useVault.setState(({ status }) => ({ status: status && { ...status, ...change } }));
}

export function dismissProblems(): void {
  useVault.setState({ problems: [] });
}
