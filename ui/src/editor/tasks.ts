/** The tasks of a note: ticked and unticked, from the editor and from the preview. */
import type { EditorState, StateCommand, TransactionSpec } from '@codemirror/state';

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
