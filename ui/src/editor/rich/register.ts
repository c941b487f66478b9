/** The commands of rich editing, by name. */
import type { StateCommand } from '@codemirror/state';
import { type Command, register } from '../../app/commands';
import { activeTab } from '../../app/workspace';
import { openNote } from '../../notes/open';
import { ALL } from './items';

function activeView() {
  const tab = activeTab();
  const note = tab?.kind === 'file' ? openNote(tab.path) : null;
  return note && !note.plain ? note.view : null;
}

const enabled = () => activeView() !== null;

const inEditor = (command: StateCommand) => () => {
  const view = activeView();
  if (!view) return;
  view.focus();
  command(view);
};

register(
  ...ALL.map(
    ({ id, label, keys, run }): Command => ({
      id,
      label,
      keys: keys ? [keys] : undefined,
      enabled,
      run: inEditor(run),
    }),
  ),
);
