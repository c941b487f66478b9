import { beforeEach, describe, expect, test } from 'vitest';
import type { EntryChange } from '../ipc/gen/api';
import { bookmarks } from './obsidian';
import {
  addFavourites,
  type Favourite,
  followed,
  idOf,
  placeFavourite,
  stepFavourite,
  toggleFavourite,
  useFavourites,
} from './store';

const file = (path: string): Favourite => ({ kind: 'file', path });
const ids = () => useFavourites.getState().all.map(idOf);
const moved = (from: string, path: string): EntryChange => ({ path, change: 'moved', from, entry: null });

beforeEach(() => useFavourites.setState({ all: [] }));

test('favourites are made, arranged and given up', () => {
  for (const path of ['a.md', 'b.md', 'c.md']) toggleFavourite(file(path));
  toggleFavourite({ kind: 'search', query: 'tag:x' });
  stepFavourite('c.md', -1);
  expect(ids()).toEqual(['a.md', 'c.md', 'b.md', '?tag:x']);
  placeFavourite('?tag:x', 'a.md');
  placeFavourite('a.md', null);
  placeFavourite('b.md', 'b.md');
  expect(ids()).toEqual(['?tag:x', 'c.md', 'b.md', 'a.md']);
  stepFavourite('?tag:x', -1);
  toggleFavourite(file('c.md'));
  expect(ids()).toEqual(['?tag:x', 'b.md', 'a.md']);
});

describe('moves', () => {
  const all: Favourite[] = [file('x/a.md'), { kind: 'folder', path: 'x', name: 'Mine' }, file('y.md')];

  test('a favourite goes along with its file, and with a folder above it', () => {
    const next = followed(all, [moved('x/a.md', 'z/w/a.md')]);
    expect(next).toEqual([file('z/w/a.md'), { kind: 'folder', path: 'z/w', name: 'Mine' }, file('y.md')]);
  });

  test('a folder whose file gets another name stays', () => {
    expect(followed([{ kind: 'folder', path: 'x' }], [moved('x/a.md', 'x/b.md')])).toEqual([
      { kind: 'folder', path: 'x' },
    ]);
  });

  test('what has not moved is the same list', () => {
    expect(followed(all, [moved('q.md', 'r.md')])).toBe(all);
  });
});

test('bookmarks of Obsidian come once, out of their groups', () => {
  const json = JSON.stringify({
    items: [
      { type: 'file', path: 'a.md', title: 'First' },
      {
        type: 'group',
        title: 'g',
        items: [
          { type: 'folder', path: '/b/' },
          { type: 'search', query: 'tag:#x' },
        ],
      },
      { type: 'graph' },
      { type: 'file', path: 3 },
      null,
    ],
  });
  expect(addFavourites(bookmarks(json))).toBe(3);
  expect(addFavourites(bookmarks(json))).toBe(0);
  expect(useFavourites.getState().all).toEqual([
    { kind: 'file', path: 'a.md', name: 'First' },
    { kind: 'folder', path: 'b' },
    { kind: 'search', query: 'tag:#x' },
  ]);
  expect(() => bookmarks('{')).toThrow();
  expect(bookmarks('{"items": 3}')).toEqual([]);
});
