import { EditorState, Text } from '@codemirror/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOf, type HeadingLine, moveSection, siblingOf, standIn } from './sections';

const headingsOf = (text: string): HeadingLine[] =>
  text.split('\n').flatMap((row, index) => {
    const [, marks, words] = /^(#{1,6}) (.*)$/.exec(row) ?? [];
    return marks && words !== undefined ? [{ level: marks.length, line: index + 1, text: words }] : [];
  });

function moved(text: string, index: number, before: number): string | null {
  const state = EditorState.create({ doc: text });
  const changes = moveSection(state.doc, headingsOf(text), index, before);
  return changes && state.update({ changes }).newDoc.toString();
}

const NOTE = '# T\n\n## A\n\na\n\n### A1\n\na1\n\n## B\n\nb\n\n## C\n\nc';

test('a section goes with what is under it', () => {
  expect(endOf(headingsOf(NOTE), 1)).toBe(3);
  expect(moved(NOTE, 1, 4)).toBe('# T\n\n## B\n\nb\n\n## A\n\na\n\n### A1\n\na1\n\n## C\n\nc');
  expect(moved(NOTE, 3, 1)).toBe('# T\n\n## B\n\nb\n\n## A\n\na\n\n### A1\n\na1\n\n## C\n\nc');
});

test('a missing last line end stays missing', () => {
  expect(moved(NOTE, 4, 3)).toBe('# T\n\n## A\n\na\n\n### A1\n\na1\n\n## C\n\nc\n\n## B\n\nb\n');
  expect(moved(NOTE, 3, 5)).toBe('# T\n\n## A\n\na\n\n### A1\n\na1\n\n## C\n\nc\n\n## B\n\nb');
});

test('a section does not go into itself', () => {
  expect(moved(NOTE, 1, 1)).toBeNull();
  expect(moved(NOTE, 1, 2)).toBeNull();
  expect(moved(NOTE, 1, 3)).toBeNull();
});

test('neighbours have the same rank and the same heading above', () => {
  const headings = headingsOf(NOTE);
  expect(siblingOf(headings, 3, -1)).toBe(1);
  expect(siblingOf(headings, 1, 1)).toBe(3);
  expect(siblingOf(headings, 1, -1)).toBeNull();
  expect(siblingOf(headings, 2, 1)).toBeNull();
});

test('headings that are not in the text are known', () => {
  const doc = Text.of(['# One **two**', 'text']);
  expect(standIn(doc, [{ line: 1, level: 1, text: 'One two' }])).toBe(true);
  expect(standIn(doc, [{ line: 2, level: 1, text: 'One two' }])).toBe(false);
  expect(standIn(doc, [{ line: 1, level: 1, text: '一' }])).toBe(false);
  expect(standIn(doc, [{ line: 9, level: 1, text: 'One' }])).toBe(false);
});

test('no line is lost or made, whatever moves where', () => {
  const part = fc.record({
    level: fc.integer({ min: 1, max: 3 }),
    lines: fc.array(fc.constantFrom('', 'x', 'y z')),
  });
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      fc.nat(),
      fc.nat(),
      (parts, ended, a, b) => {
        const text = parts
          .flatMap(({ level, lines }, index) => [`${'#'.repeat(level)} h${index}`, ...lines])
          .join('\n')
          .concat(ended ? '\n' : '');
        const after = moved(text, a % parts.length, b % (parts.length + 1));
        if (after === null) return;
        const words = (of: string) => of.split('\n').filter(Boolean).sort();
        expect(words(after)).toEqual(words(text));
        const mine = endOf(headingsOf(text), a % parts.length) - (a % parts.length);
        expect(headingsOf(after)).toHaveLength(parts.length);
        const first = headingsOf(after).findIndex((heading) => heading.text === `h${a % parts.length}`);
        for (let i = 0; i < mine; i++) {
          expect(headingsOf(after)[first + i]?.text).toBe(`h${(a % parts.length) + i}`);
        }
      },
    ),
    { numRuns: 500 },
  );
});
