import { StateEffect } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { ArrowDown, ArrowUp, ChevronsUpDown, Files, FileWarning } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { register, shortcut } from '../app/commands';
import { Reason } from '../app/Reason';
import shell from '../app/Shell.module.css';
import { say, sayFailed } from '../app/toasts';
import { close, openPath } from '../app/workspace';
import { Banner } from '../design/components/Banner';
import { Button } from '../design/components/Button';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { fileText } from '../editor/endings';
import { loadModes, showMode } from '../editor/mode';
import { makeState, showSurroundings } from '../editor/setup';
import { formatNumber, formatSize } from '../i18n/format';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { ConflictSide, ThreeWay } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { openNote } from '../notes/open';
import { nameOf, parentOf, shownName } from '../tree/paths';
import styles from './conflicts.module.css';
import { countConflicts } from './open';
import {
  type Choice,
  choose,
  keepPlaces,
  type Place,
  placesOf,
  type Stretch,
  startText,
  stretchesOf,
  textOf,
} from './result';
import { spansOf } from './words';

interface Props {
  copy: string;
  tab: string;
}

/** A conflict copy, its original and what both were made from, beside each other, and the text that ends it. */
export function ThreeWayView({ copy, tab }: Props) {
  const [sides, setSides] = useState<ThreeWay | null>(null);
  const [error, setError] = useState<CallError | null>(null);

  const load = useCallback(() => {
    const read = async () => {
      const found = await call('conflict_get', { copy });
      // What is typed and not saved yet belongs to the original.
      const note = openNote(found.conflict.original);
      if (!note?.session.unsaved) return found;
      await note.session.flush();
      return call('conflict_get', { copy });
    };
    setError(null);
    read().then(setSides, (reason) => setError(asCallError(reason)));
  }, [copy]);
  useEffect(load, [load]);

  if (error) {
    return (
      <EmptyState page icon={FileWarning} title={m.conflict_failed({ name: nameOf(copy) })}>
        <Reason error={error} />
        <div className={styles.choices}>
          <Button onClick={() => close(tab)}>{m.close_tab()}</Button>
          <Button tone="primary" onClick={load}>
            {m.retry()}
          </Button>
        </div>
      </EmptyState>
    );
  }
  if (!sides) return <div aria-busy="true" />;
  const key = `${sides.copyRevision} ${sides.originalRevision}`;
  const Shown = sides.whole ? WholeSides : Sides;
  return <Shown key={key} sides={sides} tab={tab} onReload={load} />;
}

interface SidesProps {
  sides: ThreeWay;
  tab: string;
  onReload: () => void;
}

function Sides({ sides, tab, onReload }: SidesProps) {
  const { conflict, originalRevision, hasBase, hunks } = sides;
  const { copy, original } = conflict;
  const gone = originalRevision === null;
  const stretches = useMemo(() => stretchesOf(hunks), [hunks]);
  const [editor, setEditor] = useState<EditorView | null>(null);
  const [places, setPlaces] = useState<readonly Place[]>([]);
  const [current, setCurrent] = useState(-1);
  const rows = useRef<HTMLDivElement>(null);

  const undecided = places.filter(({ choice }) => choice === null).length;
  const count = places.length;

  const step = useCallback(
    (by: number) => {
      if (count === 0) return;
      const next = (Math.max(current, by < 0 ? 0 : -1) + by + count) % count;
      setCurrent(next);
      const row = rows.current?.querySelector<HTMLElement>(`[data-stretch="${next}"]`);
      row?.scrollIntoView({ block: 'nearest' });
      row?.querySelector('button')?.focus();
    },
    [count, current],
  );

  useEffect(
    () =>
      register(
        { id: 'compare.next', label: m.compare_next, keys: ['F7', 'Alt+ArrowDown'], run: () => step(1) },
        {
          id: 'compare.previous',
          label: m.compare_previous,
          keys: ['Shift+F7', 'Alt+ArrowUp'],
          run: () => step(-1),
        },
      ),
    [step],
  );

  const pick = (at: number, stretch: Stretch, choice: Exclude<Choice, 'edited'>) => {
    if (!editor) return;
    setCurrent(at);
    editor.dispatch(choose(editor.state, at, choice, textOf(stretch, choice)));
  };

  const { end, busy, stale } = useEnd(sides, tab);

  return (
    <div className={styles.view}>
      <div className={styles.head}>
        <p className={styles.crumbs} title={original}>
          {parentOf(original) && <span>{parentOf(original).split('/').join(' / ')} / </span>}
          <strong>{shownName(original)}</strong>
        </p>
        <span className={styles.count} role="status">
          {undecided > 0 ? m.conflict_undecided({ count: undecided }) : m.conflict_decided()}
        </span>
        <div className={styles.tools}>
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
          <Button disabled={busy} onClick={() => void end({})}>
            {m.conflict_keep_both()}
          </Button>
          <Button
            tone="primary"
            disabled={busy || undecided > 0 || !editor}
            onClick={() => editor && void end({ text: fileText(editor.state) })}
          >
            {m.conflict_save()}
          </Button>
        </div>
      </div>
      {stale && (
        <Banner tone="warn" actions={<Button onClick={onReload}>{m.conflict_reload()}</Button>}>
          {m.conflict_stale()}
        </Banner>
      )}
      {!hasBase && <Banner tone="info">{m.conflict_no_base_hint()}</Banner>}
      {gone && <Banner tone="info">{m.conflict_gone_hint()}</Banner>}
      <Group orientation="vertical" className={styles.panes}>
        <Panel id="sides" defaultSize="58%" minSize={120}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <section className={styles.scroll} aria-label={m.conflict_sides()} tabIndex={0} data-base={hasBase}>
            <div className={styles.titles}>
              {hasBase && <p>{m.conflict_base()}</p>}
              <p title={copy}>{m.conflict_mine()}</p>
              <p title={original}>{m.conflict_theirs()}</p>
            </div>
            <div ref={rows}>
              <Stretches
                stretches={stretches}
                places={places}
                current={current}
                hasBase={hasBase}
                onPick={pick}
              />
            </div>
          </section>
        </Panel>
        <Separator className={`${shell.separator} ${styles.separator}`} aria-label={m.resize_split()} />
        <Panel id="result" minSize={100}>
          <div className={styles.result}>
            <p className={styles.resultTitle}>{m.conflict_result()}</p>
            <ResultPane sides={sides} stretches={stretches} onView={setEditor} onPlaces={setPlaces} />
          </div>
        </Panel>
      </Group>
    </div>
  );
}

