/**
 * Editing commands for whole lines: headings, lists, quotes, callouts, code, math, tables, rules. Each takes away what
 * it made where it is made already, and changes the marks of a line only, never its words.
 */
import { syntaxTree } from '@codemirror/language';
import {
  type ChangeSpec,
  EditorSelection,
  type EditorState,
  type Line,
  type StateCommand,
  type TransactionSpec,
} from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';

export type Level = 1 | 2 | 3 | 4 | 5 | 6;
export type ListKind = 'bullet' | 'number' | 'task';
type Kind = 'text' | `h${Level}` | ListKind;

interface Parts {
  /** Quote marks and indent. */
  lead: string;
  /** Heading or list mark, the space after it and a task's box. */
  mark: string;
  bullet: string | null;
  box: string | null;
  kind: Kind;
}

const PARTS =
  /^((?:[ \t]|>)*)(?:(#{1,6})(?:[ \t]+|$)|(?:([-*+])|\d{1,9}[.)])(?:[ \t]+|$)(?:(\[.\])(?:[ \t]+|$))?)?/;

function parts(text: string): Parts {
  const [whole = '', lead = '', heading, bullet, box] = PARTS.exec(text) ?? [];
  const mark = whole.slice(lead.length);
  const kind: Kind =
    mark === ''
      ? 'text'
      : heading
        ? `h${heading.length as Level}`
        : box
          ? 'task'
          : bullet
            ? 'bullet'
            : 'number';
  return { lead, mark, bullet: bullet ?? null, box: box ?? null, kind };
}

/** Returns the lines that a selection touches, each once. */
function selectedLines(state: EditorState): Line[] {
  const lines = new Map<number, Line>();
  for (const { from, to, empty } of state.selection.ranges) {
    for (let at = from; at <= to; ) {
      const line = state.doc.lineAt(at);
      // A selection that ends at the start of a line does not mean that line.
      if (empty || line.from < to || line.from === from) lines.set(line.number, line);
      at = line.to + 1;
    }
  }
  return [...lines.values()].sort((a, b) => a.number - b.number);
}

/** Leaves out empty lines among others. */
function written(lines: readonly Line[]): readonly Line[] {
  const full = lines.filter(({ text }) => text.trim() !== '');
  return full.length > 0 ? full : lines;
}

/** Changes the text; cursors at the start of a line stay before its words. */
function apply(state: EditorState, changes: ChangeSpec): TransactionSpec {
  const set = state.changes(changes);
  return {
    changes: set,
    selection: state.selection.map(set, 1),
    scrollIntoView: true,
    userEvent: 'input',
  };
}

function toggleKind(kind: Kind, make: (parts: Parts, number: number) => string): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const lines = written(selectedLines(state));
    const all = lines.map((line) => ({ line, of: parts(line.text) }));
    const off = all.every(({ of }) => of.kind === kind);
    const changes = all.flatMap(({ line, of }, index) => {
      if (!off && of.kind === kind && kind !== 'number') return [];
      const insert = off ? '' : make(of, index + 1);
      // A heading has no indent: four spaces would make it code.
      const lead =
        kind.startsWith('h') && !off
          ? of.lead.replace(/[ \t]+$/, (end) => (of.lead.includes('>') ? end : ''))
          : of.lead;
      const from = line.from + lead.length;
      const to = line.from + of.lead.length + of.mark.length;
      return insert === state.sliceDoc(from, to) ? [] : [{ from, to, insert }];
    });
    dispatch(state.update(apply(state, changes)));
    return true;
  };
}

/** Returns a command that makes headings of a level, or plain lines again. */
export const toggleHeading = (level: Level): StateCommand =>
  toggleKind(`h${level}`, () => `${'#'.repeat(level)} `);

/** Makes plain lines of headings and list items. */
export const toText: StateCommand = toggleKind('text', () => '');

