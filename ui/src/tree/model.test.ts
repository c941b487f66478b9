import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntryChange, EntryInfo, Tree } from '../ipc/gen/api';
import { FOLDER, NONE, ROOT, TreeModel } from './model';
import { join, nameOf, parentOf } from './paths';

function treeOf(files: readonly string[], empty: readonly string[] = []): Tree {
  const folders = new Set<string>(['']);
  const add = (path: string) => {
    for (let at = path; at !== ''; at = parentOf(at)) folders.add(at);
  };
  for (const path of files) add(parentOf(path));
  for (const path of empty) add(path);
  const list = [...folders];
  return {
    epoch: 'e',
    seq: 1,
    folders: list,
    names: files.map(nameOf),
    parents: files.map((path) => list.indexOf(parentOf(path))),
    kinds: files.map(() => 0),
    sizes: files.map(() => 0),
    modified: files.map(() => 0),
    created: files.map(() => 0),
  };
}

function load(files: readonly string[], empty: readonly string[] = []): TreeModel {
  const model = new TreeModel('en');
  model.load(treeOf(files, empty));
  return model;
}

const shown = (model: TreeModel) => model.rows.map((id) => model.path(id));
const created = (path: string): EntryChange => ({
  path,
  change: 'created',
  from: null,
  entry: { path, kind: 'note', size: 0, modified: 0, created: 0, revision: null, reason: null },
});
const removed = (path: string): EntryChange => ({ path, change: 'removed', from: null, entry: null });
const movedTo = (from: string, path: string): EntryChange => ({ ...created(path), change: 'moved', from });

describe('rows', () => {
  test('show folders first, each in natural order', () => {
    const model = load(['note 10.md', 'note 2.md', 'Note 1.md', 'z/a.md', 'b/a.md']);
    expect(shown(model)).toEqual(['b', 'z', 'Note 1.md', 'note 2.md', 'note 10.md']);
  });

  test('show what is open, and empty folders', () => {
    const model = load(['a/b/c.md'], ['empty']);
    expect(shown(model)).toEqual(['a', 'empty']);
    model.openAll();
    expect(shown(model)).toEqual(['a', 'a/b', 'a/b/c.md', 'empty']);
    model.toggle(model.find('a'), false);
    expect(shown(model)).toEqual(['a', 'empty']);
  });

  test('come into view by path', () => {
    const model = load(['a/b/c.md', 'd.md']);
    const id = model.reveal('a/b/c.md');
    expect(model.path(id)).toBe('a/b/c.md');
    expect(model.rowOf(id)).toBe(2);
    expect([...model.selected]).toEqual([id]);
    expect(model.reveal('not/there.md')).toBe(NONE);
  });

  test('know their place among siblings', () => {
    const model = load(['a/1.md', 'a/2.md', 'a/3.md']);
    model.openAll();
    expect(model.position(model.find('a/2.md'))).toEqual([2, 3]);
  });
});

describe('selection', () => {
  const model = () => {
    const all = load(['a/1.md', 'a/2.md', 'b.md', 'c.md']);
    all.openAll();
    return all;
  };

  test('ranges follow the rows', () => {
    const tree = model();
    tree.select(tree.find('a/2.md'), 'one');
    tree.select(tree.find('c.md'), 'range');
    expect([...tree.selected].map((id) => tree.path(id))).toEqual(['a/2.md', 'b.md', 'c.md']);
    tree.select(tree.find('a'), 'range');
    expect([...tree.selected].map((id) => tree.path(id))).toEqual(['a', 'a/1.md', 'a/2.md']);
  });

  test('leaves out what lies in a selected folder', () => {
    const tree = model();
    tree.selectAll();
    expect(tree.selectedTops().map((id) => tree.path(id))).toEqual(['a', 'b.md', 'c.md']);
  });

  test('forgets what a closed folder hides', () => {
    const tree = model();
    tree.select(tree.find('a/1.md'), 'one');
    tree.toggle(tree.find('a'), false);
    expect(tree.selected.size).toBe(0);
    expect(tree.path(tree.focus)).toBe('a');
  });

  test('may not move into itself, nor to where it is', () => {
    const tree = model();
    const [a, one, b] = ['a', 'a/1.md', 'b.md'].map((path) => tree.find(path)) as [number, number, number];
    expect(tree.canMove([a], a)).toBe(false);
    expect(tree.canMove([one], a)).toBe(false);
    expect(tree.canMove([b], a)).toBe(true);
    expect(tree.canMove([one], ROOT)).toBe(true);
    expect(tree.canMove([b], one)).toBe(false);
  });
});

