import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isShape, keyOf, panesOf, resized, type Shape, type Side, splitAt, without } from './panes';

describe('the shape of the main area', () => {
  const two = splitAt('a', 'a', 'right', 'b');

  test('gives a new pane half of the place of another, at the side that was asked for', () => {
    expect(two).toEqual({ down: false, parts: ['a', 'b'], sizes: [50, 50] });
    expect(splitAt('a', 'a', 'up', 'b')).toEqual({ down: true, parts: ['b', 'a'], sizes: [50, 50] });
    expect(splitAt(two, 'b', 'right', 'c')).toEqual({
      down: false,
      parts: ['a', 'b', 'c'],
      sizes: [50, 25, 25],
    });
    expect(splitAt(two, 'a', 'down', 'c')).toEqual({
      down: false,
      parts: [{ down: true, parts: ['a', 'c'], sizes: [50, 50] }, 'b'],
      sizes: [50, 50],
    });
  });

  test('closes up where a pane goes', () => {
    expect(without(two, 'a')).toBe('b');
    expect(without('a', 'a')).toBeNull();
    const three = splitAt(splitAt(two, 'b', 'down', 'c'), 'c', 'right', 'd');
    expect(without(three, 'b')).toEqual({ down: false, parts: ['a', 'c', 'd'], sizes: [50, 25, 25] });
  });

  test('keeps the sizes that were drawn', () => {
    const shape = splitAt(two, 'a', 'down', 'c');
    const drawn = resized(shape, keyOf(shape), [70, 30]);
    expect(drawn).toMatchObject({ sizes: [70, 30] });
    expect(keyOf(drawn)).toBe(keyOf(shape));
  });

  test('is known again, and nothing else is', () => {
    expect(isShape(JSON.parse(JSON.stringify(splitAt(two, 'a', 'down', 'c'))))).toBe(true);
    for (const other of [
      null,
      '',
      3,
      {},
      { down: false, parts: ['a'], sizes: [100] },
      { down: false, parts: ['a', 'a'], sizes: [50, 50] },
      { down: false, parts: ['a', 'b'], sizes: [50] },
      { down: false, parts: ['a', 'b'], sizes: [50, 'x'] },
      { parts: ['a', 'b'], sizes: [50, 50] },
    ]) {
      expect(isShape(other), JSON.stringify(other)).toBe(false);
    }
  });

  test('stays sound whatever is split and closed', () => {
    const step = fc.record({
      close: fc.boolean(),
      at: fc.nat(20),
      side: fc.constantFrom<Side>('left', 'right', 'up', 'down'),
    });
    const sound = (shape: Shape): void => {
      if (typeof shape === 'string') return;
      expect(shape.sizes.reduce((sum, size) => sum + size, 0)).toBeCloseTo(100);
      for (const part of shape.parts) {
        if (typeof part !== 'string') expect(part.down).toBe(!shape.down);
        sound(part);
      }
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let shape: Shape = 'p0';
        let known = ['p0'];
        steps.forEach(({ close, at, side }, index) => {
          const pane = known[at % known.length] as string;
          if (close && known.length > 1) {
            shape = without(shape, pane) as Shape;
            known = known.filter((each) => each !== pane);
          } else {
            shape = splitAt(shape, pane, side, `p${index + 1}`);
            known.push(`p${index + 1}`);
          }
          expect(panesOf(shape).toSorted()).toEqual(known.toSorted());
          expect(isShape(shape)).toBe(true);
          sound(shape);
        });
      }),
    );
  });
});
