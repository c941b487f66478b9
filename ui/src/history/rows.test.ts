import { describe, expect, it } from 'vitest';
import type { DiffLine, DiffSpan, VersionDiff } from '../ipc/gen/api';
import { cut, type Layout, type Open, type Row, rowsOf } from './rows';

const span = (text: string, changed = false): DiffSpan => ({ text, changed });
const line = (
  kind: DiffLine['kind'],
  oldLine: number | null,
  newLine: number | null,
  text: string,
): DiffLine => ({
  kind,
  oldLine,
  newLine,
  spans: text === '' ? [] : [span(text)],
});

function diff(oldText: string, newText: string, ...hunks: DiffLine[][]): VersionDiff {
  return { oldText, newText, hunks: hunks.map((lines) => ({ lines })), added: 0, removed: 0, notice: null };
}

const shown = (row: Row): string => {
  const side = (it: { number: number; spans: readonly DiffSpan[]; ending: string | null } | null) =>
    it ? `${it.number}:${it.spans.map(({ text }) => text).join('')}${it.ending ? `<${it.ending}>` : ''}` : '';
  switch (row.kind) {
    case 'same':
      return `= ${row.old} ${row.new} ${row.text}`;
    case 'pair':
      return `| ${side(row.left)} | ${side(row.right)}`;
    case 'gap':
      return `… ${row.count}${row.heading ? ` ${row.heading}` : ''}`;
    default:
      return `${row.kind === 'added' ? '+' : '-'} ${side(row.side)}`;
  }
};

const show = (of: VersionDiff, layout: Layout = 'side', open: Open = new Set()) =>
  rowsOf(of, layout, open).rows.map(shown);

const numbered = (count: number, change: Record<number, string> = {}) =>
  Array.from({ length: count }, (_, i) => `${change[i + 1] ?? `line ${i + 1}`}\n`).join('');

const long = diff(numbered(20, { 5: '# Part' }), numbered(20, { 5: '# Part', 12: 'new 12' }), [
  line('same', 11, 11, 'line 11'),
  line('removed', 12, null, 'line 12'),
  line('added', null, 12, 'new 12'),
  line('same', 13, 13, 'line 13'),
]);

describe('rowsOf', () => {
  it('folds what did not change, under the heading that holds', () => {
    expect(show(long)).toEqual([
      '… 10 Part',
      '= 11 11 line 11',
      '| 12:line 12 | 12:new 12',
      '= 13 13 line 13',
      '… 7',
    ]);
    expect(show(long, 'inline')).toEqual([
      '… 10 Part',
      '= 11 11 line 11',
      '- 12:line 12',
      '+ 12:new 12',
      '= 13 13 line 13',
      '… 7',
    ]);
  });

  it('opens one stretch or all', () => {
    expect(show(long, 'side', new Set([1]))).toHaveLength(4 + 7);
    const all = rowsOf(long, 'side', 'all');
    expect(all.rows).toHaveLength(20);
    expect(all.rows.map(shown)[19]).toBe('= 20 20 line 20');
    expect(all.changes).toEqual([11]);
    expect(all.gaps).toBe(2);
  });

  it('pairs blocks of unequal length', () => {
    const of = diff('a\nb\n', 'x\n', [
      line('removed', 1, null, 'a'),
      line('removed', 2, null, 'b'),
      line('added', null, 1, 'x'),
    ]);
    expect(show(of)).toEqual(['| 1:a | 1:x', '| 2:b | ']);
  });

  it('shows a new file as added and an emptied one as removed', () => {
    expect(show(diff('', 'a\nb\n', [line('added', null, 1, 'a'), line('added', null, 2, 'b')]))).toEqual([
      '|  | 1:a',
      '|  | 2:b',
    ]);
    expect(show(diff('a\n', '', [line('removed', 1, null, 'a')]), 'inline')).toEqual(['- 1:a']);
  });

  it('says so where only the line end changed', () => {
    const of = diff('a\nb\n', 'a\r\nb', [
      line('removed', 1, null, 'a'),
      line('removed', 2, null, 'b'),
      line('added', null, 1, 'a'),
      line('added', null, 2, 'b'),
    ]);
    expect(show(of)).toEqual(['| 1:a<lf> | 1:a<crlf>', '| 2:b<lf> | 2:b<none>']);
  });

  it('counts a change that starts a hunk without context', () => {
    const of = diff('1\n2\n3\n4\n5\n', '1\n2\n3\n4\nnew\n5\n', [line('added', null, 5, 'new')]);
    expect(show(of)).toEqual(['… 4', '|  | 5:new', '= 5 6 5']);
  });

  it('has nothing but unchanged lines for equal texts', () => {
    expect(show(diff('a\nb\nc\nd\n', 'a\nb\nc\nd\n'))).toEqual(['… 4']);
  });
});

it('cuts long lines across spans', () => {
  const spans = [span('abc'), span('def', true), span('ghi')];
  expect(cut(spans, 100)).toEqual({ spans, left: 0 });
  expect(cut(spans, 4)).toEqual({ spans: [span('abc'), span('d', true)], left: 5 });
});