describe('events', () => {
  test('keep focus and selection by neighbour when an entry goes', () => {
    const model = load(['1.md', '2.md', '3.md']);
    model.select(model.find('2.md'), 'one');
    model.apply([removed('2.md')]);
    expect(shown(model)).toEqual(['1.md', '3.md']);
    expect(model.path(model.focus)).toBe('3.md');
    expect(model.selected.size).toBe(0);
  });

  test('move a folder with everything in it, keeping it open', () => {
    const model = load(['a/b/c.md'], ['z']);
    model.openAll();
    const move = movedTo('a', 'z/a');
    model.apply([{ ...move, entry: { ...(move.entry as EntryInfo), kind: 'folder' } }]);
    expect(shown(model)).toEqual(['z', 'z/a', 'z/a/b', 'z/a/b/c.md']);
    expect(model.depth(model.find('z/a/b/c.md'))).toBe(4);
    expect(model.files).toBe(1);
  });

  test('of files in a moved folder meet the folder wherever it is by then', () => {
    const model = load(['a/1.md', 'a/2.md']);
    model.openAll();
    model.apply([movedTo('a/1.md', 'b/1.md'), movedTo('a/2.md', 'b/2.md')]);
    model.applyFolders(['b'], ['a']);
    model.openAll();
    expect(shown(model)).toEqual(['b', 'b/1.md', 'b/2.md']);
  });

  test('survive being applied twice', () => {
    const model = load(['1.md']);
    model.apply([created('a/2.md')]);
    model.apply([created('a/2.md'), removed('gone.md'), movedTo('gone.md', '3.md')]);
    model.openAll();
    expect(shown(model)).toEqual(['a', 'a/2.md', '1.md', '3.md']);
    expect(model.files).toBe(3);
  });

  test('a reload keeps open folders, selection and focus', () => {
    const model = load(['a/1.md', 'b/2.md']);
    model.reveal('a/1.md');
    model.load(treeOf(['a/1.md', 'a/0.md', 'c.md']));
    expect(shown(model)).toEqual(['a', 'a/0.md', 'a/1.md', 'c.md']);
    expect(model.path(model.focus)).toBe('a/1.md');
    expect([...model.selected].map((id) => model.path(id))).toEqual(['a/1.md']);
  });
});

