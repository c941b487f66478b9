/**
 * What the user wants at hand: files, folders and searches, in the user's order. Kept per vault by the engine, never
 * in the vault; a favourite goes along when its file or folder is moved.
 */
import { create } from 'zustand';
import { remember, remembered } from '../app/uiState';
import { onEntries } from '../app/vault';
import type { EntryChange } from '../ipc/gen/api';

export type Favourite =
  | { kind: 'file'; path: string; name?: string }
  | { kind: 'folder'; path: string; name?: string }
  | { kind: 'search'; query: string; name?: string };

const KEY = 'favourites';
const KEPT = 500;

const isFavourite = (value: unknown): value is Favourite => {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, path, query, name } = value as Record<string, unknown>;
  const named = name === undefined || typeof name === 'string';
  return (
    named &&
    (kind === 'search'
      ? typeof query === 'string'
      : (kind === 'file' || kind === 'folder') && typeof path === 'string')
  );
};

const isList = (value: unknown): value is Favourite[] => Array.isArray(value) && value.every(isFavourite);

export const useFavourites = create<{ all: readonly Favourite[] }>(() => ({ all: [] }));

/** Names a favourite among the others. */
export const idOf = (each: Favourite) => (each.kind === 'search' ? `?${each.query}` : each.path);

/** Takes up what was kept, and follows moves from now on. */
export function restoreFavourites(): void {
  useFavourites.setState({ all: remembered(KEY, isList) ?? [] });
  onEntries((changes) => {
    if (changes === 'unknown') return;
    const { all } = useFavourites.getState();
    const next = followed(all, changes);
    if (next !== all) keep(next);
  });
}

/** Returns favourites at their new places; the same list where none has moved. */
export function followed(all: readonly Favourite[], changes: readonly EntryChange[]): readonly Favourite[] {
  let next = all;
  for (const { change, from, path } of changes) {
    if (change !== 'moved' || from === null) continue;
    const moved = next.map((each) => {
      if (each.kind === 'search') return each;
      const to = movedTo(each.path, from, path);
      return to === null ? each : { ...each, path: to };
    });
    if (moved.some((each, at) => each !== next[at])) next = moved;
  }
  return next;
}

/** Where a path is after a file went from one place to another: its own, or that of a folder it went along with. */
function movedTo(path: string, from: string, to: string): string | null {
  if (path === from) return to;
  if (!from.startsWith(`${path}/`)) return null;
  const rest = from.slice(path.length);
  return to.endsWith(rest) && to.length > rest.length ? to.slice(0, -rest.length) : null;
}

/** Makes something a favourite, or no longer one. */
export function toggleFavourite(one: Favourite): void {
  const { all } = useFavourites.getState();
  const id = idOf(one);
  if (all.some((each) => idOf(each) === id)) keep(all.filter((each) => idOf(each) !== id));
  else keep([...all, one].slice(-KEPT));
}

export function isFavoured(all: readonly Favourite[], id: string): boolean {
  return all.some((each) => idOf(each) === id);
}

/** Puts a favourite before another, or last. */
export function placeFavourite(id: string, before: string | null): void {
  const { all } = useFavourites.getState();
  const one = all.find((each) => idOf(each) === id);
  if (!one || id === before) return;
  const rest = all.filter((each) => each !== one);
  const at = before === null ? rest.length : rest.findIndex((each) => idOf(each) === before);
  keep([...rest.slice(0, at), one, ...rest.slice(at)]);
}

/** Moves a favourite up or down by one. */
export function stepFavourite(id: string, by: -1 | 1): void {
  const { all } = useFavourites.getState();
  const at = all.findIndex((each) => idOf(each) === id);
  const other = all[at + by];
  if (at < 0 || !other) return;
  const next = [...all];
  next[at + by] = next[at] as Favourite;
  next[at] = other;
  keep(next);
}

/** Adds favourites that are not there yet; returns how many came. */
export function addFavourites(added: readonly Favourite[]): number {
  const { all } = useFavourites.getState();
  const known = new Set(all.map(idOf));
  const fresh = added.filter((each) => !known.has(idOf(each)) && known.add(idOf(each)));
  keep([...all, ...fresh].slice(0, KEPT));
  return fresh.length;
}

function keep(all: readonly Favourite[]): void {
  useFavourites.setState({ all });
  remember(KEY, all);
}
