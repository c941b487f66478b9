/** Opens the palette; apart from it, so that the keys work before it is loaded. */
import { create } from 'zustand';
import { register } from '../app/commands';
import { leaveFocus } from '../app/workspace';
import { m } from '../i18n/messages';

/** What is typed first to run a command instead of going to a note. */
export const COMMANDS = '>';

interface State {
  open: boolean;
  text: string;
}

export const usePalette = create<State>(() => ({ open: false, text: '' }));

const show = (text: string) => {
  leaveFocus();
  usePalette.setState({ open: true, text });
};

export const hidePalette = () => usePalette.setState({ open: false });

register(
  { id: 'palette.open', label: m.go_to_note, keys: ['Mod+P', 'Mod+O'], run: () => show('') },
  {
    id: 'palette.commands',
    label: m.run_command,
    keys: ['Mod+Shift+P'],
    hidden: true,
    run: () => show(COMMANDS),
  },
);
