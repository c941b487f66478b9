import { useVirtualizer } from '@tanstack/react-virtual';
import { MessageCircleQuestionMark } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { printKeys } from '../app/commands';
import { Button } from '../design/components/Button';
import { formatMoment, formatTime } from '../i18n/format';
import { m } from '../i18n/messages';
import type { Hit } from '../ipc/gen/api';
import { fileIcon } from '../tree/icon';
import { parentOf } from '../tree/paths';
import { Marked } from './Marked';
import { openHit, search } from './search';
import styles from './search.module.css';
import type { SearchState } from './session';
import { askWhy } from './why';

/** Height of a row before it is measured. */
const ROW = 84;
/** More hits are asked for so many rows before the last one shows. */
const AHEAD = 20;

interface Props {
  id: string;
  optionId(index: number): string;
  state: SearchState;
}

/** The hits, virtualised; more come while one scrolls. */
export function Results({ id, optionId, state }: Props) {
  const { hits, active, answered, total, more } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: hits.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => hits[index]?.path ?? index,
    overscan: 6,
    useFlushSync: true,
  });
  const rows = virtualizer.getVirtualItems();
  const end = rows.at(-1)?.index ?? 0;

  useEffect(() => {
    if (more === 'idle' && hits.length < total && end >= hits.length - AHEAD) void search.more();
  }, [more, hits.length, total, end]);

  // Another answer starts at its top.
  useEffect(() => {
    if (answered !== null && scroller.current) scroller.current.scrollTop = 0;
  }, [answered]);

  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [active, virtualizer]);

  return (
    <div ref={scroller} className={styles.results} hidden={hits.length === 0}>
      <div
        id={id}
        role="listbox"
        aria-label={m.search_results_label()}
        style={{ height: virtualizer.getTotalSize() }}
        className={styles.list}
      >
        {rows.map(({ index, key, start }) => (
          <div
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            className={styles.place}
            role="presentation"
            style={{ transform: `translateY(${start}px)` }}
          >
            <Row
              id={optionId(index)}
              hit={hits[index] as Hit}
              active={index === active}
              index={index}
              total={total}
            />
          </div>
        ))}
      </div>
      {more === 'failed' && (
        <div className={styles.more}>
          <p>{m.search_more_failed()}</p>
          <Button onClick={() => void search.more()}>{m.retry()}</Button>
        </div>
      )}
    </div>
  );
}

interface RowProps {
  id: string;
  hit: Hit;
  active: boolean;
  index: number;
  total: number;
}

const Row = memo(({ id, hit, active, index, total }: RowProps) => {
  const Icon = fileIcon(hit.path);
  const open = () => {
    search.choose(index);
    openHit(hit);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and the keys.
    <div
      id={id}
      role="option"
      aria-selected={active}
      aria-posinset={index + 1}
      aria-setsize={total}
      tabIndex={-1}
      className={styles.hit}
      title={hit.path}
      // The field keeps the focus until the note has it.
      onMouseDown={(event) => event.preventDefault()}
      onClick={open}
    >
      <p className={styles.title}>
        <Icon size={14} aria-hidden />
        <span>
          <Marked text={hit.title} marks={hit.titleMarks} />
        </span>
      </p>
      {hit.snippet !== '' && (
        <p className={styles.snippet}>
          <Marked text={hit.snippet} marks={hit.marks} />
        </p>
      )}
      <p className={styles.meta}>
        <span>{parentOf(hit.path) || hit.path}</span>
        {hit.tags.length > 0 && (
          <span className={styles.tags}>{hit.tags.map((tag) => `#${tag}`).join(' ')}</span>
        )}
        <span
          aria-hidden
          className={styles.why}
          title={m.why_hit_keys({ keys: printKeys('Alt+Enter') })}
          onClick={(event) => {
            event.stopPropagation();
            search.choose(index);
            askWhy(hit.path);
          }}
        >
          <MessageCircleQuestionMark size={13} aria-hidden />
        </span>
        <time dateTime={new Date(hit.modified).toISOString()} title={formatMoment(hit.modified)}>
          {formatTime(hit.modified)}
        </time>
      </p>
    </div>
  );
});
