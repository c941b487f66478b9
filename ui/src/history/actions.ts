/** What can be done with versions: kept, compared, brought back. */
import { register, run } from '../app/commands';
import { showRight } from '../app/layout';
import { say, sayFailed } from '../app/toasts';
import { openPath, selectActivePath, useWorkspace } from '../app/workspace';
import { confirm } from '../design/components/Confirm';
import { formatMoment } from '../i18n/format';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { Version } from '../ipc/gen/api';
import { openNote } from '../notes/open';
import { shownName } from '../tree/paths';
import { enterHistory, showHistory } from './panel';

export function keepVersion(): void {
  run('history.snapshot');
}

/** Puts a file back to what it was, once the user agrees; what it holds now becomes a version first. */
export async function restoreVersion(
  path: string,
  { id, time }: Pick<Version, 'id' | 'time'>,
): Promise<boolean> {
  const name = shownName(path);
  const moment = formatMoment(time);
  const sure = await confirm({
    title: m.restore_title({ name, time: moment }),
    text: m.restore_text(),
    yes: m.restore_yes(),
  });
  if (!sure) return false;
  try {
    // What is typed and not saved yet belongs into the version that is kept.
    await openNote(path)?.session.flush();
    const { paths } = await call('history_restore', { path, at: id });
    say(paths.length > 0 ? m.restore_done({ name, time: moment }) : m.restore_same({ name }), {
      label: m.open_(),
      run: () => openPath(path, {}),
    });
    return true;
  } catch (error) {
    sayFailed(m.restore_failed({ name }), error);
    return false;
  }
}

register(
  {
    id: 'history.note',
    label: m.show_versions,
    keys: ['Mod+Alt+H'],
    enabled: () => selectActivePath(useWorkspace.getState()) !== null,
    run: () => {
      showHistory('note');
      showRight('versions');
    },
  },
  {
    id: 'history.deleted',
    label: m.history_deleted,
    run: () => {
      enterHistory('deleted');
      showRight('versions');
    },
  },
);
