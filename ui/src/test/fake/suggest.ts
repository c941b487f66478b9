/** Suggested searches, as far as the user interface can tell: tags of the open note, then all others. */
import type { Suggestion, Suggestions } from '../../ipc/gen/api';
import { tagsOf } from './tags';

export function suggestIn(
  files: ReadonlyMap<string, { text: string }>,
  open: string | undefined,
  limit: number,
): Suggestions {
  const own = tagsOf(files.get(open ?? '')?.text ?? '');
  const others = [...files.values()].flatMap(({ text }) => tagsOf(text)).filter((tag) => !own.includes(tag));
  const suggestion =
    (reason: Suggestion['reason']) =>
    (value: string): Suggestion => ({ kind: 'tag', value, reason });
  const all = [...own.map(suggestion('open')), ...[...new Set(others)].map(suggestion('often'))];
  return { suggestions: all.slice(0, limit) };
}
