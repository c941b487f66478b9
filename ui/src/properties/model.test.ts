import { describe, expect, test } from 'vitest';
import { converted, fits, itemOf, itemsOf, kindOf, listValue, segments, shownAs, shownItem } from './model';

test('values tell what they are', () => {
  expect(['x', 1, true, '2026-01-02', '2026-01-02T03:04', ['a'], ['[[a]]'], [], null].map(kindOf)).toEqual([
    'text',
    'number',
    'checkbox',
    'date',
    'dateTime',
    'list',
    'links',
    'list',
    'text',
  ]);
});

test('a value that is of another kind than its name shows as what it is', () => {
  expect(shownAs('number', 'three')).toEqual({ kind: 'text', misfit: true });
  expect(shownAs('number', 3)).toEqual({ kind: 'number', misfit: false });
  expect(shownAs('number', null)).toEqual({ kind: 'number', misfit: false });
  expect(shownAs('dateTime', '2026-01-02')).toEqual({ kind: 'date', misfit: false });
  expect(shownAs('text', ['a'])).toEqual({ kind: 'list', misfit: true });
  expect(fits('list', [{ a: 1 }])).toBe(false);
});

describe('a value becomes another kind where it can', () => {
  test.each([
    ['text', 5, '5'],
    ['text', ['a', 'b'], 'a, b'],
    ['text', { a: 1 }, undefined],
    ['list', 'a b', ['a b']],
    ['tags', 'a b', ['a', 'b']],
    ['tags', '#a, 好', ['a', '好']],
    ['links', ['a', '[[b]]'], ['[[a]]', '[[b]]']],
    ['list', ['x', 2], ['x', 2]],
    ['number', '4.5', 4.5],
    ['number', ['7'], 7],
    ['number', 'x', undefined],
    ['checkbox', 'TRUE', true],
    ['checkbox', 'no', false],
    ['checkbox', 1, undefined],
    ['date', '2026-01-02T03:04:05', '2026-01-02'],
    ['date', 'soon', undefined],
    ['dateTime', '2026-01-02', '2026-01-02T00:00:00'],
    ['dateTime', '2026-01-02 03:04', '2026-01-02T03:04'],
    ['number', null, null],
  ] as const)('%s of %j', (kind, value, result) => {
    expect(converted(kind, value)).toEqual(result);
  });
});

test('items are read and written as their kind has them', () => {
  expect(itemsOf('tags', 'a, b')).toEqual(['a', 'b']);
  expect(itemsOf('list', 'a, b')).toEqual(['a, b']);
  expect(itemsOf('list', null)).toEqual([]);
  expect(listValue('tags', 'a, b', ['a', 'b', 'c'])).toBe('a, b, c');
  expect(listValue('tags', 'a b', ['a'])).toBe('a');
  expect(listValue('tags', ['a'], ['a', 'b'])).toEqual(['a', 'b']);
  expect(listValue('list', 'a', ['a', 'b'])).toEqual(['a', 'b']);
  expect(itemOf('tags', ' #work/one/ ')).toBe('work/one');
  expect(itemOf('links', 'Note')).toBe('[[Note]]');
  expect(itemOf('links', 'https://a.b')).toBe('https://a.b');
  expect(itemOf('list', '  ')).toBeNull();
  expect(shownItem('[[a/b|c]]')).toBe('c');
});

test('links are found in a text', () => {
  expect(segments('see [[a|b]], https://x.y/z and [no]')).toEqual([
    { text: 'see ', link: null },
    { text: 'b', link: '[[a|b]]' },
    { text: ', ', link: null },
    { text: 'https://x.y/z', link: 'https://x.y/z' },
    { text: ' and [no]', link: null },
  ]);
  expect(segments('')).toEqual([]);
});
