/** Editing commands that know Markdown within a line: emphasis, code, links; and lists and quotes that go on. */
import { syntaxTree } from '@codemirror/language';
import {
  type ChangeSpec,
  EditorSelection,
  type EditorState,
  type SelectionRange,
  type StateCommand,
  type TransactionSpec,
} from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';

/** What the grammar calls the text between two marks. */
const NODES = {
  '**': 'StrongEmphasis',
  '*': 'Emphasis',
  '~~': 'Strikethrough',
  '==': 'Highlight',
  '`': 'InlineCode',
  $: 'InlineMath',
} as const;

export type Mark = keyof typeof NODES;

interface Span {
  from: number;
  to: number;
}

/** Quote marks, heading marks and list marks: they belong to the line, not to its words. */
const LEAD = /^(?:[ \t]|>)*(?:#{1,6}[ \t]+|(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[.\][ \t]+)?)?/;

/** Returns the words of a selection, line by line, without the space at their ends. */
function spans(state: EditorState, { from, to }: Span): Span[] {
  const found: Span[] = [];
  for (let at = from; at <= to; ) {
    const line = state.doc.lineAt(at);
    const words = line.from + (LEAD.exec(line.text)?.[0].length ?? 0);
    // A selection that starts within the marks of a line takes in words only.
    const start = Math.max(from, from > line.from && from < words && to <= words ? from : words);
    const end = Math.min(to, line.to);
    const text = start < end ? state.sliceDoc(start, end) : '';
    const lead = text.length - text.trimStart().length;
    if (lead < text.length) found.push({ from: start + lead, to: start + text.trimEnd().length });
    at = line.to + 1;
  }
  return found;
}

/** Returns the innermost node of a kind around a span, null where there is none. */
function around(state: EditorState, { from, to }: Span, name: string): SyntaxNode | null {
  const tree = syntaxTree(state);
  for (const side of [1, -1] as const) {
    for (
      let node: SyntaxNode | null = tree.resolveInner(side > 0 ? from : to, side);
      node;
      node = node.parent
    )
      if (node.name === name && node.from <= from && node.to >= to) return node;
  }
  return null;
}

/** Returns the marks at both ends of a node, or only one where the grammar takes them as one. */
function marksOf({ firstChild, lastChild }: SyntaxNode): Span[] {
  return [firstChild, lastChild].flatMap((mark) => (mark ? [{ from: mark.from, to: mark.to }] : []));
}

/** Without a grammar's word: whether a mark stands right outside of a span, or right inside of its ends. */
function textMarks(state: EditorState, { from, to }: Span, mark: string): Span[] | null {
  const size = mark.length;
  const [last] = mark;
  const run = (at: number, by: 1 | -1) => {
    let count = 0;
    while (
      state.sliceDoc(by > 0 ? at + count : at - count - 1, by > 0 ? at + count + 1 : at - count) === last
    )
      count++;
    return count;
  };
  // `*` inside `**` is another mark's half.
  const fits = (count: number) => count >= size && (size > 1 || count !== 2);
  if (fits(run(from, -1)) && fits(run(to, 1)))
    return [
      { from: from - size, to: from },
      { from: to, to: to + size },
    ];
  if (to - from > 2 * size && fits(run(from, 1)) && fits(run(to, -1)))
    return [
      { from, to: from + size },
      { from: to - size, to },
    ];
  return null;
}

function marked(state: EditorState, span: Span, mark: Mark): Span[] | null {
  const node = around(state, span, NODES[mark]);
  return node ? marksOf(node) : textMarks(state, span, mark);
}

/** Returns what a mark would be put around at a selection: its words, else the word at the cursor. */
function aimed(state: EditorState, range: SelectionRange): Span[] {
  if (!range.empty) return spans(state, range);
  const word = state.wordAt(range.head);
  return [word ?? range];
}

/** Whether all of the main selection is within a mark. */
export function isMarked(state: EditorState, mark: Mark): boolean {
  const { main } = state.selection;
  const found = main.empty ? [main] : spans(state, main);
  return found.length > 0 && found.every((span) => around(state, span, NODES[mark]) !== null);
}

/** Returns a command that puts a mark around the selection, or takes it away where it is. */
export function toggleMark(mark: Mark): StateCommand {
  const size = mark.length;
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const changes = state.changeByRange((range) => {
      const here = range.empty ? marked(state, range, mark) : null;
      const found = here ? [range] : aimed(state, range);
      const present = here ? [here] : found.map((span) => marked(state, span, mark));
      if (present.length > 0 && present.every((each) => each !== null)) {
        return changed(state, range, present.flat());
      }
      if (range.empty && found[0]?.from === found[0]?.to) {
        const changes = { from: range.head, insert: mark + mark };
        return { changes, range: EditorSelection.cursor(range.head + size) };
      }
      const added = found.flatMap((span, i) => (present[i] ? [] : wrapped(state, span, mark)));
      return changed(state, range, added);
    });
    dispatch(state.update(changes, { scrollIntoView: true, userEvent: 'input' }));
    return true;
  };
}

/** Applies changes to a selection that keeps to its words. */
function changed(state: EditorState, range: SelectionRange, changes: ChangeSpec[]) {
  const set = state.changes(changes);
  const [from, to] = [set.mapPos(range.from, 1), set.mapPos(range.to, -1)];
  if (range.empty) return { changes, range: EditorSelection.cursor(set.mapPos(range.head, 1)) };
  const ends = range.anchor <= range.head ? ([from, to] as const) : ([to, from] as const);
  return { changes, range: EditorSelection.range(...ends) };
}

