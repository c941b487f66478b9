import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { namedLanguage, unchecked } from './spelling';
import { noteLanguage } from './syntax';

const stateOf = (doc: string) => EditorState.create({ doc, extensions: noteLanguage });

test('what is no prose is not checked', () => {
  const words = (doc: string) => {
    const state = stateOf(doc);
    return unchecked(state, 0, doc.length).map(({ from, to }) => state.sliceDoc(from, to));
  };
  expect(words('plain *words* in ==a== **note**')).toEqual([]);
  expect(words('a `code` [[Link]] #tag $x$ <b>')).toEqual(['`code`', '[[Link]]', '#tag', '$x$', '<b>']);
  expect(words('[shown](https://a.b/c) https://d.e')).toEqual(['https://a.b/c', 'https://d.e']);
  expect(words('---\ntitle: x\n---\n\nword\n\n```js\nlet a\n```')).toEqual([
    '---\ntitle: x\n---',
    '```js\nlet a\n```',
  ]);
});

test('only the part in sight is looked at', () => {
  expect(unchecked(stateOf('```\nlong code\n```'), 6, 9)).toEqual([{ from: 6, to: 9 }]);
});

test('a note names its language in its front matter', () => {
  const named = (doc: string) => namedLanguage(stateOf(doc));
  expect(named('---\ntitle: x\nlang: de\n---\n')).toBe('de');
  expect(named('---\nlanguage: "en_GB"\n---\n')).toBe('en-GB');
  expect(named('---\ntitle: x\n---\nlang: de\n')).toBeNull();
  expect(named('---\nlang: [a, b]\n---\n')).toBeNull();
  expect(named('lang: de')).toBeNull();
  expect(named('')).toBeNull();
});
