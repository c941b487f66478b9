import { addCursorAbove, addCursorBelow } from '@codemirror/commands';
import type { EditorView } from '@codemirror/view';
import { afterEach, expect, test } from 'vitest';
import { SharedText } from '../../notes/text';
import { loadModes, showMode } from '../mode';
import { makeFace } from '../setup';
import { redo, undo } from '../steps';
import { selectEverywhere, selectNextOccurrence } from '.';
import { askLine, goToLine } from './line';

const boxes: HTMLElement[] = [];

afterEach(() => {
  for (const box of boxes.splice(0)) box.remove();
});

async function desk(file: string) {
  await loadModes();
  const text = new SharedText(file, false, { edited: () => {}, changed: () => {}, taken: () => {} });
  text.add('a', (state) =>
    makeFace(state, { onMove: () => {}, onFollow: () => {} }, (step) => text.step(step, 'a')),
  );
  const box = document.createElement('div');
  box.style.cssText = 'height: 160px; width: 400px; display: flex';
  document.body.append(box);
  boxes.push(box);
  text.show('a', box);
  const view = text.view('a') as EditorView;
  view.dispatch({ effects: showMode(view.state, 'live') });
  view.focus();
  return { text, view };
}

/** Writes at every cursor, as a key press does. */
function write(view: EditorView, insert: string): void {
  view.dispatch({ ...view.state.replaceSelection(insert), userEvent: 'input.type' });
}

const cursors = ({ state }: EditorView) => state.selection.ranges.map(({ from, to }) => [from, to]);

test('cursors above and below write together, and it is one step', async () => {
  const { text, view } = await desk('one\ntwo\nsix');
  view.dispatch({ selection: { anchor: 5 } });
  addCursorBelow(view);
  addCursorAbove(view);
  expect(cursors(view)).toEqual([
    [1, 1],
    [5, 5],
    [9, 9],
  ]);
  write(view, '-');
  expect(text.file()).toBe('o-ne\nt-wo\ns-ix');
  undo(view);
  expect(text.file()).toBe('one\ntwo\nsix');
  redo(view);
  expect(text.file()).toBe('o-ne\nt-wo\ns-ix');
  expect(view.state.selection.ranges).toHaveLength(3);
});

test('the word at the cursor is selected, then where it stands next', async () => {
  const { text, view } = await desk('cat dog cat **cat**');
  selectNextOccurrence(view);
  expect(cursors(view)).toEqual([[0, 3]]);
  selectNextOccurrence(view);
  selectNextOccurrence(view);
  expect(cursors(view)).toHaveLength(3);
  write(view, 'cow');
  expect(text.file()).toBe('cow dog cow **cow**');
});

test('all occurrences are selected from a word or a selection', async () => {
  const { text, view } = await desk('cat dog cat\ncat');
  view.dispatch({ selection: { anchor: 9 } });
  expect(selectEverywhere(view)).toBe(true);
  expect(cursors(view)).toHaveLength(3);
  write(view, 'x');
  expect(text.file()).toBe('x dog x\nx');
  view.dispatch({ selection: { anchor: 1 } });
  view.dispatch({ selection: { anchor: text.file().length }, changes: { from: 0, insert: ' ' } });
  view.dispatch({ selection: { anchor: 0 } });
  expect(selectEverywhere(view)).toBe(false);
});

test('Alt adds a cursor by a click, and a link there is not followed', async () => {
  const { view } = await desk('one [[two]] three\nfour\n');
  const press = (at: number) => {
    const box = view.coordsAtPos(at);
    const init = {
      bubbles: true,
      cancelable: true,
      altKey: true,
      detail: 1,
      clientX: (box?.left ?? 0) + 1,
      clientY: ((box?.top ?? 0) + (box?.bottom ?? 0)) / 2,
    };
    view.contentDOM.dispatchEvent(new MouseEvent('mousedown', init));
    view.contentDOM.ownerDocument.dispatchEvent(new MouseEvent('mouseup', init));
  };
  await expect.poll(() => view.coordsAtPos(19)).not.toBeNull();
  press(19);
  expect(cursors(view)).toEqual([
    [0, 0],
    [19, 19],
  ]);
});

test('a line is gone to by its number, and the bar takes nothing but numbers', async () => {
  const { view } = await desk('one\ntwo\nthree');
  askLine(view);
  const bar = () => view.dom.querySelector('form');
  const field = view.dom.querySelector('form input') as HTMLInputElement;
  const enter = (value: string) => {
    field.value = value;
    bar()?.requestSubmit();
  };
  enter('x');
  expect(bar()).not.toBeNull();
  enter('2');
  expect(view.state.selection.main.head).toBe(4);
  expect(bar()).toBeNull();
  goToLine(view, 99);
  expect(view.state.selection.main.head).toBe(8);
  goToLine(view, -1);
  expect(view.state.selection.main.head).toBe(0);
});
