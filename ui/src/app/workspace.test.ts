import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import * as arrange from './arrange';
import { panesOf, type Side, splitAt } from './panes';
import * as workspace from './workspace';

const { useWorkspace } = workspace;
const paths = () => useWorkspace.getState().tabs.map(({ path }) => path);
const active = () => workspace.activeTab()?.path;
const idOf = (path: string) => useWorkspace.getState().tabs.find((tab) => tab.path === path)?.id ?? '';

beforeEach(() => {
  useWorkspace.setState(workspace.EMPTY);
  for (const path of ['a.md', 'b.md', 'c.md']) workspace.openPath(path);
});

test('a new tab opens beside the active one, a known one is shown', () => {
  workspace.activate(idOf('a.md'));
  workspace.openPath('d.md', { line: 3 });
  expect(paths()).toEqual(['a.md', 'd.md', 'b.md', 'c.md']);
  expect(useWorkspace.getState().goto).toMatchObject({ line: 3, tab: idOf('d.md') });
  workspace.openPath('b.md');
  expect(paths()).toHaveLength(4);
  expect(active()).toBe('b.md');
});

test('closing shows the neighbour, and the last closed comes back first', () => {
  workspace.activate(idOf('b.md'));
  workspace.close(idOf('b.md'));
  expect(active()).toBe('c.md');
  workspace.close(idOf('c.md'));
  expect(active()).toBe('a.md');
  arrange.reopen();
  expect(active()).toBe('c.md');
  arrange.reopen();
  expect(paths().toSorted()).toEqual(['a.md', 'b.md', 'c.md']);
});

test('tabs go round and change places', () => {
  workspace.activate(idOf('c.md'));
  workspace.cycle(1);
  expect(active()).toBe('a.md');
  workspace.cycle(-1);
  expect(active()).toBe('c.md');
  arrange.move(idOf('a.md'), 'p1', 2);
  expect(paths()).toEqual(['b.md', 'c.md', 'a.md']);
});

test('tabs follow a moved folder', () => {
  workspace.openPath('x/one.md');
  workspace.openPath('xy/two.md');
  workspace.followMove('x', 'y/z');
  expect(paths()).toContain('y/z/one.md');
  expect(paths()).toContain('xy/two.md');
});

test('a file that is on its way takes no focus from where the user went meanwhile', () => {
  workspace.openPath('d.md', { line: 3 });
  workspace.leaveFocus();
  expect(useWorkspace.getState().goto).toMatchObject({ line: 3, unfocused: true });
  workspace.openPath('d.md', {});
  expect(useWorkspace.getState().goto?.unfocused).toBeUndefined();
  workspace.arrived();
  workspace.leaveFocus();
  expect(useWorkspace.getState().goto).toBeNull();
});

