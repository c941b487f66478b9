import { EditorState } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileText, formField, join, split } from './endings';

const open = (file: string) => {
  const { text, form } = split(file);
  return EditorState.create({ doc: text, extensions: formField.init(() => form) });
};

const piece = fc.constantFrom('a', '\n', '\r\n', '\r', '中', '\uFEFF', '');

describe('a file that is not edited', () => {
  test('is written back byte for byte', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const file = pieces.join('');
        const { text, form } = split(file);
        expect(text).not.toContain('\r');
        expect(join(text, form)).toBe(file);
        expect(fileText(open(file))).toBe(file);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an edit', () => {
  test('leaves every other line end as it was', () => {
    const state = open('one\r\ntwo\nthree\r\nfour\r\n');
    const at = state.doc.line(3).to;
    expect(fileText(state.update({ changes: { from: at, insert: '!' } }).state)).toBe(
      'one\r\ntwo\nthree!\r\nfour\r\n',
    );
    expect(fileText(state.update({ changes: { from: 0, insert: 'zero\n' } }).state)).toBe(
      'zero\r\none\r\ntwo\nthree\r\nfour\r\n',
    );
  });

  test('takes the odd line end with its line', () => {
    const state = open('one\r\ntwo\nthree\r\n');
    const { from, to } = state.doc.line(2);
    expect(fileText(state.update({ changes: { from, to: to + 1 } }).state)).toBe('one\r\nthree\r\n');
  });

  test('keeps the byte order mark', () => {
    const state = open('\uFEFFone\n');
    expect(state.doc.toString()).toBe('one\n');
    expect(fileText(state.update({ changes: { from: 0, insert: 'zero ' } }).state)).toBe('\uFEFFzero one\n');
  });
});
