import { Menu } from '@base-ui/react/menu';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  ArrowRightLeft,
  Bookmark,
  FilePlus2,
  FileX2,
  History,
  type LucideIcon,
  MoreHorizontal,
  PencilLine,
  RotateCcw,
  Sparkles,
  Wrench,
} from 'lucide-react';
import { memo, useDeferredValue, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { ProblemText } from '../app/ProblemText';
import { Reason } from '../app/Reason';
import { tree } from '../app/vault';
import { openCompare, selectActivePath, useWorkspace } from '../app/workspace';
import { Button } from '../design/components/Button';
import controls from '../design/components/components.module.css';
import { EmptyState } from '../design/components/EmptyState';
import { Item, MenuPopup } from '../design/components/Menu';
import { NameField } from '../design/components/NameField';
import { formatMoment, formatSize } from '../i18n/format';
import { m } from '../i18n/messages';
import type { NamedVersion, PastChange, WantedChange } from '../ipc/gen/api';
import { compareNow, openFile, restoreChange, showChange } from './changeActions';
import { keyOf, useChanges } from './changes';
import { moveFocus } from './focus';
import { nameState, nameVersion, useNames } from './names';
import { useNaming } from './open';
import styles from './timeline.module.css';
import { EVERYTHING, type Filter, namesShown, type Span, spanOf, timelineRows } from './timelineRows';
import { actorWords, clock, dayWords } from './words';

const DAY = 32;
const ROW = 46;
/** So many rows before the end the next page is asked for. */
const AHEAD = 60;

const ICONS: Record<PastChange['what'], LucideIcon> = {
  created: FilePlus2,
  modified: PencilLine,
  removed: FileX2,
  moved: ArrowRightLeft,
  repaired: Wrench,
  decided: Sparkles,
};

const WANTED: readonly (readonly [WantedChange | '', () => string])[] = [
  ['', m.sync_every_change],
  ['created', m.version_created],
  ['modified', m.version_modified],
  ['moved', m.version_moved],
  ['removed', m.version_removed],
  ['decided', m.sync_by_itself],
];

const ACTORS: readonly (readonly [string, () => string])[] = [
  ['', m.sync_everybody],
  ['owner', m.actor_owner],
  ['external', m.sync_other_programs],
  ['assistant', m.sync_assistants],
  ['device', m.sync_devices],
];

const SPANS: readonly (readonly [Span, () => string])[] = [
  ['', m.timeline_any_time],
  ['today', m.history_today],
  ['week', m.timeline_week],
  ['month', m.timeline_month],
  ['days', m.timeline_days],
];

const DECISIONS: Record<string, () => string> = {
  merged: m.verdict_merged,
  conflict: m.sync_kept_both,
  newest: m.verdict_newest,
  files: m.verdict_file,
  app: m.verdict_app,
  resolved: m.verdict_resolved,
  left: m.verdict_left,
  undo: m.sync_undone,
};

interface Props {
  /** Called before something is shown elsewhere. */
  onLeave?: () => void;
}

/** Everything that happened in the vault, by day: who, what, when; each with its version. */
export function VaultTimeline({ onLeave }: Props) {
  const [filter, setFilter] = useState(EVERYTHING);
  const [now] = useState(Date.now);
  const path = useDeferredValue(filter.path.trim());
  const folder = useDeferredValue(filter.folder.trim().replace(/^\/+|\/+$/g, ''));
  const { actor, what } = filter;
  const { changes, error, more, older, reload } = useChanges({
    ...(path !== '' && { path }),
    ...(folder !== '' && { folder }),
    ...(actor !== '' && { actor }),
    ...(what !== '' && { what }),
    ...spanOf(filter, now),
  });
  const names = useNames();
  const oldest = more ? (changes?.at(-1)?.time ?? 0) : Number.NEGATIVE_INFINITY;
  const shown = useMemo(() => namesShown(names, filter, now, oldest), [names, filter, now, oldest]);
  return (
    <section className={styles.timeline} aria-label={m.timeline()}>
      <Filters filter={filter} onChange={(part) => setFilter((old) => ({ ...old, ...part }))} />
      {error && (
        <div className={styles.failed}>
          <Reason error={error} />
          <Button onClick={reload}>{m.retry()}</Button>
        </div>
      )}
      <NameNow />
      {changes?.length === 0 && <EmptyState icon={History} title={m.sync_no_changes()} />}
      {changes && changes.length > 0 && (
        <Rows changes={changes} names={shown} more={more} older={older} onLeave={onLeave} />
      )}
    </section>
  );
}

/** The way to name the state of everything. */
function NameNow() {
  const asked = useNaming((state) => state.asked);
  const [chosen, setNaming] = useState(false);
  const naming = chosen || asked;
  const path = useWorkspace(selectActivePath);
  return (
    <div className={styles.now}>
      {naming ? (
        <NameField
          label={m.state_name()}
          placeholder={m.state_name_example()}
          name=""
          onName={(name) => void nameState(name, path)}
          onEnd={() => {
            setNaming(false);
            useNaming.setState({ asked: false });
          }}
        />
      ) : (
        <Button onClick={() => setNaming(true)}>
          <Bookmark size={14} aria-hidden />
          {m.state_name_now()}
        </Button>
      )}
    </div>
  );
}

interface FiltersProps {
  filter: Filter;
  onChange(part: Partial<Filter>): void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const list = useId();
  const [folders, setFolders] = useState<readonly string[]>([]);
  return (
    <search className={styles.filter}>
      <input
        type="search"
        value={filter.path}
        placeholder={m.sync_filter_path()}
        aria-label={m.sync_filter_path()}
        onChange={(event) => onChange({ path: event.target.value })}
      />
      <input
        type="text"
        list={list}
        value={filter.folder}
        placeholder={m.timeline_folder()}
        aria-label={m.timeline_folder()}
        spellCheck={false}
        onFocus={() => setFolders(tree.folderPaths())}
        onChange={(event) => onChange({ folder: event.target.value })}
      />
      <datalist id={list}>
        {folders.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <Choice<WantedChange | ''>
        label={m.sync_filter_what()}
        value={filter.what}
        options={WANTED}
        onChange={(what) => onChange({ what })}
      />
      <Choice
        label={m.sync_filter_actor()}
        value={filter.actor}
        options={ACTORS}
        onChange={(actor) => onChange({ actor })}
      />
      <Choice<Span>
        label={m.timeline_when()}
        value={filter.span}
        options={SPANS}
        onChange={(span) => onChange({ span })}
      />
      {filter.span === 'days' && (
        <>
          <input
            type="date"
            value={filter.from}
            max={filter.to || undefined}
            aria-label={m.timeline_from()}
            onChange={(event) => onChange({ from: event.target.value })}
          />
          <input
            type="date"
            value={filter.to}
            min={filter.from || undefined}
            aria-label={m.timeline_to()}
            onChange={(event) => onChange({ to: event.target.value })}
          />
        </>
      )}
    </search>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [T, () => string])[];
  onChange(value: T): void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value as T)}>
      {options.map(([each, text]) => (
        <option key={each} value={each}>
          {text()}
        </option>
      ))}
    </select>
  );
}