describe('any sequence of changes', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'note 1', 'note 2', 'note 10');
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
  const step = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), path }),
    fc.record({ kind: fc.constant('remove' as const), path }),
    fc.record({ kind: fc.constant('move' as const), path, to: path }),
    fc.record({ kind: fc.constant('toggle' as const), path }),
    fc.record({ kind: fc.constant('folder' as const), path }),
    fc.record({ kind: fc.constant('select' as const), path }),
  );

  test('leaves the tree as a plain set of paths would have it', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 8 }), fc.array(step, { maxLength: 25 }), (start, steps) => {
        // A path is either a file or a folder.
        const files = [...new Set(start)].filter(
          (each) => !start.some((other) => other.startsWith(`${each}/`)),
        );
        const model = load(files);
        const truth = new Set(files);
        const folders = new Set<string>();
        const addFolders = (at: string) => {
          for (let up = at; up !== ''; up = parentOf(up)) folders.add(up);
        };
        for (const each of files) addFolders(parentOf(each));
        const isFree = (at: string) => {
          if (truth.has(at) || folders.has(at)) return false;
          for (let up = parentOf(at); up !== ''; up = parentOf(up)) if (truth.has(up)) return false;
          return true;
        };
        for (const each of steps) {
          if (each.kind === 'create' && isFree(each.path)) {
            truth.add(each.path);
            addFolders(parentOf(each.path));
            model.apply([created(each.path)]);
          } else if (each.kind === 'folder' && isFree(each.path)) {
            addFolders(each.path);
            model.applyFolders([each.path], []);
          } else if (each.kind === 'remove') {
            const gone = (at: string) => at === each.path || at.startsWith(`${each.path}/`);
            for (const at of truth) if (gone(at)) truth.delete(at);
            for (const at of folders) if (gone(at)) folders.delete(at);
            model.apply([removed(each.path)]);
          } else if (
            each.kind === 'move' &&
            truth.has(each.path) &&
            isFree(each.to) &&
            !each.to.startsWith(`${each.path}/`)
          ) {
            truth.delete(each.path);
            truth.add(each.to);
            addFolders(parentOf(each.to));
            model.apply([movedTo(each.path, each.to)]);
          } else if (each.kind === 'toggle') {
            const id = model.find(each.path);
            if (id !== NONE) model.toggle(id);
          } else if (each.kind === 'select') {
            const id = model.find(each.path);
            if (id !== NONE && model.rowOf(id) !== NONE) model.select(id, 'toggle');
          }

          model.rows.forEach((id, row) => {
            expect(model.rowOf(id)).toBe(row);
            expect(model.find(model.path(id))).toBe(id);
            const [place, of] = model.position(id);
            expect(place).toBeGreaterThan(0);
            expect(place).toBeLessThanOrEqual(of);
          });
          for (const id of model.selected) expect(model.path(id)).not.toBe('');
          if (model.rows.length > 0) expect(model.rowOf(model.focus)).not.toBe(NONE);
        }
        model.openAll();
        const seen = model.rows.map((id) => model.path(id));
        expect(new Set(seen.filter((at) => model.kind(model.find(at)) !== FOLDER))).toEqual(truth);
        expect(new Set(seen.filter((at) => model.kind(model.find(at)) === FOLDER))).toEqual(folders);
        expect(model.files).toBe(truth.size);
        const fresh = load([...truth], [...folders]);
        fresh.openAll();
        expect(seen).toEqual(shown(fresh));
      }),
      { numRuns: 300 },
    );
  });
});

test('100,000 entries load, open and change fast', () => {
  const files = Array.from({ length: 100_000 }, (_, i) =>
    join(`area ${i % 40}/topic ${(i >> 6) % 100}`, `note ${i}.md`),
  );
  const raw = treeOf(files.slice(0, 10)); // folders by hand: `indexOf` would be slow
  const folders = [...new Set(files.flatMap((path) => [parentOf(path), parentOf(parentOf(path))]))];
  const index = new Map(['', ...folders].map((folder, i) => [folder, i]));
  const tree: Tree = {
    ...raw,
    folders: ['', ...folders],
    names: files.map(nameOf),
    parents: files.map((path) => index.get(parentOf(path)) as number),
    kinds: files.map(() => 0),
  };
  const model = new TreeModel('en');
  let start = performance.now();
  model.load(tree);
  const loaded = performance.now() - start;
  model.openAll();
  start = performance.now();
  model.apply([created('area 7/topic 3/new.md')]);
  const applied = performance.now() - start;
  expect(model.rows.length).toBe(100_001 + folders.length);
  expect(loaded).toBeLessThan(4000);
  expect(applied).toBeLessThan(1000);
});

