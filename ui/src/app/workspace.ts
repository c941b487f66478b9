/**
 * The open tabs: which, in what order, which one is shown, and which were closed last. Knows nothing of what is
 * in them; cursors and scroll positions belong to the notes.
 */
import { create } from 'zustand';
import { isWithin, rebased } from '../tree/paths';
import { remember, remembered } from './uiState';

/**
 * What a tab shows. A `compare` tab shows two versions of a file side by side, a `conflict` tab a conflict copy and
 * its original.
 */
export type TabContent =
  | { kind: 'file'; path: string }
  | { kind: 'conflict'; path: string }
  | { kind: 'compare'; path: string; from?: string; to?: string };

export type Tab = TabContent & { id: string };

/** A place in a note to go to once it is open; the focus goes there too. An empty one means where it was left. */
export interface Place {
  line?: number;
  /** Text on that line to select. */
  text?: string;
}

interface Workspace {
  tabs: Tab[];
  active: string | null;
  closed: TabContent[];
  /** The place that the active tab still has to go to. */
  goto: ({ tab: string; unfocused?: true } & Place) | null;
}

const CLOSED_KEPT = 20;
const KEY = 'tabs';

export const useWorkspace = create<Workspace>(() => ({ tabs: [], active: null, closed: [], goto: null }));

let counter = 0;
const newId = () => `t${++counter}`;

const same = (a: TabContent, b: TabContent) =>
  a.kind === b.kind &&
  a.path === b.path &&
  (a.kind !== 'compare' || b.kind !== 'compare' || (a.from === b.from && a.to === b.to));

/** Returns the tab that is shown. */
export function activeTab(state: Workspace = useWorkspace.getState()): Tab | null {
  return state.tabs.find((tab) => tab.id === state.active) ?? null;
}

/** Returns the path of the file that is shown, whatever the kind of tab. */
export const selectActivePath = (state: Workspace): string | null => activeTab(state)?.path ?? null;

/** Shows content: in its tab where there is one, else in a new one beside the active tab. */
export function open(content: TabContent, place: Place | null = null): void {
  useWorkspace.setState((state) => {
    const there = state.tabs.find((tab) => same(tab, content));
    if (there) return { active: there.id, goto: place && { tab: there.id, ...place } };
    const tab: Tab = { ...content, id: newId() };
    const at = state.tabs.findIndex(({ id }) => id === state.active) + 1 || state.tabs.length;
    return {
      tabs: state.tabs.toSpliced(at, 0, tab),
      active: tab.id,
      goto: place && { tab: tab.id, ...place },
    };
  });
}

/** Opens a file, at a place in it where one is given. */
export function openPath(path: string, place: Place | null = null): void {
  open({ kind: 'file', path }, place);
}

/** Shows two versions of a file beside each other, in one tab per file; see `history_diff` for absent sides. */
export function openCompare(path: string, from?: string, to?: string): void {
  const content: TabContent = { kind: 'compare', path, from, to };
  const there = useWorkspace.getState().tabs.find((tab) => tab.kind === 'compare' && tab.path === path);
  if (!there) {
    open(content);
    return;
  }
  useWorkspace.setState(({ tabs }) => ({
    tabs: tabs.map((tab) => (tab.id === there.id ? { ...content, id: tab.id } : tab)),
    active: there.id,
    goto: null,
  }));
}

export function arrived(): void {
  useWorkspace.setState({ goto: null });
}

/** The user went elsewhere while a file was still on its way: it will be shown, but not take the focus. */
export function leaveFocus(): void {
  useWorkspace.setState(({ goto }) => ({ goto: goto && { ...goto, unfocused: true } }));
}

export function activate(id: string): void {
  useWorkspace.setState({ active: id, goto: null });
}

export function close(id: string): void {
  useWorkspace.setState((state) => {
    const at = state.tabs.findIndex((tab) => tab.id === id);
    const tab = state.tabs[at];
    if (!tab) return state;
    const tabs = state.tabs.toSpliced(at, 1);
    const { id: _, ...content } = tab;
    const active = state.active === id ? (tabs[Math.min(at, tabs.length - 1)]?.id ?? null) : state.active;
    return { tabs, active, closed: [content, ...state.closed].slice(0, CLOSED_KEPT) };
  });
}

export function closeOthers(id: string): void {
  for (const tab of useWorkspace.getState().tabs) if (tab.id !== id) close(tab.id);
}

export function closeAll(): void {
  for (const tab of useWorkspace.getState().tabs) close(tab.id);
}

/** Opens the tab that was closed last. */
export function reopen(): void {
  const [content, ...closed] = useWorkspace.getState().closed;
  if (!content) return;
  useWorkspace.setState({ closed });
  open(content);
}

/** Shows the tab `by` places further, round the end. */
export function cycle(by: number): void {
  const { tabs, active } = useWorkspace.getState();
  const at = tabs.findIndex((tab) => tab.id === active);
  const next = tabs[(at + by + tabs.length) % tabs.length];
  if (next) activate(next.id);
}

/** Puts a tab at another place of the strip. */
export function reorder(id: string, to: number): void {
  useWorkspace.setState((state) => {
    const at = state.tabs.findIndex((tab) => tab.id === id);
    const tab = state.tabs[at];
    if (!tab) return state;
    return { tabs: state.tabs.toSpliced(at, 1).toSpliced(to, 0, tab) };
  });
}

/** Follows a file or folder that moved. */
export function followMove(from: string, to: string): void {
  const move = <T extends TabContent>(content: T): T =>
    isWithin(content.path, from) ? { ...content, path: rebased(content.path, from, to) } : content;
  useWorkspace.setState((state) => ({ tabs: state.tabs.map(move), closed: state.closed.map(move) }));
}

interface Remembered {
  tabs: TabContent[];
  active: number;
}

const isContent = (value: unknown): value is TabContent => {
  const content = value as Partial<TabContent> | null;
  const kinds: unknown[] = ['file', 'compare', 'conflict'] satisfies TabContent['kind'][];
  return kinds.includes(content?.kind) && typeof content?.path === 'string';
};

const isRemembered = (value: unknown): value is Remembered => {
  const state = value as Partial<Remembered> | null;
  return Array.isArray(state?.tabs) && state.tabs.every(isContent) && typeof state.active === 'number';
};

/** Brings back the tabs of the last run and remembers changes from now on. */
export function restoreTabs(): void {
  const last = remembered(KEY, isRemembered);
  if (last) {
    const tabs = last.tabs.map((content): Tab => ({ ...content, id: newId() }));
    useWorkspace.setState({ tabs, active: tabs[last.active]?.id ?? tabs[0]?.id ?? null });
  }
  useWorkspace.subscribe((state, before) => {
    if (state.tabs === before.tabs && state.active === before.active) return;
    const tabs = state.tabs.map(({ id: _, ...content }) => content);
    remember(KEY, {
      tabs,
      active: state.tabs.findIndex((tab) => tab.id === state.active),
    } satisfies Remembered);
  });
}
