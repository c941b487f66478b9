import {
  ArrowDown,
  ArrowUp,
  Columns2,
  Equal,
  FileWarning,
  RotateCcw,
  Rows2,
  UnfoldVertical,
} from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { register, shortcut } from '../app/commands';
import { ProblemText } from '../app/ProblemText';
import { Reason } from '../app/Reason';
import { remember, remembered } from '../app/uiState';
import { onEntries } from '../app/vault';
import { openCompare } from '../app/workspace';
import { Banner } from '../design/components/Banner';
import { Button } from '../design/components/Button';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { Version, VersionDiff } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { openNote } from '../notes/open';
import { parentOf, shownName } from '../tree/paths';
import { restoreVersion } from './actions';
import styles from './compare.module.css';
import { type DiffHandle, DiffRows } from './DiffRows';
import { bringBack } from './hunks';
import { useLog } from './log';
import { type Layout, type Open, rowsOf } from './rows';
import { Lines } from './Timeline';
import { VersionPicker } from './VersionPicker';

const LAYOUT = 'compareLayout';
const isLayout = (value: unknown): value is Layout => value === 'side' || value === 'inline';
const NO_GAPS: Open = new Set();

interface Props {
  path: string;
  from?: string;
  to?: string;
}

/** Two versions of a file side by side, in a tab of its own; absent sides as in `history_diff`. */
export function CompareView({ path, from, to }: Props) {
  const { diff, error, reload } = useDiff(path, from, to);
  const { log } = useLog(path);
  const [layout, setLayout] = useState<Layout>(() => remembered(LAYOUT, isLayout) ?? 'side');
  const [open, setOpen] = useState<Open>(NO_GAPS);
  const [current, setCurrent] = useState(-1);
  const handle = useRef<DiffHandle>(null);

  const content = useMemo(() => (diff ? rowsOf(diff, layout, open) : null), [diff, layout, open]);
  const count = content?.changes.length ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another comparison starts anew.
  useEffect(() => {
    setOpen(NO_GAPS);
    setCurrent(-1);
  }, [path, from, to]);

  const step = useCallback(
    (by: number) => {
      if (count === 0) return;
      const next = (Math.max(current, by < 0 ? 0 : -1) + by + count) % count;
      setCurrent(next);
      handle.current?.show(next);
    },
    [count, current],
  );

  const onBack = useCallback(
    (change: number) => {
      const block = content?.blocks[change];
      if (!block || typeof diff?.oldText !== 'string' || diff.newText === null) return;
      // The row of the change goes, and its button with it.
      handle.current?.focus();
      void bringBack(path, diff.oldText, diff.newText, block);
    },
    [content, diff, path],
  );

  useEffect(
    () =>
      register(
        {
          id: 'compare.back',
          label: m.compare_back,
          keys: ['Alt+ArrowRight'],
          enabled: () => current >= 0 && current < count,
          run: () => onBack(current),
        },
        { id: 'compare.next', label: m.compare_next, keys: ['F7', 'Alt+ArrowDown'], run: () => step(1) },
        {
          id: 'compare.previous',
          label: m.compare_previous,
          keys: ['Shift+F7', 'Alt+ArrowUp'],
          run: () => step(-1),
        },
      ),
    [step, onBack, current, count],
  );

  const choose = (next: Layout) => {
    setLayout(next);
    remember(LAYOUT, next);
  };

  const name = shownName(path);
  const folder = parentOf(path);
  const versions = log?.versions ?? [];
  const newer = to === undefined ? undefined : versions.findIndex(({ id }) => id === to);
  const before = newer === undefined ? versions[0] : newer < 0 ? undefined : versions[newer + 1];
  const older = from ?? before?.id;
  const oldest =
    from === undefined && newer !== undefined && newer >= 0 && newer === versions.length - 1 && !log?.more;
  const left = versions.find(({ id }) => id === older);
  // The newest version is what the file holds: going back to it would change nothing.
  const right = versions.find(({ id }, at) => id === to && at > 0);

  return (
    <div className={styles.view}>
      <div className={styles.head}>
        <p className={styles.crumbs} title={path}>
          {folder && <span>{folder.split('/').join(' / ')} / </span>}
          <strong>{name}</strong>
        </p>
        {diff && <Lines added={diff.added} removed={diff.removed} />}
        <div className={styles.tools}>
          <span className={styles.count} role="status">
            {count > 0 &&
              (current < 0 || current >= count
                ? m.compare_changes({ count })
                : m.compare_change_of({ at: current + 1, count }))}
          </span>
          <IconButton
            label={m.compare_previous()}
            keys={shortcut('compare.previous')}
            disabled={count === 0}
            onClick={() => step(-1)}
          >
            <ArrowUp size={15} />
          </IconButton>
          <IconButton
            label={m.compare_next()}
            keys={shortcut('compare.next')}
            disabled={count === 0}
            onClick={() => step(1)}
          >
            <ArrowDown size={15} />
          </IconButton>
          <IconButton
            label={m.compare_expand()}
            pressed={open === 'all'}
            disabled={!content?.gaps}
            onClick={() => setOpen(open === 'all' ? NO_GAPS : 'all')}
          >
            <UnfoldVertical size={15} />
          </IconButton>
          <fieldset className={styles.layouts}>
            <legend className="visually-hidden">{m.compare_layout()}</legend>
            <IconButton label={m.compare_side()} pressed={layout === 'side'} onClick={() => choose('side')}>
              <Columns2 size={15} />
            </IconButton>
            <IconButton
              label={m.compare_inline()}
              pressed={layout === 'inline'}
              onClick={() => choose('inline')}
            >
              <Rows2 size={15} />
            </IconButton>
          </fieldset>
        </div>
      </div>
      <div className={styles.sides}>
        <div>
          {oldest ? (
            <span className={styles.nothing}>{m.compare_nothing()}</span>
          ) : (
            <VersionPicker
              label={m.compare_older()}
              versions={versions}
              value={older ?? ''}
              unknown={from?.slice(0, 8) ?? m.compare_before()}
              now={false}
              onPick={(id) => id !== null && openCompare(path, id, to)}
            />
          )}
          {!oldest && <Restore path={path} version={left} />}
        </div>
        <div>
          <VersionPicker
            label={m.compare_newer()}
            versions={versions}
            value={to ?? null}
            unknown={to?.slice(0, 8) ?? ''}
            now
            onPick={(id) => openCompare(path, older, id ?? undefined)}
          />
          <Restore path={path} version={right} />
        </div>
      </div>
      {error && (
        <EmptyState icon={FileWarning} title={m.compare_failed()}>
          <Reason error={error} />
          <Button onClick={reload}>{m.retry()}</Button>
        </EmptyState>
      )}
      {diff && (diff.oldText === null || diff.newText === null) && (
        <EmptyState icon={FileWarning} title={m.compare_not_text()} />
      )}
      {diff && content && diff.oldText !== null && diff.newText !== null && (
        <>
          {diff.notice && (
            <Banner tone="info">
              <ProblemText problem={diff.notice} />
            </Banner>
          )}
          {count === 0 && (
            <EmptyState icon={Equal} title={m.compare_equal()}>
              <p>{m.compare_equal_hint()}</p>
            </EmptyState>
          )}
          <DiffRows
            ref={handle}
            content={content}
            layout={layout}
            current={current}
            label={m.compare_label({ name })}
            onBack={onBack}
            onOpen={(gap) => setOpen((now) => (now === 'all' ? now : new Set([...now, gap])))}
          />
        </>
      )}
    </div>
  );
}

