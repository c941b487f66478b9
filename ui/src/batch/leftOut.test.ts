import { expect, test } from 'vitest';
import type { BatchPlan, PlannedEdit } from '../ipc/gen/api';
import { type Left, leave, leftOut, leftOutOf, stillLeft } from './leftOut';

const line = { line: 1, before: 'a', after: 'b' };
const edit = (path: string, changes: number, shown = changes): PlannedEdit => ({
  path,
  to: path,
  links: 0,
  revision: `of ${path}`,
  lines: Array.from({ length: shown }, () => line),
  changes,
});
const plan = (...edits: PlannedEdit[]) => ({ edits }) as BatchPlan;
const none: Left = new Map();

test('places and notes are left out and taken in again', () => {
  const [a, b] = [edit('a.md', 3), edit('b.md', 1)];
  let left = leave(leave(none, a, 2), a, 0);
  expect(leftOut(left, plan(a, b))).toEqual({ places: 2, notes: 0 });
  expect(leftOutOf(left, plan(a, b))).toEqual([{ path: 'a.md', revision: 'of a.md', places: [0, 2] }]);
  left = leave(left, a, 1);
  expect(leftOutOf(left, plan(a, b))).toEqual([{ path: 'a.md' }]);
  left = leave(leave(left, b, 0), a, 'all');
  expect(leftOut(left, plan(a, b))).toEqual({ places: 1, notes: 1 });
  expect(leave(leave(left, b, 'all'), b, 0)).toEqual(leave(none, b, 0));
});

test('a note of which not all places are shown is never left out whole by its places', () => {
  const long = edit('a.md', 9, 1);
  expect(leave(none, long, 0).get('a.md')).toEqual(new Set([0]));
});

test('what a new plan no longer has is no longer left out', () => {
  const left = leave(leave(none, edit('a.md', 3), 2), edit('b.md', 3), 1);
  expect([...stillLeft(left, plan(edit('a.md', 2), edit('b.md', 2))).keys()]).toEqual(['b.md']);
});
