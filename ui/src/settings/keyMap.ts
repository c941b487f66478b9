/** What becomes of a key map when a command gets or loses keys. Pure; who keeps the map is elsewhere. */
import { type Command, isKept, type KeyMap, keysOf } from '../app/commands';

type Commands = ReadonlyMap<string, Command>;
type Changed = Record<string, string[]>;

/** Why keys cannot be given to a command: they write, they belong to everybody, or they never arrive. */
export type Fault = 'writes' | 'reserved' | 'kept';

const MODIFIED = /^(?:(?:Mod|Ctrl|Alt)\+)/;
/** Keys that every list, field and dialog needs. */
const RESERVED = /^(?:Shift\+)?(?:Enter|Escape|Tab|Backspace|Delete|Arrow\w+|Home|End|Page\w+| )$/;

export function faultOf(keys: string): Fault | null {
  if (RESERVED.test(keys)) return 'reserved';
  if (!MODIFIED.test(keys) && !/^(?:Shift\+)?F\d+$/.test(keys)) return 'writes';
  return isKept(keys) ? 'kept' : null;
}

/** Returns the other command that some keys run now. */
export function holderOf(commands: Commands, changed: KeyMap, keys: string, but: string): Command | null {
  for (const command of commands.values())
    if (command.id !== but && keysOf(command, changed).includes(keys)) return command;
  return null;
}

function put(commands: Commands, changed: Changed, id: string, keys: string[]): void {
  const own = commands.get(id)?.keys ?? [];
  if (keys.length === own.length && keys.every((each, at) => each === own[at])) delete changed[id];
  else changed[id] = keys;
}

/** Takes keys from whoever else has them. */
function free(commands: Commands, changed: Changed, keys: string, but: string): void {
  for (const command of commands.values()) {
    const all = keysOf(command, changed);
    if (command.id === but || !all.includes(keys)) continue;
    const rest = all.filter((each) => each !== keys);
    put(commands, changed, command.id, rest);
  }
}

/** Gives keys to a command, the first ones to be shown; whoever had them loses them. */
export function given(commands: Commands, map: KeyMap, id: string, keys: string): Changed {
  const changed = copy(map);
  const command = commands.get(id);
  if (!command) return changed;
  free(commands, changed, keys, id);
  const rest = keysOf(command, changed).filter((each) => each !== keys);
  put(commands, changed, id, [keys, ...rest]);
  return changed;
}

/** Takes keys from a command. */
export function taken(commands: Commands, map: KeyMap, id: string, keys: string): Changed {
  const changed = copy(map);
  const command = commands.get(id);
  if (!command) return changed;
  const rest = keysOf(command, changed).filter((each) => each !== keys);
  put(commands, changed, id, rest);
  return changed;
}

/** Gives a command its own keys back; who has them meanwhile loses them. */
export function own(commands: Commands, map: KeyMap, id: string): Changed {
  const changed = copy(map);
  delete changed[id];
  for (const keys of commands.get(id)?.keys ?? []) free(commands, changed, keys, id);
  return changed;
}

function copy(map: KeyMap): Changed {
  return Object.fromEntries(Object.entries(map).map(([id, keys]) => [id, [...keys]]));
}

/** Reads a key map that was written as JSON; null where it is none. */
export function read(text: string): Changed | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const fits = Object.values(value).every(
      (keys) =>
        Array.isArray(keys) && keys.every((each) => typeof each === 'string' && faultOf(each) !== 'writes'),
    );
    return fits ? (value as Changed) : null;
  } catch {
    return null;
  }
}

/** Key maps that people bring from other programs. Strata's own has no differences. */
export const PRESETS: Readonly<Record<'strata' | 'obsidian' | 'vscode', Changed>> = {
  strata: {},
  obsidian: {
    'palette.commands': ['Mod+P', 'Mod+Shift+P'],
    'palette.open': ['Mod+O'],
  },
  vscode: {
    'palette.commands': ['Mod+Shift+P', 'F1'],
    'palette.open': ['Mod+P'],
    'help.open': ['Shift+F1'],
    'view.left': ['Mod+B'],
    'view.right': ['Mod+Alt+B'],
    'edit.bold': [],
    'pane.splitRight': ['Mod+\\'],
    'tab.close': ['Mod+W', 'Mod+F4', 'Alt+W'],
  },
};

/** Returns the name of the preset that a map is, else null. */
export function presetOf(map: KeyMap): keyof typeof PRESETS | null {
  const flat = (each: KeyMap) => JSON.stringify(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  const names = Object.keys(PRESETS) as (keyof typeof PRESETS)[];
  return names.find((name) => flat(PRESETS[name]) === flat(map)) ?? null;
}
