import { expect, test } from 'vitest';
import type { Condition } from '../ipc/gen/api';
import { reasonOf, shareOf } from './reasons';

const ABOUT = { path: 'zoo/fox.md', tags: ['animal', 'wild'], size: 2000, modified: 0, created: 0 };

const condition = (change: Partial<Condition>): Condition => ({
  kind: 'word',
  written: 'fox',
  holds: true,
  score: 0,
  sites: [],
  forms: [],
  parts: [],
  ...change,
});

test.each<[Partial<Condition>, string]>([
  [{ holds: false }, 'does not occur'],
  [
    {
      sites: [
        { site: 'title', count: 1 },
        { site: 'text', count: 3 },
      ],
      forms: ['Fox', 'foxes'],
    },
    'stands in the title, 3 × in the text; as foxes',
  ],
  [{ kind: 'tag', holds: false }, 'the note lacks this tag; its tags are #animal #wild'],
  [{ kind: 'tag' }, 'has this tag; its tags are #animal #wild'],
  [{ kind: 'folder', holds: false }, 'is not in this folder; it is in zoo'],
  [{ kind: 'size', holds: false }, 'has another size; it has 2 kB'],
  [{ kind: 'type' }, 'is of this type'],
  [{ kind: 'regex' }, 'is so'],
])('%o is said so', (change, said) => {
  expect(reasonOf(condition(change), ABOUT)).toBe(said);
});

test('a note without tags and in no folder says so', () => {
  const about = { ...ABOUT, path: 'fox.md', tags: [] };
  expect(reasonOf(condition({ kind: 'tag', holds: false }), about)).toContain('it has no tags');
  expect(reasonOf(condition({ kind: 'folder', holds: false }), about)).toContain('in the vault itself');
});

test('a share is told where there is something to compare', () => {
  const part = condition({ score: 3 });
  const root = condition({ kind: 'all', score: 4, parts: [part] });
  expect(shareOf(part, root)).toBe(75);
  expect(shareOf(root, root)).toBeNull();
  expect(shareOf(condition({}), root)).toBeNull();
  expect(shareOf(part, { ...root, holds: false })).toBeNull();
});
