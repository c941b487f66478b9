import { history, redo, undo } from '@codemirror/commands';
import { EditorState, Transaction } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileText, join, keepForm, setForm, split } from './endings';

const open = (file: string) => {
  const { text, form } = split(file);
  return EditorState.create({ doc: text, extensions: [keepForm(form), history()] });
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

  test('that replaces an odd line end keeps what took its place', () => {
    const state = open('one\r\ntwo\nthree\r\n');
    const end = state.doc.line(2).to;
    expect(fileText(state.update({ changes: { from: end, to: end + 1, insert: 'x' } }).state)).toBe(
      'one\r\ntwoxthree\r\n',
    );
  });

  test('keeps the byte order mark', () => {
    const state = open('\uFEFFone\n');
    expect(state.doc.toString()).toBe('one\n');
    expect(fileText(state.update({ changes: { from: 0, insert: 'zero ' } }).state)).toBe('\uFEFFzero one\n');
  });
});

describe('undo', () => {
  const through = (state: EditorState, command: typeof undo): EditorState => {
    let next = state;
    command({ state, dispatch: (transaction) => (next = transaction.state) });
    return next;
  };

  test('brings line ends back as they were', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('', 'x', '\n')), { maxLength: 5 }),
        (pieces, edits) => {
          const file = pieces.join('');
          let state = open(file);
          for (const [a, b, insert] of edits) {
            const ends = [a, b].map((at) => at % (state.doc.length + 1)).sort((x, y) => x - y);
            state = state.update({ changes: { from: ends[0] as number, to: ends[1], insert } }).state;
          }
          const edited = fileText(state);
          for (let i = 0; i < edits.length; i++) state = through(state, undo);
          expect(fileText(state)).toBe(file);
          for (let i = 0; i < edits.length; i++) state = through(state, redo);
          expect(fileText(state)).toBe(edited);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('of a step that is longer than what came from elsewhere since', () => {
    let state = open('one\r\n\n');
    const { form } = split('');
    const all = { from: 0, to: state.doc.length };
    state = state.update({ changes: all, effects: setForm.of(form) }).state;
    const quiet = Transaction.addToHistory.of(false);
    state = state.update({ changes: { from: 0, insert: 'x' }, annotations: quiet }).state;
    expect(split(fileText(through(state, undo))).text).toBe('xone\n\n');
  });
});
