/** Editing commands that know Markdown: emphasis, lists that go on, tasks that are ticked. */
import {
  EditorSelection,
  type EditorState,
  type StateCommand,
  type TransactionSpec,
} from '@codemirror/state';

/** Returns a command that puts a mark around the selection, or takes it away where it is. */
export function toggleMark(mark: string): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const size = mark.length;
    const changes = state.changeByRange((selected) => {
      const range = selected.empty ? (state.wordAt(selected.head) ?? selected) : selected;
      const { from, to } = range;
      const around =
        state.sliceDoc(Math.max(0, from - size), from) === mark && state.sliceDoc(to, to + size) === mark;
      // `*` inside `**` is another mark's half.
      const half =
        size === 1 &&
        state.sliceDoc(Math.max(0, from - 2), from) === mark + mark &&
        state.sliceDoc(Math.max(0, from - 3), from) !== mark.repeat(3);
      if (around && !half) {
        return {
          changes: [
            { from: from - size, to: from },
            { from: to, to: to + size },
          ],
          range: EditorSelection.range(selected.anchor - size, selected.head - size),
        };
      }
      const text = state.sliceDoc(from, to);
      if (
        text.length > 2 * size &&
        text.startsWith(mark) &&
        text.endsWith(mark) &&
        !(size === 1 && text.startsWith(mark + mark))
      ) {
        return {
          changes: [
            { from, to: from + size },
            { from: to - size, to },
          ],
          range: EditorSelection.range(from, to - 2 * size),
        };
      }
      return {
        changes: [
          { from, insert: mark },
          { from: to, insert: mark },
        ],
        range: EditorSelection.range(selected.anchor + size, selected.head + size),
      };
    });
    dispatch(state.update(changes, { scrollIntoView: true, userEvent: 'input' }));
    return true;
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

const BOX = /^((?:\s|>)*(?:[-*+]|\d{1,9}[.)])\s+\[)(.)(\])/;

/** Returns the change that ticks or unticks the task on a line, null where there is none. */
export function toggledTask(state: EditorState, number: number): TransactionSpec | null {
  if (number < 1 || number > state.doc.lines) return null;
  const line = state.doc.line(number);
  const box = BOX.exec(line.text);
  if (!box) return null;
  const at = line.from + (box[1] as string).length;
  return {
    changes: { from: at, to: at + (box[2] as string).length, insert: box[2] === ' ' ? 'x' : ' ' },
    userEvent: 'input',
  };
}

/** Ticks or unticks the tasks of the selected lines. */
export const toggleTasks: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false;
  const numbers = new Set<number>();
  for (const { from, to } of state.selection.ranges) {
    for (let n = state.doc.lineAt(from).number; n <= state.doc.lineAt(to).number; n++) numbers.add(n);
  }
  const changes = [...numbers].flatMap((n) => toggledTask(state, n)?.changes ?? []);
  if (changes.length === 0) return false;
  dispatch(state.update({ changes, userEvent: 'input' }));
  return true;
};