const LISTS: Record<ListKind, (parts: Parts, number: number) => string> = {
  bullet: ({ bullet }) => `${bullet ?? '-'} `,
  number: (_, number) => `${number}. `,
  task: ({ bullet, kind, mark }) => {
    const item = kind === 'number' ? mark.trimEnd() : (bullet ?? '-');
    return `${item} [ ] `;
  },
};

export const toggleList = (kind: ListKind): StateCommand => toggleKind(kind, LISTS[kind]);

const QUOTE = /^[ \t]{0,3}>[ \t]?/;

/** Puts lines into a quote, or takes them out of one. */
export const toggleQuote: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false;
  const lines = selectedLines(state);
  const off = written(lines).every(({ text }) => QUOTE.test(text));
  const changes = lines.flatMap(({ from, text }): ChangeSpec[] => {
    if (!off) return [{ from, insert: text === '' && lines.length > 1 ? '>' : '> ' }];
    const [mark = ''] = QUOTE.exec(text) ?? [];
    return mark ? [{ from, to: from + mark.length }] : [];
  });
  dispatch(state.update(apply(state, changes)));
  return true;
};

const CALLOUT = /^([ \t]{0,3}>[ \t]?)\[!([^\]|[]+)\]/;

/** Returns the lines of the quote that a line belongs to. */
function quoteAround(state: EditorState, line: Line): [first: Line, last: Line] {
  let [first, last] = [line, line];
  while (first.number > 1 && QUOTE.test(state.doc.line(first.number - 1).text))
    first = state.doc.line(first.number - 1);
  while (last.number < state.doc.lines && QUOTE.test(state.doc.line(last.number + 1).text))
    last = state.doc.line(last.number + 1);
  return [first, last];
}

/** Returns a command that makes a callout of the selected lines, gives it another type, or takes it away. */
export function toggleCallout(type: string): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const lines = selectedLines(state);
    const [line] = lines as [Line];
    const [first, last] = quoteAround(state, line);
    const [, mark = '', present = ''] = CALLOUT.exec(first.text) ?? [];
    if (QUOTE.test(line.text) && present !== '') {
      const at = first.from + mark.length + 2;
      if (present.trim().toLowerCase() !== type) {
        dispatch(state.update(apply(state, { from: at, to: at + present.length, insert: type })));
        return true;
      }
      const changes: ChangeSpec[] = [];
      const title = first.text
        .slice(mark.length + present.length + 3)
        .replace(/^[+-]/, '')
        .trim();
      const gone = title === '' && last.number > first.number;
      changes.push({ from: first.from, to: gone ? first.to + 1 : first.to, insert: title });
      for (let number = first.number + 1; number <= last.number; number++) {
        const { from, text } = state.doc.line(number);
        changes.push({ from, to: from + (QUOTE.exec(text)?.[0].length ?? 0) });
      }
      dispatch(state.update(apply(state, changes)));
      return true;
    }
    const quoted = lines.every(({ text }) => QUOTE.test(text));
    const changes = [
      { from: line.from, insert: `> [!${type}]\n` },
      ...(quoted
        ? []
        : lines.map(({ from, text }) => ({ from, insert: text === '' && lines.length > 1 ? '>' : '> ' }))),
    ];
    dispatch(state.update(apply(state, changes)));
    return true;
  };
}

/** Returns the node of a kind that a position stands in. */
function nodeAt(state: EditorState, at: number, name: string): SyntaxNode | null {
  for (const side of [-1, 1] as const)
    for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(at, side); node; node = node.parent)
      if (node.name === name) return node;
  return null;
}

