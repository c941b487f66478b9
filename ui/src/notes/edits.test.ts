import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apply, minimalEdits, rebase } from './edits';

const line = fc.constantFrom('', 'a', 'b', 'alpha beta', '中文 行', '😀 x', '- [ ] task');
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));

describe('minimal edits', () => {
  test('turn any text into any other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => apply(before, minimalEdits(before, after)) === after),
      { numRuns: 500 },
    );
  });

  test('are in order and apart from each other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        let at = 0;
        for (const { from, to } of minimalEdits(before, after)) {
          expect(from).toBeGreaterThanOrEqual(at);
          expect(to).toBeGreaterThanOrEqual(from);
          at = to;
        }
        expect(at).toBeLessThanOrEqual(before.length);
      }),
    );
  });

  test('touch only what changed', () => {
    expect(minimalEdits('one\ntwo\nthree\n', 'one\nTwo\nthree\nfour\n')).toEqual([
      { from: 4, to: 5, insert: 'T' },
      { from: 14, to: 14, insert: 'four\n' },
    ]);
    expect(minimalEdits('same', 'same')).toEqual([]);
  });

  test('never cut a character in two', () => {
    expect(minimalEdits('a😀b', 'a😁b')).toEqual([{ from: 1, to: 3, insert: '😁' }]);
  });

  test('of a long text stay quick', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} of a long note`);
    const changed = lines.map((each, i) => (i % 100 === 0 ? `${each}!` : each));
    const start = performance.now();
    const edits = minimalEdits(lines.join('\n'), changed.join('\n'));
    expect(edits).toHaveLength(200);
    expect(performance.now() - start).toBeLessThan(8000);
  });
});

describe('rebase', () => {
  test('brings both sides together', () => {
    expect(rebase('one\ntwo\n', 'zero\none\ntwo\n', 'one\ntwo\nthree\n')).toBe('zero\none\ntwo\nthree\n');
  });

  test('without own changes is theirs, without theirs is mine', () => {
    fc.assert(
      fc.property(text, text, (base, other) => {
        expect(rebase(base, other, base)).toBe(other);
        expect(rebase(base, base, other)).toBe(other);
      }),
    );
  });

  test('loses nothing that only one side added', () => {
    const lines = fc.array(fc.constantFrom<string>('k1', 'k2', 'k3'), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(lines, fc.nat(8), fc.nat(8), (base, i, j) => {
        const mine = base.toSpliced(i, 0, 'MINE').join('\n');
        const theirs = base.toSpliced(j, 0, 'THEIRS').join('\n');
        const both = rebase(base.join('\n'), theirs, mine);
        expect(both).toContain('MINE');
        expect(both).toContain('THEIRS');
      }),
    );
  });
});