function Restore({ path, version }: { path: string; version: Version | undefined }) {
  if (!version || version.kind === 'removed') return null;
  return (
    <Button
      className={styles.restore}
      aria-label={m.version_restore()}
      title={m.version_restore()}
      onClick={() => void restoreVersion(path, version)}
    >
      <RotateCcw size={14} aria-hidden />
      {m.restore_yes()}
    </Button>
  );
}

/** Asks for a comparison, and again when the file changes while it stands on the newer side. */
function useDiff(path: string, from: string | undefined, to: string | undefined) {
  const key = `${path}\n${from ?? ''}\n${to ?? ''}`;
  const [answer, setAnswer] = useState<{ key: string; diff: VersionDiff } | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((at) => at + 1), []);

  useEffect(() => {
    if (to !== undefined) return;
    return onEntries((changes) => {
      if (changes === 'unknown' || changes.some((change) => change.path === path)) reload();
    });
  }, [path, to, reload]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the file asks again.
  useEffect(() => {
    const asked = new AbortController();
    const ask = async () => {
      try {
        // What is typed and not saved yet belongs to what the file holds now.
        if (to === undefined) await openNote(path)?.session.flush();
        const diff = await call('history_diff', { path, from, to }, asked.signal);
        if (asked.signal.aborted) return;
        setAnswer({ key, diff });
        setError(null);
      } catch (reason) {
        if (asked.signal.aborted) return;
        setAnswer(null);
        setError(asCallError(reason));
      }
    };
    void ask();
    return () => asked.abort();
  }, [path, from, to, key, turn]);

  return { diff: answer?.key === key ? answer.diff : null, error, reload };
}
