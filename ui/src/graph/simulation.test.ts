import { expect, test } from 'vitest';
import { Quadtree } from './quadtree';
import { Simulation } from './simulation';

/** A graph with hubs, as vaults have them; no chance in it. */
function hubs(count: number, links: number): Uint32Array {
  const edges: number[] = [];
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let at = 0; at < links; at++) {
    const from = Math.floor(next() * count);
    const to = Math.floor(next() ** 3 * count);
    if (from !== to) edges.push(from, to);
  }
  return Uint32Array.from(edges);
}

function settled(start: ConstructorParameters<typeof Simulation>[0]): Simulation {
  const simulation = new Simulation(start);
  for (let step = 0; step < 1000 && !simulation.settled; step++) simulation.step();
  return simulation;
}

test('squares push as their points do', () => {
  const xs = Float64Array.from({ length: 200 }, (_, at) => Math.sin(at * 12.9898) * 300);
  const ys = Float64Array.from({ length: 200 }, (_, at) => Math.cos(at * 78.233) * 300);
  const tree = new Quadtree(xs, ys);
  tree.build();
  for (let at = 0; at < 200; at++) {
    let [x, y] = [0, 0];
    for (let other = 0; other < 200; other++) {
      if (other === at) continue;
      const [dx, dy] = [
        (xs[at] as number) - (xs[other] as number),
        (ys[at] as number) - (ys[other] as number),
      ];
      const force = 10 / Math.max(1, dx * dx + dy * dy);
      x += dx * force;
      y += dy * force;
    }
    const exact = new Float64Array(2);
    tree.repel(at, 10, 0, exact);
    expect(exact[0]).toBeCloseTo(x, 6);
    expect(exact[1]).toBeCloseTo(y, 6);
    const near = new Float64Array(2);
    tree.repel(at, 10, 0.8, near);
    expect(Math.hypot((near[0] as number) - x, (near[1] as number) - y)).toBeLessThan(
      0.15 * Math.hypot(x, y) + 0.5,
    );
  }
});

test('a layout comes to rest, is bounded and has no holes in its numbers', () => {
  const edges = hubs(800, 1600);
  const { xs, ys, settled: rest } = settled({ count: 800, edges, places: null });
  expect(rest).toBe(true);
  for (const at of [...xs, ...ys]) {
    expect(Number.isFinite(at)).toBe(true);
    expect(Math.abs(at)).toBeLessThan(6000);
  }
});

test('the same graph always comes out the same', () => {
  const start = { count: 300, edges: hubs(300, 500), places: null };
  expect(settled(start).places()).toEqual(settled(start).places());
});

test('linked nodes lie nearer than others', () => {
  const edges = hubs(300, 400);
  const { xs, ys } = settled({ count: 300, edges, places: null });
  const apart = (a: number, b: number) =>
    Math.hypot((xs[a] as number) - (xs[b] as number), (ys[a] as number) - (ys[b] as number));
  let linked = 0;
  for (let at = 0; at < edges.length; at += 2) linked += apart(edges[at] as number, edges[at + 1] as number);
  let any = 0;
  for (let at = 0; at < 300; at++) any += apart(at, (at * 7 + 3) % 300);
  expect(linked / (edges.length / 2)).toBeLessThan((any / 300) * 0.7);
});

test('nodes at one place part, and none at all is no trouble', () => {
  const places = new Float32Array(20).fill(5);
  const { xs, ys } = settled({ count: 10, edges: new Uint32Array(), places });
  const spots = new Set([...xs].map((x, at) => `${x.toFixed(1)} ${(ys[at] as number).toFixed(1)}`));
  expect(spots.size).toBe(10);
  const empty = settled({ count: 0, edges: new Uint32Array(), places: null });
  expect([empty.settled, empty.places().length]).toEqual([true, 0]);
  const alone = settled({ count: 1, edges: new Uint32Array(), places: null });
  expect(Math.abs(alone.xs[0] as number)).toBeLessThan(50);
});

test('what had its place keeps it when something is added', () => {
  const edges = hubs(400, 800);
  const before = settled({ count: 400, edges, places: null }).places();
  const places = new Float32Array(802).fill(Number.NaN);
  places.set(before);
  const grown = Uint32Array.from([...edges, 400, 3]);
  const after = settled({ count: 401, edges: grown, places }).places();
  const size = Math.max(...before) - Math.min(...before);
  let moved = 0;
  for (let at = 0; at < 400; at++)
    moved += Math.hypot(
      (after[at * 2] as number) - (before[at * 2] as number),
      (after[at * 2 + 1] as number) - (before[at * 2 + 1] as number),
    );
  expect(moved / 400).toBeLessThan(size * 0.06);
  const beside = Math.hypot(
    (after[800] as number) - (after[6] as number),
    (after[801] as number) - (after[7] as number),
  );
  expect(beside).toBeLessThan(size * 0.25);
});

test('a node that is held stays where it is held, and the others follow', () => {
  const simulation = settled({ count: 3, edges: Uint32Array.from([0, 1, 1, 2]), places: null });
  simulation.hold(0, 400, 400);
  expect(simulation.settled).toBe(false);
  for (let step = 0; step < 80; step++) simulation.step();
  expect([simulation.xs[0], simulation.ys[0]]).toEqual([400, 400]);
  expect(simulation.xs[1]).toBeGreaterThan(150);
  simulation.hold(0, Number.NaN, 1);
  simulation.release();
  for (let step = 0; step < 1000 && !simulation.settled; step++) simulation.step();
  expect(simulation.settled).toBe(true);
});
