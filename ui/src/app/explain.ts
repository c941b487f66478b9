/** Turns an error's code into words of the user's language; the engine's own message is only ever a detail. */
import { m } from '../i18n/messages';
import type { Code } from '../ipc/gen/api';
import type { CallError } from '../ipc/transport';

const WORDS: Record<Code, () => string> = {
  badRequest: m.error_badRequest,
  unknownCommand: m.error_unknownCommand,
  denied: m.error_denied,
  notFound: m.error_notFound,
  exists: m.error_exists,
  stale: m.error_stale,
  badPath: m.error_badPath,
  badQuery: m.error_badQuery,
  notAFile: m.error_notAFile,
  notText: m.error_notText,
  notEditable: m.error_notEditable,
  tooLarge: m.error_tooLarge,
  readOnly: m.error_readOnly,
  permission: m.error_permission,
  noSpace: m.error_noSpace,
  badVault: m.error_badVault,
  busy: m.error_busy,
  historyOff: m.error_historyOff,
  damaged: m.error_damaged,
  offline: m.error_offline,
  io: m.error_io,
  internal: m.error_internal,
};

/** Faults of the system or of Strata, of which the code alone says too little. */
const DETAILED: ReadonlySet<Code> = new Set([
  'badRequest',
  'badVault',
  'damaged',
  'internal',
  'io',
  'notEditable',
  'unknownCommand',
]);

/** Returns the reason in a few words. */
export function reason({ code }: Pick<CallError, 'code'>): string {
  return (WORDS[code] ?? m.error_internal)();
}

/** Returns the reason and the path it is about. */
export function explain(error: Pick<CallError, 'code' | 'path'>): string {
  return error.path ? m.error_at({ reason: reason(error), path: error.path }) : reason(error);
}

/** Returns what the system said, in its own words, where that helps. */
export function detailOf({ code, message }: Pick<CallError, 'code' | 'message'>): string | null {
  return DETAILED.has(code) && message !== '' ? message : null;
}
