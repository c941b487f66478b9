import { EditorView } from '@codemirror/view';
import { afterEach, expect, test } from 'vitest';
import { makeFace } from '../editor/setup';
import { redo, undo } from '../editor/steps';
import { SharedText } from './text';

let edited = 0;
let boxes: HTMLElement[] = [];

afterEach(() => {
  for (const box of boxes) box.remove();
  boxes = [];
  edited = 0;
});

function desk(file: string) {
  const text = new SharedText(file, false, {
    edited: () => {
      edited++;
    },
    changed: () => {},
    taken: () => {},
  });
  const show = (id: string) => {
    text.add(id, (state) =>
      makeFace(state, { onMove: () => {}, onFollow: () => {} }, (step) => text.step(step, id)),
    );
    const box = document.createElement('div');
    box.style.cssText = 'height: 120px; width: 400px; display: flex';
    document.body.append(box);
    boxes.push(box);
    return text.show(id, box);
  };
  return { text, show, view: (id: string) => text.view(id) as EditorView };
}

test('two editors show one text', () => {
  const { text, show, view } = desk('one\r\ntwo\r\n');
  show('a');
  show('b');
  view('a').dispatch({ changes: { from: 0, insert: 'zero ' }, userEvent: 'input.type' });
  expect(view('b').contentDOM.textContent).toContain('zero one');
  expect(text.file()).toBe('zero one\r\ntwo\r\n');
  expect(edited).toBe(1);
  undo(view('b'));
  expect(view('a').state.doc.toString()).toBe('one\ntwo\n');
  redo(view('a'));
  expect(text.file()).toBe('zero one\r\ntwo\r\n');
});

test('the undo of the system is that of the text', () => {
  const { text, show, view } = desk('one');
  show('a');
  show('b');
  view('b').dispatch({ changes: { from: 3, insert: '!' }, userEvent: 'input.type' });
  const event = new InputEvent('beforeinput', { inputType: 'historyUndo', bubbles: true, cancelable: true });
  view('a').contentDOM.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  expect(text.file()).toBe('one');
});

test('an editor out of sight follows, and comes back with its own cursor', () => {
  const { text, show, view } = desk('one two');
  const hide = show('a');
  show('b');
  view('a').dispatch({ selection: { anchor: 4 } });
  hide();
  expect(text.view('a')).toBeNull();
  view('b').dispatch({ changes: { from: 0, insert: 'zero ' } });
  show('a');
  expect(view('a').state.doc.toString()).toBe('zero one two');
  expect(view('a').state.selection.main.head).toBe(9);
});

test('what an editor says after it was taken away changes no text', () => {
  const { text, show, view } = desk('one');
  const hide = show('a');
  const gone = view('a');
  hide();
  show('a');
  gone.dispatch({ changes: { from: 0, insert: 'late ' } });
  gone.dispatch({ effects: EditorView.announce.of('late') });
  expect(text.file()).toBe('one');
  expect(view('a').state.doc.toString()).toBe('one');
  expect(edited).toBe(0);
});

test('an editor that refuses a change leaves the text as it was', () => {
  const { text, show, view } = desk('one');
  show('a');
  const other = view('a').state.update({ changes: { from: 0, insert: 'x' } });
  view('a').dispatch({ changes: { from: 3, insert: '!' } });
  expect(() => view('a').dispatch(other)).toThrow(RangeError);
  expect(text.file()).toBe('one!');
  expect(view('a').state.doc.toString()).toBe('one!');
});
