/** What the window knows of conflicts: how many there are, and how their list and their three sides are shown. */
import { create } from 'zustand';
import { register } from '../app/commands';
import { onEntries, useVault } from '../app/vault';
import { open } from '../app/workspace';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';

/** Whether the list is shown; it loads when it is first wanted. */
export const useConflictsDialog = create<{ open: boolean; wanted: boolean; part: 'conflicts' | 'decisions' }>(
  () => ({ open: false, wanted: false, part: 'conflicts' }),
);

export function showConflicts(part: 'conflicts' | 'decisions' = 'conflicts'): void {
  useConflictsDialog.setState({ open: true, wanted: true, part });
}

/** Shows a conflict copy beside what it is a copy of and what both were made from. */
export function openConflict(copy: string): void {
  useConflictsDialog.setState({ open: false });
  open({ kind: 'conflict', path: copy });
}

/** Counts the conflicts anew. */
export async function countConflicts(): Promise<void> {
  const { conflicts } = await call('conflicts_list');
  useVault.setState(({ status }) => ({ status: status && { ...status, conflicts: conflicts.length } }));
}

/** Names that may be those of copies; the engine knows better. */
const MAYBE = /conflict|\u51B2\u7A81\u526F\u672C|-(?:DESKTOP|LAPTOP)-/i;

onEntries((changes) => {
  // After a gap the status itself is asked for.
  if (changes === 'unknown') return;
  if (
    changes.some(({ path, from, change }) => change !== 'modified' && MAYBE.test(`${path} ${from ?? ''}`))
  ) {
    countConflicts().catch(() => {});
  }
});

register(
  { id: 'conflicts.show', label: m.conflicts_show, run: () => showConflicts('conflicts') },
  { id: 'decisions.show', label: m.decisions_show, run: () => showConflicts('decisions') },
);
