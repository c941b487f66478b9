import { history, isolateHistory, redo, undo } from '@codemirror/commands';
import { EditorState, type Transaction, type TransactionSpec } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { minimalEdits } from '../notes/edits';
import { fileText, keepForm, setForm, split } from './endings';
import { forgetTaken, keepTaken, takeBack, takenAtCursor, takenIn, takingIn } from './taken';

class Editor {
  state: EditorState;

  constructor(file: string, at = 0) {
    const { text, form } = split(file);
    this.state = EditorState.create({
      doc: text,
      selection: { anchor: at },
      extensions: [keepForm(form), history(), keepTaken],
    });
  }

  get file(): string {
    return fileText(this.state);
  }

  dispatch = (transaction: Transaction): void => {
    this.state = transaction.state;
  };

  update(spec: TransactionSpec): void {
    this.dispatch(this.state.update(spec));
  }

  type(at: number, insert: string): void {
    const selection = { anchor: at + insert.length };
    this.update({ changes: { from: at, insert }, selection, userEvent: 'input.type' });
  }

  takeIn(file: string): void {
    const { text, form } = split(file);
    this.update({
      changes: minimalEdits(this.state.doc.toString(), text),
      effects: setForm.of(form),
      annotations: [takingIn.of(true), isolateHistory.of('full')],
    });
  }

  undo(): void {
    undo(this);
  }

  redo(): void {
    redo(this);
  }
}

const places = (editor: Editor) =>
  takenIn(editor.state).map((parts) =>
    parts.map(({ from, to }) => editor.state.sliceDoc(from, to)).join('|'),
  );

describe('a change from outside', () => {
  test('is a step of its own between those of the user', () => {
    const editor = new Editor('one\ntwo\n', 7);
    editor.type(7, ' mine');
    editor.takeIn('ONE\ntwo mine\n');
    editor.type(12, ' more');
    expect(editor.file).toBe('ONE\ntwo mine more\n');
    editor.undo();
    expect(editor.file).toBe('ONE\ntwo mine\n');
    editor.undo();
    expect(editor.file).toBe('one\ntwo mine\n');
    editor.undo();
    expect(editor.file).toBe('one\ntwo\n');
    for (let step = 0; step < 3; step++) editor.redo();
    expect(editor.file).toBe('ONE\ntwo mine more\n');
  });

  test('leaves cursor and selection with the text they are in', () => {
    const editor = new Editor('one\ntwo three\n');
    editor.update({ selection: { anchor: 8, head: 13 } });
    editor.takeIn('zero\none\ntwo three\nfour\n');
    const { anchor, head } = editor.state.selection.main;
    expect(editor.state.sliceDoc(anchor, head)).toBe('three');
  });

  test('within the line of the cursor touches the words that changed and no others', () => {
    const editor = new Editor('The quick brown fox jumps.\n', 12);
    editor.takeIn('The slow brown fox leaps.\n');
    expect(editor.state.sliceDoc(editor.state.selection.main.head).startsWith('own fox')).toBe(true);
    expect(places(editor)).toEqual(['slow|lea']);
  });

  test('is marked place by place, and the marks follow the text', () => {
    const editor = new Editor('a\nb\nc\nd\n');
    editor.takeIn('A\nb\nc\nd!\nnew\n');
    expect(places(editor)).toEqual(['A', '!\nnew']);
    editor.type(0, 'typed ');
    expect(places(editor)).toEqual(['A', '!\nnew']);
    editor.update({ effects: forgetTaken.of(null) });
    expect(places(editor)).toEqual([]);
  });

  test('loses its marks where it is undone', () => {
    const editor = new Editor('a\nb\nc\n');
    editor.takeIn('A\nb\nc!\n');
    expect(places(editor)).toEqual(['A', '!']);
    editor.undo();
    expect(places(editor)).toEqual([]);
    expect(editor.file).toBe('a\nb\nc\n');
  });

  test('can be taken back at one place, which is a step as well', () => {
    const editor = new Editor('one\ntwo\nthree\n');
    editor.takeIn('ONE\ntwo\nTHREE\n');
    editor.type(7, ' mine');
    editor.update({ selection: { anchor: 14 } });
    const place = takenAtCursor(editor.state);
    editor.update(takeBack(place ? [place] : []));
    expect(editor.file).toBe('ONE\ntwo mine\nthree\n');
    expect(places(editor)).toEqual(['ONE']);
    editor.undo();
    expect(editor.file).toBe('ONE\ntwo mine\nTHREE\n');
  });

  test('brings back what it removed', () => {
    const editor = new Editor('one\ntwo\nthree\n');
    editor.takeIn('one\nthree\n');
    expect(places(editor)).toEqual(['']);
    editor.update(takeBack(takenIn(editor.state)));
    expect(editor.file).toBe('one\ntwo\nthree\n');
    expect(places(editor)).toEqual([]);
  });

  test('is found from anywhere on its line', () => {
    const editor = new Editor('one two\nthree\n');
    editor.takeIn('ONE two\nthree\n');
    editor.update({ selection: { anchor: 7 } });
    expect(takenAtCursor(editor.state)).not.toBeNull();
    editor.update({ selection: { anchor: 9 } });
    expect(takenAtCursor(editor.state)).toBeNull();
  });

  test('gives line ends and byte order mark back when it is undone', () => {
    const before = 'one\r\ntwo\nthree\r\n';
    const editor = new Editor(before);
    editor.takeIn('\uFEFFone\ntwo\nthree\nfour\n');
    expect(editor.file).toBe('\uFEFFone\ntwo\nthree\nfour\n');
    editor.undo();
    expect(editor.file).toBe(before);
    editor.redo();
    expect(editor.file).toBe('\uFEFFone\ntwo\nthree\nfour\n');
  });
});
