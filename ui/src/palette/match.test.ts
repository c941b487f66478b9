import { expect, it } from 'vitest';
import { match, ranges } from './match';

const best = (pattern: string, labels: string[]) =>
  labels
    .map((label) => ({ label, found: match(pattern, label) }))
    .filter(({ found }) => found !== null)
    .sort((a, b) => (a.found?.cost ?? 0) - (b.found?.cost ?? 0))
    .map(({ label }) => label);

it('prefers whole words, then initials, then letters in order', () => {
  const labels = ['Show in the file tree', 'Toggle task', 'Close other tabs', 'Toggle sidebar'];
  expect(best('tog', labels)).toEqual(['Toggle task', 'Toggle sidebar']);
  expect(best('tt', labels)[0]).toBe('Toggle task');
  expect(best('cot', labels)).toEqual(['Close other tabs']);
  expect(best('zzz', labels)).toEqual([]);
});

it('finds Chinese', () => {
  expect(match('侧边', '显示或隐藏侧边栏')?.marks).toEqual([5, 6]);
  expect(match('显栏', '显示或隐藏侧边栏')?.marks).toEqual([0, 7]);
});

it('joins letters to ranges', () => {
  expect(ranges([0, 1, 4])).toEqual([
    [0, 2],
    [4, 5],
  ]);
});
