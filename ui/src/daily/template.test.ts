import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, formatDate, parseDate } from './dates';
import { fill, type Insertion, insertions, missing, parts } from './template';

const AT = new Date(2026, 2, 9, 8, 5, 3);
const FILLING = { title: 'Plan', date: AT, dateFormat: 'YYYY-MM-DD', timeFormat: 'HH:mm', locale: 'en' };

/** What a note is after what was put into it. */
function filled(note: string, pieces: Insertion[]): string {
  return [...pieces]
    .reverse()
    .reduce((text, { at, text: piece }) => text.slice(0, at) + piece + text.slice(at), note);
}

describe('dates', () => {
  test.each([
    ['YYYY-MM-DD', '2026-03-09'],
    ['dddd, MMMM Do YYYY', 'Monday, March 9th 2026'],
    ['gggg-[W]ww', '2026-W11'],
    ['GGGG-[W]WW', '2026-W11'],
    ['YYYY/MM/DD', '2026/03/09'],
    ['H:mm:ss a', '8:05:03 am'],
    ['[Q]Q', 'Q1'],
  ])('%s', (format, text) => expect(formatDate(AT, format, 'en')).toBe(text));

  test('days and months have the names of the language', () => {
    expect(formatDate(AT, 'YYYY年M月D日 dddd', 'zh-CN')).toBe('2026年3月9日 星期一');
  });

  test('a name is a day only in exactly its form', () => {
    expect(parseDate('2026-03-09', 'YYYY-MM-DD', 'en')?.getDate()).toBe(9);
    for (const text of ['2026-3-9', '2026-02-30', '2026-03-09 b', 'notes', ''])
      expect(parseDate(text, 'YYYY-MM-DD', 'en'), text).toBe(null);
  });

  test('every day that is written is read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
        const day = addDays(new Date(1990, 0, 1), days);
        for (const format of ['YYYY-MM-DD', 'YYYY/MM/DD', 'DD.MM.YYYY', 'YYYYMMDD'])
          expect(parseDate(formatDate(day, format, 'en'), format, 'en')?.getTime()).toBe(day.getTime());
      }),
    );
  });
});

describe('placeholders', () => {
  test('are filled in, in any case, with formats of their own', () => {
    const text =
      '{{title}} {{Date}} {{ time }} {{date:YYYY}} {{time:HH}} {{yesterday}} {{tomorrow:D}} {{other}} {{}}';
    expect(fill(text, FILLING)).toBe('Plan 2026-03-09 08:05 2026 08 2026-03-08 10 {{other}} {{}}');
  });

  test('a title that looks like a placeholder stays a title', () => {
    expect(fill('{{title}}', { ...FILLING, title: '{{date}} $& $1' })).toBe('{{date}} $& $1');
  });
});

describe('what a template adds to a note', () => {
  const TEMPLATE = '---\ntags: [daily]\nmood:\n  - calm\n---\n## Log\n';

  test('an empty note becomes the template', () => {
    expect(filled('', insertions('', 0, TEMPLATE))).toBe(TEMPLATE);
  });

  test('words go to the cursor and properties to the top', () => {
    const note = 'one\ntwo\n';
    expect(filled(note, insertions(note, 4, TEMPLATE))).toBe(
      '---\ntags: [daily]\nmood:\n  - calm\n---\none\n## Log\ntwo\n',
    );
  });

  test('properties that a note has stay as they are, with their comments', () => {
    const note = '---\n# mine\nTags: [a] # kept\n---\nbody\n';
    expect(filled(note, insertions(note, note.length, TEMPLATE))).toBe(
      '---\n# mine\nTags: [a] # kept\nmood:\n  - calm\n---\nbody\n## Log\n',
    );
  });

  test('a cursor among the properties means the beginning of the words', () => {
    const note = '---\na: 1\n---\nbody\n';
    expect(filled(note, insertions(note, 6, 'new\n'))).toBe('---\na: 1\n---\nnew\nbody\n');
  });

  test('a line of dashes in the text begins no properties', () => {
    expect(parts('a\n---\nb: 1\n---\n').front).toBe(null);
    expect(parts('---\nnever closed: 1\n').front).toBe(null);
  });

  test('nothing of a note is lost or changed', () => {
    const line = fc.constantFrom('---', 'a: 1', 'b:', '  - x', '# c', '', 'words', 'tags: [d]');
    const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, fc.nat(60), (note, template, cursor) => {
        const pieces = insertions(note, Math.min(cursor, note.length), template);
        let at = 0;
        for (const piece of pieces) {
          expect(piece.at).toBeGreaterThanOrEqual(at);
          expect(piece.at).toBeLessThanOrEqual(note.length);
          at = piece.at;
        }
        expect(filled(note, pieces)).toHaveLength(
          note.length + pieces.reduce((sum, { text }) => sum + text.length, 0),
        );
      }),
    );
  });

  test('only what is missing is added', () => {
    expect(missing('a: 1\n', 'A: 2\nb: 3')).toBe('b: 3\n');
    expect(missing('', '"quoted key": 1\n')).toBe('"quoted key": 1\n');
  });
});
