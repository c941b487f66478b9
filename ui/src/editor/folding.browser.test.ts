import { foldEffect, foldedRanges } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  foldEverything,
  foldHere,
  folding,
  foldOf,
  shownOtherwise,
  unfoldEverything,
  unfoldHere,
} from './folding';
import { foldsIn, rangesOf } from './folds';
import { noteLanguage } from './syntax';

const views: EditorView[] = [];

afterEach(() => {
  for (const view of views.splice(0)) {
    view.dom.parentElement?.remove();
    view.destroy();
  }
});

const stateOf = (doc: string, more: Extension = []) =>
  EditorState.create({ doc, extensions: [noteLanguage, folding, more] });

function show(doc: string, cursor = 0): EditorView {
  const parent = document.createElement('div');
  document.body.append(parent);
  const view = new EditorView({ parent, state: stateOf(doc) });
  view.dispatch({ selection: { anchor: cursor } });
  views.push(view);
  return view;
}

/** Returns what is put away, in order. */
function away(state: EditorState): string[] {
  const found: string[] = [];
  foldedRanges(state).between(0, state.doc.length, (from, to) => {
    found.push(state.sliceDoc(from, to));
  });
  return found;
}

describe('what belongs to the first line', () => {
  test.each([
    ['# A\nx\n## B\ny\n\n# C\nz', '\nx\n## B\ny'],
    ['## A\nx\n\n\n# C', '\nx'],
    ['A\n===\nx\n\ny', '\n===\nx\n\ny'],
    ['# A\n# B', null],
    ['# A\n', null],
    ['- a\n  - b\n  - c\n- d', '\n  - b\n  - c'],
    ['- a\n- b', null],
    ['1. a\n   more', '\n   more'],
    ['```js\nx\n```\n\ny', '\nx\n```'],
    ['---\na: 1\n---\nx', '\na: 1\n---'],
    ['> [!note] T\n> x\n\ny', '\n> x'],
    ['> quoted\n> x', null],
    ['words\nmore', null],
    ['', null],
  ])('%j', (doc, folded) => {
    const state = stateOf(doc);
    const range = foldOf(state, state.doc.line(1));
    expect(range && state.sliceDoc(range.from, range.to)).toBe(folded);
  });

  test('nothing, where it is shown in a way of its own', () => {
    const own = shownOtherwise.of((_, { number }) => number === 1);
    const state = stateOf('# A\nx\n# B\ny', own);
    expect(foldOf(state, state.doc.line(1))).toBeNull();
    expect(foldOf(state, state.doc.line(3))).not.toBeNull();
  });
});

test('the cursor’s section is put away and brought back', () => {
  const view = show('# A\n\nx\n\ny\n\n# B\nz', 8);
  expect(foldHere(view)).toBe(true);
  expect(away(view.state)).toEqual(['\n\nx\n\ny']);
  expect(view.state.selection.main.head).toBe(3);
  expect(view.contentDOM.textContent).not.toContain('x');
  expect(unfoldHere(view)).toBe(true);
  expect(away(view.state)).toEqual([]);
});

test('a section comes back from where its line ends, too', () => {
  const view = show('# A\nx\ny\n\n# B');
  foldHere(view);
  view.dispatch({ selection: { anchor: 7 } });
  expect(away(view.state)).toEqual(['\nx\ny']);
  expect(unfoldHere(view)).toBe(true);
  expect(away(view.state)).toEqual([]);
});

test('an item is put away before the section it is in', () => {
  const view = show('# A\n\n- a\n  - b\n- c', 13);
  foldHere(view);
  expect(away(view.state)).toEqual(['\n  - b']);
  foldHere(view);
  expect(away(view.state)).toEqual(['\n\n- a\n  - b\n- c', '\n  - b']);
});

test('everything is put away, section within section', () => {
  const view = show('# A\nx\n## B\ny\n\n- a\n  - b');
  expect(foldEverything(view)).toBe(true);
  expect(away(view.state)).toEqual(['\nx\n## B\ny\n\n- a\n  - b', '\ny\n\n- a\n  - b', '\n  - b']);
  unfoldEverything(view);
  expect(away(view.state)).toEqual([]);
});

test('folds follow the text, and open where the cursor goes', () => {
  const view = show('# A\nx\n\n# B\ny');
  foldHere(view);
  view.dispatch({ changes: { from: 0, insert: 'before\n\n' } });
  expect(away(view.state)).toEqual(['\nx']);
  // What comes from elsewhere into what is put away stays there.
  view.dispatch({ changes: { from: 12, insert: '!' } });
  expect(away(view.state)).toEqual(['\n!x']);
  view.dispatch({ selection: { anchor: 13 } });
  expect(away(view.state)).toEqual([]);
});

test('whatever is folded and edited, the text is what was written', () => {
  const PIECES = ['# A\n', '## B\n', 'x\n', '\n', '- a\n  - b\n', '```\nc\n```\n', '> [!note]\n> d\n'];
  const step = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(6),
    insert: fc.constantFrom('', ...PIECES),
    fold: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }),
      fc.array(step, { maxLength: 8 }),
      (pieces, steps) => {
        let text = pieces.join('');
        let state = stateOf(text);
        for (const { at, cut, insert, fold } of steps) {
          const from = Math.floor(at * text.length);
          if (fold) {
            const range = foldOf(state, state.doc.lineAt(from));
            if (range) state = state.update({ effects: foldEffect.of(range) }).state;
          } else {
            const to = Math.min(text.length, from + cut);
            text = text.slice(0, from) + insert + text.slice(to);
            state = state.update({ changes: { from, to, insert }, userEvent: 'delete' }).state;
          }
          expect(state.doc.toString()).toBe(text);
          foldedRanges(state).between(0, text.length, (start, end) => {
            expect(start).toBeLessThan(end);
            expect(end).toBeLessThanOrEqual(text.length);
          });
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('what was folded is found again by its first line', () => {
  const view = show('# A\nx\n\n# B\ny');
  foldEverything(view);
  const kept = foldsIn(view.state);
  expect(kept).toEqual([
    [1, '# A'],
    [4, '# B'],
  ]);
  const found = (doc: string) => {
    const state = stateOf(doc);
    return rangesOf(state, kept).map(({ from, to }) => state.sliceDoc(from, to));
  };
  expect(found('# A\nx\n\n# B\ny')).toEqual(['\nx', '\ny']);
  expect(found('new\n\n# A\nx\n\n# B\ny\nz')).toEqual(['\nx', '\ny\nz']);
  expect(found('# Other\nx\n\n# B')).toEqual([]);
  expect(found('')).toEqual([]);
});

test('the arrow beside a line folds and unfolds', async () => {
  const view = show('# A\nx\n\n# B\ny');
  const arrow = () => view.dom.querySelector('.cm-folds > [data-from="7"]');
  await expect.poll(arrow).not.toBeNull();
  const press = () =>
    arrow()?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, cancelable: true }));
  press();
  expect(away(view.state)).toEqual(['\ny']);
  await expect.poll(() => arrow()?.className).toContain('cm-fold-closed');
  press();
  expect(away(view.state)).toEqual([]);
});
