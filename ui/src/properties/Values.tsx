import { ArrowUpRight, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { composing } from '../app/keymap';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { PropertyKind } from '../ipc/gen/api';
import { shownName, stemOf } from '../tree/paths';
import { Combo, type Suggestion } from './Combo';
import type { Outcome } from './edits';
import {
  isWikilink,
  itemOf,
  itemsOf,
  keyOf,
  listValue,
  numberOf,
  segments,
  shownItem,
  textOf,
} from './model';
import styles from './properties.module.css';

export interface ValueProps {
  name: string;
  value: unknown;
  kind: PropertyKind;
  readOnly: boolean;
  /** Sets the value; what came of it is told below the row. */
  set(value: unknown): Promise<Outcome>;
  /** Says what is wrong with what stands in the field. */
  complain(message: string | null): void;
  follow(link: string): void;
  onKey(event: KeyboardEvent<HTMLElement>): void;
}

const MOST = 30;

/** Returns names of notes as links, for what is typed after `[[`, or for all of it where only links can stand. */
async function suggestLinks(typed: string, whole: boolean): Promise<Suggestion[] | null> {
  const [, open, closed] = /^(.*)\[\[([^\]]*)$/s.exec(typed) ?? (whole ? ['', '', typed] : []);
  if (closed === undefined) return null;
  const { items } = await call('quick_open', { pattern: closed.split('|')[0] ?? '', limit: MOST });
  return items.map(({ path }) => {
    const twins = items.filter((item) => keyOf(stemOf(item.path)) === keyOf(stemOf(path))).length > 1;
    const target = twins ? path.replace(/\.md$/i, '') : shownName(path);
    return { text: `${open}[[${target}]]`, detail: path };
  });
}

async function suggestValues(name: string, kind: PropertyKind, typed: string): Promise<Suggestion[]> {
  const links = await suggestLinks(typed, kind === 'links');
  if (links) return links;
  const wanted = keyOf(typed.trim().replace(kind === 'tags' ? /^#/ : /^$/, ''));
  const fitting = (text: string) => keyOf(text).includes(wanted);
  if (kind === 'tags') {
    const { tags } = await call('tags_list');
    const sorted = tags.filter(({ tag }) => fitting(tag)).sort((a, b) => b.count - a.count);
    return sorted.slice(0, MOST).map(({ tag, count }) => ({ text: tag, detail: String(count) }));
  }
  const { values } = await call('property_values', { name });
  const found = values.filter(({ text }) => fitting(text) && !text.includes('\n'));
  return found.slice(0, MOST).map(({ text, count }) => ({ text, detail: String(count) }));
}

/** What stands in a field before it is what stands in the note. */
function useDraft(committed: string) {
  const [draft, setDraft] = useState<string | null>(null);
  const sent = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the note says otherwise.
  useEffect(() => {
    setDraft((now) => (now === sent.current ? null : now));
    sent.current = null;
  }, [committed]);
  return {
    shown: draft ?? committed,
    dirty: draft !== null && draft !== committed,
    setDraft,
    /** Sends what was typed; what the note did not take stays to be corrected. */
    async send(text: string, set: () => Promise<Outcome>) {
      sent.current = text;
      if ((await set()) === 'same') setDraft((now) => (now === text ? null : now));
    },
  };
}

/** The field itself takes back what was typed, as long as the note does not have it. */
export const isStep = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && /^[zy]$/i.test(key);

export function Value(props: ValueProps): ReactNode {
  switch (props.kind) {
    case 'text':
      return <TextValue {...props} />;
    case 'number':
    case 'date':
    case 'dateTime':
      return <NativeValue {...props} />;
    case 'checkbox':
      return <CheckValue {...props} />;
    case 'list':
    case 'tags':
    case 'links':
      return <Items {...props} />;
  }
}

function TextValue({ name, value, kind, readOnly, set, follow, onKey }: ValueProps) {
  const committed = textOf(value);
  const { shown, dirty, setDraft, send } = useDraft(committed);
  const [focused, setFocused] = useState(false);
  const parts = segments(shown);
  const links = parts.flatMap(({ link }) => link ?? []);
  const first = links[0];
  return (
    <div className={styles.text}>
      <Combo
        label={m.property_value({ name })}
        part="value"
        value={shown}
        readOnly={readOnly}
        lines={shown.includes('\n')}
        placeholder={m.property_empty()}
        className={links.length > 0 && !focused ? `${styles.field} ${styles.behind}` : styles.field}
        suggest={(typed) => suggestValues(name, kind, typed)}
        onText={setDraft}
        onFocus={() => setFocused(true)}
        onDone={(text, how) => {
          if (how === 'left') setFocused(false);
          if (text !== committed) void send(text, () => set(text === '' ? null : text));
        }}
        onKey={(event) => {
          if (event.key === 'Escape' && dirty) {
            event.preventDefault();
            event.stopPropagation();
            setDraft(null);
          } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && first) {
            event.preventDefault();
            event.stopPropagation();
            follow(first);
          } else if (!(dirty && isStep(event))) onKey(event);
        }}
      />
      {links.length > 0 && !focused && (
        <span className={styles.read} aria-hidden="true">
          {parts.map(({ text, link }, at) =>
            link === null ? (
              text
            ) : (
              <button
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name.
                key={at}
                type="button"
                tabIndex={-1}
                className={styles.link}
                onClick={() => follow(link)}
              >
                {text}
              </button>
            ),
          )}
        </span>
      )}
      {first && focused && (
        <button
          type="button"
          tabIndex={-1}
          className={styles.go}
          aria-label={m.property_follow({ link: shownItem(first) })}
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => follow(first)}
        >
          <ArrowUpRight size={13} aria-hidden />
        </button>
      )}
    </div>
  );
}

/** Milliseconds after the last key before a date counts, so that a year is typed as one. */
const PAUSE = 800;

const TYPES = { number: 'number', date: 'date', dateTime: 'datetime-local' } as const;

function NativeValue({ name, value, kind, readOnly, set, complain, onKey }: ValueProps) {
  const type = TYPES[kind as keyof typeof TYPES];
  const committed = textOf(value);
  const { shown, dirty, setDraft, send } = useDraft(committed);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => () => clearTimeout(timer.current), []);

  const done = () => {
    clearTimeout(timer.current);
    const input = field.current;
    if (!input || readOnly) return;
    const text = input.value;
    if (input.validity.badInput || !isGood(text)) {
      complain(kind === 'number' ? m.property_bad_number() : m.property_bad_date());
      return;
    }
    complain(null);
    if (same(text, committed)) setDraft(null);
    else void send(text, () => set(written(text)));
  };
  const isGood = (text: string) =>
    text === '' ||
    (kind === 'number'
      ? numberOf(text) !== null
      : /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?$/.test(text));
  const written = (text: string): unknown => {
    if (text === '') return null;
    if (kind === 'number') return numberOf(text);
    return kind === 'dateTime' && text.length === 16 && committed.length !== 16 ? `${text}:00` : text;
  };
  return (
    <input
      ref={field}
      type={type}
      step={
        kind === 'number' ? 'any' : kind === 'dateTime' && /:\d\d:(?!00)\d\d$/.test(committed) ? 1 : undefined
      }
      className={`${styles.field} ${styles.native}`}
      data-part="value"
      aria-label={m.property_value({ name })}
      value={shown}
      readOnly={readOnly}
      onChange={(event) => {
        setDraft(event.target.value);
        clearTimeout(timer.current);
        // A year that is still being typed is no date yet.
        if (kind !== 'number' && event.target.value >= '1000') timer.current = setTimeout(done, PAUSE);
      }}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault();
          done();
        } else if (event.key === 'Escape' && dirty) {
          event.preventDefault();
          event.stopPropagation();
          clearTimeout(timer.current);
          setDraft(null);
          complain(null);
          // Arrows go from row to row: on their way through they must change no number.
        } else if (!(dirty && isStep(event))) onKey(event);
      }}
    />
  );
}

