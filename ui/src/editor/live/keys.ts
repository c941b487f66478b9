/** Keys where what is seen and what is written differ: into blocks instead of over them, home to the words. */
import { EditorSelection, type EditorState } from '@codemirror/state';
import type { Command, EditorView, KeyBinding } from '@codemirror/view';
import { blocksIn } from './blocks';
import { enterFront } from './front';
import { enterTable } from './table/widget';

type Direction = 1 | -1;

/** Goes into the block that starts or ends beside a line; returns whether there is one. */
function into(view: EditorView, line: { from: number; to: number }, by: Direction): boolean {
  const at = by > 0 ? line.to + 1 : line.from - 1;
  const { doc } = view.state;
  if (at < 0 || at > doc.length) return false;
  const block = blocksIn(view.state, at, at).find(
    ({ from, to, kind }) => kind !== 'callout' && (by > 0 ? from === at : to === at),
  );
  if (!block) return false;
  if (block.kind === 'table' && enterTable(view, block.from, by > 0 ? 'first' : 'last')) return true;
  if (block.kind === 'front' && enterFront(view, by > 0 ? 'first' : 'last')) return true;
  const anchor = by > 0 ? block.from : doc.lineAt(block.to).from;
  view.dispatch({ selection: { anchor }, scrollIntoView: true, userEvent: 'select' });
  return true;
}

const vertical =
  (by: Direction): Command =>
  (view) => {
    const { main } = view.state.selection;
    if (!main.empty || view.state.selection.ranges.length > 1) return false;
    // With what is folded into it.
    const line = view.lineBlockAt(main.head);
    const next = view.moveVertically(main, by > 0).head;
    // Still within a wrapped line.
    if (next >= line.from && next <= line.to && next !== main.head && next !== (by > 0 ? line.to : line.from))
      return false;
    return into(view, line, by);
  };

/** At the end of a line, before a block. */
const beside =
  (by: Direction): Command =>
  (view) => {
    const { main } = view.state.selection;
    if (!main.empty || view.state.selection.ranges.length > 1) return false;
    const line = view.lineBlockAt(main.head);
    return main.head === (by > 0 ? line.to : line.from) && into(view, line, by);
  };

const PREFIX = /^(?:[ \t]*>[ \t]?)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[.\][ \t]+)?)?/;

/** Returns where the words of a list item or quote start, the line's start elsewhere. */
function wordsOf(state: EditorState, at: number): number {
  const line = state.doc.lineAt(at);
  return line.from + (PREFIX.exec(line.text)?.[0].length ?? 0);
}

const home =
  (extend: boolean): Command =>
  (view) => {
    const { state } = view;
    const ranges = state.selection.ranges.map((range) => {
      const start = wordsOf(state, range.head);
      const visual = view.moveToLineBoundary(range, false).head;
      const head = range.head > start && visual <= start ? start : visual;
      return extend ? EditorSelection.range(range.anchor, head) : EditorSelection.cursor(head);
    });
    view.dispatch({
      selection: EditorSelection.create(ranges, state.selection.mainIndex),
      scrollIntoView: true,
      userEvent: 'select',
    });
    return true;
  };

/** Takes a list mark, task box or quote mark away as a whole, when its words start at the cursor. */
const deletePrefix: Command = (view) => {
  const { state } = view;
  const { main } = state.selection;
  if (state.readOnly || !main.empty || state.selection.ranges.length > 1) return false;
  const line = state.doc.lineAt(main.head);
  const end = wordsOf(state, main.head);
  if (end !== main.head || end === line.from) return false;
  const prefix = line.text.slice(0, end - line.from);
  const [mark] = /(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[.\][ \t]+)?|>[ \t]?)$/.exec(prefix) ?? [];
  if (!mark) return false;
  view.dispatch({
    changes: { from: end - mark.length, to: end },
    scrollIntoView: true,
    userEvent: 'delete.backward',
  });
  return true;
};

export const liveKeys: readonly KeyBinding[] = [
  { key: 'ArrowDown', run: vertical(1) },
  { key: 'ArrowUp', run: vertical(-1) },
  { key: 'ArrowRight', run: beside(1) },
  { key: 'ArrowLeft', run: beside(-1) },
  { key: 'Delete', run: beside(1) },
  { key: 'Backspace', run: (view) => beside(-1)(view) || deletePrefix(view) },
  { key: 'Home', run: home(false), shift: home(true) },
];
