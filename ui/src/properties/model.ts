/** What the values of properties are to a form: which kind fits them, and what they become as another. */
import type { PropertyKind } from '../ipc/gen/api';

export const KINDS: readonly PropertyKind[] = [
  'text',
  'list',
  'number',
  'checkbox',
  'date',
  'dateTime',
  'tags',
  'links',
];

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/;
const WIKILINK = /^\[\[(?:(?!\[\[|\]\]).)+\]\]$/s;

type Plain = string | number | boolean;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const isNothing = (value: unknown): boolean => value === null || value === undefined;

export const isWikilink = (text: string): boolean => WIKILINK.test(text.trim());

/** Names are one whatever the case of their letters. */
export const keyOf = (name: string): string => name.normalize('NFC').toLowerCase();

/** Returns the kind that a value is of by itself. */
export function kindOf(value: unknown): PropertyKind {
  if (typeof value === 'boolean') return 'checkbox';
  if (typeof value === 'number') return 'number';
  if (Array.isArray(value)) {
    const links = value.length > 0 && value.every((item) => typeof item === 'string' && isWikilink(item));
    return links ? 'links' : 'list';
  }
  if (typeof value !== 'string') return 'text';
  if (DATE.test(value)) return 'date';
  return TIME.test(value) ? 'dateTime' : 'text';
}

/** Whether a value can be shown as a kind. */
export function fits(kind: PropertyKind, value: unknown): boolean {
  if (isNothing(value)) return true;
  switch (kind) {
    case 'text':
      return isPlain(value);
    case 'list':
    case 'links':
    case 'tags':
      return (
        isPlain(value) || (Array.isArray(value) && value.every((item) => isNothing(item) || isPlain(item)))
      );
    case 'number':
      return typeof value === 'number';
    case 'checkbox':
      return typeof value === 'boolean';
    case 'date':
    case 'dateTime':
      return typeof value === 'string' && (DATE.test(value) || TIME.test(value));
  }
}

/** Returns as what a value is shown: as its name's kind says, else as what it is. */
export function shownAs(kind: PropertyKind, value: unknown): { kind: PropertyKind; misfit: boolean } {
  const misfit = !fits(kind, value);
  if (misfit) return { kind: kindOf(value), misfit };
  // A day stays a day among times, and the other way round, until it is written anew.
  if ((kind === 'date' || kind === 'dateTime') && typeof value === 'string')
    return { kind: DATE.test(value) ? 'date' : 'dateTime', misfit };
  return { kind, misfit };
}

/** Returns the text of a value, empty where there is none. */
export const textOf = (value: unknown): string => (isPlain(value) ? String(value) : '');

/** Returns the items of a value as a list of a kind shows them. */
export function itemsOf(kind: PropertyKind, value: unknown): string[] {
  if (Array.isArray(value)) return value.map(textOf);
  const text = textOf(value).trim();
  if (text === '') return [];
  return kind === 'tags'
    ? text
        .split(kind === 'tags' && /[,，]/.test(text) ? /[,，]/ : /\s+/)
        .map((item) => item.trim())
        .filter(Boolean)
    : [text];
}

/** Returns what is written when a list has these items: a text of tags stays a text, everything else is a list. */
export function listValue(kind: PropertyKind, before: unknown, items: readonly string[]): unknown {
  if (kind !== 'tags' || typeof before !== 'string' || before.trim() === '' || items.length === 0)
    return [...items];
  return items.join(/[,，]/.test(before) ? ', ' : ' ');
}

/** Returns an item as a list of a kind writes it; null for none. */
export function itemOf(kind: PropertyKind, typed: string): string | null {
  let text = typed.trim();
  if (kind === 'tags') text = text.replace(/^#+/, '').replace(/\/+$/, '');
  if (text === '') return null;
  return kind === 'links' && !isWikilink(text) && !/^[a-z][a-z0-9+.-]*:/i.test(text) ? `[[${text}]]` : text;
}

/** Returns how an item reads: a link by its words. */
export function shownItem(item: string): string {
  if (!isWikilink(item)) return item;
  const inner = item.trim().slice(2, -2);
  return inner.slice(inner.indexOf('|') + 1);
}

/** Returns a value as another kind; undefined where it cannot be that. */
export function converted(kind: PropertyKind, value: unknown): unknown {
  if (isNothing(value)) return null;
  switch (kind) {
    case 'text':
      if (isPlain(value)) return String(value);
      return Array.isArray(value) && value.every(isPlain) ? value.join(', ') : undefined;
    case 'list':
    case 'tags':
    case 'links': {
      if (!fits('list', value)) return undefined;
      const items = itemsOf(kind, value).flatMap((item) => itemOf(kind, item) ?? []);
      return Array.isArray(value) &&
        items.length === value.length &&
        items.every((item, at) => item === textOf(value[at]))
        ? value
        : items;
    }
    case 'number': {
      const text = one(value);
      return text !== null ? (numberOf(text) ?? undefined) : undefined;
    }
    case 'checkbox': {
      const text = one(value)?.toLowerCase();
      return text === 'true' || text === 'yes' ? true : text === 'false' || text === 'no' ? false : undefined;
    }
    case 'date':
    case 'dateTime': {
      const text = one(value)?.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T') ?? '';
      const day = text.slice(0, 10);
      if (!DATE.test(day) || !(DATE.test(text) || TIME.test(text))) return undefined;
      if (kind === 'date') return day;
      return TIME.test(text) ? text : `${day}T00:00:00`;
    }
  }
}

function one(value: unknown): string | null {
  if (isPlain(value)) return String(value).trim();
  return Array.isArray(value) && value.length === 1 && isPlain(value[0]) ? String(value[0]).trim() : null;
}

/** Returns the number that a text is, null where it is none. */
export function numberOf(text: string): number | null {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

/** What is read in a text: words and what can be followed. */
export interface Segment {
  text: string;
  /** The link as written. */
  link: string | null;
}

/** Returns the words and links of a text. */
export function segments(text: string): Segment[] {
  const found: Segment[] = [];
  let at = 0;
  for (const { 0: link, index } of text.matchAll(/\[\[(?:(?!\[\[|\]\])[^\n])+\]\]|\bhttps?:\/\/[^\s<>"]+/g)) {
    if (index > at) found.push({ text: text.slice(at, index), link: null });
    found.push({ text: shownItem(link), link });
    at = index + link.length;
  }
  if (at < text.length) found.push({ text: text.slice(at), link: null });
  return found;
}