/** Ends a conflict by a text or one of its files, or lets both stand. */
function useEnd({ conflict, copyRevision, originalRevision }: ThreeWay, tab: string) {
  const { copy, original } = conflict;
  const [stale, setStale] = useState(false);
  const [busy, setBusy] = useState(false);

  const undo = async (id: number) => {
    try {
      await call('decision_undo', { id });
      await countConflicts();
    } catch (error) {
      sayFailed(m.decision_undo_failed({ name: shownName(original) }), error);
    }
  };

  const end = async (by: { text?: string; take?: ConflictSide }) => {
    setBusy(true);
    try {
      await openNote(original)?.session.flush();
      const { decision } = await call('conflict_resolve', { copy, copyRevision, originalRevision, ...by });
      const left = by.text === undefined && by.take === undefined;
      close(tab);
      if (!left) openPath(original, {});
      const name = shownName(original);
      say(
        left ? m.conflict_left({ name }) : m.conflict_resolved({ name }),
        decision === null ? undefined : { label: m.undo(), run: () => void undo(decision) },
      );
      await countConflicts();
    } catch (error) {
      if (asCallError(error).code === 'stale') setStale(true);
      else sayFailed(m.conflict_resolve_failed({ name: shownName(original) }), error);
    } finally {
      setBusy(false);
    }
  };

  return { end, busy, stale };
}

/** A conflict of files that are no text, or too large to be compared: one is taken as it is, or both stay. */
function WholeSides({ sides, tab, onReload }: SidesProps) {
  const { copy, original, copySize, originalSize } = sides.conflict;
  const { end, busy, stale } = useEnd(sides, tab);
  return (
    <EmptyState page icon={Files} title={m.conflict_whole({ name: nameOf(original) })}>
      <p>{m.conflict_whole_hint()}</p>
      {stale && (
        <Banner tone="warn" actions={<Button onClick={onReload}>{m.conflict_reload()}</Button>}>
          {m.conflict_stale()}
        </Banner>
      )}
      <dl className={styles.whole}>
        <dt>{m.conflict_mine()}</dt>
        <dd>
          <Button onClick={() => openPath(copy, {})}>{nameOf(copy)}</Button> {formatSize(copySize)}
        </dd>
        <dt>{m.conflict_theirs()}</dt>
        <dd>
          {originalSize === null ? (
            m.conflict_original_gone()
          ) : (
            <>
              <Button onClick={() => openPath(original, {})}>{nameOf(original)}</Button>{' '}
              {formatSize(originalSize)}
            </>
          )}
        </dd>
      </dl>
      <div className={styles.choices}>
        <Button disabled={busy} onClick={() => void end({ take: 'copy' })}>
          {m.conflict_take_mine()}
        </Button>
        <Button disabled={busy || originalSize === null} onClick={() => void end({ take: 'original' })}>
          {m.conflict_take_theirs()}
        </Button>
        <Button tone="primary" disabled={busy} onClick={() => void end({})}>
          {m.conflict_keep_both()}
        </Button>
      </div>
    </EmptyState>
  );
}

interface StretchesProps {
  stretches: readonly Stretch[];
  places: readonly Place[];
  current: number;
  hasBase: boolean;
  onPick(at: number, stretch: Stretch, choice: Exclude<Choice, 'edited'>): void;
}

