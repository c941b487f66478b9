import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PreviewBlock } from '../ipc/gen/api';
import { BlockList } from './blocks';
import { lineAtTop, topOfLine } from './scroll';

let parent: HTMLElement;
let prepared: number;
let deferred: (() => void)[];

beforeEach(() => {
  parent = document.createElement('article');
  parent.style.position = 'relative';
  document.body.append(parent);
  prepared = 0;
  deferred = [];
});

afterEach(() => parent.remove());

const list = () =>
  new BlockList(parent, {
    prepare: () => {
      prepared++;
    },
    defer: (rest) => {
      deferred.push(rest);
      return () => {
        deferred = deferred.filter((each) => each !== rest);
      };
    },
  });

const blocks = (texts: readonly string[]): PreviewBlock[] =>
  texts.map((text, i) => ({ html: `<p>${text}</p>`, hash: text, line: i * 2 + 1, endLine: i * 2 + 1 }));

const shown = () => [...parent.children].map((child) => child.textContent);

describe('patching', () => {
  test('makes only what is new and keeps the elements of the rest', () => {
    const preview = list();
    preview.update(blocks(['a', 'b', 'c', 'd']));
    const before = [...parent.children];
    prepared = 0;
    preview.update(blocks(['a', 'B', 'c', 'x', 'd']));
    expect(shown()).toEqual(['a', 'B', 'c', 'x', 'd']);
    expect(prepared).toBe(2);
    expect(parent.children[0]).toBe(before[0]);
    expect(parent.children[2]).toBe(before[2]);
    expect(parent.children[4]).toBe(before[3]);
    expect(preview.sections.map(({ line }) => line)).toEqual([1, 3, 5, 7, 9]);
  });

  test('from any list to any other shows exactly the other', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 6 }), (steps) => {
        parent.replaceChildren();
        const preview = list();
        for (const step of steps) {
          preview.update(blocks(step));
          expect(shown()).toEqual(step);
          expect(preview.sections.map(({ element }) => element)).toEqual([...parent.children]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('of a long note comes in slices, and an edit in between finishes them', () => {
    const texts = Array.from({ length: 500 }, (_, i) => `block ${i}`);
    const preview = list();
    preview.update(blocks(texts));
    expect(parent.children.length).toBeLessThan(texts.length);
    deferred.shift()?.();
    const partly = parent.children.length;
    expect(partly).toBeLessThan(texts.length);
    preview.update(blocks([...texts, 'new']));
    expect(shown()).toEqual([...texts, 'new']);
    expect(deferred).toEqual([]);
  });

  test('runs no script of a block', () => {
    const preview = list();
    Object.assign(window, { ran: false });
    preview.update([{ html: '<script>window.ran = true</script><p>x</p>', hash: 'h', line: 1, endLine: 1 }]);
    expect((window as unknown as { ran: boolean }).ran).toBe(false);
  });
});

test('lines and heights lead to each other', () => {
  const preview = list();
  preview.update(
    [0, 1, 2, 3].map((i) => ({
      html: `<div style="height:${(i + 1) * 40}px"></div>`,
      hash: `${i}`,
      line: i * 10 + 1,
      endLine: i * 10 + 8,
    })),
  );
  const { sections } = preview;
  for (const line of [1, 11, 16, 21, 31]) {
    expect(lineAtTop(sections, topOfLine(sections, line))).toBeCloseTo(line, 5);
  }
  expect(topOfLine(sections, 1)).toBe(0);
  expect(topOfLine(sections, 11)).toBe(40);
  expect(topOfLine(sections, 16)).toBe(80);
  expect(topOfLine([], 5)).toBe(0);
  expect(lineAtTop([], 5)).toBe(1);
});
