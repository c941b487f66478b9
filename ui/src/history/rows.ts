/**
 * What a comparison of two texts shows, row by row: changed lines from the engine's hunks, unchanged stretches
 * between them folded into one row each until they are opened. Pure.
 */
import type { DiffLine, DiffSpan, VersionDiff } from '../ipc/gen/api';

export type Layout = 'side' | 'inline';

/** How a line ends, where that is all that changed. */
export type Ending = 'lf' | 'crlf' | 'none';

export interface Side {
  number: number;
  spans: readonly DiffSpan[];
  ending: Ending | null;
}

export type Row =
  | { kind: 'same'; old: number; new: number; text: string }
  /** Side by side: what was beside what is. */
  | { kind: 'pair'; change: number; left: Side | null; right: Side | null }
  /** Below each other. */
  | { kind: 'removed' | 'added'; change: number; side: Side }
  /** An unchanged stretch; `heading` is the one that holds at its end. */
  | { kind: 'gap'; id: number; count: number; heading: string | null };

/** The lines of a change: which ones, counted from 1, and how many of them there are on each side. */
export interface Block {
  old: number;
  removed: number;
  new: number;
  added: number;
}

export interface Rows {
  rows: Row[];
  /** The first row of each change. */
  changes: number[];
  /** The lines of each change. */
  blocks: Block[];
  /** How many stretches are folded or could be. */
  gaps: number;
}

export type Open = ReadonlySet<number> | 'all';

/** Unchanged stretches of so few lines are shown: a fold would take as much room. */
const SHORT = 2;

function linesOf(text: string | null): string[] {
  if (!text) return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

const bare = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);

function headingBefore(lines: readonly string[], end: number): string | null {
  for (let at = end - 1; at >= 0; at--) {
    const [, words] = /^#{1,6}\s+(.+?)\s*#*\s*$/.exec(bare(lines[at] ?? '')) ?? [];
    if (words) return words;
  }
  return null;
}

/** Returns the rows of a comparison. */
export function rowsOf(diff: VersionDiff, layout: Layout, open: Open): Rows {
  const oldLines = linesOf(diff.oldText);
  const newLines = linesOf(diff.newText);
  const endsOld = diff.oldText?.endsWith('\n') ?? false;
  const endsNew = diff.newText?.endsWith('\n') ?? false;
  const rows: Row[] = [];
  const changes: number[] = [];
  const blocks: Block[] = [];
  let gaps = 0;
  let nextOld = 1;
  let nextNew = 1;

  const unchanged = (count: number, isLast: boolean) => {
    if (count > SHORT) {
      const id = gaps++;
      if (open !== 'all' && !open.has(id)) {
        const heading = isLast ? null : headingBefore(newLines, nextNew - 1 + count);
        rows.push({ kind: 'gap', id, count, heading });
        nextOld += count;
        nextNew += count;
        return;
      }
    }
    for (let i = 0; i < count; i++) {
      rows.push({ kind: 'same', old: nextOld, new: nextNew, text: bare(newLines[nextNew - 1] ?? '') });
      nextOld++;
      nextNew++;
    }
  };

  const ending = (lines: readonly string[], number: number, ends: boolean): Ending => {
    if (number === lines.length && !ends) return 'none';
    return lines[number - 1]?.endsWith('\r') ? 'crlf' : 'lf';
  };

  const changed = (removed: readonly DiffLine[], added: readonly DiffLine[]) => {
    const change = changes.length;
    changes.push(rows.length);
    blocks.push({ old: nextOld, removed: removed.length, new: nextNew, added: added.length });
    const plain = (line: DiffLine) => line.spans.map(({ text }) => text).join('');
    const side = (line: DiffLine, other: DiffLine | undefined, old: boolean): Side => {
      const number = (old ? line.oldLine : line.newLine) ?? 0;
      // Equal words on both sides: the line end is what differs.
      const only = other !== undefined && plain(line) === plain(other);
      const own = old ? ending(oldLines, number, endsOld) : ending(newLines, number, endsNew);
      return { number, spans: line.spans, ending: only ? own : null };
    };
    if (layout === 'side') {
      for (let i = 0; i < Math.max(removed.length, added.length); i++) {
        const [left, right] = [removed[i], added[i]];
        rows.push({
          kind: 'pair',
          change,
          left: left ? side(left, right, true) : null,
          right: right ? side(right, left, false) : null,
        });
      }
    } else {
      removed.forEach((line, i) => {
        rows.push({ kind: 'removed', change, side: side(line, added[i], true) });
      });
      added.forEach((line, i) => {
        rows.push({ kind: 'added', change, side: side(line, removed[i], false) });
      });
    }
    nextOld += removed.length;
    nextNew += added.length;
  };

  for (const { lines } of diff.hunks) {
    const [first] = lines;
    if (!first) continue;
    const before = first.newLine !== null ? first.newLine - nextNew : (first.oldLine ?? nextOld) - nextOld;
    // Context lines of the hunk belong to what is shown around the change.
    unchanged(Math.max(0, before), false);
    for (let at = 0; at < lines.length; ) {
      const line = lines[at] as DiffLine;
      if (line.kind === 'same') {
        rows.push({
          kind: 'same',
          old: nextOld++,
          new: nextNew++,
          text: line.spans.map(({ text }) => text).join(''),
        });
        at++;
        continue;
      }
      let end = at;
      while (lines[end] && lines[end]?.kind !== 'same') end++;
      const block = lines.slice(at, end);
      changed(
        block.filter(({ kind }) => kind === 'removed'),
        block.filter(({ kind }) => kind === 'added'),
      );
      at = end;
    }
  }
  unchanged(Math.max(0, newLines.length - nextNew + 1), true);
  return { rows, changes, blocks, gaps };
}

/** Returns spans of at most `most` characters and how many are left out. */
export function cut(spans: readonly DiffSpan[], most: number): { spans: readonly DiffSpan[]; left: number } {
  const length = spans.reduce((sum, { text }) => sum + text.length, 0);
  if (length <= most) return { spans, left: 0 };
  const kept: DiffSpan[] = [];
  let room = most;
  for (const { text, changed } of spans) {
    if (room <= 0) break;
    kept.push({ text: text.slice(0, room), changed });
    room -= text.length;
  }
  return { spans: kept, left: length - most };
}
