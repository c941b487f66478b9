/** Whether the sync centre is shown; a file of its own, because what it shows loads when it is first wanted. */
import { create } from 'zustand';
import { register } from '../app/commands';
import { m } from '../i18n/messages';

export const useSyncCentre = create<{ open: boolean; wanted: boolean }>(() => ({
  open: false,
  wanted: false,
}));

export function showSyncCentre(): void {
  useSyncCentre.setState({ open: true, wanted: true });
}

register({ id: 'sync.open', label: m.sync_open, run: showSyncCentre });
