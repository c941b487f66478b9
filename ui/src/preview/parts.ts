/** Parts of a note: what a heading or a block name stands for, and its first lines. */
import type { SyntaxNode } from '@lezer/common';
import { grammar } from '../editor/syntax';

/** Returns the section of the heading at a line, or the block that the line belongs to. */
export function partOf(text: string, line: number): string {
  const lines = text.split(/\r\n?|\n/);
  const plain = lines.join('\n');
  let start = 0;
  for (const each of lines.slice(0, line - 1)) start += each.length + 1;
  const end = start + (lines[line - 1]?.length ?? 0);
  const root = grammar.parse(plain).topNode;
  const top = root.enter(end, -1);
  if (!top) return plain.slice(start, end);
  const level = levelOf(top);
  if (level !== null) {
    for (let next = top.nextSibling; next; next = next.nextSibling) {
      const other = levelOf(next);
      if (other !== null && other <= level) return plain.slice(top.from, next.from);
    }
    return plain.slice(top.from);
  }
  // A name on a line of its own belongs to the block before it.
  if (/^\s*\^[\w-]+\s*$/.test(plain.slice(start, end)) && top.prevSibling) {
    return plain.slice(top.prevSibling.from, top.prevSibling.to);
  }
  for (let at: SyntaxNode | null = root.resolveInner(end, -1); at; at = at.parent) {
    if (at.name === 'ListItem') return plain.slice(at.from, at.to);
  }
  return plain.slice(top.from, top.to);
}

function levelOf({ name }: SyntaxNode): number | null {
  const [, level] = /^(?:ATX|Setext)Heading(\d)$/.exec(name) ?? [];
  return level === undefined ? null : Number(level);
}

/** A glance is no longer than this. */
const MOST_LINES = 40;
const MOST_LETTERS = 4000;

const FRONT_MATTER = /^---[ \t]*\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)/;

/** Returns the first lines of a note's text, past its front matter. */
export function firstLines(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(FRONT_MATTER, '').trimStart().split('\n');
  return lines.slice(0, MOST_LINES).join('\n').slice(0, MOST_LETTERS);
}
