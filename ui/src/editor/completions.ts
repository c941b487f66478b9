/** Completion of `[[notes` and `#tags`, ranked by the engine. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import { parentOf, shownName, stemOf } from '../tree/paths';

const MOST = 30;

export async function completeLink(context: CompletionContext): Promise<CompletionResult | null> {
  const before = context.matchBefore(/\[\[[^[\]|#\n]*/);
  if (!before) return null;
  const pattern = before.text.slice(2);
  const { items } = await call('quick_open', { pattern, limit: MOST });
  if (context.aborted) return null;
  const options: Completion[] = items.map(({ path, label }, rank) => ({
    label: label === stemOf(path) ? label : `${label} → ${shownName(path)}`,
    detail: parentOf(path),
    boost: -rank,
    apply: (view, _completion, from, to) => {
      const name = stemOf(path);
      // Another name was typed, so it is what should be read.
      const link = label === name ? shortest(path, items) : `${shortest(path, items)}|${label}`;
      const closed = view.state.sliceDoc(to, to + 2) === ']]';
      view.dispatch({
        changes: { from, to, insert: closed ? link : `${link}]]` },
        selection: { anchor: from + link.length + 2 },
        userEvent: 'input.complete',
      });
    },
  }));
  return { from: before.from + 2, options, filter: false };
}

/** Returns the name alone where it is unique among what was found, else the path. */
function shortest(path: string, items: readonly { path: string }[]): string {
  const name = stemOf(path);
  const twins = items.filter((item) => stemOf(item.path).toLowerCase() === name.toLowerCase());
  if (twins.length < 2) return shownName(path);
  const folder = parentOf(path);
  return folder === '' ? shownName(path) : `${folder}/${shownName(path)}`;
}

export async function completeTag(context: CompletionContext): Promise<CompletionResult | null> {
  const before = context.matchBefore(/(?:^|\s)#[\p{L}\p{N}_/-]*/u);
  if (!before) return null;
  const from = before.from + before.text.indexOf('#') + 1;
  if (from === before.to && !context.explicit && before.text.trim() === '#' && before.text === '#') {
    // A lone mark at the start of a line is as likely to become a heading.
    return null;
  }
  const { tags } = await call('tags_list');
  if (context.aborted) return null;
  const most = Math.max(1, ...tags.map(({ count }) => count));
  const options = tags.map(({ tag, count }) => ({
    label: tag,
    detail: String(count),
    boost: (count / most) * 20,
  }));
  return { from, options, validFor: /^[\p{L}\p{N}_/-]*$/u };
}

/** The editor's own phrases, in the language of the moment. */
export function phrases(): Record<string, string> {
  return {
    'current match': m.find_current(),
    'replaced $ matches': m.find_replaced(),
    'replaced match on line $': m.find_replaced_line(),
    'on line': m.find_on_line(),
  };
}
