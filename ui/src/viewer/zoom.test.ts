import { expect, test } from 'vitest';
import { LARGEST, SMALLEST, stepped } from './zoom';

test('a zoom goes by steps, stops at real size, and ends somewhere', () => {
  expect(stepped(1, 1)).toBe(1.25);
  expect(stepped(0.9, 1)).toBe(1);
  expect(stepped(1.1, -1)).toBe(1);
  expect(stepped(1, -1)).toBe(0.8);
  expect(stepped(LARGEST, 1)).toBe(LARGEST);
  expect(stepped(SMALLEST, -1)).toBe(SMALLEST);
});
