/**
 * Small edits between two texts, so that a text that changed elsewhere can be taken over without moving the
 * cursor, the scroll position or the undo history of what stayed.
 */
import { ChangeSet } from '@codemirror/state';
import { diffArrays } from 'diff';

/** Replaces `from`…`to` (UTF-16 units of the text before) by `insert`. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
}

/** More differing lines than this are one edit: looking for a smaller one would take too long. */
const MOST_LINE_EDITS = 4000;

/** Returns edits, in order and apart from each other, that turn `before` into `after`. */
export function minimalEdits(before: string, after: string): Edit[] {
  const whole = trimmed(before, after, 0);
  if (!whole) return [];
  const old = before.slice(whole.from, whole.to);
  if (!old.includes('\n') && !whole.insert.includes('\n')) return [whole];

  // Whole lines, so that the parts of one line stay together.
  const start = whole.from === 0 ? 0 : before.lastIndexOf('\n', whole.from - 1) + 1;
  const oldEnd = endOfLine(before, whole.to);
  const newEnd = after.length - (before.length - oldEnd);
  const parts = diffArrays(lines(before.slice(start, oldEnd)), lines(after.slice(start, newEnd)), {
    maxEditLength: MOST_LINE_EDITS,
  });
  if (!parts) return [whole];

  const edits: Edit[] = [];
  let at = start;
  let removed = '';
  let added = '';
  const flush = () => {
    const edit = trimmed(removed, added, at);
    if (edit) edits.push(edit);
    at += removed.length;
    removed = added = '';
  };
  for (const part of parts) {
    const text = part.value.join('');
    if (part.removed) removed += text;
    else if (part.added) added += text;
    else {
      flush();
      at += text.length;
    }
  }
  flush();
  return edits;
}

/** Returns `mine` with the changes from `base` to `theirs` brought into it; both made from `base`. */
export function rebase(base: string, theirs: string, mine: string): string {
  if (mine === base) return theirs;
  const changes = ChangeSet.of(minimalEdits(base, theirs), base.length);
  const own = ChangeSet.of(minimalEdits(base, mine), base.length);
  return applied(mine, changes.map(own));
}

export function apply(text: string, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const { from, to, insert } of edits) {
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}

function applied(text: string, changes: ChangeSet): string {
  const edits: Edit[] = [];
  changes.iterChanges((from, to, _start, _end, insert) =>
    edits.push({ from, to, insert: insert.toString() }),
  );
  return apply(text, edits);
}

/** Returns the edit between two texts without their common start and end, null where they are equal. */
function trimmed(before: string, after: string, offset: number): Edit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  if (isLowSurrogate(before, start) || isLowSurrogate(after, start)) start--;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  if (isLowSurrogate(before, before.length - end) || isLowSurrogate(after, after.length - end)) end--;
  return {
    from: offset + start,
    to: offset + before.length - end,
    insert: after.slice(start, after.length - end),
  };
}

/** Half a character must not be cut off. */
function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
