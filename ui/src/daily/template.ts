/** What becomes of a template's text: its placeholders, and its properties beside those that a note has. */
import { addDays, formatDate } from './dates';

export interface Filling {
  /** Name of the note without its extension. */
  title: string;
  /** The day that the note is of; the time is that of the moment. */
  date: Date;
  dateFormat: string;
  timeFormat: string;
  locale: string;
}

const PLACEHOLDER = /\{\{\s*(title|date|time|yesterday|tomorrow)\s*(?::([^}]*))?\}\}/gi;

/** Fills in `{{title}}`, `{{date}}`, `{{time}}`, `{{yesterday}}`, `{{tomorrow}}`, each date with a format if it has one. */
export function fill(text: string, { title, date, dateFormat, timeFormat, locale }: Filling): string {
  return text.replace(PLACEHOLDER, (_, name: string, format: string | undefined) => {
    const kind = name.toLowerCase();
    const form = format?.trim();
    if (kind === 'title') return title;
    const day = kind === 'yesterday' ? addDays(date, -1) : kind === 'tomorrow' ? addDays(date, 1) : date;
    return formatDate(day, form || (kind === 'time' ? timeFormat : dateFormat), locale);
  });
}

/** A note in its two parts; `front` is what stands between its first two `---` lines, null where there are none. */
export interface Parts {
  front: string | null;
  /** Where the lines of the front matter begin and end. */
  from: number;
  to: number;
  body: string;
}

export function parts(text: string): Parts {
  const open = /^\ufeff?---[ \t]*\r?\n/.exec(text);
  if (!open) return { front: null, from: 0, to: 0, body: text };
  const from = open[0].length;
  const close = /^---[ \t]*(?:\r?\n|$)/m;
  const rest = text.slice(from);
  const end = close.exec(rest);
  if (!end) return { front: null, from: 0, to: 0, body: text };
  return {
    front: rest.slice(0, end.index),
    from,
    to: from + end.index,
    body: rest.slice(end.index + end[0].length),
  };
}

interface Property {
  name: string;
  lines: string;
}

/** The properties of the first level, each with all its lines. */
function properties(front: string): Property[] {
  const found: Property[] = [];
  for (const line of front.split(/(?<=\n)/)) {
    const name = /^(?:"([^"]*)"|'([^']*)'|([^\s#\-?:,[\]{}&*!|>%@`][^:]*?))\s*:(?:\s|$)/.exec(line);
    if (name) found.push({ name: name[1] ?? name[2] ?? name[3] ?? '', lines: line });
    else if (found.length > 0) (found.at(-1) as Property).lines += line;
  }
  return found;
}

/** Returns those lines of a template's properties whose names a note does not have. */
export function missing(have: string, template: string): string {
  const names = new Set(properties(have).map(({ name }) => name.toLowerCase()));
  const lines = properties(template)
    .filter(({ name }) => !names.has(name.toLowerCase()))
    .map(({ lines }) => lines)
    .join('');
  return lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`;
}

/** A piece of text and where it comes to stand. */
export interface Insertion {
  at: number;
  text: string;
}

/** Returns what a template adds to a note: its words at the cursor, and the properties that the note has not. */
export function insertions(note: string, cursor: number, template: string): Insertion[] {
  const own = parts(note);
  const added = parts(template);
  const top = /^\ufeff/.test(note) ? 1 : 0;
  // A cursor among the properties means the beginning of the words.
  const bodyStart = note.length - own.body.length;
  const words: Insertion = { at: Math.max(cursor, bodyStart), text: added.body };
  if (added.front === null) return [words];
  if (own.front === null) {
    if (note.slice(top).trim() === '') return [{ at: top, text: template.replace(/^\ufeff/, '') }];
    return [{ at: top, text: `---\n${missing('', added.front)}---\n` }, words];
  }
  const lines = missing(own.front, added.front);
  return lines === '' ? [words] : [{ at: own.to, text: lines }, words];
}
