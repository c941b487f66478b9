/** Which panels are shown, how wide they are and what they show; remembered per vault. */
import { create } from 'zustand';
import { remember, remembered } from './uiState';

export type LeftView = 'files' | 'search' | 'tags';
export type RightView = 'outline' | 'links' | 'versions' | 'graph';
/** How a note is shown: written as it reads, as source, as source beside its preview, or to be read alone. */
export type NoteView = 'live' | 'source' | 'split' | 'read';

export interface Layout {
  left: LeftView;
  leftOpen: boolean;
  right: RightView;
  rightOpen: boolean;
  view: NoteView;
  /** Where reading goes back to. */
  writing: Exclude<NoteView, 'read'>;
  /** Share of each panel in percent, by panel id. */
  columns: Record<string, number> | null;
  split: Record<string, number> | null;
}

const KEY = 'layout';
/** Windows narrower than this start without the right panel. */
const ROOMY = 1000;
const START: Layout = {
  left: 'files',
  leftOpen: true,
  right: 'outline',
  rightOpen: true,
  view: 'live',
  writing: 'live',
  columns: null,
  split: null,
};

export const useLayout = create<Layout>(() => START);

export const setLayout = (change: Partial<Layout>) => useLayout.setState(change);

/** Shows notes in a way of their own, and remembers how they are written. */
export function showView(view: NoteView): void {
  setLayout(view === 'read' ? { view } : { view, writing: view });
}

export function showLeft(left: LeftView): void {
  setLayout({ left, leftOpen: true });
}

export function showRight(right: RightView): void {
  setLayout({ right, rightOpen: true });
}

const isLayout = (value: unknown): value is Partial<Layout> => typeof value === 'object' && value !== null;

export function restoreLayout(): void {
  // A value from another release may lack or garble a field: the start value then stands.
  const last = remembered(KEY, isLayout) ?? {};
  const pick = <K extends keyof Layout>(key: K, allowed: readonly Layout[K][]) =>
    allowed.includes(last[key] as Layout[K]) ? (last[key] as Layout[K]) : START[key];
  useLayout.setState({
    left: pick('left', ['files', 'search', 'tags']),
    leftOpen: pick('leftOpen', [true, false]),
    right: pick('right', ['outline', 'links', 'versions', 'graph']),
    rightOpen: last.rightOpen === undefined ? innerWidth >= ROOMY : pick('rightOpen', [true, false]),
    view: pick('view', ['live', 'source', 'split', 'read']),
    writing: pick('writing', ['live', 'source', 'split']),
    columns: last.columns ?? null,
    split: last.split ?? null,
  });
  useLayout.subscribe((layout) => remember(KEY, layout));
}
