import { expect, test } from 'vitest';
import { holderOf } from '../settings/keyMap';
import { registerActions } from './actions';
import { useCommands } from './commands';
import { registerTabs } from './tabCommands';
import '../editor/register';
import '../editor/rich/register';
import '../history/actions';

test('no two commands have the same keys', () => {
  registerActions();
  registerTabs();
  const { commands } = useCommands.getState();
  expect(commands.size).toBeGreaterThan(100);
  const shared = [...commands.values()].flatMap(({ id, keys = [] }) =>
    keys.flatMap((each) => {
      const other = holderOf(commands, {}, each, id);
      return other ? [`${each}: ${id}, ${other.id}`] : [];
    }),
  );
  expect(shared).toEqual([]);
});
