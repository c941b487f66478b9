/** Opens the palette; apart from it, so that the keys work before it is loaded. */
import { create } from 'zustand';
import { register } from '../app/commands';
import { leaveFocus } from '../app/workspace';
import { m } from '../i18n/messages';

/** What is typed first to run a command instead of going to a note. */
export const COMMANDS = '>';

/** What is chosen from instead of notes and commands. */
export interface Choosing {
  /** What is asked. */
  label: string;
  items: readonly { id: string; label: string; detail: string }[];
  run(id: string): void;
}

/** What a file is chosen for instead of being opened. */
export interface Pointing {
  /** What is asked. */
  label: string;
  /** Hears the path; one that no file has, where that was typed. */
  run(path: string): void;
}

interface State {
  open: boolean;
  text: string;
  choosing: Choosing | null;
  pointing: Pointing | null;
}

export const usePalette = create<State>(() => ({ open: false, text: '', choosing: null, pointing: null }));

const show = (text: string, asked: Partial<Pick<State, 'choosing' | 'pointing'>> = {}) => {
  leaveFocus();
  usePalette.setState({ open: true, text, choosing: null, pointing: null, ...asked });
};

/** Lets the user choose one of some things, by a few letters. */
export const choose = (choosing: Choosing) => show('', { choosing });

/** Lets the user choose a file as the quick switcher does. */
export const choosePath = (pointing: Pointing) => show('', { pointing });

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
