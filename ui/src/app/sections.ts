/** Moves a heading's section, with all that stands under it, to another place of a text. */
import type { ChangeSpec, Text } from '@codemirror/state';

export interface HeadingLine {
  line: number;
  level: number;
  text: string;
}

/** Whether the headings are those of this text; they come later than what is typed. */
export function standIn(doc: Text, headings: readonly HeadingLine[]): boolean {
  return headings.every(({ line, text }) => {
    if (line < 1 || line > doc.lines) return false;
    const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const row = doc.line(line).text;
    return words.every((word) => row.includes(word));
  });
}

/** Returns the index after the last heading of a section. */
export function endOf(headings: readonly HeadingLine[], index: number): number {
  const level = headings[index]?.level ?? 0;
  const next = headings.findIndex((heading, at) => at > index && heading.level <= level);
  return next < 0 ? headings.length : next;
}

/** Returns the neighbour of the same rank before or after a section, null where there is none. */
export function siblingOf(headings: readonly HeadingLine[], index: number, by: 1 | -1): number | null {
  const level = headings[index]?.level;
  if (level === undefined) return null;
  if (by > 0) {
    const next = endOf(headings, index);
    return headings[next]?.level === level ? next : null;
  }
  for (let at = index - 1; at >= 0; at--) {
    const other = headings[at]?.level as number;
    if (other === level) return at;
    if (other < level) return null;
  }
  return null;
}

/** Returns the edit that puts the section `index` before the heading `before`, or at the end; null where it is there. */
export function moveSection(
  doc: Text,
  headings: readonly HeadingLine[],
  index: number,
  before: number,
): ChangeSpec[] | null {
  const end = endOf(headings, index);
  if (before >= index && before <= end) return null;
  const startOf = (at: number) => {
    const heading = headings[at];
    return heading ? doc.line(heading.line).from : doc.length;
  };
  let from = startOf(index);
  const to = startOf(end);
  const at = startOf(before);
  let insert = doc.sliceString(from, to);
  if (at < doc.length) {
    // The last section may end without a line break, and without a blank line before the next heading.
    if (to === doc.length) {
      if (!insert.endsWith('\n') && from > 0) from -= 1;
      insert = spaced(insert);
    }
  } else {
    const tail = doc.sliceString(Math.max(0, doc.length - 2));
    const ended = tail.endsWith('\n');
    insert = (ended ? (tail === '\n\n' ? '' : '\n') : '\n\n') + (ended ? insert : insert.replace(/\n+$/, ''));
  }
  const changes = [
    { from, to, insert: '' },
    { from: at, to: at, insert },
  ];
  return changes.sort((a, b) => a.from - b.from);
}

const spaced = (text: string) =>
  text.endsWith('\n\n') ? text : text.endsWith('\n') ? `${text}\n` : `${text}\n\n`;
