import { Download, ExternalLink, FileQuestion, Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useState } from 'react';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { formatSize } from '../i18n/format';
import { m } from '../i18n/messages';
import { call, fileUrl } from '../ipc/client';
import type { Note } from '../ipc/gen/api';
import { READ_ONLY } from '../notes/readOnly';
import { isPicture } from '../tree/icon';
import { extensionOf, isNotePath, nameOf } from '../tree/paths';
import styles from './AssetView.module.css';

const SMALLEST = 0.1;
const LARGEST = 8;

export function AssetView({ path, info }: { path: string; info?: Note }) {
  if (isPicture(path)) return <PictureView key={path} path={path} />;
  if (extensionOf(path) === 'pdf' && navigator.pdfViewerEnabled) return <PdfView key={path} path={path} />;
  return <OtherView path={path} info={info} />;
}

function Actions({ path, children }: { path: string; children?: React.ReactNode }) {
  const url = fileUrl(path);
  return (
    <div className={styles.bar}>
      <p className={styles.name}>{nameOf(path)}</p>
      {children}
      <a
        className={styles.link}
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={m.asset_open()}
        title={m.asset_open()}
      >
        <ExternalLink size={15} />
      </a>
      <a
        className={styles.link}
        href={url}
        download={nameOf(path)}
        aria-label={m.asset_download()}
        title={m.asset_download()}
      >
        <Download size={15} />
      </a>
    </div>
  );
}

function PictureView({ path }: { path: string }) {
  const [zoom, setZoom] = useState<number | null>(null);
  const [size, setSize] = useState<[number, number] | null>(null);
  const [failed, setFailed] = useState(false);
  const change = (factor: number) =>
    setZoom((at) => Math.min(LARGEST, Math.max(SMALLEST, (at ?? 1) * factor)));
  if (failed) return <OtherView path={path} />;
  return (
    <div className={styles.view}>
      <Actions path={path}>
        {size && (
          <span className={styles.meta}>
            {size[0]} × {size[1]}
          </span>
        )}
        <IconButton label={m.zoom_out()} onClick={() => change(1 / 1.25)}>
          <ZoomOut size={15} />
        </IconButton>
        <IconButton label={m.zoom_fit()} pressed={zoom === null} onClick={() => setZoom(null)}>
          <Maximize2 size={15} />
        </IconButton>
        <IconButton label={m.zoom_in()} onClick={() => change(1.25)}>
          <ZoomIn size={15} />
        </IconButton>
      </Actions>
      <div className={styles.stage} data-fit={zoom === null || undefined}>
        <img
          src={fileUrl(path)}
          alt={m.image_alt({ name: nameOf(path) })}
          style={
            zoom === null || !size
              ? undefined
              : { width: size[0] * zoom, maxWidth: 'none', maxHeight: 'none' }
          }
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize([naturalWidth, naturalHeight])
          }
          onError={() => setFailed(true)}
        />
      </div>
    </div>
  );
}

function PdfView({ path }: { path: string }) {
  const [source, setSource] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
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
      .catch(() => !abort.signal.aborted && setFailed(true));
    return () => {
      abort.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [path]);
  if (failed) return <OtherView path={path} />;
  return (
    <div className={styles.view}>
      <Actions path={path} />
      {source && <iframe className={styles.frame} src={source} title={nameOf(path)} />}
    </div>
  );
}

function OtherView({ path, info: known }: { path: string; info?: Note }) {
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
      <p>{info?.readOnly && isNotePath(path) ? READ_ONLY[info.readOnly]() : m.asset_nopreview()}</p>
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
