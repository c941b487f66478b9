import { AlertTriangle, FileX2, GitMerge, RotateCcw, ShieldAlert } from 'lucide-react';
import { say, sayFailed } from '../app/toasts';
import { openPath } from '../app/workspace';
import { Button } from '../design/components/Button';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { EntryStanding } from '../ipc/gen/api';
import { shownName } from '../tree/paths';
import { useSyncCentre } from './open';
import styles from './sync.module.css';
import { standingWords } from './words';

const ICONS = { failed: FileX2, quarantined: ShieldAlert, conflicted: GitMerge } as const;

/** The files that need somebody: what could not be read, what is set aside, what is in conflict. */
export function Standings({ entries, reload }: { entries: readonly EntryStanding[]; reload(): void }) {
  const lasting = entries.filter((entry) => standingWords(entry) !== null);
  if (lasting.length === 0) return null;
  return (
    <section aria-labelledby="sync-standings">
      <h3 id="sync-standings" className={styles.heading}>
        <AlertTriangle size={14} aria-hidden />
        {m.sync_attention({ count: lasting.length })}
      </h3>
      <ul className={styles.standings}>
        {lasting.map((entry) => (
          <Standing key={entry.path} entry={entry} reload={reload} />
        ))}
      </ul>
    </section>
  );
}

function Standing({ entry, reload }: { entry: EntryStanding; reload(): void }) {
  const { path, state, why, attempts } = entry;
  const Icon = ICONS[state as keyof typeof ICONS];
  const name = shownName(path);
  const again = async () => {
    try {
      await call(state === 'quarantined' ? 'quarantine_release' : 'entry_retry', { path });
      say(m.sync_tried({ name }));
    } catch (error) {
      sayFailed(m.sync_try_failed({ name }), error);
    }
    reload();
  };
  const openable = state !== 'failed';
  return (
    <li>
      <Icon size={15} aria-hidden data-tone={state === 'conflicted' ? 'warn' : 'bad'} />
      <span className={styles.text}>
        {openable ? (
          <button type="button" className={styles.path} onClick={() => goTo(path)}>
            {path}
          </button>
        ) : (
          <span className={styles.path}>{path || m.vault_top()}</span>
        )}
        <span>{standingWords(entry)}</span>
        {state === 'failed' && attempts > 1 && <span>{m.sync_attempts({ count: attempts })}</span>}
        {state === 'quarantined' && why && <span className={styles.raw}>{why}</span>}
      </span>
      {state !== 'conflicted' && (
        <Button onClick={() => void again()} aria-label={m.sync_try_now_of({ name })}>
          <RotateCcw size={13} aria-hidden />
          {m.sync_try_now()}
        </Button>
      )}
    </li>
  );
}

/** Opens a file; the centre makes way for it. */
export function goTo(path: string): void {
  useSyncCentre.setState({ open: false });
  openPath(path, {});
}
