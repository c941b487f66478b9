/**
 * Every action of the app by name: menus, keys and the palette all run the same entries. Modules register
 * theirs when they load; nothing here knows what a command does.
 */
import { create } from 'zustand';

export interface Command {
  /** Stable name such as `note.new`. */
  id: string;
  /** Shown in menus and the palette, in the language of the moment. */
  label(): string;
  /** Keys such as `Mod+Shift+F`; `Mod` is Ctrl, or Command on a Mac. The first that works is shown. */
  keys?: string[];
  run(): void;
  /** Whether it can run now; always, if absent. */
  enabled?(): boolean;
  /** Left out of the palette. */
  hidden?: boolean;
}

export const useCommands = create<{ commands: ReadonlyMap<string, Command> }>(() => ({
  commands: new Map(),
}));

/** Keys by the names of the commands that they run. */
export type KeyMap = Readonly<Record<string, readonly string[]>>;

/** The keys that the user has given to commands; all others have their own. */
export const useKeys = create<{ changed: KeyMap }>(() => ({ changed: {} }));

/** Returns the keys that run a command. */
export function keysOf(
  { id, keys }: Command,
  changed: KeyMap = useKeys.getState().changed,
): readonly string[] {
  return changed[id] ?? keys ?? [];
}

/** Adds commands; returns the function that takes them away again. */
export function register(...added: Command[]): () => void {
  useCommands.setState(({ commands }) => {
    const next = new Map(commands);
    for (const command of added) next.set(command.id, command);
    return { commands: next };
  });
  return () => {
    useCommands.setState(({ commands }) => {
      const next = new Map(commands);
      for (const command of added) if (next.get(command.id) === command) next.delete(command.id);
      return { commands: next };
    });
  };
}

/** Runs a command; returns whether there was one that could run. */
export function run(id: string): boolean {
  const command = useCommands.getState().commands.get(id);
  if (!command || command.enabled?.() === false) return false;
  command.run();
  return true;
}

/** Keys that browsers keep to themselves; in the desktop app they work. */
const KEPT_BY_BROWSERS = new Set(['Mod+N', 'Mod+T', 'Mod+W', 'Mod+Shift+T', 'Mod+Tab', 'Mod+Shift+Tab']);

const IN_BROWSER = typeof window !== 'undefined' && !('__TAURI_INTERNALS__' in window);

/** Whether keys never reach a page here. */
export function isKept(keys: string): boolean {
  return IN_BROWSER && KEPT_BY_BROWSERS.has(keys);
}

/** Returns the keys to show for a command: the first that reach it here. */
function shownKeys(command: Command | undefined): string | null {
  const keys = command && keysOf(command).find((each) => !isKept(each));
  return keys ? printKeys(keys) : null;
}

/** Returns the keys of a command as this platform writes them, such as `Ctrl+Shift+F`. */
export function shortcut(id: string): string | null {
  return shownKeys(useCommands.getState().commands.get(id));
}

/** Like `shortcut`, and follows commands that are registered later. */
export function useShortcut(id: string): string | null {
  useKeys();
  return useCommands(({ commands }) => shownKeys(commands.get(id)));
}

export const MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

const SYMBOLS: Record<string, string> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Enter: '↵' };

export function printKeys(keys: string, mac: boolean = MAC): string {
  const parts = keys.split('+');
  if (mac) return parts.map((part) => SYMBOLS[part] ?? part).join('');
  return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+');
}
