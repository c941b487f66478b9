import { expect, test } from 'vitest';
import { optionsFrom } from './options';

test('what was remembered stands, where it has the form', () => {
  const start = optionsFrom(undefined);
  expect(start).toMatchObject({ query: '', folder: '', unresolved: true, orphans: true, depth: 1 });
  const other = { ...start, query: 'tag:x', folder: 'a/b', tags: true, grouping: 'tag', depth: 3 } as const;
  expect(optionsFrom(other)).toEqual(other);
  const garbled = { query: 3, folder: null, tags: 'yes', grouping: 'size', depth: 99, unresolved: 0 };
  expect(optionsFrom(garbled as never)).toEqual(start);
  expect(optionsFrom({ depth: 1.5 }).depth).toBe(1);
});
