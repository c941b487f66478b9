/** Which words of a text are not those of another. */
import { diffWordsWithSpace } from 'diff';

export interface Span {
  text: string;
  changed: boolean;
}

/** Cuts `text` into what `other` has as well and what it has not, by words; by signs where there are none. */
export function spansOf(text: string, other: string): Span[] {
  return diffWordsWithSpace(other, text)
    .filter(({ removed }) => !removed)
    .map(({ value, added }) => ({ text: value, changed: added }));
}
