import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowRight, ChevronsUpDown } from 'lucide-react';
import { memo, type PointerEvent, type Ref, useImperativeHandle, useRef } from 'react';
import { shortcut } from '../app/commands';
import { IconButton } from '../design/components/IconButton';
import { formatNumber } from '../i18n/format';
import { m } from '../i18n/messages';
import styles from './compare.module.css';
import { cut, type Ending, type Layout, type Row, type Rows, type Side } from './rows';

/** Height of a row of one line. */
const LINE = 22;
/** Characters of a line that are shown. */
const MOST = 20_000;

export interface DiffHandle {
  /** Brings a change into view. */
  show(change: number): void;
  focus(): void;
}

interface Props {
  content: Rows;
  layout: Layout;
  current: number;
  label: string;
  ref: Ref<DiffHandle>;
  onOpen(gap: number): void;
  /** Brings the older lines of a change back; absent where that cannot be. */
  onBack?: ((change: number) => void) | undefined;
}

/** The rows of a comparison, virtualised. */
export function DiffRows({ content, layout, current, label, ref, onOpen, onBack }: Props) {
  const { rows, changes } = content;
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 20,
    useFlushSync: true,
  });

  useImperativeHandle(
    ref,
    () => ({
      show: (change) => {
        const at = changes[change];
        if (at !== undefined) virtualizer.scrollToIndex(Math.max(0, at - 3), { align: 'start' });
      },
      focus: () => scroller.current?.focus(),
    }),
    [changes, virtualizer],
  );

  // Text is selected on the side where the selection starts, never across both.
  const keepSide = (event: PointerEvent<HTMLElement>) => {
    const side = (event.target as HTMLElement).closest<HTMLElement>('[data-side]')?.dataset.side;
    if (side) event.currentTarget.dataset.select = side;
  };

  return (
    <section
      ref={scroller}
      className={styles.rows}
      data-layout={layout}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      onPointerDown={keepSide}
    >
      <div style={{ height: virtualizer.getTotalSize() }} className={styles.canvas}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => (
          <div
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            className={styles.place}
            style={{ transform: `translateY(${start}px)` }}
          >
            <RowView row={rows[index] as Row} layout={layout} current={current} onOpen={onOpen} />
            {onBack && <Back row={rows[index] as Row} at={index} content={content} onBack={onBack} />}
          </div>
        ))}
      </div>
    </section>
  );
}

interface BackProps {
  row: Row;
  at: number;
  content: Rows;
  onBack(change: number): void;
}

/** The button of a change, on its first row. */
function Back({ row, at, content: { changes }, onBack }: BackProps) {
  if (row.kind === 'gap' || row.kind === 'same' || changes[row.change] !== at) return null;
  return (
    <IconButton
      className={styles.back}
      label={m.compare_back()}
      keys={shortcut('compare.back')}
      onClick={() => onBack(row.change)}
    >
      <ArrowRight size={14} />
    </IconButton>
  );
}

interface RowProps {
  row: Row;
  layout: Layout;
  current: number;
  onOpen(gap: number): void;
}

function RowView({ row, layout, current, onOpen }: RowProps) {
  switch (row.kind) {
    case 'gap':
      return <Gap count={row.count} heading={row.heading} onOpen={() => onOpen(row.id)} />;
    case 'same':
      return layout === 'side' ? (
        <div className={styles.pair}>
          <Line side="old" number={row.old} text={row.text} />
          <Line side="new" number={row.new} text={row.text} />
        </div>
      ) : (
        <div className={styles.line}>
          <span className={styles.number}>{row.old}</span>
          <span className={styles.number}>{row.new}</span>
          <span className={styles.sign} />
          <Text text={row.text} />
        </div>
      );
    case 'pair':
      return (
        <div className={styles.pair} data-current={row.change === current || undefined}>
          <Changed kind="removed" at="old" side={row.left} />
          <Changed kind="added" at="new" side={row.right} />
        </div>
      );
    default:
      return (
        <div className={styles.line} data-kind={row.kind} data-current={row.change === current || undefined}>
          <span className={styles.number}>{row.kind === 'removed' ? row.side.number : ''}</span>
          <span className={styles.number}>{row.kind === 'added' ? row.side.number : ''}</span>
          <Sign kind={row.kind} />
          <Spans side={row.side} />
        </div>
      );
  }
}

function Line({ side, number, text }: { side: 'old' | 'new'; number: number; text: string }) {
  return (
    // The right side repeats the left one; it is read out once.
    <div className={styles.line} data-side={side} aria-hidden={side === 'new' || undefined}>
      <span className={styles.number}>{number}</span>
      <span className={styles.sign} />
      <Text text={text} />
    </div>
  );
}

interface ChangedProps {
  kind: 'removed' | 'added';
  at: 'old' | 'new';
  side: Side | null;
}

function Changed({ kind, at, side }: ChangedProps) {
  if (!side) return <div className={styles.line} data-side={at} data-kind="nothing" />;
  return (
    <div className={styles.line} data-side={at} data-kind={kind}>
      <span className={styles.number}>{side.number}</span>
      <Sign kind={kind} />
      <Spans side={side} />
    </div>
  );
}

function Sign({ kind }: { kind: 'removed' | 'added' }) {
  return (
    <span className={styles.sign}>
      <span aria-hidden>{kind === 'added' ? '+' : '−'}</span>
      <span className="visually-hidden">{kind === 'added' ? m.compare_added() : m.compare_removed()}</span>
    </span>
  );
}

const ENDINGS: Record<Ending, () => string> = {
  lf: m.compare_ending_lf,
  crlf: m.compare_ending_crlf,
  none: m.compare_ending_none,
};

function More({ count }: { count: number }) {
  return count > 0 && <span className={styles.note}> … {m.compare_cut({ count: formatNumber(count) })}</span>;
}

const Text = memo(({ text }: { text: string }) => (
  <span className={styles.text}>
    {text.length > MOST ? text.slice(0, MOST) : text}
    <More count={text.length - MOST} />
  </span>
));

const Spans = memo(({ side }: { side: Side }) => {
  const { spans, left } = cut(side.spans, MOST);
  return (
    <span className={styles.text}>
      {spans.map(({ text, changed }, i) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never change places.
        changed ? <mark key={i}>{text}</mark> : <span key={i}>{text}</span>,
      )}
      <More count={left} />
      {side.ending && <span className={styles.note}>{ENDINGS[side.ending]()}</span>}
    </span>
  );
});

function Gap({ count, heading, onOpen }: { count: number; heading: string | null; onOpen(): void }) {
  const shown = count === 1 ? 1 : formatNumber(count);
  return (
    <button type="button" className={styles.gap} onClick={onOpen}>
      <ChevronsUpDown size={13} aria-hidden />
      {heading ? m.compare_gap_under({ count: shown, heading }) : m.compare_gap({ count: shown })}
    </button>
  );
}
