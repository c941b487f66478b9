/** Whether searches are suggested from what was opened and searched for here, and forgetting all of that. */
import { create } from 'zustand';
import { remember, remembered } from '../app/uiState';
import { call } from '../ipc/client';
import type { Suggestion } from '../ipc/gen/api';
import { facetTerm } from './queryText';
import { forgetQueries } from './recent';

const KEY = 'suggesting';

const isChoice = (value: unknown): value is boolean => typeof value === 'boolean';

export const useSuggesting = create<{ on: boolean; forgotten: number }>(() => ({
  on: true,
  /** Goes up when what was known is cleared. */
  forgotten: 0,
}));

export function restoreSuggesting(): void {
  useSuggesting.setState({ on: remembered(KEY, isChoice) ?? true });
}

export function setSuggesting(on: boolean): void {
  useSuggesting.setState({ on });
  remember(KEY, on);
}

/** Forgets recent searches, and what was opened when. */
export async function forgetBehaviour(): Promise<void> {
  await call('opened_forget');
  forgetQueries();
  useSuggesting.setState(({ forgotten }) => ({ forgotten: forgotten + 1 }));
}

/** Returns the query that a suggestion stands for. */
export const queryOf = ({ kind, value }: Suggestion): string => facetTerm(kind, value);
