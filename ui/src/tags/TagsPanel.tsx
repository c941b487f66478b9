import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownAZ, ArrowDownWideNarrow, ChevronRight, Hash, Pencil } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { reason } from '../app/explain';
import { composing } from '../app/keymap';
import { remember, remembered } from '../app/uiState';
import { onEntries } from '../app/vault';
import { askFor } from '../batch/open';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { getLocale } from '../i18n/gen/runtime.js';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { TagCount } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { searchFor } from '../search/request';
import { keyOf, type Order, parentOf, type Row, rowsOf } from './model';
import styles from './tags.module.css';

const ROW = 26;
/** Milliseconds between a change of the files and the next look at the tags. */
const PAUSE = 500;
const KEY = 'openTags';

const isTags = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((tag) => typeof tag === 'string');

/** The tags of the vault: how many notes carry them, and a search for those by a click. */
export function TagsPanel() {
  const { tags, error } = useTags();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(remembered(KEY, isTags) ?? []));
  const [filter, setFilter] = useState('');
  const [order, setOrder] = useState<Order>('name');
  const [focused, setFocused] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const rows = tags ? rowsOf(tags, open, filter, order, getLocale()) : [];
  const sheet = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
    paddingEnd: 12,
    useFlushSync: true,
  });

  if (error) return <EmptyState icon={Hash} title={reason(error)} />;
  if (!tags) return null;
  if (tags.length === 0) {
    return (
      <EmptyState icon={Hash} title={m.tags_empty()}>
        <p>{m.tags_empty_hint()}</p>
      </EmptyState>
    );
  }

  const at = Math.max(
    0,
    rows.findIndex(({ tag }) => tag === focused),
  );
  const row = rows[at];

  const go = (index: number) => {
    const next = rows[Math.min(Math.max(0, index), rows.length - 1)];
    if (!next) return;
    setFocused(next.tag);
    sheet.scrollToIndex(rows.indexOf(next), { align: 'auto' });
  };
  const fold = ({ tag }: Row, unfolded: boolean) => {
    const next = new Set(open);
    if (unfolded) next.add(keyOf(tag));
    else next.delete(keyOf(tag));
    setOpen(next);
    remember(KEY, [...next]);
  };
  const above = (tag: string) => {
    const parent = parentOf(tag);
    return parent === null ? -1 : rows.findIndex((each) => keyOf(each.tag) === keyOf(parent));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (composing(event.nativeEvent) || event.ctrlKey || event.altKey || event.metaKey || !row) return;
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (event.key === 'ArrowRight' && row.open === false) fold(row, true);
    else if (event.key === 'ArrowRight' && row.open) go(at + 1);
    else if (event.key === 'ArrowLeft' && row.open && filter === '') fold(row, false);
    else if (event.key === 'ArrowLeft') go(above(row.tag) < 0 ? at : above(row.tag));
    else if (event.key === 'Enter' || event.key === ' ') find(row.tag);
    else if (event.key === 'F2') rename(row.tag);
    else return;
    event.preventDefault();
  };

  return (
    <div className={styles.panel}>
      <div className={styles.bar}>
        <input
          type="search"
          className={styles.filter}
          value={filter}
          placeholder={m.tags_filter()}
          aria-label={m.tags_filter()}
          spellCheck={false}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (composing(event.nativeEvent)) return;
            if (event.key === 'ArrowDown' || event.key === 'Enter') box.current?.focus();
            else if (event.key === 'Escape' && filter !== '') setFilter('');
            else return;
            event.preventDefault();
          }}
        />
        <IconButton
          label={order === 'name' ? m.tags_by_count() : m.tags_by_name()}
          onClick={() => setOrder(order === 'name' ? 'count' : 'name')}
        >
          {order === 'name' ? <ArrowDownAZ size={15} /> : <ArrowDownWideNarrow size={15} />}
        </IconButton>
      </div>
      {rows.length === 0 && <p className={styles.none}>{m.tags_none()}</p>}
      <div
        ref={box}
        id="tags"
        className={styles.tree}
        role="tree"
        tabIndex={0}
        aria-label={m.tags()}
        aria-activedescendant={row ? `tag-${keyOf(row.tag)}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div className={styles.sheet} style={{ height: sheet.getTotalSize() }} role="presentation">
          {withFocused(
            sheet.getVirtualItems().map(({ index }) => index),
            at,
            rows.length,
          ).map((index) => {
            const each = rows[index] as Row;
            return (
              <TagRow
                key={each.tag}
                row={each}
                top={index * ROW}
                focused={index === at}
                onFold={() => fold(each, !each.open)}
                onFind={() => {
                  setFocused(each.tag);
                  find(each.tag);
                }}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The focused row is always there: assistive technology reads it by its name. */
function withFocused(shown: number[], at: number, count: number): number[] {
  return shown.includes(at) || at >= count ? shown : [...shown, at];
}

const find = (tag: string) => searchFor(`tag:#${tag}`);
const rename = (tag: string) => void askFor('renameTag', [], tag);

interface RowProps {
  row: Row;
  top: number;
  focused: boolean;
  onFold(): void;
  onFind(): void;
}

function TagRow({ row: { tag, name, depth, count, open }, top, focused, onFold, onFind }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys.
    <div
      id={`tag-${keyOf(tag)}`}
      role="treeitem"
      tabIndex={-1}
      aria-level={depth + 1}
      aria-expanded={open ?? undefined}
      aria-selected={focused}
      className={styles.row}
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: 4 + depth * 14 }}
      title={`#${tag}`}
      onClick={onFind}
    >
      <span
        className={styles.twist}
        data-open={open ?? undefined}
        aria-hidden
        onClick={(event) => {
          if (open === null) return;
          event.stopPropagation();
          onFold();
        }}
      >
        {open !== null && <ChevronRight size={14} />}
      </span>
      <span className={styles.name}>{name}</span>
      {/* For the pointer only: F2 does the same, and a row may not hold a button. */}
      <span
        className={styles.rename}
        aria-hidden
        title={m.batch_renameTag()}
        onClick={(event) => {
          event.stopPropagation();
          rename(tag);
        }}
      >
        <Pencil size={13} />
      </span>
      <span className={styles.count} aria-hidden>
        {count}
      </span>
      <span className="visually-hidden">{m.tags_notes({ count })}</span>
    </div>
  );
}

/** The tags, looked up again a moment after files changed. */
function useTags(): { tags: readonly TagCount[] | null; error: CallError | null } {
  const [found, setFound] = useState<{ tags: readonly TagCount[] | null; error: CallError | null }>({
    tags: null,
    error: null,
  });
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      timer = undefined;
      try {
        const { tags } = await call('tags_list');
        if (!gone) setFound({ tags, error: null });
      } catch (error) {
        if (!gone) setFound({ tags: null, error: asCallError(error) });
      }
    };
    void look();
    const stop = onEntries(() => {
      timer ??= setTimeout(look, PAUSE);
    });
    return () => {
      gone = true;
      clearTimeout(timer);
      stop();
    };
  }, []);
  return found;
}