/** Returns a command that puts the selected lines between two fences, or takes the fences away. */
function toggleFence(name: string, fenceFor: (text: string) => string): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const { doc, selection } = state;
    const node = nodeAt(state, selection.main.head, name);
    if (node) {
      const [first, last] = [doc.lineAt(node.from), doc.lineAt(node.to)];
      const closed = last.number > first.number && /^[\s>]*(?:`{3,}|~{3,}|\$\$)\s*$/.test(last.text);
      const end = closed ? { from: Math.max(first.to, last.from - 1), to: last.to } : null;
      const from = first.from + (/^[\s>]*/.exec(first.text)?.[0].length ?? 0);
      const start = { from, to: Math.min(first.to + 1, end?.from ?? first.to + 1, doc.length) };
      dispatch(state.update(apply(state, end ? [start, end] : start)));
      return true;
    }
    const changes = state.changeByRange((range) => {
      const first = doc.lineAt(range.from);
      const last = doc.lineAt(
        !range.empty && doc.lineAt(range.to).from === range.to ? range.to - 1 : range.to,
      );
      const fence = fenceFor(doc.sliceString(first.from, last.to));
      const [lead = ''] = /^(?:[ \t]*>[ \t]?)*/.exec(first.text) ?? [];
      const open = `${fence}\n${lead}`;
      const inserts = [
        { from: first.from + lead.length, insert: open },
        { from: last.to, insert: `\n${lead}${fence}` },
      ];
      const by = open.length;
      return { changes: inserts, range: EditorSelection.range(range.anchor + by, range.head + by) };
    });
    dispatch(state.update(changes, { scrollIntoView: true, userEvent: 'input' }));
    return true;
  };
}

export const toggleCode: StateCommand = toggleFence('FencedCode', (text) => {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map(({ length }) => length));
  return '`'.repeat(longest + 1);
});

export const toggleMath: StateCommand = toggleFence('BlockMath', () => '$$');

/** Returns a command that puts a block on lines of its own; `¦` in it is where the cursor goes. */
export function insertBlock(block: string | (() => string)): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const { doc } = state;
    const changes = state.changeByRange(({ to }) => {
      const line = doc.lineAt(to);
      const [text, at] = placed(typeof block === 'string' ? block : block());
      const blank = line.text.trim() === '';
      const above = line.number === 1 || doc.line(line.number - 1).text.trim() === '';
      const below = line.number === doc.lines || doc.line(line.number + 1).text.trim() === '';
      const before = blank ? (above ? '' : '\n') : '\n\n';
      const after = below ? '' : '\n';
      const from = blank ? line.from : line.to;
      return {
        changes: { from, to: line.to, insert: before + text + after },
        range: EditorSelection.cursor(from + before.length + at),
      };
    });
    dispatch(state.update(changes, { scrollIntoView: true, userEvent: 'input' }));
    return true;
  };
}

/** Returns a text without the mark of its cursor, and where that was; at the end, if nowhere. */
export function placed(text: string): [text: string, at: number] {
  const at = text.indexOf('¦');
  return at < 0 ? [text, text.length] : [text.slice(0, at) + text.slice(at + 1), at];
}

export const insertTable: StateCommand = insertBlock('| ¦ |  |\n| --- | --- |\n|  |  |');
/** Below an empty line: right below words it would make a heading of them. */
export const insertRule: StateCommand = insertBlock('---\n¦');

/** What stands at the cursor, for the buttons that show it. */
export interface Standing {
  kind: Kind;
  quote: boolean;
  callout: string | null;
  code: boolean;
  math: boolean;
}

export function standing(state: EditorState): Standing {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const code = nodeAt(state, head, 'FencedCode') !== null;
  const math = nodeAt(state, head, 'BlockMath') !== null;
  const quote = !code && QUOTE.test(line.text);
  const first = quote ? quoteAround(state, line)[0] : null;
  return {
    kind: code || math ? 'text' : parts(line.text).kind,
    quote,
    callout: (first && CALLOUT.exec(first.text)?.[2]?.trim().toLowerCase()) ?? null,
    code,
    math,
  };
}

/** Whether a position lies in code, math, a comment or the front matter, where marks mean nothing. */
export function inVerbatim(state: EditorState, at: number): boolean {
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(at, -1); node; node = node.parent) {
    if (
      /^(?:FencedCode|CodeBlock|InlineCode|BlockMath|InlineMath|FrontMatter|BlockComment|HTMLBlock)$/.test(
        node.name,
      )
    )
      return node.from < at || node.name === 'FrontMatter';
  }
  return false;
}
