import { File, FileText, Folder, RotateCcw, Trash2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Reason } from '../app/Reason';
import { say, sayFailed } from '../app/toasts';
import { onEntries, useVault } from '../app/vault';
import { openPath } from '../app/workspace';
import { Button } from '../design/components/Button';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { formatMoment, formatTime } from '../i18n/format';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import { asCallError, type CallError } from '../ipc/transport';
import { isNotePath, parentOf, shownName } from '../tree/paths';
import { moveFocus } from './focus';
import styles from './history.module.css';
import { useHistoryPanel } from './panel';
import { actorWords } from './words';

/** Something that is gone and can be had back, from the trash or from its versions. */
interface Gone {
  key: string;
  path: string;
  time: number;
  actor: string;
  folder: boolean;
  bringBack(): Promise<string>;
}

async function listGone(): Promise<Gone[]> {
  const [trash, deleted] = await Promise.all([
    call('trash_list'),
    // Without versions the trash is all there is.
    call('history_deleted').catch((error) => {
      if (asCallError(error).code === 'historyOff') return { files: [] };
      throw error;
    }),
  ]);
  const binned = new Set(trash.items.map(({ path }) => path));
  const inTrash = (path: string) => {
    for (let at = path; at !== ''; at = parentOf(at)) if (binned.has(at)) return true;
    return false;
  };
  const gone = trash.items.map(
    ({ id, path, time, actor, folder }): Gone => ({
      key: `trash ${id}`,
      path,
      time,
      actor,
      folder,
      bringBack: async () => (await call('trash_restore', { id })).path,
    }),
  );
  for (const { path, version, time, actor } of deleted.files) {
    if (inTrash(path)) continue;
    gone.push({
      key: `${version} ${path}`,
      path,
      time,
      actor,
      folder: false,
      bringBack: async () => {
        await call('history_restore', { path, at: version });
        return path;
      },
    });
  }
  return gone.sort((a, b) => b.time - a.time);
}

const ROWS = '[data-gone]';

/** What was deleted, newest first, whether it lies in the trash or only in versions. */
export function DeletedFiles() {
  const [gone, setGone] = useState<readonly Gone[] | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const versioned = useVault((vault) => vault.versioned);
  const entered = useHistoryPanel((panel) => panel.entered);
  const list = useRef<HTMLUListElement>(null);
  /** The row that takes the focus once it is drawn; with a key, once the one that stands there now is gone. */
  const wanted = useRef<{ row: number; key?: string } | null>(null);

  const load = useCallback(() => {
    listGone().then(
      (list) => {
        setGone(list);
        setError(null);
      },
      (reason) => setError(asCallError(reason)),
    );
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version may hold a deletion.
  useEffect(load, [load, versioned]);
  useEffect(
    () =>
      onEntries((changes) => {
        if (changes === 'unknown' || changes.some(({ change }) => change !== 'modified')) load();
      }),
    [load],
  );

  const heard = useRef(0);
  if (heard.current !== entered) {
    heard.current = entered;
    wanted.current = { row: 0 };
  }
  useEffect(() => {
    const next = wanted.current;
    if (next === null || gone === null || gone.some(({ key }) => key === next.key)) return;
    wanted.current = null;
    const rows = list.current?.querySelectorAll<HTMLElement>(ROWS);
    rows?.[Math.min(next.row, rows.length - 1)]?.focus();
  });

  const restore = async ({ key, path, folder, bringBack }: Gone, row: number) => {
    const name = shownName(path);
    wanted.current = { row, key };
    try {
      const back = await bringBack();
      say(m.restored({ name }), folder ? undefined : { label: m.open_(), run: () => openPath(back, {}) });
      load();
    } catch (reason) {
      wanted.current = null;
      sayFailed(m.restore_failed({ name }), reason);
    }
  };

  if (error && gone === null) {
    return (
      <EmptyState icon={Trash2} title={m.deleted_failed()}>
        <Reason error={error} />
        <Button onClick={load}>{m.retry()}</Button>
      </EmptyState>
    );
  }
  if (gone === null) return null;
  if (gone.length === 0) {
    return (
      <EmptyState icon={Trash2} title={m.deleted_empty()}>
        <p>{m.deleted_empty_hint()}</p>
      </EmptyState>
    );
  }
  return (
    <ul ref={list} className={styles.scroll} onKeyDown={(event) => moveFocus(event, ROWS)}>
      {gone.map((item, row) => {
        const Icon = item.folder ? Folder : isNotePath(item.path) ? FileText : File;
        const name = shownName(item.path);
        return (
          <li key={item.key} className={styles.gone} title={item.path}>
            <Icon size={14} aria-hidden />
            <span className={styles.text}>
              <span className={styles.name}>{name}</span>
              <span className={styles.folder}>{parentOf(item.path) || m.vault_top()}</span>
              <span className={styles.who} title={formatMoment(item.time)}>
                {m.deleted_by({ time: formatTime(item.time), actor: actorWords(item.actor) })}
              </span>
            </span>
            <IconButton label={m.deleted_restore({ name })} data-gone onClick={() => void restore(item, row)}>
              <RotateCcw size={14} />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}
