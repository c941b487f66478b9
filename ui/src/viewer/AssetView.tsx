import { FileQuestion } from 'lucide-react';
import { useEffect, useState } from 'react';
import { EmptyState } from '../design/components/EmptyState';
import { formatSize } from '../i18n/format';
import { m } from '../i18n/messages';
import { call, fileUrl } from '../ipc/client';
import type { Note } from '../ipc/gen/api';
import { READ_ONLY } from '../notes/readOnly';
import { isPicture } from '../tree/icon';
import { extensionOf, isNotePath, nameOf } from '../tree/paths';
import { Bar } from './Bar';
import { isFilm, isSound } from './kinds';
import { PictureView } from './PictureView';
import styles from './viewer.module.css';

/** A file that is no text: shown or played where that is possible, else named with what can be done. */
export function AssetView({ path, info }: { path: string; info?: Note }) {
  if (isPicture(path)) return <WeighedPicture key={path} path={path} />;
  if (isSound(path) || isFilm(path)) return <MediaView key={path} path={path} />;
  if (extensionOf(path) === 'pdf' && navigator.pdfViewerEnabled) return <PdfView key={path} path={path} />;
  return <OtherView path={path} info={info} />;
}

/** Asks how large a picture is before it is fetched. */
function WeighedPicture({ path }: { path: string }) {
  const [size, setSize] = useState<number | null | undefined>();
  useEffect(() => {
    const abort = new AbortController();
    fetch(fileUrl(path), { method: 'HEAD', signal: abort.signal }).then(
      ({ headers }) => setSize(Number(headers.get('content-length')) || null),
      () => !abort.signal.aborted && setSize(null),
    );
    return () => abort.abort();
  }, [path]);
  return size === undefined ? null : <PictureView path={path} size={size} />;
}

function MediaView({ path }: { path: string }) {
  const [failed, setFailed] = useState(false);
  if (failed) return <OtherView path={path} why={m.media_failed()} />;
  const shown = {
    src: fileUrl(path),
    controls: true,
    preload: 'metadata',
    'aria-label': nameOf(path),
    onError: () => setFailed(true),
  };
  return (
    <div className={styles.view}>
      <Bar path={path} />
      <div className={styles.stage} data-fit>
        {isFilm(path) ? <video {...shown} /> : <audio {...shown} />}
      </div>
    </div>
  );
}

function PdfView({ path }: { path: string }) {
  const [source, setSource] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    let url: string | null = null;
    const abort = new AbortController();
    // The address itself is answered in a sandbox, in which browsers show no PDF.
    fetch(fileUrl(path), { signal: abort.signal })
      .then(async (response) => {
        if (!response.ok) throw new Error(response.statusText);
        url = URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: 'application/pdf' }));
        setSource(url);
      })
      .catch((error: Error) => !abort.signal.aborted && setFailed(error.message));
    return () => {
      abort.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [path]);
  if (failed !== null) return <OtherView path={path} why={m.pdf_failed({ reason: failed })} />;
  return (
    <div className={styles.view}>
      <Bar path={path} />
      {source && <iframe className={styles.frame} src={source} title={nameOf(path)} />}
    </div>
  );
}

function OtherView({ path, info: known, why }: { path: string; info?: Note; why?: string }) {
  const [info, setInfo] = useState(known ?? null);
  useEffect(() => {
    let gone = false;
    if (!known) {
      call('note_get', { path }).then(
        (found) => !gone && setInfo(found),
        () => {},
      );
    }
    return () => {
      gone = true;
    };
  }, [path, known]);
  return (
    <EmptyState page icon={FileQuestion} title={nameOf(path)}>
      {info && <p className={styles.meta}>{formatSize(info.size)}</p>}
      <p>
        {why ??
          (info?.readOnly && (isNotePath(path) || info.readOnly === 'tooLarge')
            ? READ_ONLY[info.readOnly]()
            : m.asset_nopreview())}
      </p>
      <div className={styles.actions}>
        <a className={styles.button} href={fileUrl(path)} target="_blank" rel="noopener noreferrer">
          {m.asset_open()}
        </a>
        <a className={styles.button} href={fileUrl(path)} download={nameOf(path)}>
          {m.asset_download()}
        </a>
      </div>
    </EmptyState>
  );
}
