/** The rows of the vault's timeline: the days, and what happened on each. */
import type { NamedVersion, PastChange, WantedChange } from '../ipc/gen/api';

export type TimelineRow = { day: number } | { change: PastChange } | { named: NamedVersion };

const dayOf = (time: number) => new Date(time).setHours(0, 0, 0, 0);

/** Names stand above what their versions hold. Both lists are newest first. */
export function timelineRows(
  changes: readonly PastChange[],
  names: readonly NamedVersion[] = [],
): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let day: number | null = null;
  const put = (time: number, row: TimelineRow) => {
    const start = dayOf(time);
    if (start !== day) rows.push({ day: start });
    day = start;
    rows.push(row);
  };
  let next = 0;
  const namesUntil = (time: number) => {
    for (let named = names[next]; named && named.made >= time; named = names[++next])
      put(named.made, { named });
  };
  for (const change of changes) {
    // A version bears whole seconds.
    namesUntil(Math.floor(change.time / 1000) * 1000);
    put(change.time, { change });
  }
  namesUntil(Number.NEGATIVE_INFINITY);
  return rows;
}

/** Returns the names that a filter leaves, without those of a state that stand for its other areas. */
export function namesShown(
  names: readonly NamedVersion[],
  filter: Filter,
  now: number,
  /** Names of older versions wait for what happened before them. */
  oldest: number,
): NamedVersion[] {
  if (filter.actor !== '' || filter.what !== '') return [];
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = spanOf(filter, now);
  const path = filter.path.trim().toLowerCase();
  const folder = filter.folder.trim().replace(/^\/+|\/+$/g, '');
  const states = new Set<string>();
  return names.filter((named) => {
    if (named.made < Math.max(since, oldest) || named.made >= until) return false;
    if (named.whole) {
      // Areas of one state are named within moments of each other.
      const state = `${named.name} ${Math.floor(named.time / 60_000)}`;
      if (states.has(state)) return false;
      states.add(state);
      return path === '';
    }
    return (
      (path === '' || named.path.toLowerCase().includes(path)) &&
      (folder === '' || named.path.startsWith(`${folder}/`))
    );
  });
}

export type Span = '' | 'today' | 'week' | 'month' | 'days';

export interface Filter {
  path: string;
  folder: string;
  actor: string;
  what: WantedChange | '';
  span: Span;
  /** Days as `2026-03-09`, both included; they count where the span is `days`. */
  from: string;
  to: string;
}

export const EVERYTHING: Filter = { path: '', folder: '', actor: '', what: '', span: '', from: '', to: '' };

/** Returns the first moment of a day some days from one; days differ in length where clocks are put forward. */
function startOf(time: number | Date, days = 0): number {
  const day = new Date(time);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() + days);
  return day.getTime();
}

function parsed(day: string): Date | null {
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return null;
  return new Date(year, month - 1, date);
}

/** Returns from when until when, the end not included; what is absent does not count. */
export function spanOf({ span, from, to }: Filter, now: number): { since?: number; until?: number } {
  if (span === 'today') return { since: startOf(now) };
  if (span === 'week') return { since: startOf(now, -6) };
  if (span === 'month') return { since: startOf(now, -29) };
  if (span !== 'days') return {};
  const [first, last] = [parsed(from), parsed(to)];
  return { ...(first && { since: startOf(first) }), ...(last && { until: startOf(last, 1) }) };
}
