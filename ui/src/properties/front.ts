/** Where the properties of an open note stand, as the engine finds them. */
import type { Text } from '@codemirror/state';

const isFence = (line: string) => /^---\s*$/.test(line);

/** Longer front matter is not read. */
const MOST_LINES = 20_000;

/** Returns where the line that closes the properties ends; null where there are none. */
export function frontEnd(doc: Text): number | null {
  if (!isFence(doc.line(1).text)) return null;
  for (let number = 2; number <= Math.min(doc.lines, MOST_LINES); number++) {
    const line = doc.line(number);
    if (isFence(line.text)) return line.to;
  }
  return null;
}

/** Returns the properties with the lines that enclose them; empty where there are none. */
export const frontOf = (doc: Text): string => doc.sliceString(0, frontEnd(doc) ?? 0);

/** Returns what an edit of the properties has to know of the text: what follows them must not become some. */
export function textForEdits(doc: Text): string {
  const end = frontEnd(doc);
  if (end === null) return isFence(doc.line(1).text) ? doc.toString() : doc.line(1).text;
  return doc.sliceString(0, end < doc.length ? doc.lineAt(end + 1).to : end);
}