/** Whether a field says what the note says: it may leave out seconds that are none. */
function same(text: string, committed: string): boolean {
  return text === committed || `${text}:00` === committed;
}

function CheckValue({ name, value, readOnly, set, onKey }: ValueProps) {
  return (
    <span className={styles.check}>
      <input
        type="checkbox"
        data-part="value"
        aria-label={m.property_value({ name })}
        checked={value === true}
        disabled={readOnly}
        onChange={() => void set(value !== true)}
        onKeyDown={onKey}
      />
    </span>
  );
}

/** More items than this show when they are asked for. */
const MOST_ITEMS = 100;

function Items({ name, value, kind, readOnly, set, follow, onKey }: ValueProps) {
  const items = itemsOf(kind, value);
  const [all, setAll] = useState(false);
  const [draft, setDraft] = useState('');
  const [edited, setEdited] = useState<number | null>(null);
  const [changed, setChanged] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);

  // A list is written whole: who is quicker than the note builds on what was asked for, not on what is drawn.
  const asked = useRef<{ items: readonly string[] | null; open: number }>({ items: null, open: 0 });
  const settled = () => {
    if (asked.current.open === 0) asked.current.items = null;
  };
  useEffect(() => {
    if (asked.current.items?.join('\n') === items.join('\n')) settled();
  });
  const latest = () => asked.current.items ?? items;
  /** Where an item that is drawn stands among what was asked for. */
  const placeNow = (at: number) => (latest()[at] === items[at] ? at : latest().indexOf(items[at] ?? ''));
  const write = async (next: readonly string[]) => {
    asked.current.items = next;
    asked.current.open++;
    const outcome = await set(listValue(kind, value, next));
    asked.current.open--;
    // What was taken is drawn within a moment; after it the note alone counts, whoever changes it.
    if (outcome === 'changed') setTimeout(settled, 500);
    else settled();
    return outcome;
  };
  const add = async (typed: string) => {
    const item = itemOf(kind, typed);
    setDraft('');
    if (item === null || latest().some((other) => keyOf(other) === keyOf(item))) return;
    const outcome = await write([...latest(), item]);
    // What was not taken stays to be corrected.
    if (outcome !== 'changed') setDraft((now) => (now === '' ? typed : now));
  };
  const remove = (at: number) => {
    const place = placeNow(at);
    void write(latest().filter((_, other) => other !== place));
    const rest = items.length - 1;
    requestAnimationFrame(() => focusChip(Math.min(at, rest - 1)));
  };
  const focusChip = (at: number) => {
    const chip = box.current?.querySelectorAll<HTMLElement>('[data-chip]')[at];
    (chip ?? field.current)?.focus({ preventScroll: true });
  };
  const open = (item: string): boolean => {
    if (kind === 'tags') follow(`#${item}`);
    else if (isWikilink(item) || /^https?:\/\//i.test(item)) follow(item);
    else return false;
    return true;
  };
  const startEdit = (at: number) => {
    if (readOnly) return;
    setChanged(items[at] ?? '');
    setEdited(at);
  };
  const endEdit = (typed: string) => {
    if (edited === null) return;
    const item = itemOf(kind, typed);
    const place = placeNow(edited);
    const next = latest().flatMap((old, at) => (at !== place ? old : item === null ? [] : item));
    if (next.join('\n') !== latest().join('\n')) void write(next);
    setEdited(null);
  };

  const chipKey = (event: KeyboardEvent<HTMLElement>, at: number, item: string) => {
    if (composing(event.nativeEvent)) return;
    const act = (): boolean => {
      switch (event.key) {
        case 'ArrowLeft':
          focusChip(Math.max(0, at - 1));
          return true;
        case 'ArrowRight':
          focusChip(at + 1);
          return true;
        case 'Backspace':
        case 'Delete':
          if (!readOnly) remove(at);
          return true;
        case 'Enter':
          if (!open(item)) startEdit(at);
          return true;
        case 'F2':
          startEdit(at);
          return true;
        default:
          return false;
      }
    };
    if (event.altKey || !act()) onKey(event);
    else {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  return (
    <div ref={box} className={styles.items}>
      {(all ? items : items.slice(0, MOST_ITEMS)).map((item, at) =>
        edited === at ? (
          <Combo
            // biome-ignore lint/suspicious/noArrayIndexKey: an item has no other name.
            key={at}
            label={m.property_item_edit({ item })}
            value={changed}
            autoFocus
            suggest={(typed) => suggestValues(name, kind, typed)}
            onText={setChanged}
            onDone={(text, how) => {
              endEdit(text);
              if (how !== 'left') requestAnimationFrame(() => focusChip(at));
            }}
            onKey={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              event.stopPropagation();
              setEdited(null);
              requestAnimationFrame(() => focusChip(at));
            }}
          />
        ) : (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: an item has no other name.
            key={at}
            className={styles.chip}
            data-kind={kind === 'tags' || isWikilink(item) ? 'link' : undefined}
          >
            <button
              type="button"
              data-chip
              tabIndex={readOnly ? 0 : -1}
              data-part={readOnly && at === 0 ? 'value' : undefined}
              onClick={() => open(item)}
              onDoubleClick={() => startEdit(at)}
              onKeyDown={(event) => chipKey(event, at, item)}
            >
              {shownItem(item)}
            </button>
            {!readOnly && (
              <button
                type="button"
                tabIndex={-1}
                className={styles.drop}
                aria-label={m.property_item_remove({ item: shownItem(item) })}
                onClick={() => remove(at)}
              >
                <X size={11} aria-hidden />
              </button>
            )}
          </span>
        ),
      )}
      {!all && items.length > MOST_ITEMS && (
        <button type="button" className={styles.rest} onClick={() => setAll(true)}>
          {m.property_more({ count: items.length - MOST_ITEMS })}
        </button>
      )}
      {!readOnly && (
        <Combo
          field={field}
          part="value"
          label={m.property_item_add({ name })}
          value={draft}
          className={`${styles.field} ${styles.more}`}
          placeholder={items.length === 0 ? m.property_empty() : undefined}
          suggest={async (typed) => {
            const has = new Set(items.map(keyOf));
            return (await suggestValues(name, kind, typed)).filter(({ text }) => !has.has(keyOf(text)));
          }}
          onText={(text, composing) => {
            const ends = kind === 'tags' ? /[,，\s]$/ : /[,，]$/;
            const item = itemOf(kind, text.slice(0, -1));
            if (!composing && ends.test(text) && item !== null && !text.includes('[['))
              void add(text.slice(0, -1));
            else setDraft(text);
          }}
          onDone={(text) => void add(text)}
          onKey={(event) => {
            const atStart = draft === '';
            if (atStart && items.length > 0 && (event.key === 'Backspace' || event.key === 'ArrowLeft')) {
              event.preventDefault();
              focusChip(items.length - 1);
            } else if (event.key === 'Escape' && draft !== '') {
              event.preventDefault();
              event.stopPropagation();
              setDraft('');
            } else if (atStart || !isStep(event)) onKey(event);
          }}
        />
      )}
    </div>
  );
}
