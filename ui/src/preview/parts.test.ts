import { expect, test } from 'vitest';
import { firstLines } from './parts';

test('a glance starts past the front matter', () => {
  expect(firstLines('---\na: 1\n---\n\n# A\n')).toBe('# A\n');
  expect(firstLines('---\r\na: 1\r\n---\r\ntext')).toBe('text');
  expect(firstLines('---\na: 1\n---')).toBe('');
  expect(firstLines('---\nno front matter')).toBe('---\nno front matter');
  expect(firstLines('')).toBe('');
});

test('a glance is short, however long the note', () => {
  expect(firstLines('line\n'.repeat(100_000)).split('\n')).toHaveLength(40);
  expect(firstLines('x'.repeat(1_000_000))).toHaveLength(4000);
});
