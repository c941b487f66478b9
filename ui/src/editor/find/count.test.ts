import { SearchQuery } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { countHits, type Hits, MOST, placeOf } from './count';

const count = (doc: string, query: ConstructorParameters<typeof SearchQuery>[0]) =>
  new Promise<Hits>((done) => countHits(EditorState.create({ doc }), new SearchQuery(query), done));

test('hits are counted as they are marked', async () => {
  expect((await count('one One none', { search: 'one' })).starts).toEqual([0, 4, 9]);
  expect((await count('one One none', { search: 'one', caseSensitive: true })).starts).toEqual([0, 9]);
  expect((await count('one One none', { search: 'one', wholeWord: true })).starts).toEqual([0, 4]);
  expect((await count('a1 b22', { search: '\\w\\d+', regexp: true })).starts).toEqual([0, 3]);
  expect((await count('中文中', { search: '中' })).starts).toEqual([0, 2]);
  expect((await count('', { search: 'x' })).starts).toEqual([]);
});

test('what is a great many is told so', async () => {
  const { starts, more } = await count('a'.repeat(MOST + 5), { search: 'a' });
  expect(starts).toHaveLength(MOST);
  expect(more).toBe(true);
});

test('a count that is called off tells nothing', async () => {
  const state = EditorState.create({ doc: 'a' });
  let told = false;
  countHits(state, new SearchQuery({ search: 'a' }), () => {
    told = true;
  })();
  await count('a', { search: 'a' });
  expect(told).toBe(false);
});

test('the selected hit has a place among all', () => {
  const hits = { starts: [2, 5, 9], more: false };
  expect(placeOf(hits, 2)).toBe(1);
  expect(placeOf(hits, 9)).toBe(3);
  expect(placeOf(hits, 4)).toBeNull();
  expect(placeOf({ starts: [], more: false }, 0)).toBeNull();
});
