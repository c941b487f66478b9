/** Numbers, sizes and times as the user's language writes them. */
import { getLocale } from './gen/runtime.js';

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  name: string,
  make: (locale: string) => T,
): T {
  const locale = getLocale();
  const key = `${locale} ${name}`;
  let format = cache.get(key);
  if (!format) {
    format = make(locale);
    cache.set(key, format);
  }
  return format as T;
}

export function formatNumber(value: number): string {
  return cached('number', (locale) => new Intl.NumberFormat(locale)).format(value);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Returns a number of bytes as people read it, such as `1.2 MB`. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const options: Intl.NumberFormatOptions = {
    style: 'unit',
    unit: UNITS[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  };
  return cached(
    `size ${unit} ${options.maximumFractionDigits}`,
    (locale) => new Intl.NumberFormat(locale, options),
  ).format(value);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Returns a time in the past: relative within a week, as a date before that. */
export function formatTime(time: number, now: number = Date.now()): string {
  const past = now - time;
  if (past > 7 * DAY) {
    const thisYear = new Date(time).getFullYear() === new Date(now).getFullYear();
    return cached(
      `date ${thisYear}`,
      (locale) =>
        new Intl.DateTimeFormat(locale, {
          month: 'short',
          day: 'numeric',
          year: thisYear ? undefined : 'numeric',
        }),
    ).format(time);
  }
  const relative = cached('relative', (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  if (past < MINUTE) return relative.format(0, 'second');
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute');
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour');
  return relative.format(-Math.floor(past / DAY), 'day');
}

/** Returns the full date and time, for those who want to know exactly. */
export function formatMoment(time: number): string {
  return cached(
    'moment',
    (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
  ).format(time);
}