describe('order and filter', () => {
  const sized = (
    files: readonly (readonly [path: string, size: number, modified: number, created?: number])[],
  ) => {
    const model = new TreeModel('en');
    model.load({
      ...treeOf(files.map(([path]) => path)),
      sizes: files.map(([, size]) => size),
      modified: files.map(([, , modified]) => modified),
      created: files.map(([, , , created]) => created ?? 0),
    });
    model.openAll();
    return model;
  };
  const FILES = [
    ['b.md', 3, 10],
    ['a.md', 1, 30],
    ['d/y.md', 5, 1],
    ['d/x.md', 9, 2],
    ['c.md', 2, 20],
  ] as const;

  test('files stand by time or size, folders by name before them', () => {
    const model = sized(FILES);
    model.setOrder('modified', false);
    expect(shown(model)).toEqual(['d', 'd/x.md', 'd/y.md', 'a.md', 'c.md', 'b.md']);
    model.setOrder('size', true);
    expect(shown(model)).toEqual(['d', 'd/y.md', 'd/x.md', 'a.md', 'c.md', 'b.md']);
    model.setOrder('name', true);
    expect(shown(model)).toEqual(['d', 'd/y.md', 'd/x.md', 'c.md', 'b.md', 'a.md']);
  });

  test('a file that changes moves to its new place', () => {
    const model = sized(FILES);
    model.setOrder('modified', false);
    const change = created('b.md');
    const entry = { ...(change.entry as EntryInfo), modified: 40 };
    model.apply([{ ...change, change: 'modified', entry }]);
    expect(shown(model).slice(3)).toEqual(['b.md', 'a.md', 'c.md']);
  });

  test('files stand by when they came to be, and keep their place when they are written again', () => {
    const model = sized([
      ['old.md', 1, 90, 10],
      ['new.md', 1, 40, 40],
      ['mid.md', 1, 50, 20],
    ]);
    model.setOrder('created', false);
    expect(shown(model)).toEqual(['new.md', 'mid.md', 'old.md']);
    const entry = { ...(created('mid.md').entry as EntryInfo), modified: 99, created: 20 };
    model.apply([{ ...created('mid.md'), change: 'modified', entry }]);
    expect(shown(model)).toEqual(['new.md', 'mid.md', 'old.md']);
    // A front matter that names another day.
    model.apply([{ ...created('mid.md'), change: 'modified', entry: { ...entry, created: 5 } }]);
    expect(shown(model)).toEqual(['new.md', 'old.md', 'mid.md']);
    model.apply([{ ...created('last.md'), entry: { ...entry, path: 'last.md', created: 100 } }]);
    expect(shown(model)).toEqual(['last.md', 'new.md', 'old.md', 'mid.md']);
  });

  test('a filter shows what has its letters, with the folders above, open or not', () => {
    const model = load(['a/deep/Plan.md', 'a/other.md', 'plan b.md', 'c.md']);
    model.setFilter(' PLAN ');
    expect(shown(model)).toEqual(['a', 'a/deep', 'a/deep/Plan.md', 'plan b.md']);
    model.apply([created('z/new plan.md'), removed('plan b.md')]);
    expect(shown(model)).toEqual(['a', 'a/deep', 'a/deep/Plan.md', 'z', 'z/new plan.md']);
    model.setFilter('nothing');
    expect(shown(model)).toEqual([]);
    model.setFilter('');
    expect(shown(model)).toEqual(['a', 'z', 'c.md']);
  });

  test('what is revealed is seen, whatever the filter', () => {
    const model = load(['a/one.md', 'two.md']);
    model.setFilter('two');
    model.reveal('two.md');
    expect(model.filter).toBe('two');
    model.reveal('a/one.md');
    expect(shown(model)).toEqual(['a', 'a/one.md', 'two.md']);
    expect(model.unfiltered).toBe(1);
  });

  test('what a filter hides is not chosen any more', () => {
    const model = load(['a.md', 'b.md']);
    model.select(model.find('a.md'), 'one');
    model.setFilter('b');
    expect([...model.selected]).toEqual([]);
    expect(model.path(model.focus)).toBe('b.md');
  });

  test('any order and filter shows each file once, under its folder', () => {
    const name = fc.constantFrom('a', 'b', 'plan', 'x1', 'x10');
    const file = fc.tuple(fc.array(name, { minLength: 1, maxLength: 3 }), fc.nat(5), fc.nat(5));
    const order = fc.constantFrom('name', 'modified', 'created', 'size');
    fc.assert(
      fc.property(
        fc.array(file, { maxLength: 20 }),
        order,
        fc.boolean(),
        fc.constantFrom('', 'a', 'x'),
        (all, by, reverse, filter) => {
          const files = new Map(
            all.map(([parts, size, modified]) => [`${parts.join('/')}.md`, [size, modified] as const]),
          );
          const model = sized([...files].map(([path, [size, modified]]) => [path, size, modified] as const));
          model.setOrder(by as 'name', reverse);
          model.setFilter(filter);
          const rows = shown(model);
          expect(new Set(rows).size).toBe(rows.length);
          for (const path of rows) {
            const above = parentOf(path);
            if (above !== '') expect(rows.indexOf(above)).toBeLessThan(rows.indexOf(path));
          }
          const wanted = [...files.keys()].filter((path) => nameOf(path).includes(filter));
          expect(rows.filter((path) => files.has(path) && nameOf(path).includes(filter)).sort()).toEqual(
            wanted.sort(),
          );
        },
      ),
    );
  });
});
