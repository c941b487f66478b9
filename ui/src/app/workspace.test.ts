import { beforeEach, expect, test } from 'vitest';
import * as workspace from './workspace';

const { useWorkspace } = workspace;
const paths = () => useWorkspace.getState().tabs.map(({ path }) => path);
const active = () => workspace.activeTab()?.path;
const idOf = (path: string) => useWorkspace.getState().tabs.find((tab) => tab.path === path)?.id ?? '';

beforeEach(() => {
  useWorkspace.setState({ tabs: [], active: null, closed: [], goto: null });
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
  workspace.reopen();
  expect(active()).toBe('c.md');
  workspace.reopen();
  expect(paths().toSorted()).toEqual(['a.md', 'b.md', 'c.md']);
});

test('tabs go round and change places', () => {
  workspace.activate(idOf('c.md'));
  workspace.cycle(1);
  expect(active()).toBe('a.md');
  workspace.cycle(-1);
  expect(active()).toBe('c.md');
  workspace.reorder(idOf('a.md'), 2);
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
