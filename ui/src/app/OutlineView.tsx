import { ListTree } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';
import type { Problem } from '../ipc/gen/api';
import { openNote } from '../notes/open';
import { useEditorStatus } from './editorStatus';
import { reason } from './explain';
import { useNoteInfo } from './noteInfo';
import { ProblemText } from './ProblemText';
import { moveSection, siblingOf, standIn } from './sections';
import styles from './side.module.css';
import { say } from './toasts';
import { openPath } from './workspace';

/** Fewer headings than these need no filter. */
const MANY = 12;
/** Pixels a pointer moves before a press becomes a drag. */
const SLOP = 5;
const ENDS = ['pointerup', 'pointercancel', 'keydown'] as const;

/** The headings of a note: where the cursor is, where to go, and in which order their sections stand. */
export function OutlineView({ path }: { path: string }) {
  const { info, error } = useNoteInfo(path);
  const line = useEditorStatus((status) => status.line);
  const [filter, setFilter] = useState('');
  const [drop, setDrop] = useState<number | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const dragged = useRef(false);
  const headings = info?.headings ?? [];
  const current = headings.findLastIndex((heading) => heading.line <= line);

  useEffect(() => {
    const row = list.current?.querySelector(`[data-index="${current}"]`);
    // Who is in the list looks for something else.
    if (!list.current?.contains(document.activeElement)) row?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  if (error) return <EmptyState icon={ListTree} title={reason(error)} />;
  if (!info) return null;
  if (headings.length === 0) {
    return (
      <>
        <Unread problem={info.problem} />
        <EmptyState icon={ListTree} title={m.outline_empty()}>
          <p>{m.outline_empty_hint()}</p>
        </EmptyState>
      </>
    );
  }

  const top = Math.min(...headings.map(({ level }) => level));
  const wanted = filter.trim().toLowerCase();
  const shown = headings.flatMap((heading, index) =>
    heading.text.toLowerCase().includes(wanted) ? [{ heading, index }] : [],
  );

  const move = (index: number, before: number) => {
    const note = openNote(path);
    if (!note || note.readOnly) return;
    const { doc } = note.state;
    if (!standIn(doc, headings)) {
      say(m.outline_late());
      return;
    }
    const changes = moveSection(doc, headings, index, before);
    if (changes) note.edit({ changes, userEvent: 'move.section' });
  };

  const step = (index: number, by: 1 | -1) => {
    const other = siblingOf(headings, index, by);
    if (other === null) return;
    move(index, by < 0 ? other : after(other));
  };
  const after = (index: number) => {
    const level = headings[index]?.level ?? 0;
    const next = headings.findIndex((heading, at) => at > index && heading.level <= level);
    return next < 0 ? headings.length : next;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const at = Number((event.target as HTMLElement).dataset.index ?? Number.NaN);
    if (Number.isNaN(at) || event.ctrlKey || event.metaKey) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
    if (by === null) return;
    event.preventDefault();
    if (event.altKey) step(at, by);
    else focusRow(shown[shown.findIndex(({ index }) => index === at) + by]?.index);
  };
  const focusRow = (index: number | undefined) =>
    list.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus();

  const onPointerDown = (press: PointerEvent<HTMLElement>) => {
    const index = Number(press.currentTarget.dataset.index);
    if (press.button !== 0 || wanted !== '') return;
    let target: number | null = null;
    dragged.current = false;
    const onMove = (event: globalThis.PointerEvent) => {
      if (!dragged.current && Math.abs(event.clientY - press.clientY) < SLOP) return;
      dragged.current = true;
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-index]') ?? [])];
      const under = rows.findIndex((each) => {
        const { top: y, height } = each.getBoundingClientRect();
        return event.clientY < y + height / 2;
      });
      target = under < 0 ? rows.length : under;
      setDrop(target);
    };
    const end = (event: Event) => {
      if (event instanceof globalThis.KeyboardEvent && event.key !== 'Escape') return;
      window.removeEventListener('pointermove', onMove);
      for (const kind of ENDS) window.removeEventListener(kind, end, true);
      setDrop(null);
      if (event.type === 'pointerup' && target !== null) move(index, target);
    };
    window.addEventListener('pointermove', onMove);
    for (const kind of ENDS) window.addEventListener(kind, end, true);
  };

  return (
    <div className={styles.scroll}>
      <Unread problem={info.problem} />
      {headings.length >= MANY && (
        <input
          className={styles.filter}
          type="search"
          value={filter}
          placeholder={m.outline_filter()}
          aria-label={m.outline_filter()}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') focusRow(shown[0]?.index);
            else if (event.key === 'Escape' && filter !== '') setFilter('');
            else return;
            event.preventDefault();
          }}
        />
      )}
      {shown.length === 0 && <p className={styles.none}>{m.outline_none()}</p>}
      <ul ref={list} onKeyDown={onKeyDown}>
        {shown.map(({ heading, index }) => (
          <li key={`${heading.line} ${heading.text}`}>
            <button
              type="button"
              className={styles.row}
              data-index={index}
              data-drop={
                drop === index
                  ? 'before'
                  : drop === headings.length && index === drop - 1
                    ? 'after'
                    : undefined
              }
              data-muted={heading.level > top || undefined}
              data-current={index === current || undefined}
              aria-current={index === current ? 'location' : undefined}
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
              title={heading.text}
              style={{ paddingInlineStart: 8 + (heading.level - top) * 14 }}
              onClick={(event) => {
                // The end of a drag is no click; keys make clicks without a pointer.
                if (!dragged.current || event.detail === 0) openPath(path, { line: heading.line });
              }}
              onPointerDown={onPointerDown}
            >
              <span className={styles.rowText}>{heading.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What of the note could not be read, so that its properties or a part of it are missing here. */
function Unread({ problem }: { problem: Problem | null }) {
  if (!problem) return null;
  return (
    <p className={styles.unread} role="note">
      <ProblemText problem={problem} />
    </p>
  );
}
