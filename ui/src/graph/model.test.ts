import { expect, test } from 'vitest';
import type { Graph } from '../ipc/gen/api';
import { fitted, moved, toLayout, toScreen, zoomed } from './camera';
import { drawnRadius, nodeAt } from './hit';
import { type GraphModel, groupsOf, matching, modelOf, neighboursOf, plain, TAG, UNRESOLVED } from './model';

const GRAPH: Graph = {
  epoch: '1',
  seq: 1,
  folders: ['', 'v/a', 'v/a/deep', 'v/b'],
  names: ['One.md', 'two.md', 'three.md', 'p.png', 'Missing', 'Work/x', 'alone.md'],
  parents: [1, 2, 3, 3, 0, 0, 3],
  kinds: [0, 0, 0, 1, UNRESOLVED, TAG, 0],
  titles: ['The <b>first</b>', null, null, null, null, null, null],
  links: [3, 2, 2, 1, 1, 1, 0],
  tags: ['Work/x', 'rare'],
  nodeTags: [[1, 0], [0], [], [], [], [], [0]],
  edges: [0, 1, 1, 0, 0, 2, 2, 3, 1, 4, 0, 5, 3, 3, 0, 99],
  total: 9,
  totalEdges: 12,
  cut: true,
  complete: true,
};

const names = (model: GraphModel, set: Iterable<number> | null) =>
  set && [...set].map((at) => model.labels[at]);

test('columns become nodes with their neighbours', () => {
  const model = modelOf(GRAPH);
  expect(model.paths).toEqual([
    'v/a/One.md',
    'v/a/deep/two.md',
    'v/b/three.md',
    'v/b/p.png',
    null,
    null,
    'v/b/alone.md',
  ]);
  expect(model.labels).toEqual(['The <b>first</b>', 'two', 'three', 'p.png', 'Missing', '#Work/x', 'alone']);
  expect([...model.edges]).toEqual([0, 1, 0, 2, 2, 3, 1, 4, 0, 5]);
  expect(names(model, neighboursOf(model, 0))).toEqual(['two', 'three', '#Work/x']);
  expect(neighboursOf(model, 6)).toEqual([]);
  expect(model.byKey.get('#work/x')).toBe(5);
  expect(model.byKey.get('?missing')).toBe(4);
});

test('hostile titles are one line of plain text', () => {
  expect(plain('a\u202egnp.exe\u2066\n\tb\u0000c')).toBe('a gnp.exe b c');
  expect(plain('x'.repeat(500))).toHaveLength(121);
  expect(plain(`${'x'.repeat(119)}😀😀`).endsWith('😀…')).toBe(true);
  expect(plain('   ')).toBe('');
});

test('words find names and paths', () => {
  const model = modelOf(GRAPH);
  expect(names(model, matching(model, 'DEEP t'))).toEqual(['two']);
  expect(names(model, matching(model, 'v/b'))).toEqual(['three', 'p.png', 'alone']);
  expect(matching(model, '  ')).toBe(null);
  expect(matching(model, 'nothing at all')?.size).toBe(0);
});

test('groups are the folders that tell notes apart, or the tags that many have', () => {
  const model = modelOf(GRAPH);
  expect(groupsOf(model, 'none').names).toEqual([]);
  const folders = groupsOf(model, 'folder');
  expect(folders.names).toEqual(['v/b', 'v/a']);
  expect([...folders.of]).toEqual([2, 2, 1, 1, 0, 0, 1]);
  const tags = groupsOf(model, 'tag');
  expect(tags.names).toEqual(['#Work/x']);
  expect([...tags.of]).toEqual([1, 1, 0, 0, 0, 0, 1]);
});

test('zoom keeps what is under the pointer, and stays within bounds', () => {
  const size = { width: 400, height: 300 };
  let camera = { x: 10, y: 20, zoom: 1 };
  const before = toLayout(camera, size, 100, 50);
  camera = zoomed(camera, size, 2, 100, 50);
  const after = toLayout(camera, size, 100, 50);
  expect(after.x).toBeCloseTo(before.x);
  expect(after.y).toBeCloseTo(before.y);
  expect(toScreen(camera, size, after.x, after.y)).toEqual({ x: 100, y: 50 });
  expect(zoomed(camera, size, 1e9, 0, 0).zoom).toBe(8);
  expect(zoomed(camera, size, 1e-9, 0, 0).zoom).toBe(0.01);
  const right = moved(camera, 30, 0);
  expect(toScreen(right, size, after.x, after.y).x).toBeCloseTo(130);
});

test('all nodes fit in, and none at all is no trouble', () => {
  const size = { width: 400, height: 300 };
  const places = Float32Array.from([-1000, 0, 1000, 500, Number.NaN, 0]);
  const camera = fitted(places, size);
  for (const at of [0, 1]) {
    const { x, y } = toScreen(camera, size, places[at * 2] as number, places[at * 2 + 1] as number);
    expect(x).toBeGreaterThanOrEqual(39);
    expect(x).toBeLessThanOrEqual(361);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(300);
  }
  expect(fitted(new Float32Array(), size)).toEqual({ x: 0, y: 0, zoom: 1 });
});

test('the nearest node under the pointer is hit', () => {
  const size = { width: 200, height: 200 };
  const camera = { x: 0, y: 0, zoom: 1 };
  const places = Float32Array.from([0, 0, 6, 0, 50, 50]);
  const links = Uint32Array.from([4, 0, 1]);
  const hit = (x: number, y: number) => nodeAt(places, links, camera, size, x, y);
  expect(hit(101, 100)).toBe(0);
  expect(hit(105, 100)).toBe(1);
  expect(hit(150, 150)).toBe(2);
  expect(hit(20, 20)).toBe(-1);
  expect(drawnRadius(100, 0.01)).toBeGreaterThanOrEqual(0.8);
});
