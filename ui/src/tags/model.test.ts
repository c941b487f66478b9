import { expect, test } from 'vitest';
import { keyOf, parentOf, rowsOf } from './model';

const TAGS = [
  { tag: 'Design', count: 5 },
  { tag: 'design/followers', count: 2 },
  { tag: 'design/followers/deep', count: 1 },
  { tag: 'a10', count: 1 },
  { tag: 'a2', count: 9 },
  { tag: '设计', count: 1 },
];
const shown = (open: string[], filter = '', order: 'name' | 'count' = 'name') =>
  rowsOf(TAGS, new Set(open), filter, order, 'en').map(({ name, depth, open: unfolded }) => [
    name,
    depth,
    unfolded,
  ]);

test('nested tags stand under their parents, whatever their case', () => {
  expect(shown([])).toEqual([
    ['a2', 0, null],
    ['a10', 0, null],
    ['Design', 0, false],
    ['设计', 0, null],
  ]);
  expect(shown(['design', 'design/followers']).slice(2, 5)).toEqual([
    ['Design', 0, true],
    ['followers', 1, true],
    ['deep', 2, null],
  ]);
});

test('many come first where that is wanted', () => {
  expect(shown([], '', 'count').map(([name]) => name)).toEqual(['a2', 'Design', 'a10', '设计']);
});

test('a filter unfolds what holds it', () => {
  expect(shown([], '#DEEP')).toEqual([
    ['Design', 0, true],
    ['followers', 1, true],
    ['deep', 2, null],
  ]);
  expect(shown([], 'nothing')).toEqual([]);
});

test('a tag without its parent is not lost', () => {
  const rows = rowsOf([{ tag: 'x/y', count: 1 }], new Set(), '', 'name', 'en');
  expect(rows).toEqual([{ tag: 'x/y', name: 'x/y', depth: 0, count: 1, open: null }]);
  expect([parentOf('x/y'), parentOf('x'), keyOf('X')]).toEqual(['x', null, 'x']);
});