/** Unchanged stretches of so few lines are shown: a fold would take as much room. */
const SHORT = 3;

function Stretches({ stretches, places, current, hasBase, onPick }: StretchesProps) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  let at = -1;
  return stretches.map((stretch, i) => {
    if (!stretch.changed) {
      const lines = stretch.theirs.split('\n').length - (stretch.theirs.endsWith('\n') ? 1 : 0);
      if (lines > SHORT && !open.has(i)) {
        return (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: stretches never change places.
            key={i}
            type="button"
            className={styles.gap}
            onClick={() => setOpen(new Set([...open, i]))}
          >
            <ChevronsUpDown size={13} aria-hidden />
            {m.compare_gap({ count: formatNumber(lines) })}
          </button>
        );
      }
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: stretches never change places.
        <div key={i} className={styles.same}>
          {stretch.theirs}
        </div>
      );
    }
    const place = ++at;
    return (
      <Changed
        // biome-ignore lint/suspicious/noArrayIndexKey: stretches never change places.
        key={i}
        at={place}
        count={places.length}
        stretch={stretch}
        choice={places[place]?.choice ?? null}
        current={place === current}
        hasBase={hasBase}
        onPick={(choice) => onPick(place, stretch, choice)}
      />
    );
  });
}

interface ChangedProps {
  at: number;
  count: number;
  stretch: Stretch;
  choice: Choice | null;
  current: boolean;
  hasBase: boolean;
  onPick(choice: Exclude<Choice, 'edited'>): void;
}

function Changed({ at, count, stretch, choice, current, hasBase, onPick }: ChangedProps) {
  const { base, mine, theirs, joined } = stretch;
  const choices: [Exclude<Choice, 'edited'>, string][] = [
    ['mine', m.conflict_take_mine()],
    ['theirs', m.conflict_take_theirs()],
    ['both', m.conflict_take_both()],
  ];
  if (joined !== null) choices.unshift(['joined', m.conflict_take_joined()]);
  return (
    <fieldset
      className={styles.stretch}
      data-stretch={at}
      data-undecided={choice === null || undefined}
      data-current={current || undefined}
    >
      <legend className="visually-hidden">{m.conflict_stretch({ at: at + 1, count })}</legend>
      <div className={styles.columns}>
        {hasBase && <Side text={base} />}
        <Side text={mine} other={hasBase ? base : theirs} tone="mine" label={m.conflict_mine()} />
        <Side text={theirs} other={hasBase ? base : mine} tone="theirs" label={m.conflict_theirs()} />
      </div>
      <div className={styles.picks}>
        {choices.map(([each, label]) => (
          <button key={each} type="button" aria-pressed={choice === each} onClick={() => onPick(each)}>
            {label}
          </button>
        ))}
        <span className={styles.state}>
          {choice === null ? m.conflict_to_decide() : choice === 'edited' ? m.conflict_edited() : ''}
        </span>
      </div>
    </fieldset>
  );
}

function Side({ text, other, tone, label }: { text: string; other?: string; tone?: string; label?: string }) {
  const spans = useMemo(
    () => (other === undefined ? [{ text, changed: false }] : spansOf(text, other)),
    [text, other],
  );
  return (
    <div className={styles.side} data-tone={tone} data-nothing={text === '' || undefined}>
      <span className="visually-hidden">{label ?? m.conflict_base()}: </span>
      {spans.map((span, i) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change places.
        span.changed ? <mark key={i}>{span.text}</mark> : <span key={i}>{span.text}</span>,
      )}
    </div>
  );
}

interface ResultProps {
  sides: ThreeWay;
  stretches: readonly Stretch[];
  onView(view: EditorView | null): void;
  onPlaces(places: readonly Place[]): void;
}

const NOTHING = () => {};

function ResultPane({ sides, stretches, onView, onPlaces }: ResultProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const isNew = sides.originalRevision === null;
    const start = makeState(startText(sides.hunks, isNew), false, {
      onMove: NOTHING,
      onFollow: NOTHING,
    });
    const places = StateEffect.appendConfig.of([
      keepPlaces(stretches, isNew),
      EditorView.updateListener.of(({ state, startState }) => {
        if (placesOf(state) !== placesOf(startState)) onPlaces(placesOf(state));
      }),
    ]);
    const label = showSurroundings(m.conflict_result(), sides.conflict.original);
    const { state } = start.update({ effects: [places, label] });
    const view = new EditorView({ parent: box.current as HTMLDivElement, state });
    let gone = false;
    void loadModes().then(() => {
      if (!gone) view.dispatch({ effects: showMode(view.state, 'source') });
    });
    onView(view);
    onPlaces(placesOf(state));
    return () => {
      gone = true;
      onView(null);
      view.destroy();
    };
  }, [sides, stretches, onView, onPlaces]);
  return <div ref={box} className={styles.editor} />;
}
