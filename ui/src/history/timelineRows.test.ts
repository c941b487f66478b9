import { expect, test } from 'vitest';
import type { NamedVersion, PastChange } from '../ipc/gen/api';
import { keyOf, renewed } from './changes';
import { EVERYTHING, type Filter, namesShown, spanOf, timelineRows } from './timelineRows';

const change = (number: number, time: number): PastChange => ({
  time,
  path: 'a.md',
  number,
  what: 'modified',
  actor: 'owner',
  size: 1,
  restored: false,
});

const at = (day: number, hour: number) => new Date(2026, 2, day, hour).getTime();

test('each day stands once before what happened on it', () => {
  const rows = timelineRows([change(3, at(9, 23)), change(2, at(9, 0)), change(1, at(8, 23))]);
  expect(
    rows.map((row) => ('day' in row ? new Date(row.day).getDate() : 'change' in row && row.change.number)),
  ).toEqual([9, 3, 2, 8, 1]);
  expect(timelineRows([])).toEqual([]);
});

test('spans are whole days of the clock on the wall', () => {
  const now = at(9, 15);
  expect(spanOf(EVERYTHING, now)).toEqual({});
  expect(spanOf({ ...EVERYTHING, span: 'today' }, now)).toEqual({ since: at(9, 0) });
  expect(spanOf({ ...EVERYTHING, span: 'week' }, now)).toEqual({ since: at(3, 0) });
  const days = { ...EVERYTHING, span: 'days' as const };
  expect(spanOf({ ...days, from: '2026-03-02', to: '2026-03-02' }, now)).toEqual({
    since: at(2, 0),
    until: at(3, 0),
  });
  expect(spanOf({ ...days, from: '2026-03-02' }, now)).toEqual({ since: at(2, 0) });
  expect(spanOf({ ...days, to: 'nonsense' }, now)).toEqual({});
});

test('what was read further down stays when the first page comes again', () => {
  const known = { changes: [change(4, 4), change(3, 3), change(2, 2), change(1, 1)], next: 'x' };
  const first = { changes: [change(5, 5), change(4, 4), change(3, 3)], next: 'y' };
  const both = renewed(known, first);
  expect(both.changes.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
  expect(both.next).toBe('x');
  const far = { changes: [change(9, 9), change(8, 8)], next: 'y' };
  expect(renewed(known, far)).toBe(far);
  const all = { changes: [change(5, 5)], next: null };
  expect(renewed(known, all)).toBe(all);
  expect(renewed(null, first)).toBe(first);
});

test('a decision is not taken for a change with its number', () => {
  const decided = {
    time: 1,
    path: null,
    number: 1,
    what: 'decided',
    decision: 'merged',
    detail: {},
  } as const;
  expect(keyOf(decided)).not.toBe(keyOf(change(1, 1)));
});

const named = (name: string, made: number, path = 'a.md', whole = false): NamedVersion => ({
  path,
  whole,
  version: `${made}`,
  name,
  made,
  time: made,
  actor: 'owner',
});

test('a name stands above what its version holds, also alone on its day', () => {
  const rows = timelineRows(
    [change(2, at(9, 12) + 300), change(1, at(8, 12))],
    [named('new', at(9, 13)), named('of two', at(9, 12)), named('old', at(7, 1))],
  );
  const words = rows.map((row) =>
    'day' in row ? new Date(row.day).getDate() : 'named' in row ? row.named.name : row.change.number,
  );
  expect(words).toEqual([9, 'new', 'of two', 2, 8, 1, 7, 'old']);
});

test('names are filtered as changes are, and a state has one row', () => {
  const names = [
    named('both', at(9, 9), 'knowledge', true),
    named('both', at(9, 9), 'memory', true),
    named('mine', at(9, 8), 'docs/Plan.md'),
    named('other', at(8, 8), 'inbox/b.md'),
  ];
  const shown = (filter: Partial<Filter>, oldest = 0) =>
    namesShown(names, { ...EVERYTHING, ...filter }, at(9, 15), oldest).map(({ name }) => name);
  expect(shown({})).toEqual(['both', 'mine', 'other']);
  expect(shown({ path: 'plan' })).toEqual(['mine']);
  expect(shown({ folder: '/inbox/' })).toEqual(['both', 'other']);
  expect(shown({ span: 'today' })).toEqual(['both', 'mine']);
  expect(shown({ what: 'removed' })).toEqual([]);
  expect(shown({}, at(9, 0))).toEqual(['both', 'mine']);
});
