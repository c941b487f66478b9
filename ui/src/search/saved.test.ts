import { beforeEach, expect, test } from 'vitest';
import { moveSaved, renameSaved, toggleSaved, useSaved } from './saved';

const queries = () => useSaved.getState().saved.map(({ query }) => query);

beforeEach(() => useSaved.setState({ saved: [] }));

test('a search is kept once and given up again', () => {
  toggleSaved(' tag:plan ');
  toggleSaved('fox');
  expect(queries()).toEqual(['tag:plan', 'fox']);
  toggleSaved('tag:plan');
  expect(queries()).toEqual(['fox']);
  toggleSaved('  ');
  expect(queries()).toEqual(['fox']);
});

test('a name that is empty is the query', () => {
  toggleSaved('fox');
  renameSaved('fox', ' Foxes ');
  expect(useSaved.getState().saved).toEqual([{ name: 'Foxes', query: 'fox' }]);
  renameSaved('fox', ' ');
  expect(useSaved.getState().saved).toEqual([{ name: 'fox', query: 'fox' }]);
});

test('searches are arranged, and stay within the list', () => {
  for (const query of ['a', 'b', 'c']) toggleSaved(query);
  moveSaved('c', -1);
  expect(queries()).toEqual(['a', 'c', 'b']);
  moveSaved('a', -1);
  moveSaved('b', 1);
  moveSaved('none', 1);
  expect(queries()).toEqual(['a', 'c', 'b']);
});
