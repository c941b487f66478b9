import { FileText } from 'lucide-react';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';
import './actions';
import { DeletedFiles } from './DeletedFiles';
import styles from './history.module.css';
import { showHistory, useHistoryPanel } from './panel';
import { Timeline } from './Timeline';

/** Versions in the right panel: those of the open file, or the files that are gone. */
export function HistoryPanel({ path }: { path: string | null }) {
  const { part } = useHistoryPanel();
  return (
    <div className={styles.panel}>
      <fieldset className={styles.parts}>
        <legend className="visually-hidden">{m.versions()}</legend>
        <button type="button" aria-pressed={part === 'note'} onClick={() => showHistory('note')}>
          {m.history_this_note()}
        </button>
        <button type="button" aria-pressed={part === 'deleted'} onClick={() => showHistory('deleted')}>
          {m.history_deleted()}
        </button>
      </fieldset>
      {part === 'deleted' && <DeletedFiles />}
      {part === 'note' &&
        (path === null ? <EmptyState icon={FileText} title={m.no_note()} /> : <Timeline path={path} />)}
    </div>
  );
}