describe('panes', () => {
  const state = () => useWorkspace.getState();
  const inPane = (pane: string) => workspace.tabsOf(state().tabs, pane).map(({ path }) => path);

  /** Whatever was done, the parts of the state agree. */
  const agree = () => {
    const { tabs, shape, front, pane, active } = state();
    const all = panesOf(shape);
    expect(all).toContain(pane);
    for (const tab of tabs) expect(all).toContain(tab.pane);
    for (const each of all) {
      const mine = workspace.tabsOf(tabs, each);
      if (all.length > 1) expect(mine.length).toBeGreaterThan(0);
      expect(front[each]).toBe(mine.find(({ id }) => id === front[each])?.id);
      if (mine.length > 0) expect(front[each]).toBeDefined();
      const pins = mine.map(({ pinned }) => pinned === true);
      expect(pins).toEqual(pins.toSorted((a, b) => Number(b) - Number(a)));
    }
    expect(active).toBe(front[pane] ?? null);
    expect(new Set(tabs.map(({ id }) => id)).size).toBe(tabs.length);
  };

  test('a split shows the tab once more, and the user is there', () => {
    arrange.split(idOf('c.md'), 'right');
    expect(inPane('p1')).toEqual(['a.md', 'b.md', 'c.md']);
    expect(inPane('p2')).toEqual(['c.md']);
    expect(state().pane).toBe('p2');
    agree();
    workspace.attend('p1');
    expect(active()).toBe('c.md');
    agree();
  });

  test('what is open shows where it is, first in the pane of the user', () => {
    arrange.split(idOf('c.md'), 'down');
    workspace.openPath('a.md');
    expect(state().pane).toBe('p1');
    workspace.attend('p2');
    workspace.openPath('c.md');
    expect(state().pane).toBe('p2');
    workspace.openPath('d.md');
    expect(inPane('p2')).toEqual(['c.md', 'd.md']);
    agree();
  });

  test('a pane goes with its last tab', () => {
    arrange.split(idOf('c.md'), 'right');
    workspace.close(state().active as string);
    expect(state().shape).toBe('p1');
    expect(active()).toBe('c.md');
    agree();
    arrange.closeAll();
    expect(state()).toMatchObject({ shape: 'p1', active: null, tabs: [] });
  });

  test('a tab moves to another pane, to a new one, and onto its like', () => {
    arrange.moveToSide(idOf('a.md'), 'p1', 'left');
    expect(panesOf(state().shape)).toEqual(['p2', 'p1']);
    expect(inPane('p2')).toEqual(['a.md']);
    agree();
    arrange.move(idOf('b.md'), 'p2', 0);
    expect(inPane('p2')).toEqual(['b.md', 'a.md']);
    agree();
    arrange.split(idOf('a.md'), 'down');
    const twin = state().active as string;
    arrange.move(twin, 'p2');
    expect(inPane('p2')).toEqual(['b.md', 'a.md']);
    expect(panesOf(state().shape)).toEqual(['p2', 'p1']);
    expect(active()).toBe('a.md');
    agree();
  });

  test('the only tab of a pane makes no pane of its own beside itself', () => {
    arrange.closeOthers(idOf('a.md'));
    expect(arrange.canMoveToSide(idOf('a.md'), 'p1')).toBe(false);
    arrange.moveToSide(idOf('a.md'), 'p1', 'right');
    expect(state().shape).toBe('p1');
  });

  test('pinned tabs stand first and stay', () => {
    arrange.togglePin(idOf('c.md'));
    expect(paths()).toEqual(['c.md', 'a.md', 'b.md']);
    arrange.move(idOf('b.md'), 'p1', 0);
    expect(paths()).toEqual(['c.md', 'b.md', 'a.md']);
    workspace.openPath('c.md');
    workspace.openPath('d.md');
    expect(paths()).toEqual(['c.md', 'd.md', 'b.md', 'a.md']);
    arrange.closeAfter(idOf('d.md'));
    expect(paths()).toEqual(['c.md', 'd.md']);
    arrange.closeOthers(idOf('d.md'));
    arrange.closeAll();
    expect(paths()).toEqual(['c.md']);
    arrange.togglePin(idOf('c.md'));
    arrange.closeAll();
    expect(paths()).toEqual([]);
  });

  test('something opens beside what is read', () => {
    arrange.openBeside({ kind: 'file', path: 'd.md' });
    expect(inPane('p2')).toEqual(['d.md']);
    workspace.attend('p1');
    arrange.openBeside({ kind: 'file', path: 'e.md' });
    expect(inPane('p2')).toEqual(['d.md', 'e.md']);
    agree();
  });

  test('all agrees, whatever is done', () => {
    const act = fc.record({
      kind: fc.constantFrom(
        'open',
        'close',
        'split',
        'move',
        'side',
        'pin',
        'next',
        'attend',
        'others',
        'reopen',
      ),
      tab: fc.nat(30),
      pane: fc.nat(10),
      at: fc.nat(5),
      side: fc.constantFrom<Side>('left', 'right', 'up', 'down'),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        useWorkspace.setState(workspace.EMPTY, true);
        for (const { kind, tab, pane, at, side } of acts) {
          const { tabs } = state();
          const id = tabs[tab % Math.max(1, tabs.length)]?.id ?? '';
          const panes = arrange.panes();
          const to = panes[pane % panes.length] as string;
          if (kind === 'open') workspace.openPath(`n${tab}.md`);
          else if (kind === 'close') workspace.close(id);
          else if (kind === 'split') arrange.split(id, side);
          else if (kind === 'move') arrange.move(id, to, at);
          else if (kind === 'side') arrange.moveToSide(id, to, side);
          else if (kind === 'pin') arrange.togglePin(id);
          else if (kind === 'next') arrange.moveOn(id, 1);
          else if (kind === 'attend') workspace.attend(to);
          else if (kind === 'others') arrange.closeOthers(id);
          else arrange.reopen();
          agree();
        }
      }),
      { numRuns: 300 },
    );
  });

  describe('of the last run', () => {
    const file = (path: string, pane?: string) => ({ kind: 'file' as const, path, pane });
    const shape = splitAt('p1', 'p1', 'right', 'p2');

    test('come back with their tabs', () => {
      useWorkspace.setState({
        ...workspace.EMPTY,
        ...workspace.restored({
          tabs: [file('a.md', 'p1'), file('b.md', 'p2'), file('c.md', 'p2')],
          active: 0,
          shape,
          front: [0, 1],
        }),
      });
      expect(inPane('p2')).toEqual(['b.md', 'c.md']);
      expect(active()).toBe('a.md');
      workspace.attend('p2');
      expect(active()).toBe('b.md');
      agree();
    });

    test.each([
      ['of a release without panes', { tabs: [file('a.md'), file('b.md')], active: 1 }],
      ['whose pane is empty', { tabs: [file('a.md', 'p1')], active: 0, shape, front: [] }],
      [
        'whose tabs are in unknown panes',
        { tabs: [file('a.md', 'p7'), file('b.md', 'p2')], active: 5, shape },
      ],
      ['that nothing is left of', { tabs: [], active: -1, shape, front: [3] }],
      ['with a broken shape', { tabs: [file('a.md', 'p2')], active: 0, shape: { parts: [] } }],
    ])('%s', (_, last) => {
      useWorkspace.setState({ ...workspace.EMPTY, ...workspace.restored(last as never) });
      agree();
      expect(paths()).toEqual(last.tabs.map(({ path }) => path));
    });
  });
});
