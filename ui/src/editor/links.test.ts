import { ensureSyntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { type Followed, linkAt } from './links';
import { noteLanguage } from './syntax';

function at(marked: string): Followed | null {
  const position = marked.indexOf('‸');
  const state = EditorState.create({ doc: marked.replace('‸', ''), extensions: noteLanguage });
  ensureSyntaxTree(state, state.doc.length, 1000);
  return linkAt(state, position);
}

test.each<[string, Followed | null]>([
  ['see [[No‸te]]', { kind: 'note', target: 'Note' }],
  ['see ‸[[Note#Head|shown]]', { kind: 'note', target: 'Note', fragment: 'Head' }],
  ['[[#He‸ad]]', { kind: 'note', target: '', fragment: 'Head' }],
  ['![[pic‸ture.png|100]]', { kind: 'note', target: 'picture.png' }],
  ['[te‸xt](folder/My%20note.md#Part)', { kind: 'note', target: 'folder/My note.md', fragment: 'Part' }],
  ['[te‸xt](<My note.md>)', { kind: 'note', target: 'My note.md', fragment: undefined }],
  ['[te‸xt](https://example.com/a)', { kind: 'web', address: 'https://example.com/a' }],
  ['go to https://exa‸mple.com now', { kind: 'web', address: 'https://example.com' }],
  ['a #proj‸ect/one tag', { kind: 'tag', tag: 'project/one' }],
  ['a #标‸签', { kind: 'tag', tag: '标签' }],
  ['number #12‸3', null],
  ['`[[co‸de]]`', null],
  ['pla‸in', null],
])('%s', (text, expected) => {
  expect(at(text)).toEqual(expected);
});
