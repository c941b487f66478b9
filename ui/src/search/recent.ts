/** The queries that led somewhere, newest first, remembered per vault. */
import { create } from 'zustand';
import { remember, remembered } from '../app/uiState';

const KEY = 'searches';
const KEPT = 20;

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

export const useRecent = create<{ queries: readonly string[] }>(() => ({ queries: [] }));

export function restoreRecent(): void {
  useRecent.setState({ queries: remembered(KEY, isTexts) ?? [] });
}

export function keepQuery(query: string): void {
  const text = query.trim();
  if (text === '') return;
  keep([text, ...useRecent.getState().queries.filter((other) => other !== text)].slice(0, KEPT));
}

export function forgetQueries(): void {
  keep([]);
}

function keep(queries: string[]): void {
  useRecent.setState({ queries });
  remember(KEY, queries);
}
