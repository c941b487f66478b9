/** Links to a note, by the notes that hold them, and the lines that they stand in. */
import { fileUrl } from '../ipc/client';
import type { NoteLink } from '../ipc/gen/api';

export interface Group {
  source: string;
  title: string;
  links: readonly NoteLink[];
}

export type Order = 'name' | 'count';

/** Returns the links by note; those of one note in the order of its lines. */
export function grouped(links: readonly NoteLink[], order: Order, locale: string): Group[] {
  const bySource = new Map<string, NoteLink[]>();
  for (const link of links) {
    const known = bySource.get(link.source);
    if (known) known.push(link);
    else bySource.set(link.source, [link]);
  }
  const names = new Intl.Collator(locale, { numeric: true });
  return [...bySource.entries()]
    .map(([source, own]): Group => {
      const sorted = own.toSorted((a, b) => a.line - b.line);
      return { source, title: sorted[0]?.sourceTitle ?? source, links: sorted };
    })
    .sort((a, b) => {
      const more = order === 'count' ? b.links.length - a.links.length : 0;
      return more || names.compare(a.title, b.title) || names.compare(a.source, b.source);
    });
}

/** Longer lines are cut around the link. */
const LONGEST = 160;
const BEFORE = 40;

/** Returns a line as it reads in a list, with the place of the link in it. */
export function context(line: string, target: string): { text: string; marks: [number, number][] } {
  const text = line.trim().replace(/^(#{1,6}|[-*+]|\d+[.)]|>)\s+/, '');
  const at = text.toLowerCase().indexOf(target.toLowerCase());
  if (at < 0) return { text: text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text, marks: [] };
  const start = text.length > LONGEST ? Math.max(0, at - BEFORE) : 0;
  const cut = text.slice(start, start + LONGEST);
  const lead = start > 0 ? '…' : '';
  const from = at - start + lead.length;
  return {
    text: `${lead}${cut}${start + LONGEST < text.length ? '…' : ''}`,
    marks: [[from, from + target.length]],
  };
}

/** Bytes above which a note is not read for a line of it. */
const LARGEST = 2 * 1024 * 1024;

/** Returns the lines of a note as it stands on the disk; null where it cannot be read, or is too large for that. */
export async function linesOf(path: string, signal: AbortSignal): Promise<string[] | null> {
  // Not by `note_get`, which counts as reading the note.
  const response = await fetch(fileUrl(path), { signal });
  if (!response.ok || Number(response.headers.get('content-length')) > LARGEST) return null;
  return (await response.text()).split(/\r\n|\r|\n/);
}
