/** What whoever looks into a fault needs to know. Never a title, a name or a word of a note. */
import { usePreferences } from '../app/preferences';
import { useVault } from '../app/vault';
import { call } from '../ipc/client';
import type { SyncStatus } from '../ipc/gen/api';
import { inDesktop } from '../platform/desktop';

/** Returns lines of names and values; in English, because they are read by whoever mends the program. */
export async function diagnostics(): Promise<string> {
  const [status, sync] = await Promise.all([call('status'), call('sync_status')]);
  const { info, link } = useVault.getState();
  const { locale, theme, settings } = usePreferences.getState();
  const flat = (name: string, value: unknown): string[] => {
    if (typeof value === 'number' || typeof value === 'boolean' || value === null)
      return [`${name}: ${value}`];
    if (Array.isArray(value)) return [`${name}: ${value.length}`];
    if (typeof value === 'object')
      return Object.entries(value as object).flatMap(([key, each]) => flat(`${name}.${key}`, each));
    return [];
  };
  const stages: SyncStatus = sync;
  return [
    `Strata ${info?.version ?? '?'}`,
    `shell: ${inDesktop ? 'desktop' : 'browser'}`,
    `engine of the page: ${navigator.userAgent}`,
    `window: ${innerWidth} x ${innerHeight}, ratio ${devicePixelRatio}`,
    `language: ${locale}, theme: ${theme}, keys changed: ${Object.keys(settings.keys ?? {}).length}`,
    `connection: ${link}`,
    ...flat('status', status),
    ...flat('sync', stages),
  ].join('\n');
}
