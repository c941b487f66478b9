import { EditorSelection, EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { attendedLines } from './focus';

/** Returns the words of the lines that stand out, with the cursors at `¦`. */
function attended(marked: string, from = 0, to = Number.POSITIVE_INFINITY): string[] {
  const cursors: number[] = [];
  const doc = marked.replace(/¦/g, (_, at: number) => {
    cursors.push(at - cursors.length);
    return '';
  });
  const state = EditorState.create({
    doc,
    selection: EditorSelection.create(cursors.map((at) => EditorSelection.cursor(at))),
    extensions: EditorState.allowMultipleSelections.of(true),
  });
  return attendedLines(state, from, Math.min(to, doc.length)).map((at) => state.doc.lineAt(at).text);
}

test('the paragraph at the cursor stands out', () => {
  expect(attended('a\n\nb\nc¦\nd\n\ne')).toEqual(['b', 'c', 'd']);
  expect(attended('¦a\n\nb')).toEqual(['a']);
  expect(attended('a\n¦\nb')).toEqual(['']);
  expect(attended('a\n \nb¦')).toEqual(['b']);
});

test('each cursor has its paragraph', () => {
  expect(attended('a¦\n\nb\n\nc¦\nd')).toEqual(['a', 'c', 'd']);
});

test('only what is in sight is looked at', () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `line ${i}`);
  const doc = `¦${lines.join('\n')}`;
  expect(attended(doc, 0, 20)).toEqual(['line 0', 'line 1', 'line 2']);
  expect(attended(doc, 500_000, 500_100)).toEqual([]);
});
