import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { FilePlus, FileText, Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { printKeys, run, shortcut, useCommands } from '../app/commands';
import { reason } from '../app/explain';
import { composing } from '../app/keymap';
import { sayFailed } from '../app/toasts';
import { remember, remembered } from '../app/uiState';
import { onEntries, tree } from '../app/vault';
import { openPath } from '../app/workspace';
import { Kbd } from '../design/components/Kbd';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import { asCallError } from '../ipc/transport';
import { Marked } from '../search/Marked';
import { targetFolder } from '../tree/actions';
import { isNotePath, join, nameOf, parentOf, shownName } from '../tree/paths';
import { match, ranges } from './match';
import { type Choosing, COMMANDS, hidePalette, usePalette } from './open';
import styles from './palette.module.css';

const LIMIT = 50;

type Item =
  | { kind: 'note'; id: string; label: string; marks: number[]; path: string }
  | { kind: 'create'; id: string; label: string; path: string }
  | { kind: 'command'; id: string; label: string; marks: number[]; keys: string | null }
  | { kind: 'choice'; id: string; label: string; marks: number[]; detail: string };

/** Quick switcher and command palette. */
export function Palette() {
  const { open } = usePalette();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && hidePalette()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup} aria-label={m.palette_label()}>
          <Body />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Body() {
  const { text, choosing, pointing } = usePalette();
  const commanding = choosing === null && pointing === null && text.startsWith(COMMANDS);
  const commands = useCommandItems(commanding ? text.slice(1) : null);
  const notes = useNoteItems(commanding || choosing ? null : text.trim(), pointing !== null);
  const choices = useChoices(choosing, text);
  const items = choosing ? choices : commanding ? commands : notes.items;

  const asked = choosing?.label ?? pointing?.label;
  const nothing = notes.failed ? m.search_failed({ message: notes.failed }) : m.palette_no_note();
  const empty = choosing ? m.palette_no_choice() : commanding ? m.palette_no_command() : nothing;

  /** What Enter was pressed for while its answer was on the way. */
  const entered = useRef<string | null>(null);
  useEffect(() => {
    const [first] = notes.items;
    if (!notes.ready || entered.current === null) return;
    const meant = entered.current === text;
    entered.current = null;
    if (meant && first) pick(first);
  }, [notes, text]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (composing(event.nativeEvent) || event.key !== 'Enter' || commanding || choosing) return;
    if (event.shiftKey && text.trim() !== '' && !pointing) {
      event.preventDefault();
      event.stopPropagation();
      void createNote(text.trim());
    } else if (!notes.ready) {
      // What is listed answers an earlier question.
      event.preventDefault();
      event.stopPropagation();
      entered.current = text;
    }
  };

  return (
    <Autocomplete.Root
      open
      inline
      mode="none"
      items={items}
      value={text}
      onValueChange={(next, { reason }) => {
        // A picked item does something; its name is not what the user types next.
        if (reason !== 'item-press') usePalette.setState({ text: next });
      }}
      itemToStringValue={(item: Item) => item.id}
      autoHighlight="always"
      keepHighlight
    >
      <div className={styles.field} onKeyDownCapture={onKeyDown}>
        <Search size={16} aria-hidden />
        <Autocomplete.Input
          className={styles.input}
          aria-label={asked ?? m.palette_label()}
          placeholder={asked ?? (commanding ? m.palette_commands_placeholder() : m.palette_placeholder())}
          spellCheck={false}
        />
      </div>
      <Autocomplete.Empty className={styles.empty}>
        {items.length === 0 && (commanding || choosing || notes.ready) && <p>{empty}</p>}
      </Autocomplete.Empty>
      <Autocomplete.List className={styles.list}>
        {(item: Item) => (
          <Autocomplete.Item key={item.id} value={item} className={styles.item} onClick={() => pick(item)}>
            <ItemText item={item} />
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
      {asked === undefined && <Keys commanding={commanding} />}
    </Autocomplete.Root>
  );
}

function ItemText({ item }: { item: Item }) {
  if (item.kind === 'command') {
    return (
      <>
        <span className={styles.label}>
          <Marked text={item.label} marks={ranges(item.marks)} />
        </span>
        {item.keys && <Kbd>{item.keys}</Kbd>}
      </>
    );
  }
  if (item.kind === 'create') {
    return (
      <>
        <FilePlus size={15} aria-hidden />
        <span className={styles.label}>{m.palette_create({ name: item.label })}</span>
        <span className={styles.folder}>{parentOf(item.path)}</span>
      </>
    );
  }
  if (item.kind === 'choice') {
    return (
      <>
        <span className={styles.label}>
          <Marked text={item.label} marks={ranges(item.marks)} />
        </span>
        <span className={styles.folder}>{item.detail}</span>
      </>
    );
  }
  const name = shownName(item.path);
  return (
    <>
      <FileText size={15} aria-hidden />
      <span className={styles.label}>
        <Marked text={item.label} marks={ranges(item.marks)} />
      </span>
      <span className={styles.folder}>
        {item.label === name ? parentOf(item.path) : `${parentOf(item.path)}/${name}`.replace(/^\//, '')}
      </span>
    </>
  );
}

function Keys({ commanding }: { commanding: boolean }) {
  const keys: [keys: string, label: string][] = commanding
    ? [[printKeys('Enter'), m.palette_hint_run()]]
    : [
        [printKeys('Enter'), m.palette_hint_open()],
        [printKeys('Shift+Enter'), m.palette_hint_create()],
        [COMMANDS, m.palette_hint_commands()],
      ];
  return (
    <p className={styles.keys} aria-hidden>
      {keys.map(([key, label]) => (
        <span key={label}>
          <Kbd>{key}</Kbd> {label}
        </span>
      ))}
    </p>
  );
}

function pick(item: Item): void {
  const { choosing, pointing } = usePalette.getState();
  hidePalette();
  // Once the dialog has given the focus back.
  if (item.kind === 'note' && pointing) requestAnimationFrame(() => pointing.run(item.path));
  else if (item.kind === 'note') openPath(item.path, {});
  else if (item.kind === 'create') void createNote(item.label);
  else if (item.kind === 'choice') requestAnimationFrame(() => choosing?.run(item.id));
  else {
    keepCommand(item.id);
    // Once the dialog has given the focus back, which some commands go by.
    requestAnimationFrame(() => run(item.id));
  }
}

/** Returns where a note of this name would be made: a path as it is, a bare name beside the note that is open. */
function placeFor(name: string): string {
  const file = isNotePath(name) ? name : `${name}.md`;
  return name.includes('/') ? file.replace(/^\/+/, '') : join(targetFolder(), file);
}

async function createNote(name: string): Promise<void> {
  hidePalette();
  const path = placeFor(name);
  try {
    await call('note_save', { path, text: '', create: true });
  } catch (error) {
    if (asCallError(error).code !== 'exists') {
      sayFailed(m.create_failed({ name: nameOf(path) }), error);
      return;
    }
  }
  openPath(path, {});
  tree.reveal(path);
}

interface Answer {
  pattern: string;
  items: Item[];
  /** Why there are none. */
  failed?: string;
}

/**
 * Returns the notes that fit a pattern, as the engine ranks them; null asks for none. Where there are none, a note can
 * be made, or `pointing` names what is not in the tree.
 */
function useNoteItems(
  pattern: string | null,
  pointing: boolean,
): { items: Item[]; ready: boolean; failed?: string } {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => onEntries(() => setTurn((at) => at + 1)), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes and goes meanwhile asks again.
  useEffect(() => {
    if (pattern === null) return;
    const asked = new AbortController();
    call('quick_open', { pattern, limit: LIMIT }, asked.signal).then(
      ({ items }) => {
        if (asked.signal.aborted) return;
        const notes = items.map(
          ({ path, label, marks }): Item => ({ kind: 'note', id: `${path}\n${label}`, label, marks, path }),
        );
        setAnswer({ pattern, items: notes });
      },
      (error) => {
        if (!asked.signal.aborted) setAnswer({ pattern, items: [], failed: reason(asCallError(error)) });
      },
    );
    return () => asked.abort();
  }, [pattern, turn]);
  return useMemo(() => {
    if (pattern === null || answer === null) return { items: [], ready: false };
    const ready = answer.pattern === pattern;
    if (ready && answer.items.length === 0 && pattern !== '' && !answer.failed) {
      if (pointing) {
        const typed: Item = { kind: 'note', id: 'typed', label: pattern, marks: [], path: pattern };
        return { items: [typed], ready };
      }
      const create: Item = { kind: 'create', id: 'create', label: pattern, path: placeFor(pattern) };
      return { items: [create], ready };
    }
    return { items: answer.items, ready, failed: answer.failed };
  }, [answer, pattern, pointing]);
}

/** Returns what can be chosen and fits what was typed. */
function useChoices(choosing: Choosing | null, text: string): Item[] {
  return useMemo(() => {
    const found = (choosing?.items ?? []).flatMap(({ id, label, detail }) => {
      const fits = match(text, label);
      const item: Item = { kind: 'choice', id, label, detail, marks: fits?.marks ?? [] };
      return fits ? [{ cost: fits.cost, item }] : [];
    });
    return found.sort((a, b) => a.cost - b.cost).map(({ item }) => item);
  }, [choosing, text]);
}

const RECENT = 'commands';
const RECENT_KEPT = 10;

const isIds = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((id) => typeof id === 'string');

const recentCommands = () => remembered(RECENT, isIds) ?? [];

function keepCommand(id: string): void {
  remember(RECENT, [id, ...recentCommands().filter((other) => other !== id)].slice(0, RECENT_KEPT));
}

/** Returns the commands that can run now and fit a pattern; null asks for none. */
function useCommandItems(pattern: string | null): Item[] {
  const { commands } = useCommands();
  return useMemo(() => {
    if (pattern === null) return [];
    const recent = recentCommands();
    const age = (id: string) => (recent.includes(id) ? recent.indexOf(id) : RECENT_KEPT);
    return [...commands.values()]
      .filter((command) => !command.hidden && command.enabled?.() !== false)
      .flatMap((command) => {
        const label = command.label();
        const found = match(pattern, label);
        if (!found) return [];
        const keys = shortcut(command.id);
        return [
          { ...found, item: { kind: 'command' as const, id: command.id, label, marks: found.marks, keys } },
        ];
      })
      .sort(
        (a, b) =>
          a.cost - b.cost || age(a.item.id) - age(b.item.id) || a.item.label.localeCompare(b.item.label),
      )
      .map(({ item }) => item);
  }, [commands, pattern]);
}
