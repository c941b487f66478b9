import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { beforeEach, describe, expect, test } from 'vitest';
import { open } from '../../ipc/client';
import { FakeTransport } from '../../test/fake/transport';
import { notePath } from '../links';
import { blockIds, completeCallout, completeLanguage, completePart, headingLink } from './completions';

const at = (doc: string) =>
  new CompletionContext(EditorState.create({ doc, extensions: notePath.of('Here.md') }), doc.length, false);

beforeEach(() => {
  const fake = new FakeTransport(Date.now, {});
  fake.externalEdit('Here.md', '# Own\n');
  fake.externalEdit('docs/There.md', '# One\n\n## Two [x]\n\nwords ^block-1\n\n- item ^b2\n');
  open(fake);
});

describe('parts of notes', () => {
  test.each([
    ['[[There#', 8, ['One', 'Two [x]']],
    ['a [[There#T', 10, ['One', 'Two [x]']],
    ['[[#', 3, ['Own']],
    ['[[There#^', 8, ['^block-1', '^b2']],
  ])('%s', async (doc, from, labels) => {
    const found = await completePart(at(doc));
    expect(found?.from).toBe(from);
    expect(found?.options.map(({ label }) => label)).toEqual(labels);
  });

  test('are not asked for elsewhere, nor of a note that is not there', async () => {
    for (const doc of ['[[There', '#There', '[[There|#', '[[Nowhere#'])
      expect(await completePart(at(doc))).toBeNull();
  });

  test('are named as a link can name them', () => {
    expect(headingLink('Two [x] | #y')).toBe('Two x y');
    expect(blockIds('a ^b\n^c\nno^d\n^e f')).toEqual([
      { id: 'b', words: 'a' },
      { id: 'c', words: '' },
    ]);
  });
});

test('languages are offered behind a fence', () => {
  expect(completeLanguage(at('```py'))?.options.map(({ label }) => label)).toContain('python');
  expect(completeLanguage(at('> ```ru'))?.from).toBe(5);
  expect(completeLanguage(at('```'))).toBeNull();
  expect(completeLanguage(at('a ```py'))).toBeNull();
});

test('types of callouts are offered where one begins', () => {
  expect(completeCallout(at('> [!'))?.options).toHaveLength(13);
  expect(completeCallout(at('> [!wa'))?.from).toBe(4);
  expect(completeCallout(at('[!wa'))).toBeNull();
});