/** Puts a mark around a span; what had it in part is taken in as a whole. */
function wrapped(state: EditorState, span: Span, mark: Mark): ChangeSpec[] {
  let { from, to } = span;
  const inner: Span[] = [];
  syntaxTree(state).iterate({
    from,
    to,
    enter: (node) => {
      if (node.name !== NODES[mark] || node.to <= span.from || node.from >= span.to) return;
      from = Math.min(from, node.from);
      to = Math.max(to, node.to);
      inner.push(...marksOf(node.node));
    },
  });
  let [open, close]: [string, string] = [mark, mark];
  const text = state.sliceDoc(from, to);
  if (mark === '`' && inner.length === 0 && text.includes('`')) {
    const longest = Math.max(...(text.match(/`+/g) ?? []).map(({ length }) => length));
    open = `${'`'.repeat(longest + 1)} `;
    close = ` ${'`'.repeat(longest + 1)}`;
  }
  return [{ from, insert: open }, ...inner, { from: to, insert: close }];
}

const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s<>]+$/i;

/** Whether a text is nothing but an address of the web. */
export const isAddress = (text: string): boolean => ADDRESS.test(text);

/** Returns an address as it can stand between the brackets of a link. */
function bracketed(address: string): string {
  return /[()]/.test(address) ? `<${address}>` : address;
}

/** Whether the main selection is in a Markdown link. */
export function inLink(state: EditorState): boolean {
  return around(state, state.selection.main, 'Link') !== null;
}

/** Makes a link of the selection, or leaves only the words of the link that is there. */
export const toggleLink: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false;
  const changes = state.changeByRange((range) => {
    const link = around(state, range, 'Link');
    const [open, close] = link?.getChildren('LinkMark') ?? [];
    if (link && open && close)
      return changed(state, range, [
        { from: open.from, to: open.to },
        { from: close.from, to: link.to },
      ]);
    const { from, to } = range;
    const text = state.sliceDoc(from, to);
    const insert = isAddress(text) ? `[](${bracketed(text)})` : `[${text}]()`;
    // The cursor goes to what is still to be written.
    const at = range.empty || isAddress(text) ? from + 1 : from + insert.length - 1;
    return { changes: { from, to, insert }, range: EditorSelection.cursor(at) };
  });
  dispatch(state.update(changes, { scrollIntoView: true, userEvent: 'input' }));
  return true;
};

/** Returns what makes the selected words a link to an address; null where there are none or it cannot be one. */
export function linkTo(state: EditorState, address: string): TransactionSpec | null {
  const { ranges } = state.selection;
  if (!isAddress(address)) return null;
  const texts = ranges.map(({ from, to }) => state.sliceDoc(from, to));
  if (!texts.every((text) => text.trim() !== '' && !/[\n\]]|\[/.test(text) && !isAddress(text))) return null;
  return {
    ...state.changeByRange(({ from, to }) => {
      const insert = `[${state.sliceDoc(from, to)}](${bracketed(address)})`;
      return { changes: { from, to, insert }, range: EditorSelection.cursor(from + insert.length) };
    }),
    scrollIntoView: true,
    userEvent: 'input.paste',
  };
}

/** Quote marks and indent, then a bullet or number, then a task box. */
const ITEM = /^((?:\s|>)*)(?:([-*+])|(\d{1,9})([.)]))(\s+)(?:\[(.)\](\s+))?/;
const QUOTE = /^(?:\s{0,3}>\s?)+/;

/** Goes on with the list or quote on Enter; ends it where the item is empty. */
export const continueMarkup: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false;
  const specs: TransactionSpec[] = [];
  for (const range of state.selection.ranges) {
    const spec = range.empty && continuation(state, range.head);
    if (!spec) return false;
    specs.push(spec);
  }
  const [first] = specs;
  // Several cursors each in its own list are rare: the plain Enter serves them.
  if (!first || specs.length > 1) return false;
  dispatch(state.update(first, { scrollIntoView: true, userEvent: 'input' }));
  return true;
};

function continuation(state: EditorState, head: number): TransactionSpec | null {
  const line = state.doc.lineAt(head);
  const item = ITEM.exec(line.text);
  const [prefix] = item ?? QUOTE.exec(line.text) ?? [];
  if (prefix === undefined || head - line.from < prefix.length) return null;
  if (line.text.slice(prefix.length).trim() === '') {
    const [, lead = ''] = item ?? [];
    const kept = item && lead.includes('>') ? lead : '';
    return {
      changes: { from: line.from, to: line.to, insert: kept },
      selection: { anchor: line.from + kept.length },
    };
  }
  let next = prefix;
  if (item) {
    const [, lead = '', bullet, number, dot, gap = ' ', box] = item;
    const marker = bullet ?? `${Number(number) + 1}${dot}`;
    next = `${lead}${marker}${gap}${box === undefined ? '' : '[ ] '}`;
  }
  const rest = /^[ \t]*/.exec(line.text.slice(head - line.from))?.[0].length ?? 0;
  return {
    changes: { from: head, to: head + rest, insert: `\n${next}` },
    selection: { anchor: head + 1 + next.length },
  };
}
