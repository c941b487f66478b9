import { FileWarning } from 'lucide-react';
import { Suspense, useEffect } from 'react';
import { Button } from '../design/components/Button';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';
import { ensureOpen, useOpenNotes } from '../notes/open';
import { isNotePath, nameOf } from '../tree/paths';
import { isShownAsset } from '../viewer/kinds';
import { NoteView } from './NoteView';
import styles from './NoteView.module.css';
import { part } from './part';
import { Reason } from './Reason';
import { close } from './workspace';

const AssetView = part(async () => (await import('../viewer/AssetView')).AssetView);

/** What a file's tab shows: a note, a picture, a document, or what can be said about any other file. */
export function FileView({ path, tab }: { path: string; tab: string }) {
  return (
    <Suspense>
      {!isNotePath(path) && isShownAsset(path) ? (
        <AssetView path={path} />
      ) : (
        <LoadedView path={path} tab={tab} />
      )}
    </Suspense>
  );
}

function LoadedView({ path, tab }: { path: string; tab: string }) {
  const entry = useOpenNotes(({ entries }) => entries.get(path));
  useEffect(() => ensureOpen(path), [path]);

  if (!entry || 'loading' in entry) return <div className={styles.waiting} aria-busy="true" />;
  if ('note' in entry) return <NoteView key={path} note={entry.note} path={path} tab={tab} />;
  if ('info' in entry) return <AssetView path={path} info={entry.info} />;
  return (
    <EmptyState page icon={FileWarning} title={m.open_failed({ name: nameOf(path) })}>
      <Reason error={entry.error} />
      <div className={styles.choices}>
        <Button onClick={() => close(tab)}>{m.close_tab()}</Button>
        <Button tone="primary" onClick={() => ensureOpen(path)}>
          {m.retry()}
        </Button>
      </div>
    </EmptyState>
  );
}
