/** The commands of the graph. */
import { register } from '../app/commands';
import { showRight } from '../app/layout';
import { thenStay } from '../app/tabFocus';
import { open } from '../app/workspace';
import { m } from '../i18n/messages';

export function registerGraph(): void {
  register(
    {
      id: 'graph.open',
      label: m.graph_open,
      // In a note, Mod+G goes to what is found next.
      keys: ['Mod+Alt+Shift+G'],
      run: () => thenStay(() => open({ kind: 'graph', path: '' })),
    },
    { id: 'graph.local', label: m.graph_open_local, run: () => showRight('graph') },
  );
}
