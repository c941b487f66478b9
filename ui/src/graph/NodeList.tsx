/** The graph for those who do not look at it: what is linked with what, to be gone through by keys. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowLeft, FileText, FileX2, Hash, Paperclip } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { composing } from '../app/keymap';
import { IconButton } from '../design/components/IconButton';
import { m } from '../i18n/messages';
import styles from './graph.module.css';
import { ATTACHMENT, type GraphModel, neighboursOf, TAG, UNRESOLVED } from './model';

const ROW = 26;
const LEAP = 12;

interface Props {
  model: GraphModel;
  /** The node whose neighbours are listed, by its key; null for all nodes. */
  centre: string | null;
  found: ReadonlySet<number> | null;
  onCentre(key: string | null): void;
  onChoose(at: number): void;
  onOpen(at: number, beside: boolean): void;
}

export function NodeList({ model, centre, found, onCentre, onChoose, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [trail, setTrail] = useState<readonly string[]>([]);
  const [focused, setFocused] = useState(0);
  const middle = centre === null ? undefined : model.byKey.get(centre);
  const rows = useMemo(() => {
    if (middle !== undefined) return neighboursOf(model, middle);
    const all = Array.from({ length: model.count }, (_, at) => at);
    return found ? all.filter((at) => found.has(at)) : all;
  }, [model, middle, found]);
  const sheet = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 10,
    paddingEnd: 8,
    useFlushSync: true,
  });
  const at = Math.min(focused, Math.max(0, rows.length - 1));
  const node = rows[at];
  const title =
    middle !== undefined
      ? m.graph_neighbours({ name: model.labels[middle] as string })
      : found
        ? m.graph_matches()
        : m.graph_most_linked();

  const go = (to: number) => {
    const next = Math.min(Math.max(0, to), rows.length - 1);
    setFocused(next);
    if (rows[next] !== undefined) {
      sheet.scrollToIndex(next, { align: 'auto' });
      onChoose(rows[next]);
    }
  };
  const enter = (to: number) => {
    setTrail([...trail, centre ?? '']);
    setFocused(0);
    onCentre(model.keys[to] as string);
    onChoose(to);
  };
  const back = () => {
    if (centre === null) return;
    const before = trail.at(-1) ?? '';
    setTrail(trail.slice(0, -1));
    setFocused(0);
    onCentre(before === '' ? null : before);
    onChoose(model.byKey.get(before) ?? -1);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (composing(event.nativeEvent) || event.altKey || event.shiftKey) return;
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key !== 'Enter') return;
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'PageDown') go(at + LEAP);
    else if (event.key === 'PageUp') go(at - LEAP);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (event.key === 'ArrowRight' && node !== undefined) enter(node);
    else if (event.key === 'ArrowLeft' || event.key === 'Backspace') back();
    else if (event.key === 'Enter' && node !== undefined) onOpen(node, mod);
    else return;
    event.preventDefault();
  };

  return (
    <section className={styles.list} aria-label={m.graph_list()}>
      <div className={styles.listHead}>
        {centre !== null && (
          <IconButton label={m.graph_back()} onClick={back}>
            <ArrowLeft size={14} />
          </IconButton>
        )}
        <h3 className={styles.listTitle} title={title}>
          {title}
        </h3>
      </div>
      {rows.length === 0 && <p className={styles.note}>{m.graph_list_none()}</p>}
      <div
        ref={box}
        className={styles.rows}
        role="listbox"
        tabIndex={0}
        aria-label={title}
        aria-description={m.graph_list_keys()}
        aria-activedescendant={node === undefined ? undefined : `graph-node-${node}`}
        onKeyDown={onKeyDown}
        onFocus={() => node !== undefined && onChoose(node)}
      >
        <div className={styles.sheet} style={{ height: sheet.getTotalSize() }} role="presentation">
          {shownRows(
            sheet.getVirtualItems().map(({ index }) => index),
            at,
            rows.length,
          ).map((index) => {
            const each = rows[index] as number;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys.
              <div
                key={each}
                id={`graph-node-${each}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                className={styles.row}
                style={{ transform: `translateY(${index * ROW}px)` }}
                title={model.paths[each] ?? model.labels[each]}
                onClick={() => go(index)}
                onDoubleClick={(event) => onOpen(each, event.ctrlKey || event.metaKey)}
              >
                <KindIcon kind={model.kinds[each] as number} />
                <span className={styles.name}>{model.labels[each]}</span>
                <span className={styles.count} aria-hidden>
                  {model.links[each]}
                </span>
                <span className="visually-hidden">{said(model, each)}</span>
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}

/** The chosen row is always there: assistive technology reads it by its name. */
function shownRows(shown: number[], at: number, count: number): number[] {
  return shown.includes(at) || at >= count ? shown : [...shown, at];
}

function said(model: GraphModel, at: number): string {
  const kind = model.kinds[at];
  const words =
    kind === TAG
      ? m.graph_kind_tag()
      : kind === UNRESOLVED
        ? m.graph_kind_unresolved()
        : kind === ATTACHMENT
          ? m.graph_kind_attachment()
          : m.graph_kind_note();
  return m.graph_node({ kind: words, links: model.links[at] as number });
}

function KindIcon({ kind }: { kind: number }) {
  const Icon =
    kind === TAG ? Hash : kind === UNRESOLVED ? FileX2 : kind === ATTACHMENT ? Paperclip : FileText;
  return <Icon size={14} aria-hidden />;
}
