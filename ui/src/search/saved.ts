/** The searches that the user keeps, in the user's order, remembered per vault. */
import { create } from 'zustand';
import { remember, remembered } from '../app/uiState';

export interface Saved {
  /** What it is called; its query where it was given no name. */
  name: string;
  query: string;
}

const KEY = 'savedSearches';
const KEPT = 200;

const isSaved = (value: unknown): value is Saved[] =>
  Array.isArray(value) &&
  value.every((each) => typeof each?.name === 'string' && typeof each?.query === 'string');

export const useSaved = create<{ saved: readonly Saved[] }>(() => ({ saved: [] }));

export function restoreSaved(): void {
  useSaved.setState({ saved: remembered(KEY, isSaved) ?? [] });
}

/** Keeps a query, or gives it up where it is kept. */
export function toggleSaved(query: string): void {
  const text = query.trim();
  const { saved } = useSaved.getState();
  if (saved.some((each) => each.query === text)) keep(saved.filter((each) => each.query !== text));
  else if (text !== '') keep([...saved, { name: text, query: text }].slice(-KEPT));
}

export function renameSaved(query: string, name: string): void {
  const called = name.trim() || query;
  keep(useSaved.getState().saved.map((each) => (each.query === query ? { ...each, name: called } : each)));
}

/** Moves a kept search up or down among the others. */
export function moveSaved(query: string, by: -1 | 1): void {
  const saved = [...useSaved.getState().saved];
  const at = saved.findIndex((each) => each.query === query);
  const to = at + by;
  const [moved] = at < 0 || to < 0 || to >= saved.length ? [] : saved.splice(at, 1);
  if (!moved) return;
  saved.splice(to, 0, moved);
  keep(saved);
}

function keep(saved: Saved[]): void {
  useSaved.setState({ saved });
  remember(KEY, saved);
}
