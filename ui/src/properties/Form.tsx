import { Plus, TriangleAlert } from 'lucide-react';
import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { MAC } from '../app/commands';
import { reason } from '../app/explain';
import { composing } from '../app/keymap';
import { ProblemText } from '../app/ProblemText';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { NoteEdit, PropertyForm, PropertyKind } from '../ipc/gen/api';
import { asCallError } from '../ipc/transport';
import { Combo, type Suggestion } from './Combo';
import { edit, type Outcome, type Source } from './edits';
import { chooseKind, kindNamed, loadKnown, useKnown } from './known';
import { converted, keyOf } from './model';
import styles from './properties.module.css';
import { Row } from './Row';

/** A place that shows the properties of a note. */
export interface Host extends Source {
  readonly readOnly: boolean;
  /** Shows the text of the properties with the cursor at a line. */
  asText(line: number): void;
  /** The user goes on in the text. */
  leave(): void;
  follow(link: string): void;
  /** Takes a step of the history; returns whether there is one here. */
  step(kind: 'undo' | 'redo'): boolean;
  /** The form may give way to another one: there a property gets the focus. */
  willShow?(key: string): void;
  /** The rows are there. */
  shown?(): void;
}

/** Where the focus is to go; `nth` is a new one each time. */
export interface Wanted {
  nth: number;
  at: 'first' | 'last' | 'new' | { key: string };
}

interface Props {
  host: Host;
  /** The properties as they stand, with the lines that enclose them. */
  source: string;
  wanted: Wanted | null;
  /** The row for a new property was left without a name. */
  onAbandoned?(): void;
}

/** More rows than this show when they are asked for. */
const MOST_ROWS = 150;

const NONE: PropertyForm = { rows: [], problem: null };

/** What was read last, so that a form that comes back stands at once. */
const read = new Map<string, PropertyForm>([['', NONE]]);
const MOST_READ = 40;

function useForm({ host, source }: Pick<Props, 'host' | 'source'>): PropertyForm | string | null {
  const [shown, setShown] = useState<PropertyForm | string | null>(read.get(source) ?? null);
  useEffect(() => {
    const known = read.get(source);
    if (known) {
      setShown(known);
      return;
    }
    let gone = false;
    call('properties_read', { path: host.path, text: source }).then(
      (form) => {
        const [oldest] = [...read.keys()].slice(1);
        if (read.size >= MOST_READ && oldest !== undefined) read.delete(oldest);
        read.set(source, form);
        if (!gone) setShown(form);
      },
      (error) => !gone && setShown(reason(asCallError(error))),
    );
    return () => {
      gone = true;
    };
  }, [source, host]);
  return shown;
}

