/** Whether the cheat sheet is shown; a file of its own, because what it shows loads when it is first wanted. */
import { create } from 'zustand';
import { register } from '../app/commands';
import { m } from '../i18n/messages';

export const useHelp = create<{ open: boolean; wanted: boolean }>(() => ({ open: false, wanted: false }));

register({
  id: 'help.open',
  label: m.help,
  keys: ['F1'],
  run: () => useHelp.setState({ open: true, wanted: true }),
});
