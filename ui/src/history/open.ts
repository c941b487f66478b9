/** The commands of the vault's timeline, which loads when it is first wanted. */

import { create } from 'zustand';
import { register } from '../app/commands';
import { open } from '../app/workspace';
import { m } from '../i18n/messages';

/** Whether a command asks for the name of the state of everything. */
export const useNaming = create(() => ({ asked: false }));

export const openTimeline = () => open({ kind: 'timeline', path: '' });

export function registerTimeline(): void {
  register(
    { id: 'history.vault', label: m.timeline_open, keys: ['Mod+Alt+Shift+H'], run: openTimeline },
    {
      id: 'history.name',
      label: m.state_name_now,
      run: () => {
        openTimeline();
        useNaming.setState({ asked: true });
      },
    },
  );
}