/** The properties of a note, a row for each. */
export function PropertiesForm({ host, source, wanted, onAbandoned }: Props) {
  const shown = useForm({ host, source });
  const names = useKnown((state) => state.names);
  const box = useRef<HTMLElement>(null);
  const [adding, setAdding] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [all, setAll] = useState(false);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  /** What gets the focus once it is there. */
  const next = useRef<{ key: string; part: 'name' | 'value'; after: unknown } | null>(null);

  useEffect(() => void loadKnown(), []);

  useLayoutEffect(() => {
    if (shown !== null) host.shown?.();
  }, [shown, host]);

  const form = typeof shown === 'string' || shown === null ? NONE : shown;
  const { rows, problem } = form;

  const focusRow = useCallback((index: number, part: 'name' | 'value' = 'value'): boolean => {
    const row = box.current?.querySelector(`[data-row="${index}"]`);
    const field = row?.querySelector<HTMLElement>(`[data-part="${part}"]`);
    field?.focus({ preventScroll: true });
    field?.scrollIntoView({ block: 'nearest' });
    return field !== undefined && field !== null;
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each wish.
  useEffect(() => {
    if (!wanted) return;
    if (wanted.at === 'new') setAdding('');
    else if (typeof wanted.at === 'object') next.current = { key: wanted.at.key, part: 'value', after: null };
    else requestAnimationFrame(() => focusRow(wanted.at === 'first' ? 0 : rows.length - 1) || focusAdd());
  }, [wanted?.nth]);

  useLayoutEffect(() => {
    const { current: want } = next;
    // The rows may still be those from before the edit.
    const index = want && rows !== want.after ? rows.findIndex(({ key }) => key === want.key) : -1;
    if (!want || index < 0) return;
    next.current = null;
    focusRow(index, want.part);
  });

  const focusOn = (selector: string): boolean => {
    const element = box.current?.querySelector<HTMLElement>(selector) ?? null;
    element?.focus({ preventScroll: true });
    return element !== null;
  };
  const focusFix = () => focusOn('[data-fix]');
  const focusAdd = () => focusOn('[data-add]') || focusFix();

  const run = async (...edits: NoteEdit[]): Promise<Outcome> => {
    const outcome = await edit(host, ...edits);
    setFault(null);
    return outcome;
  };
  const tell = (outcome: Outcome): boolean => {
    setFault(typeof outcome === 'string' ? null : reason(outcome));
    return outcome === 'changed';
  };

  const moveTo = async (from: number, to: number, part: 'name' | 'value' | null) => {
    const row = rows[from];
    if (!row || to === from || to < 0 || to >= rows.length) return;
    const before = rows[to > from ? to + 1 : to]?.key;
    next.current = part && { key: row.key, part, after: rows };
    if (tell(await run({ edit: 'moveProperty', key: row.key, before })))
      setSaid(m.property_moved({ name: row.key, place: to + 1, count: rows.length }));
    else next.current = null;
  };

  const remove = async (index: number) => {
    const row = rows[index];
    if (!row) return;
    const neighbour = rows[index + 1] ?? rows[index - 1];
    next.current = neighbour ? { key: neighbour.key, part: 'value', after: rows } : null;
    if (!tell(await run({ edit: 'removeProperty', key: row.key }))) next.current = null;
    else if (!neighbour) host.leave();
  };

  const choose = async (index: number, kind: PropertyKind) => {
    const row = rows[index];
    if (!row || !(await chooseKind(row.key, kind)) || !row.editable) return;
    const value = converted(kind, row.value);
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(row.value))
      tell(await run({ edit: 'setProperty', key: row.key, value }));
  };

  /** The new row got a name, or was left. */
  const named = async (typed: string, how: 'enter' | 'left' | 'chosen') => {
    const name = typed.trim();
    if (name === '') {
      setAdding(null);
      if (how === 'left') onAbandoned?.();
      return;
    }
    const there = rows.findIndex(({ key }) => keyOf(key) === keyOf(name));
    if (there >= 0) {
      setAdding(null);
      focusRow(there);
      return;
    }
    const kind = kindNamed(names, name, null);
    const value =
      kind === 'checkbox' ? false : kind === 'list' || kind === 'tags' || kind === 'links' ? [] : null;
    next.current = how === 'left' ? null : { key: name, part: 'value', after: null };
    if (how !== 'left') host.willShow?.(name);
    const outcome = await run({ edit: 'setProperty', key: name, value });
    if (tell(outcome)) {
      setAdding(null);
    } else next.current = null;
  };

  const suggestNames = async (typed: string): Promise<Suggestion[]> => {
    await loadKnown();
    const wantedKey = keyOf(typed.trim());
    const here = new Set(rows.map(({ key }) => keyOf(key)));
    const all = [...(useKnown.getState().names?.values() ?? [])];
    return all
      .filter(({ name }) => keyOf(name).includes(wantedKey) && !here.has(keyOf(name)))
      .sort((a, b) => rank(a.name, wantedKey) - rank(b.name, wantedKey) || b.count - a.count)
      .slice(0, 30)
      .map(({ name, count }) => ({ text: name, detail: String(count) }));
  };

  const keyDown = (event: KeyboardEvent<HTMLElement>, index: number, part: 'name' | 'value') => {
    if (composing(event.nativeEvent)) return;
    const { key, altKey } = event;
    const mod = MAC ? event.metaKey : event.ctrlKey;
    const act = (): boolean => {
      if (key === 'ArrowUp' || key === 'ArrowDown') {
        if (mod || event.shiftKey) return false;
        const by = key === 'ArrowUp' ? -1 : 1;
        if (altKey) {
          if (!host.readOnly) void moveTo(index, index + by, part);
          return true;
        }
        if (event.target instanceof HTMLTextAreaElement && !atEdge(event.target, by)) return false;
        if (index + by < 0) focusFix();
        else if (!focusRow(index + by, part)) {
          if (host.readOnly) host.leave();
          else focusAdd();
        }
        return true;
      }
      if (key === 'Escape' && !altKey) {
        host.leave();
        return true;
      }
      if (mod && !altKey && key.toLowerCase() === 'z') return host.step(event.shiftKey ? 'redo' : 'undo');
      if (mod && !altKey && key.toLowerCase() === 'y') return host.step('redo');
      return false;
    };
    if (!act()) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const grip = (event: PointerEvent<HTMLElement>, from: number) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const all = [...(box.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    let to = from;
    const moved = ({ clientY }: globalThis.PointerEvent) => {
      const middles = all
        .map((row) => row.getBoundingClientRect())
        .map(({ top, height }) => top + height / 2);
      const above = middles.filter((middle, at) => at !== from && middle < clientY).length;
      to = above;
      setDrag({ from, to });
    };
    const end = (done: boolean) => {
      handle.removeEventListener('pointermove', moved);
      handle.removeEventListener('pointerup', up);
      handle.removeEventListener('pointercancel', cancel);
      document.removeEventListener('keydown', escaped, true);
      setDrag(null);
      if (done) void moveTo(from, to, null);
    };
    const up = () => end(true);
    const cancel = () => end(false);
    const escaped = (pressed: globalThis.KeyboardEvent) => {
      if (pressed.key !== 'Escape') return;
      pressed.preventDefault();
      pressed.stopPropagation();
      end(false);
    };
    handle.addEventListener('pointermove', moved);
    handle.addEventListener('pointerup', up);
    handle.addEventListener('pointercancel', cancel);
    document.addEventListener('keydown', escaped, true);
  };

  const dropMark = (index: number): 'above' | 'below' | undefined => {
    if (!drag || drag.to === drag.from || drag.to !== index) return undefined;
    return drag.to < drag.from ? 'above' : 'below';
  };

  const broken = problem !== null && rows.length === 0;
  const wrong = problem?.line ? (source.split('\n')[problem.line - 1] ?? '').trim() : '';
  return (
    <section ref={box} className={styles.form} aria-label={m.properties_label()}>
      {(problem || typeof shown === 'string') && (
        <div className={styles.problem} role="alert">
          <TriangleAlert size={14} aria-hidden />
          <span>
            {problem ? <ProblemText problem={problem} /> : (shown as string)}
            {wrong !== '' && <code>{wrong}</code>}
          </span>
          <button
            type="button"
            data-fix
            onClick={() => host.asText(problem?.line ?? 1)}
            onKeyDown={(event) => {
              const down = event.key === 'ArrowDown';
              if ((!down && event.key !== 'Escape') || event.altKey) return;
              event.preventDefault();
              event.stopPropagation();
              if (!down || !focusRow(0)) host.leave();
            }}
          >
            {m.properties_text()}
          </button>
        </div>
      )}
      {(all ? rows : rows.slice(0, MOST_ROWS)).map((row, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a renamed property stays the row that it was.
          key={index}
          data-drop={dropMark(index)}
          data-dragged={drag?.from === index || undefined}
        >
          <Row
            row={row}
            kind={kindNamed(names, row.key, row.value)}
            index={index}
            count={rows.length}
            readOnly={host.readOnly}
            edit={run}
            move={(by) => void moveTo(index, index + by, 'name')}
            remove={() => void remove(index)}
            choose={(kind) => void choose(index, kind)}
            asText={() => host.asText(row.line)}
            follow={host.follow}
            suggestNames={suggestNames}
            onKey={(event, part) => keyDown(event, index, part)}
            onGrip={(event) => grip(event, index)}
          />
        </div>
      ))}
      {!all && rows.length > MOST_ROWS && (
        <button type="button" className={styles.rest} onClick={() => setAll(true)}>
          {m.property_more({ count: rows.length - MOST_ROWS })}
        </button>
      )}
      {adding !== null && (
        <div className={styles.row}>
          <span className={styles.kind} aria-hidden="true">
            <Plus size={14} />
          </span>
          <Combo
            label={m.property_new()}
            value={adding}
            autoFocus
            className={`${styles.field} ${styles.name}`}
            placeholder={m.property_name()}
            suggest={suggestNames}
            onText={setAdding}
            onDone={(text, how) => void named(text, how)}
            onKey={(event) => {
              if (event.key === 'Escape') {
                event.preventDefault();
                event.stopPropagation();
                setAdding(null);
                host.leave();
                onAbandoned?.();
              } else if (event.key === 'Tab' && !event.shiftKey && adding.trim() !== '') {
                event.preventDefault();
                void named(adding, 'enter');
              }
            }}
          />
        </div>
      )}
      {!host.readOnly && !broken && adding === null && (
        <button
          type="button"
          data-add
          className={styles.add}
          onClick={() => setAdding('')}
          onKeyDown={(event) => {
            const by =
              event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Escape' ? 1 : 0;
            if (by === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            event.stopPropagation();
            if (by > 0) host.leave();
            else focusRow(rows.length - 1);
          }}
        >
          <Plus size={13} aria-hidden /> {m.property_add_button()}
        </button>
      )}
      {fault !== null && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
    </section>
  );
}

const rank = (name: string, wanted: string): number => (keyOf(name).startsWith(wanted) ? 0 : 1);

/** Whether the caret stands in the first or last line of a field. */
function atEdge({ value, selectionStart, selectionEnd }: HTMLTextAreaElement, by: 1 | -1): boolean {
  return by < 0 ? !value.slice(0, selectionStart).includes('\n') : !value.slice(selectionEnd).includes('\n');
}
