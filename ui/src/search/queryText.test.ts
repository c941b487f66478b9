import { describe, expect, it } from 'vitest';
import { facetTerm, hasTerm, splitAtColumn, toggleTerm } from './queryText';

describe('facetTerm', () => {
  it('writes each kind in the query language', () => {
    expect(facetTerm('folder', 'knowledge/docs/a b')).toBe('folder:"knowledge/docs/a b"');
    expect(facetTerm('tag', 'design/followers')).toBe('tag:design/followers');
    expect(facetTerm('tag', '设计')).toBe('tag:设计');
    expect(facetTerm('type', 'note')).toBe('type:note');
    expect(facetTerm('year', '2025')).toBe('modified:2025');
  });

  it('quotes what would not be read as one value', () => {
    expect(facetTerm('folder', 'a "quoted" \\ name')).toBe('folder:"a \\"quoted\\" \\\\ name"');
    expect(facetTerm('tag', 'a(b')).toBe('tag:"a(b"');
  });
});

describe('toggleTerm', () => {
  it('adds and takes away', () => {
    const folder = 'folder:"a b/c"';
    expect(toggleTerm('', folder)).toBe(folder);
    expect(toggleTerm('writer', folder)).toBe(`writer ${folder}`);
    expect(hasTerm(`writer ${folder}`, folder)).toBe(true);
    expect(toggleTerm(`writer ${folder}`, folder)).toBe('writer');
    expect(toggleTerm(`${folder} writer`, folder)).toBe('writer');
    expect(toggleTerm(`one ${folder} two`, folder)).toBe('one two');
    expect(toggleTerm(folder, folder)).toBe('');
  });

  it('ignores case as the engine does', () => {
    expect(toggleTerm('a TAG:Design', 'tag:design')).toBe('a');
  });

  it('leaves alone what only looks like the condition', () => {
    expect(hasTerm('"tag:x"', 'tag:x')).toBe(false);
    expect(hasTerm('-tag:x', 'tag:x')).toBe(false);
    expect(hasTerm('tag:xy', 'tag:x')).toBe(false);
    expect(hasTerm('(a tag:x)', 'tag:x')).toBe(false);
    expect(hasTerm('"a \\" tag:x', 'tag:x')).toBe(false);
  });

  it('narrows all branches of an OR', () => {
    expect(toggleTerm('a OR b', 'tag:x')).toBe('(a OR b) tag:x');
    expect(toggleTerm('(a OR b) tag:x', 'tag:x')).toBe('(a OR b)');
    expect(hasTerm('a OR tag:x', 'tag:x')).toBe(false);
  });
});

it('splits at the column of characters, not of code units', () => {
  expect(splitAtColumn('😀 "x', 3)).toEqual(['😀 ', '"x']);
  expect(splitAtColumn('abc', 99)).toEqual(['ab', 'c']);
  expect(splitAtColumn('abc', null)).toEqual(['', 'abc']);
  expect(splitAtColumn('', 1)).toEqual(['', '']);
});
