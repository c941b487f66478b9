import { expect, test } from 'vitest';
import { changed, propertyValue } from './words';

const marks = (before: string, after: string) => {
  const [old, now] = changed(before, after);
  return [before.slice(...old), after.slice(...now)];
};

test('what differs is marked, and nothing else', () => {
  expect(marks('see [[Old]] there', 'see [[New]] there')).toEqual(['Old', 'New']);
  expect(marks('tags: [a]', 'tags: [a, b]')).toEqual(['', ', b']);
  expect(marks('', 'key: 1')).toEqual(['', 'key: 1']);
  expect(marks('aaa', 'aa')).toEqual(['a', '']);
});

test('characters outside the basic plane stay whole', () => {
  expect(marks('x 😀 y', 'x 😁 y')).toEqual(['😀', '😁']);
});

test.each([
  ['42', 42],
  ['-1.5', -1.5],
  ['true', true],
  ['007', '007'],
  ['1e400', '1e400'],
  ['', ''],
  ['2026-01-01', '2026-01-01'],
])('%s as a value', (text, value) => {
  expect(propertyValue(text)).toBe(value);
});