interface RowsProps extends Props {
  changes: readonly PastChange[];
  names: readonly NamedVersion[];
  more: boolean;
  older(): void;
}

function Rows({ changes, names, more, older, onLeave }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const rows = useMemo(() => timelineRows(changes, names), [changes, names]);
  const sheet = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => ('day' in (rows[index] as object) ? DAY : ROW),
    getItemKey: (index) => {
      const row = rows[index];
      if (row === undefined) return index;
      if ('day' in row) return `day ${row.day}`;
      return 'named' in row ? `name ${row.named.version} ${row.named.path}` : keyOf(row.change);
    },
    // The row with the focus is always there, or the focus would go with it.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      if (focused === null || focused >= rows.length || shown.includes(focused)) return shown;
      return [...shown, focused].sort((a, b) => a - b);
    },
    overscan: 12,
    paddingEnd: 12,
    useFlushSync: true,
  });
  const items = sheet.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (more && last >= rows.length - AHEAD) older();
  }, [more, last, rows, older]);

  // What comes at the top does not move what is being read.
  const top = useRef<{ key: string; count: number } | null>(null);
  useLayoutEffect(() => {
    const before = top.current;
    const key = changes[0] ? keyOf(changes[0]) : '';
    top.current = { key, count: changes.length };
    if (!before || before.key === key || !box.current || box.current.scrollTop === 0) return;
    const at = changes.findIndex((change) => keyOf(change) === before.key);
    if (at > 0) box.current.scrollTop += at * ROW;
  }, [changes]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: moves the focus between the buttons inside.
    <div ref={box} className={styles.scroll} onKeyDown={(event) => moveFocus(event, '[data-change]')}>
      <ol className={styles.sheet} style={{ height: sheet.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const style = { transform: `translateY(${start}px)` };
          if ('day' in row) {
            return (
              <li key={key} className={styles.day} style={style}>
                {dayWords(row.day)}
              </li>
            );
          }
          return (
            <li
              key={key}
              className={styles.row}
              style={style}
              onFocus={() => setFocused(index)}
              onBlur={() => setFocused(null)}
            >
              {'named' in row ? (
                <NameLine named={row.named} onLeave={onLeave} />
              ) : (
                <Line change={row.change} onLeave={onLeave} />
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

const Line = memo(({ change, onLeave }: { change: PastChange } & Props) => {
  const { what, path, time } = change;
  const restored = 'restored' in change && change.restored;
  const Icon = restored ? RotateCcw : ICONS[what];
  const isFile = 'actor' in change;
  const act = (run: () => void) => () => {
    onLeave?.();
    run();
  };
  const body = (
    <>
      <Icon size={14} aria-hidden />
      <time dateTime={new Date(time).toISOString()} title={formatMoment(time)}>
        {clock(time)}
      </time>
      <span className={styles.text}>
        <span className={styles.path}>{path ?? m.app_name()}</span>
        <span className={styles.who}>
          <What change={change} />
        </span>
      </span>
      {'size' in change && change.size !== null && (
        <span className={styles.size}>{formatSize(change.size)}</span>
      )}
    </>
  );
  if (path === null) {
    return <div className={styles.line}>{body}</div>;
  }
  return (
    <>
      <button type="button" className={styles.line} data-change onClick={act(() => showChange(change))}>
        {body}
      </button>
      {isFile && (
        <Menu.Root>
          <Menu.Trigger
            className={`${controls.iconButton} ${styles.actions}`}
            aria-label={`${m.version_actions()}: ${path} ${clock(time)}`}
          >
            <MoreHorizontal size={15} />
          </Menu.Trigger>
          <MenuPopup of={Menu}>
            {what !== 'removed' && (
              <Item of={Menu} onClick={act(() => openFile(path))}>
                {m.open_()}
              </Item>
            )}
            <Item of={Menu} onClick={act(() => void compareNow(change))}>
              {m.version_compare_now()}
            </Item>
            {what !== 'removed' && (
              <Item of={Menu} onClick={() => void restoreChange(change)}>
                {m.version_restore()}
              </Item>
            )}
          </MenuPopup>
        </Menu.Root>
      )}
    </>
  );
});

function NameLine({
  named: { path, whole, name, version, made, actor },
  onLeave,
}: { named: NamedVersion } & Props) {
  const body = (
    <>
      <Bookmark size={14} aria-hidden />
      <time dateTime={new Date(made).toISOString()} title={formatMoment(made)}>
        {clock(made)}
      </time>
      <span className={styles.text}>
        <span className={styles.name}>{name}</span>
        <span className={styles.who}>
          {m.sync_by({
            what: whole ? m.state_named_() : m.version_named_of({ path }),
            actor: actorWords(actor),
          })}
        </span>
      </span>
    </>
  );
  if (whole) return <div className={styles.line}>{body}</div>;
  return (
    <>
      <button
        type="button"
        className={styles.line}
        data-change
        onClick={() => {
          onLeave?.();
          openCompare(path, undefined, version);
        }}
      >
        {body}
      </button>
      <Menu.Root>
        <Menu.Trigger
          className={`${controls.iconButton} ${styles.actions}`}
          aria-label={`${m.version_actions()}: ${name}`}
        >
          <MoreHorizontal size={15} />
        </Menu.Trigger>
        <MenuPopup of={Menu}>
          <Item of={Menu} onClick={() => void nameVersion(path, version, '')}>
            {m.version_unname()}
          </Item>
        </MenuPopup>
      </Menu.Root>
    </>
  );
}

function What({ change }: { change: PastChange }) {
  switch (change.what) {
    case 'repaired':
      return <ProblemText problem={change.problem} />;
    case 'decided':
      return DECISIONS[change.decision]?.() ?? change.decision;
    case 'moved':
      return m.sync_by({
        what: m.version_moved_from({ path: change.from }),
        actor: actorWords(change.actor),
      });
    case 'created':
    case 'modified':
    case 'removed': {
      const kind = change.restored
        ? change.what === 'created'
          ? m.version_back()
          : m.version_restored()
        : { created: m.version_created, modified: m.version_modified, removed: m.version_removed }[
            change.what
          ]();
      return m.sync_by({ what: kind, actor: actorWords(change.actor) });
    }
  }
}
