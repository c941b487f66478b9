/** The steps of a zoom. */
export const SMALLEST = 0.05;
export const LARGEST = 16;
const FACTOR = 1.25;

/** Returns the next larger or smaller zoom; real size is never stepped over. */
export function stepped(now: number, by: 1 | -1): number {
  const next = by > 0 ? now * FACTOR : now / FACTOR;
  const passes = by > 0 ? now < 0.999 && next > 1.001 : now > 1.001 && next < 0.999;
  return Math.min(LARGEST, Math.max(SMALLEST, passes ? 1 : next));
}
