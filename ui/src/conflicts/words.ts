/** Which words of a text are not those of another. */
import { minimalEdits } from '../notes/edits';

export interface Span {
  text: string;
  changed: boolean;
}

/** Cuts `text` into what `other` has as well and what it has not. */
export function spansOf(text: string, other: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  // Where the other text would have to be changed to become this one.
  for (const { from, to } of minimalEdits(text, other)) {
    if (from > at) spans.push({ text: text.slice(at, from), changed: false });
    if (to > from) spans.push({ text: text.slice(from, to), changed: true });
    at = to;
  }
  if (at < text.length) spans.push({ text: text.slice(at), changed: false });
  return spans;
}
