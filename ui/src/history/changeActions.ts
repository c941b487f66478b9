/** What can be done with a line of the vault's timeline: its version is asked of the engine when it is wanted. */
import { say, sayFailed } from '../app/toasts';
import { openCompare, openPath } from '../app/workspace';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { PastChange } from '../ipc/gen/api';
import { shownName } from '../tree/paths';
import { restoreVersion } from './actions';

export function openFile(path: string): void {
  openPath(path, {});
}

/** Returns the version that a change went into; null where there is none, which is told unless versions are off. */
async function versionOf({ path, number }: PastChange): Promise<string | null> {
  const name = shownName(path ?? '');
  try {
    const { version } = await call('change_version', { number });
    if (version !== null) return version;
    say(m.timeline_no_version({ name }));
  } catch (error) {
    sayFailed(m.timeline_no_version({ name }), error);
  }
  return null;
}

/** Shows what a change did; the file itself where no version tells. */
export async function showChange(change: PastChange): Promise<void> {
  const { path } = change;
  if (path === null) return;
  if (!('actor' in change)) return openFile(path);
  const version = await versionOf(change);
  if (version !== null) openCompare(path, undefined, version);
  else if (change.what !== 'removed') openFile(path);
}

export async function compareNow(change: PastChange): Promise<void> {
  const version = change.path === null ? null : await versionOf(change);
  if (version !== null && change.path !== null) openCompare(change.path, version);
}

export async function restoreChange(change: PastChange): Promise<void> {
  const { path, time } = change;
  const version = path === null ? null : await versionOf(change);
  if (version !== null && path !== null) await restoreVersion(path, { id: version, time });
}
