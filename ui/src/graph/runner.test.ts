import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { GraphModel } from './model';
import { type Report, Runner } from './runner';
import { Session } from './session';

const start = (count = 4) => ({ count, edges: Uint32Array.from([0, 1, 1, 2, 2, 3]), places: null });

beforeEach(() => {
  // Time itself goes on: a slice is at its end when it is over.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

function runner() {
  const reports: Report[] = [];
  return { reports, runner: new Runner((report) => reports.push(report), 1, 1) };
}

test('a layout is told of from its start until it has come to rest', async () => {
  const { reports, runner: running } = runner();
  running.take({ kind: 'start', run: 3, start: start(), quiet: false });
  expect(reports).toHaveLength(1);
  await vi.runAllTimersAsync();
  expect(reports.at(-1)?.settled).toBe(true);
  expect(reports.every(({ run, places }) => run === 3 && places.length === 8)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('whoever wants no motion sees the end alone, and what is moved by hand', async () => {
  const { reports, runner: running } = runner();
  running.take({ kind: 'start', run: 1, start: start(), quiet: true });
  await vi.runAllTimersAsync();
  expect(reports.map(({ settled }) => settled)).toEqual([true]);
  running.take({ kind: 'hold', at: 0, x: 300, y: 0 });
  await vi.advanceTimersByTimeAsync(20);
  expect(reports.length).toBeGreaterThan(1);
  expect(reports.at(-1)?.places[0]).toBe(300);
  running.take({ kind: 'release' });
  await vi.runAllTimersAsync();
  expect(reports.at(-1)?.settled).toBe(true);
});

test('a stopped layout is at its end, and a further graph takes the place of one before', async () => {
  const { reports, runner: running } = runner();
  running.take({ kind: 'release' });
  running.take({ kind: 'start', run: 1, start: start(), quiet: false });
  running.take({ kind: 'start', run: 2, start: { ...start(5) }, quiet: false });
  await vi.advanceTimersByTimeAsync(5);
  expect(reports.slice(1).every(({ run, places }) => run === 2 && places.length === 10)).toBe(true);
  running.take({ kind: 'stop' });
  const told = reports.length;
  await vi.runAllTimersAsync();
  expect(reports).toHaveLength(told);
});

test('places are kept by what lies there, not by its number', () => {
  const session = new Session();
  const model = (keys: string[]) => ({ keys, count: keys.length }) as unknown as GraphModel;
  expect(session.placesOf(model(['/a.md']))).toBe(null);
  session.keep(model(['/a.md', '/b.md', '#t']), Float32Array.from([1, 2, 3, 4, Number.NaN, 6]));
  expect(session.placesOf(model(['#t', '/b.md', '/new.md', '/a.md']))).toEqual(
    Float32Array.from([Number.NaN, Number.NaN, 3, 4, Number.NaN, Number.NaN, 1, 2]),
  );
});
