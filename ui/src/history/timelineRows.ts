/** The rows of the vault's timeline: the days, and what happened on each. */
import type { PastChange, WantedChange } from '../ipc/gen/api';

export type TimelineRow = { day: number } | { change: PastChange };

const dayOf = (time: number) => new Date(time).setHours(0, 0, 0, 0);

export function timelineRows(changes: readonly PastChange[]): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let day: number | null = null;
  for (const change of changes) {
    const start = dayOf(change.time);
    if (start !== day) rows.push({ day: start });
    day = start;
    rows.push({ change });
  }
  return rows;
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
