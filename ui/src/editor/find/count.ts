/** Counts what a query finds in a text, a little at a time, so that a long note can be typed in meanwhile. */
import type { SearchQuery } from '@codemirror/search';
import type { EditorState } from '@codemirror/state';

/** Milliseconds of counting before others have their turn. */
const TURN = 8;
/** Beyond this it only says that there are more. */
export const MOST = 100_000;

export interface Hits {
  /** Where each starts, in order. */
  starts: number[];
  /** Whether there are more than `MOST`. */
  more: boolean;
}

/** Tells what a query finds, once all is counted; returns the function that calls it off. */
export function countHits(state: EditorState, query: SearchQuery, tell: (hits: Hits) => void): () => void {
  const hits: Hits = { starts: [], more: false };
  const cursor = query.getCursor(state);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const go = () => {
    const until = performance.now() + TURN;
    do {
      const next = cursor.next();
      if (next.done) return tell(hits);
      if (hits.starts.length === MOST) {
        hits.more = true;
        return tell(hits);
      }
      hits.starts.push(next.value.from);
    } while (performance.now() < until);
    timer = setTimeout(go);
  };
  timer = setTimeout(go);
  return () => clearTimeout(timer);
}

/** Returns the place of a hit that starts at a position, counted from one; null if none does. */
export function placeOf({ starts }: Hits, from: number): number | null {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return starts[low] === from ? low + 1 : null;
}
