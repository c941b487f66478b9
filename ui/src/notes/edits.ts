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

/** Changed stretches of so many characters, with fewer differing words than these, are looked at by word. */
const MOST_WORD_TEXT = 20_000;
const MOST_WORD_EDITS = 200;

const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}_])+|[\s\S]/gu;

/** Returns edits, in order and apart from each other, that turn `before` into `after`. */
export function minimalEdits(before: string, after: string): Edit[] {
  const whole = trimmed(before, after, 0);
  if (!whole) return [];
  const old = before.slice(whole.from, whole.to);
  if (!old.includes('\n') && !whole.insert.includes('\n')) {
    // Whole words, so that the parts of one word stay together.
    const [start, end] = [startOfLine(before, whole.from), endOfLine(before, whole.to)];
    return byWord(before.slice(start, end), after.slice(start, after.length - (before.length - end)), start);
  }

  // Whole lines, so that the parts of one line stay together.
  const start = startOfLine(before, whole.from);
  const oldEnd = endOfLine(before, whole.to);
  const newEnd = after.length - (before.length - oldEnd);
  const parts = diffArrays(lines(before.slice(start, oldEnd)), lines(after.slice(start, newEnd)), {
    maxEditLength: MOST_LINE_EDITS,
  });
  if (!parts) return [whole];

  return gather(parts, start, byWord);
}

/** Returns the one edit that turns `before` into `after`, as small as one can be; null where they are equal. */
export const changed = (before: string, after: string): Edit | null => trimmed(before, after, 0);

/** Returns the edits of a stretch that differs; where little of it stays, it is one edit. */
function byWord(removed: string, added: string, at: number): Edit[] {
  const whole = trimmed(removed, added, at);
  if (!whole) return [];
  if (whole.to === whole.from || whole.insert === '' || removed.length + added.length > MOST_WORD_TEXT) {
    return [whole];
  }
  const parts = diffArrays(removed.match(WORDS) ?? [], added.match(WORDS) ?? [], {
    maxEditLength: MOST_WORD_EDITS,
  });
  if (!parts) return [whole];
  const same = parts.filter((part) => !part.added && !part.removed).flatMap(({ value }) => value);
  const stays = same.join('').replace(/\s/g, '').length;
  if (stays * 3 < Math.min(removed.length, added.length)) return [whole];
  return gather(parts, at, (old, text, from) => {
    const edit = trimmed(old, text, from);
    return edit ? [edit] : [];
  });
}

/** Puts a comparison's parts together to edits. */
function gather(
  parts: readonly { value: string[]; added?: boolean; removed?: boolean }[],
  start: number,
  edit: (removed: string, added: string, at: number) => Edit[],
): Edit[] {
  const edits: Edit[] = [];
  let at = start;
  let removed = '';
  let added = '';
  const flush = () => {
    edits.push(...edit(removed, added, at));
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

function startOfLine(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
