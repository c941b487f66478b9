/** The commands of the vault's timeline, which loads when it is first wanted. */
import { register } from '../app/commands';
import { open } from '../app/workspace';
import { m } from '../i18n/messages';

export const openTimeline = () => open({ kind: 'timeline', path: '' });

export function registerTimeline(): void {
  register({ id: 'history.vault', label: m.timeline_open, keys: ['Mod+Alt+Shift+H'], run: openTimeline });
}
