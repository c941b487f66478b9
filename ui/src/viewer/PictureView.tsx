import { ImageOff, Maximize2, Scan, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../design/components/Button';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { formatSize } from '../i18n/format';
import { m } from '../i18n/messages';
import { fileUrl } from '../ipc/client';
import { nameOf } from '../tree/paths';
import { Bar } from './Bar';
import styles from './viewer.module.css';
import { LARGEST, SMALLEST, stepped } from './zoom';

/** Bytes above which a picture is shown on request only. */
const HEAVY = 64 * 1024 * 1024;

/** Pixels of a drawing that names no size. */
const UNSIZED = 300;

interface Size {
  width: number;
  height: number;
}

/** A place of the picture, as shares of it, that stays where it is on the screen while the zoom changes. */
interface Anchor {
  x: number;
  y: number;
  clientX: number;
  clientY: number;
}

/** A picture that fits its pane, or as large as one likes: by buttons, keys, wheel and by drawing it along. */
export function PictureView({ path, size: bytes }: { path: string; size: number | null }) {
  const [asked, setAsked] = useState(false);
  const [failed, setFailed] = useState(false);
  const [size, setSize] = useState<Size | null>(null);
  const [zoom, setZoom] = useState<number | null>(null);
  const stage = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLImageElement>(null);
  const anchor = useRef<Anchor | null>(null);

  const shown = () =>
    size && picture.current ? picture.current.getBoundingClientRect().width / size.width : 1;

  const hold = (clientX?: number, clientY?: number) => {
    const frame = stage.current?.getBoundingClientRect();
    const box = picture.current?.getBoundingClientRect();
    if (!frame || !box) return;
    const x = clientX ?? frame.left + frame.width / 2;
    const y = clientY ?? frame.top + frame.height / 2;
    anchor.current = { x: (x - box.left) / box.width, y: (y - box.top) / box.height, clientX: x, clientY: y };
  };

  const change = (to: (now: number) => number | null, clientX?: number, clientY?: number) => {
    hold(clientX, clientY);
    const next = to(zoom ?? shown());
    setZoom(next === null ? null : Math.min(LARGEST, Math.max(SMALLEST, next)));
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once the picture has its new size.
  useLayoutEffect(() => {
    const held = anchor.current;
    const box = picture.current?.getBoundingClientRect();
    anchor.current = null;
    if (!held || !box) return;
    stage.current?.scrollBy(
      box.left + held.x * box.width - held.clientX,
      box.top + held.y * box.height - held.clientY,
    );
  }, [zoom]);

  const turn = useRef(change);
  turn.current = change;
  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    // React listens passively, and the page would zoom.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      turn.current((now) => now * Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === '+' || event.key === '=') change((now) => stepped(now, 1));
    else if (event.key === '-') change((now) => stepped(now, -1));
    else if (event.key === '0') change(() => null);
    else if (event.key === '1') change(() => 1);
    else return;
    event.preventDefault();
  };

  const onPointerDown = (press: PointerEvent<HTMLDivElement>) => {
    const element = press.currentTarget;
    if (press.button !== 0 || zoom === null) return;
    const { scrollLeft, scrollTop } = element;
    element.setPointerCapture(press.pointerId);
    const onMove = (event: globalThis.PointerEvent) => {
      element.scrollLeft = scrollLeft - (event.clientX - press.clientX);
      element.scrollTop = scrollTop - (event.clientY - press.clientY);
    };
    const end = () => {
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('lostpointercapture', end);
      delete element.dataset.held;
    };
    element.dataset.held = '';
    element.addEventListener('pointermove', onMove);
    element.addEventListener('lostpointercapture', end);
  };

  if (failed) {
    return (
      <EmptyState page icon={ImageOff} title={nameOf(path)}>
        <p>{m.image_broken()}</p>
        {bytes !== null && <p className={styles.meta}>{formatSize(bytes)}</p>}
      </EmptyState>
    );
  }
  if (bytes !== null && bytes > HEAVY && !asked) {
    return (
      <EmptyState page icon={ImageOff} title={nameOf(path)}>
        <p>{m.image_large({ size: formatSize(bytes) })}</p>
        <div className={styles.actions}>
          <Button onClick={() => setAsked(true)}>{m.image_show()}</Button>
        </div>
      </EmptyState>
    );
  }
  const width = size && zoom !== null ? size.width * zoom : undefined;
  return (
    <div className={styles.view}>
      <Bar path={path}>
        {size && (
          <span className={styles.meta}>
            {size.width} × {size.height}
            {zoom !== null && ` · ${m.zoom_percent({ percent: Math.round(zoom * 100) })}`}
          </span>
        )}
        <IconButton label={m.zoom_out()} keys="-" onClick={() => change((now) => stepped(now, -1))}>
          <ZoomOut size={15} />
        </IconButton>
        <IconButton label={m.zoom_in()} keys="+" onClick={() => change((now) => stepped(now, 1))}>
          <ZoomIn size={15} />
        </IconButton>
        <IconButton label={m.zoom_fit()} keys="0" pressed={zoom === null} onClick={() => change(() => null)}>
          <Maximize2 size={15} />
        </IconButton>
        <IconButton label={m.zoom_real()} keys="1" pressed={zoom === 1} onClick={() => change(() => 1)}>
          <Scan size={15} />
        </IconButton>
      </Bar>
      {/* biome-ignore lint/a11y/useSemanticElements: no element is a group that scrolls. */}
      <div
        ref={stage}
        className={styles.stage}
        data-fit={zoom === null || undefined}
        role="group"
        aria-label={m.viewer_area()}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
      >
        <img
          ref={picture}
          src={fileUrl(path)}
          alt={m.image_alt({ name: nameOf(path) })}
          draggable={false}
          style={width === undefined ? undefined : { width, maxWidth: 'none', maxHeight: 'none' }}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize({ width: naturalWidth || UNSIZED, height: naturalHeight || UNSIZED })
          }
          onError={() => setFailed(true)}
        />
      </div>
    </div>
  );
}
