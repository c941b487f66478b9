import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../notes/edits';
import { compare } from '../test/fake/compare';
import { backEdit, moved } from './hunks';
import { rowsOf } from './rows';

const blocksOf = (older: string, newer: string) =>
  rowsOf({ ...compare(older, newer) }, 'side', new Set()).blocks;

describe('one change', () => {
  const older = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n';

  it('comes back alone', () => {
    const newer = 'a\nB\nc\nd\ne\nf\ng\nh\nj\nk\n';
    const blocks = blocksOf(older, newer);
    const one = (at: number) => apply(newer, [backEdit(older, newer, blocks[at] as never)]);
    expect(blocks).toHaveLength(3);
    expect(one(0)).toBe('a\nb\nc\nd\ne\nf\ng\nh\nj\nk\n');
    expect(one(1)).toBe('a\nB\nc\nd\ne\nf\ng\nh\ni\nj\nk\n');
    expect(one(2)).toBe('a\nB\nc\nd\ne\nf\ng\nh\nj\n');
  });

  it('finds its place after edits elsewhere, and leaves a place alone that is another now', () => {
    const edit = { from: 2, to: 4, insert: 'x\n' };
    expect(moved(edit, 'a\nb\nc\n', 'new\na\nb\nc\n')).toEqual({ from: 6, to: 8, insert: 'x\n' });
    expect(moved(edit, 'a\nb\nc\n', 'a\nbee\nc\n')).toBeNull();
    expect(moved(edit, 'a\nb\nc\n', 'c\n')).toBeNull();
  });

  it('is counted in lines of the editor, whatever their ends', () => {
    const [windows, changed] = ['\uFEFFa\r\nb\r\nc\r\n', '\uFEFFa\r\nB\r\nc\r\n'];
    expect(backEdit(windows, changed, { old: 2, removed: 1, new: 2, added: 1 })).toEqual({
      from: 2,
      to: 4,
      insert: 'b\n',
    });
  });
});

it('all changes together give the older text', () => {
  const text = fc
    .array(fc.constantFrom('one', 'two', 'three', ''), { maxLength: 12 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  fc.assert(
    fc.property(text, text, (older, newer) => {
      const edits = blocksOf(older, newer).map((block) => backEdit(older, newer, block));
      expect(apply(newer, edits)).toBe(older);
    }),
  );
});
