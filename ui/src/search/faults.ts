/** Says what is wrong with a query, in the user's language. */
import { m } from '../i18n/messages';
import type { QueryFault } from '../ipc/gen/api';
import type { CallError } from '../ipc/transport';
import { TYPES } from './types';

interface Facts {
  detail: string;
  types: string;
}

const WORDS: Record<QueryFault, (facts: Facts) => string> = {
  tooLong: m.query_tooLong,
  tooDeep: m.query_tooDeep,
  closesNothing: m.query_closesNothing,
  openParenthesis: m.query_openParenthesis,
  openQuote: m.query_openQuote,
  openBracket: m.query_openBracket,
  openRegex: m.query_openRegex,
  afterRegex: m.query_afterRegex,
  emptyRegex: m.query_emptyRegex,
  badRegex: m.query_badRegex,
  nothingBeforeOr: m.query_nothingBeforeOr,
  nothingAfterOr: m.query_nothingAfterOr,
  noValue: m.query_noValue,
  noProperty: m.query_noProperty,
  noTag: m.query_noTag,
  badType: m.query_badType,
  badSize: m.query_badSize,
  badDate: m.query_badDate,
  badComparison: m.query_badComparison,
};

/** Returns what is wrong, and what the reader of regular expressions said of it. */
export function explainFault({ fault, detail, message }: CallError): { text: string; detail: string | null } {
  const words = fault && WORDS[fault];
  const text = words ? words({ detail: detail ?? '', types: Object.keys(TYPES).join(', ') }) : message;
  return { text, detail: detail === null || text.includes(detail) ? null : detail };
}
