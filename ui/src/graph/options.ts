/** What a graph shows and how, kept per vault; of the open note's graph apart from that of the vault. */
import { create } from 'zustand';
import { remember, remembered } from '../app/uiState';
import type { Grouping } from './model';

export interface Options {
  query: string;
  folder: string;
  tags: boolean;
  attachments: boolean;
  unresolved: boolean;
  orphans: boolean;
  grouping: Grouping;
  /** Links away from the open note. */
  depth: number;
}

export type Which = 'whole' | 'local';

const START: Options = {
  query: '',
  folder: '',
  tags: false,
  attachments: false,
  unresolved: true,
  orphans: true,
  grouping: 'folder',
  depth: 1,
};

export const DEEPEST = 3;
const KEY = 'graph';
const GROUPINGS: readonly unknown[] = ['none', 'folder', 'tag'] satisfies Grouping[];

type Kept = Record<Which, Options>;

const isKept = (value: unknown): value is Partial<Record<Which, Partial<Options>>> =>
  typeof value === 'object' && value !== null;

/** Returns options from what was remembered; a field that is missing or of another form stands as at the start. */
export function optionsFrom(last: Partial<Options> | undefined): Options {
  const pick = (key: 'tags' | 'attachments' | 'unresolved' | 'orphans') =>
    typeof last?.[key] === 'boolean' ? last[key] : START[key];
  const depth = last?.depth ?? START.depth;
  return {
    query: typeof last?.query === 'string' ? last.query : START.query,
    folder: typeof last?.folder === 'string' ? last.folder : START.folder,
    tags: pick('tags'),
    attachments: pick('attachments'),
    unresolved: pick('unresolved'),
    orphans: pick('orphans'),
    grouping: GROUPINGS.includes(last?.grouping) ? (last?.grouping as Grouping) : START.grouping,
    depth: Number.isInteger(depth) && depth >= 1 && depth <= DEEPEST ? depth : START.depth,
  };
}

/** Loaded when the first graph is shown, which is after the start. */
export const useOptions = create<Kept>(() => {
  const last = remembered(KEY, isKept);
  return { whole: optionsFrom(last?.whole), local: optionsFrom(last?.local) };
});

export function changeOptions(which: Which, change: Partial<Options>): void {
  useOptions.setState((kept) => ({ [which]: { ...kept[which], ...change } }));
  remember(KEY, useOptions.getState());
}
