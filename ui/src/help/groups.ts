/** Commands in the order and the groups in which people look for them. */
import type { Command } from '../app/commands';
import { m } from '../i18n/messages';

export interface Group {
  name: string;
  commands: Command[];
}

/** Names of groups, and what the names of their commands begin with. */
const GROUPS: readonly [name: () => string, beginnings: readonly string[]][] = [
  [m.group_find, ['palette', 'search', 'graph']],
  [m.group_files, ['note', 'folder', 'file', 'tree', 'batch', 'tag', 'vault', 'daily', 'template']],
  [m.group_write, ['edit']],
  [m.group_views, ['view', 'tab', 'pane', 'theme', 'zoom']],
  [m.group_versions, ['history', 'compare', 'conflicts', 'decisions', 'sync']],
];

/** Returns commands in their groups; what is in none is in the last one. */
export function grouped(commands: Iterable<Command>): Group[] {
  const groups = [...GROUPS.map(([name]) => name), m.group_more].map((name) => ({
    name: name(),
    commands: [] as Command[],
  }));
  for (const command of commands) {
    const beginning = command.id.split('.')[0] ?? '';
    const at = GROUPS.findIndex(([, beginnings]) => beginnings.includes(beginning));
    groups.at(at)?.commands.push(command);
  }
  return groups.filter((group) => group.commands.length > 0);
}

/** Whether all words of a text are in another, in any case. */
export function has(text: string, wanted: string): boolean {
  const low = text.toLocaleLowerCase();
  return wanted
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => low.includes(word));
}
