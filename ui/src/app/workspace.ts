/**
 * The open tabs: which, in which pane and order, which one is in front, and which were closed last. Knows nothing
 * of what is in them; cursors and scroll positions belong to the notes. What rearranges them is in `arrange`.
 */
import { create } from 'zustand';
import { isWithin, rebased } from '../tree/paths';
import { isShape, panesOf, type Shape, without } from './panes';
import { remember, remembered } from './uiState';

/**
 * What a tab shows. A `compare` tab shows two versions of a file side by side, a `conflict` tab a conflict copy and
 * its original, a `graph` tab the links of the whole vault and a `timeline` tab all that
 * happened in it; their paths are empty, as they are about no file.
 */
export type TabContent =
  | { kind: 'file'; path: string }
  | { kind: 'conflict'; path: string }
  | { kind: 'graph'; path: '' }
  | { kind: 'timeline'; path: '' }
  | { kind: 'compare'; path: string; from?: string; to?: string };

export type Tab = TabContent & {
  id: string;
  pane: string;
  /** Stands first and stays when others are closed. */
  pinned?: true;
};

/** A place in a note to go to once it is open; the focus goes there too. An empty one means where it was left. */
export interface Place {
  line?: number;
  /** Text on that line to select. */
  text?: string;
}

export interface Workspace {
  /** Of all panes; those of one pane are in the order of its strip, pinned ones first. */
  tabs: Tab[];
  shape: Shape;
  /** The tab in front of each pane. */
  front: Record<string, string | undefined>;
  /** The pane that the user is in. */
  pane: string;
  /** The tab in front of that pane. */
  active: string | null;
  closed: TabContent[];
  /** The place that the active tab still has to go to. */
  goto: ({ tab: string; unfocused?: true } & Place) | null;
}

const CLOSED_KEPT = 20;
const KEY = 'tabs';
const FIRST = 'p1';

/** One pane and nothing in it. */
export const EMPTY: Workspace = {
  tabs: [],
  shape: FIRST,
  front: {},
  pane: FIRST,
  active: null,
  closed: [],
  goto: null,
};

export const useWorkspace = create<Workspace>(() => EMPTY);

let counter = 0;
export const newId = () => `t${++counter}`;

export const same = (a: TabContent, b: TabContent) =>
  a.kind === b.kind &&
  a.path === b.path &&
  (a.kind !== 'compare' || b.kind !== 'compare' || (a.from === b.from && a.to === b.to));

/** Returns the tab that is shown. */
export function activeTab(state: Workspace = useWorkspace.getState()): Tab | null {
  return state.tabs.find((tab) => tab.id === state.active) ?? null;
}

/** Returns the path of the file that is shown, whatever the kind of tab. */
export const selectActivePath = (state: Workspace): string | null => activeTab(state)?.path || null;

/** Returns the tabs of a pane. */
export const tabsOf = (tabs: readonly Tab[], pane: string): Tab[] => tabs.filter((tab) => tab.pane === pane);

/** Returns what brings a tab in front of its pane, and the user there. */
export const toFront = ({ front }: Workspace, { id, pane }: Tab) => ({
  front: { ...front, [pane]: id },
  pane,
  active: id,
});

/** Returns the tabs with one more at a place of its pane; pinned ones stay first. */
export function inserted(tabs: readonly Tab[], tab: Tab, at: number): Tab[] {
  const beside = tabsOf(tabs, tab.pane);
  const pins = beside.filter(({ pinned }) => pinned).length;
  const next = beside[tab.pinned ? Math.min(at, pins) : Math.max(at, pins)];
  return tabs.toSpliced(next ? tabs.indexOf(next) : tabs.length, 0, tab);
}

