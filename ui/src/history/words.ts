/** Versions in words: who, what, when. */
import { formatMoment } from '../i18n/format';
import { getLocale } from '../i18n/gen/runtime.js';
import { m } from '../i18n/messages';
import type { Version } from '../ipc/gen/api';

/** Returns who acted; the engine writes an actor as `kind` or `kind:name`. */
export function actorWords(actor: string): string {
  const colon = actor.indexOf(':');
  const kind = colon < 0 ? actor : actor.slice(0, colon);
  const name = colon < 0 ? '' : actor.slice(colon + 1);
  switch (kind) {
    case 'owner':
      return m.actor_owner();
    case 'external':
      return name || m.actor_external();
    case 'assistant':
      return m.actor_assistant({ name });
    case 'plugin':
      return m.actor_plugin({ name });
    case 'device':
      return m.actor_device({ name });
    default:
      return name || actor;
  }
}

/** The subjects that the engine writes by itself; the kind of a version says the same in the user's language. */
const AUTOMATIC = /^(?:Edit|Delete|Move|Restore|First version of|Bring the versions up to date|No change)\b/;
const RESTORE = /^Restore .* from ([0-9a-f]{7,40})$/;

/** Returns what a version did; `before` is the next older one, `all` are those that a restore may name. */
export function kindWords(version: Version, before: Version | undefined, all: readonly Version[]): string {
  const [, id] = RESTORE.exec(version.message) ?? [];
  if (id !== undefined) {
    const source = all.find((other) => other.id.startsWith(id));
    return source ? m.version_restored_from({ time: formatMoment(source.time) }) : m.version_restored();
  }
  switch (version.kind) {
    case 'created':
      return m.version_created();
    case 'modified':
      return m.version_modified();
    case 'moved':
      return before ? m.version_moved_from({ path: before.path }) : m.version_moved();
    case 'removed':
      return m.version_removed();
    case 'restored':
      return m.version_back();
  }
}

/** Returns what somebody wrote about a version; null where it is only what the engine writes by itself. */
export function messageWords({ message }: Version): string | null {
  return message.trim() === '' || AUTOMATIC.test(message) ? null : message;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${getLocale()} ${name}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(getLocale(), options);
    formats.set(key, made);
  }
  return made;
}

/** Returns the time of day. */
export function clock(time: number): string {
  return format('clock', { hour: '2-digit', minute: '2-digit' }).format(time);
}

const dayOf = (time: number) => new Date(time).setHours(0, 0, 0, 0);

/** Returns the day in words. */
export function dayWords(time: number, now: number = Date.now()): string {
  const day = dayOf(time);
  if (day === dayOf(now)) return m.history_today();
  if (day === dayOf(now - 86_400_000)) return m.history_yesterday();
  const thisYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return thisYear
    ? format('day', { weekday: 'short', month: 'long', day: 'numeric' }).format(time)
    : format('year', { year: 'numeric', month: 'long', day: 'numeric' }).format(time);
}

export interface Day {
  start: number;
  versions: Version[];
}

/** Groups versions by the day on which they were made. */
export function byDay(versions: readonly Version[]): Day[] {
  const days: Day[] = [];
  for (const version of versions) {
    const start = dayOf(version.time);
    const last = days.at(-1);
    if (last?.start === start) last.versions.push(version);
    else days.push({ start, versions: [version] });
  }
  return days;
}
