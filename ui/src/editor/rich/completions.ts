/** Completion within a note's markup: headings and blocks of linked notes, languages of code, types of callouts. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { languages } from '@codemirror/language-data';
import type { EditorView } from '@codemirror/view';
import { call } from '../../ipc/client';
import { notePath } from '../links';
import { CALLOUT_TYPES, CALLOUTS } from './items';

/** A note of which more would be read only has its first ones offered. */
const MOST = 500;

/** Puts a part of a link in place of what was typed, and closes the link. */
function closing(link: string) {
  return (view: EditorView, _completion: Completion, from: number, to: number): void => {
    const closed = view.state.sliceDoc(to, to + 2) === ']]';
    view.dispatch({
      changes: { from, to, insert: closed ? link : `${link}]]` },
      selection: { anchor: from + link.length + 2 },
      userEvent: 'input.complete',
    });
  };
}

/** Returns a heading as a link may name it. */
export const headingLink = (text: string): string =>
  text
    .replace(/[[\]|#^\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Returns the ids of the blocks of a text and the words before them. */
export function blockIds(text: string): { id: string; words: string }[] {
  const found: { id: string; words: string }[] = [];
  for (const [, words = '', id = ''] of text.matchAll(/^(.*?)(?:^|[ \t])\^([A-Za-z0-9-]+)[ \t]*$/gm))
    found.push({ id, words: words.trim() });
  return found;
}

async function targetOf(context: CompletionContext, name: string): Promise<string | null> {
  const from = context.state.facet(notePath);
  if (name === '') return from;
  return (await call('link_resolve', { from, target: name })).path;
}

export async function completePart(context: CompletionContext): Promise<CompletionResult | null> {
  const before = context.matchBefore(/\[\[[^[\]|#\n]*#[^[\]|\n]*/);
  if (!before) return null;
  const [name = '', ...rest] = before.text.slice(2).split('#');
  const part = rest.join('#');
  const from = before.to - part.length;
  const path = await targetOf(context, name.trim());
  if (path === null || context.aborted) return null;
  if (part.startsWith('^')) {
    const { text } = await call('note_get', { path });
    if (context.aborted) return null;
    const options = blockIds(text ?? '')
      .slice(0, MOST)
      .map(({ id, words }) => ({ label: `^${id}`, detail: words.slice(0, 60), apply: closing(`^${id}`) }));
    return { from, options, validFor: /^\^[\w-]*$/ };
  }
  const { headings } = await call('note_info', { path });
  if (context.aborted) return null;
  const options = headings.slice(0, MOST).map(({ text, level }) => ({
    label: text,
    detail: '#'.repeat(level),
    apply: closing(headingLink(text)),
  }));
  return { from, options, validFor: /^[^[\]|^\n]*$/ };
}

const LANGUAGES: readonly Completion[] = languages.map(({ name, alias }) => {
  const label = alias[0] && /\s/.test(name) ? alias[0] : name.toLowerCase();
  return { label, detail: name.toLowerCase() === label ? undefined : name };
});

export function completeLanguage(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/^(?:[ \t]|>)*(?:`{3,}|~{3,})[\w+#-]*$/);
  if (!before) return null;
  const typed = /[\w+#-]*$/.exec(before.text)?.[0] ?? '';
  // A fence that closes is as likely as one that opens.
  if (typed === '' && !context.explicit) return null;
  return { from: before.to - typed.length, options: LANGUAGES as Completion[], validFor: /^[\w+#-]*$/ };
}

export function completeCallout(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/^(?:[ \t]*>)+[ \t]*\[![\w-]*$/);
  if (!before) return null;
  const from = before.from + before.text.indexOf('[!') + 2;
  const options = CALLOUT_TYPES.map(
    (type, i): Completion => ({
      label: type,
      detail: CALLOUTS[i]?.label(),
      boost: -i,
      apply: (view, _completion, start, end) => {
        const closed = view.state.sliceDoc(end, end + 1) === ']';
        view.dispatch({
          changes: { from: start, to: closed ? end + 1 : end, insert: `${type}] ` },
          selection: { anchor: start + type.length + 2 },
          userEvent: 'input.complete',
        });
      },
    }),
  );
  return { from, options, validFor: /^[\w-]*$/ };
}
