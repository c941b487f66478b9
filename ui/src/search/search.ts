/** The one search of this window: what the panel shows, tied to the engine, the index and what is remembered. */
import { useSyncExternalStore } from 'react';
import { useLayout } from '../app/layout';
import { remember, remembered } from '../app/uiState';
import { useVault } from '../app/vault';
import { openPath } from '../app/workspace';
import { call } from '../ipc/client';
import type { Hit, Sort } from '../ipc/gen/api';
import { keepQuery, restoreRecent } from './recent';
import { restoreSaved } from './saved';
import { SearchSession, type SearchState } from './session';
import { restoreSuggesting, useSuggesting } from './suggest';

export const SORTS: readonly Sort[] = ['relevance', 'modified', 'created', 'size', 'name'];

const ORDER = 'searchOrder';
/** Milliseconds between two refreshes while the index takes in changes. */
const REST = 500;

export const search = new SearchSession(call);

export function useSearch(): SearchState {
  return useSyncExternalStore(search.subscribe, search.state);
}

interface Order {
  sort: Sort;
  reverse: boolean;
}

const isOrder = (value: unknown): value is Order => {
  const order = value as Partial<Order> | null;
  return SORTS.includes(order?.sort as Sort) && typeof order?.reverse === 'boolean';
};

export function order(sort: Sort, reverse: boolean): void {
  search.order(sort, reverse);
  remember(ORDER, { sort, reverse } satisfies Order);
}

/** Opens a hit where it was found, with the found words selected. */
export function openHit(hit: Hit): void {
  if (useSuggesting.getState().on) keepQuery(search.state().text);
  const [mark] = hit.marks;
  const text = mark && hit.snippet.slice(...mark);
  openPath(hit.path, hit.line === null ? {} : { line: hit.line, text });
}

let started = false;

/** Brings back what was remembered and follows the index from now on; further calls do nothing. */
export function startSearch(): void {
  if (started) return;
  started = true;
  const last = remembered(ORDER, isOrder);
  if (last) search.order(last.sort, last.reverse);
  restoreRecent();
  restoreSaved();
  restoreSuggesting();

  let stale = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const { left, leftOpen } = useLayout.getState();
    if (!stale || timer !== undefined || left !== 'search' || !leftOpen) return;
    stale = false;
    search.refresh();
    timer = setTimeout(() => {
      timer = undefined;
      look();
    }, REST);
  };
  useVault.subscribe((vault, before) => {
    if (vault.indexed === before.indexed) return;
    stale = true;
    look();
  });
  useLayout.subscribe(look);
}