/** Shows content: in its tab where there is one, else in a new one beside the active tab. */
export function open(content: TabContent, place: Place | null = null): void {
  useWorkspace.setState((state) => {
    const { tabs, pane, active } = state;
    const there =
      tabs.find((tab) => tab.pane === pane && same(tab, content)) ?? tabs.find((tab) => same(tab, content));
    const tab: Tab = there ?? { ...content, id: newId(), pane };
    const at = tabsOf(tabs, pane).findIndex(({ id }) => id === active) + 1;
    return {
      tabs: there ? tabs : inserted(tabs, tab, at),
      ...toFront(state, tab),
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
  const { id, pane, pinned } = there;
  useWorkspace.setState((state) => ({
    tabs: state.tabs.map((tab) => (tab === there ? { ...content, id, pane, pinned } : tab)),
    ...toFront(state, there),
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
  useWorkspace.setState((state) => {
    const tab = state.tabs.find((each) => each.id === id);
    return tab ? { ...toFront(state, tab), goto: null } : state;
  });
}

/** The user is in a pane now. */
export function attend(pane: string): void {
  useWorkspace.setState((state) =>
    state.pane === pane ? state : { pane, active: state.front[pane] ?? null },
  );
}

/** Returns what is left without a tab: its neighbour comes in front, a pane goes with its last tab. */
export function left(state: Workspace, tab: Tab): Omit<Workspace, 'closed' | 'goto'> {
  const beside = tabsOf(state.tabs, tab.pane);
  const at = beside.indexOf(tab);
  const next = beside[at + 1] ?? beside[at - 1];
  const tabs = state.tabs.filter((each) => each !== tab);
  let { shape, pane, front } = state;
  if (front[tab.pane] === tab.id) front = { ...front, [tab.pane]: next?.id };
  if (!next) {
    const panes = panesOf(shape);
    const index = panes.indexOf(tab.pane);
    shape = without(shape, tab.pane) ?? shape;
    if (pane === tab.pane) pane = panes[index - 1] ?? panes[index + 1] ?? pane;
  }
  return { tabs, shape, pane, front, active: front[pane] ?? null };
}

export function close(id: string): void {
  useWorkspace.setState((state) => {
    const tab = state.tabs.find((each) => each.id === id);
    if (!tab) return state;
    const { id: _, pane: __, pinned: ___, ...content } = tab;
    return { ...left(state, tab), closed: [content, ...state.closed].slice(0, CLOSED_KEPT) };
  });
}

/** Shows the tab of the pane `by` places further, round the end. */
export function cycle(by: number): void {
  const { tabs: all, pane, active } = useWorkspace.getState();
  const tabs = tabsOf(all, pane);
  const at = tabs.findIndex((tab) => tab.id === active);
  const next = tabs[(at + by + tabs.length) % tabs.length];
  if (next) activate(next.id);
}

/** Follows a file or folder that moved. */
export function followMove(from: string, to: string): void {
  const move = <T extends TabContent>(content: T): T =>
    isWithin(content.path, from) ? { ...content, path: rebased(content.path, from, to) } : content;
  useWorkspace.setState((state) => ({ tabs: state.tabs.map(move), closed: state.closed.map(move) }));
}

interface Remembered {
  tabs: (TabContent & { pane?: string; pinned?: true })[];
  active: number;
  shape?: Shape;
  /** The tabs in front, by their index. */
  front?: number[];
}

const isContent = (value: unknown): value is TabContent => {
  const content = value as Partial<TabContent> | null;
  const kinds: unknown[] = [
    'file',
    'compare',
    'conflict',
    'graph',
    'timeline',
  ] satisfies TabContent['kind'][];
  return kinds.includes(content?.kind) && typeof content?.path === 'string';
};

const isRemembered = (value: unknown): value is Remembered => {
  const state = value as Partial<Remembered> | null;
  return Array.isArray(state?.tabs) && state.tabs.every(isContent) && typeof state.active === 'number';
};

/** Brings back the tabs of the last run and remembers changes from now on. */
export function restoreTabs(): void {
  const last = remembered(KEY, isRemembered);
  if (last) useWorkspace.setState(restored(last));
  useWorkspace.subscribe((state, before) => {
    const { tabs, shape, front, active } = state;
    if (
      tabs === before.tabs &&
      shape === before.shape &&
      front === before.front &&
      active === before.active
    ) {
      return;
    }
    remember(KEY, {
      tabs: tabs.map(({ id: _, ...tab }) => tab),
      active: tabs.findIndex((tab) => tab.id === active),
      shape,
      front: tabs.flatMap((tab, index) => (front[tab.pane] === tab.id ? [index] : [])),
    } satisfies Remembered);
  });
}

/** Returns the workspace as it was; one from another release may know no panes, or others. */
export function restored(last: Remembered): Partial<Workspace> {
  let shape = isShape(last.shape) ? last.shape : FIRST;
  const panes = panesOf(shape);
  const home = panes[0] as string;
  const tabs = last.tabs.map((tab): Tab => {
    const pane = tab.pane !== undefined && panes.includes(tab.pane) ? tab.pane : home;
    return { ...tab, id: newId(), pane };
  });
  const inFront = Array.isArray(last.front) ? last.front : [];
  const front: Workspace['front'] = {};
  for (const pane of panes) {
    const mine = tabsOf(tabs, pane);
    if (mine.length === 0) shape = without(shape, pane) ?? shape;
    front[pane] = (mine.find((tab) => inFront.includes(tabs.indexOf(tab))) ?? mine[0])?.id;
  }
  const active = tabs[last.active] ?? tabs[0];
  if (!active) return EMPTY;
  return { tabs, shape, ...toFront({ ...EMPTY, front }, active) };
}
