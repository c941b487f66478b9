import { FileWarning } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../design/components/Button';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';
import { ensureOpen, useOpenNotes } from '../notes/open';
import { isNotePath, nameOf } from '../tree/paths';
import { AssetView, isShownAsset } from '../viewer/AssetView';
import { NoteView } from './NoteView';
import styles from './NoteView.module.css';
import { Reason } from './Reason';
import { close } from './workspace';

/** What a file's tab shows: a note, a picture, a document, or what can be said about any other file. */
export function FileView({ path, tab }: { path: string; tab: string }) {
  if (!isNotePath(path) && isShownAsset(path)) return <AssetView path={path} />;
  return <LoadedView path={path} tab={tab} />;
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
