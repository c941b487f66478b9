/** Dates as people write them into names and notes, in the tokens that Obsidian's templates use. */
// Day.js speaks Moment's tokens at a fortieth of its size; MIT, well kept.
import dayjs from 'dayjs';
import advancedFormat from 'dayjs/plugin/advancedFormat';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import isoWeek from 'dayjs/plugin/isoWeek';
import localizedFormat from 'dayjs/plugin/localizedFormat';
import weekOfYear from 'dayjs/plugin/weekOfYear';
import weekYear from 'dayjs/plugin/weekYear';
import 'dayjs/locale/zh-cn';

for (const plugin of [advancedFormat, customParseFormat, isoWeek, localizedFormat, weekOfYear, weekYear])
  dayjs.extend(plugin);

/** Names of days and months are of the interface's language. */
const named = (locale: string) => (locale.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en');

export function formatDate(date: Date, format: string, locale: string): string {
  return dayjs(date).locale(named(locale)).format(format);
}

/** Returns the day that a text means in a format; null where it does not have that form exactly. */
export function parseDate(text: string, format: string, locale: string): Date | null {
  const parsed = dayjs(text, format, named(locale), true);
  // The library takes some texts that it would not write so.
  return parsed.isValid() && formatDate(parsed.toDate(), format, locale) === text ? parsed.toDate() : null;
}

/** Returns the same time some days later, or earlier. */
export function addDays(date: Date, days: number): Date {
  return dayjs(date).add(days, 'day').toDate();
}
