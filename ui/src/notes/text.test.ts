import { EditorSelection, type EditorState, type TransactionSpec } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { split } from '../editor/endings';
import { makeFace } from '../editor/setup';
import { takeBack, takenIn } from '../editor/taken';
import { SharedText } from './text';

/** A text with faces that nobody sees, and counts of what it told. */
class Desk {
  readonly text: SharedText;
  edited = 0;
  changed = 0;

  constructor(file: string, faces = ['a', 'b']) {
    this.text = new SharedText(file, false, {
      edited: () => {
        this.edited++;
      },
      changed: () => {
        this.changed++;
      },
      taken: () => {},
    });
    for (const id of faces) this.open(id);
  }

  open(id: string): void {
    this.text.add(id, (text) =>
      makeFace(text, { onMove: () => {}, onFollow: () => {} }, (step) => this.text.step(step, id)),
    );
  }

  face(id: string): EditorState {
    return this.text.face(id) as EditorState;
  }

  do(id: string, spec: TransactionSpec): void {
    this.text.take(id, [this.face(id).update(spec)]);
  }

  type(id: string, at: number, insert: string): void {
    this.do(id, {
      changes: { from: at, insert },
      selection: { anchor: at + insert.length },
      userEvent: 'input.type',
    });
  }

  /** The one text, after a look that every face shows it. */
  get file(): string {
    for (const id of ['a', 'b', 'c']) {
      const face = this.text.face(id);
      if (face) expect(face.doc.eq(this.text.state.doc), `face ${id}`).toBe(true);
      if (face) expect(places(face)).toEqual(places(this.text.state));
    }
    return this.text.file();
  }
}

const places = (state: EditorState) => takenIn(state).map((taken) => taken.map(({ from, to }) => [from, to]));

describe('one text on several faces', () => {
  test('shows in each what is typed in one, and keeps the cursors apart', () => {
    const desk = new Desk('one two');
    desk.do('b', { selection: { anchor: 7 } });
    desk.type('a', 0, 'zero ');
    expect(desk.file).toBe('zero one two');
    expect(desk.face('a').selection.main.head).toBe(5);
    expect(desk.face('b').selection.main.head).toBe(12);
    expect([desk.edited, desk.changed]).toEqual([1, 1]);
  });

  test('a cursor that moves changes nothing', () => {
    const desk = new Desk('one');
    desk.do('a', { selection: { anchor: 2 } });
    expect([desk.file, desk.edited, desk.changed]).toEqual(['one', 0, 0]);
  });

  test('a face that joins shows what is there', () => {
    const desk = new Desk('one', ['a']);
    desk.type('a', 3, '!');
    desk.text.takeOver('zero\none!', true);
    desk.open('c');
    expect(desk.file).toBe('zero\none!');
    expect(places(desk.face('c'))).toHaveLength(1);
  });

  test('has one history: each face undoes what was done last, wherever that was', () => {
    const desk = new Desk('');
    desk.type('a', 0, 'one');
    desk.type('b', 3, ' two');
    desk.type('a', 7, ' three');
    expect(desk.file).toBe('one two three');
    desk.text.step('undo', 'b');
    expect(desk.file).toBe('one two');
    desk.text.step('undo', 'b');
    expect(desk.file).toBe('one');
    desk.text.step('undo', 'a');
    expect(desk.file).toBe('');
    expect(desk.text.step('undo', 'a')).toBe(false);
    for (let i = 0; i < 3; i++) desk.text.step('redo', 'a');
    expect(desk.file).toBe('one two three');
    expect(desk.edited).toBe(9);
  });

  test('an undo takes the cursor of its own face along, and no other', () => {
    const desk = new Desk('abc');
    desk.do('b', { selection: { anchor: 1 } });
    desk.do('a', { selection: { anchor: 3 } });
    desk.type('a', 3, 'd');
    desk.do('a', { selection: { anchor: 0 } });
    desk.text.step('undo', 'a');
    expect(desk.face('a').selection.main.head).toBe(3);
    expect(desk.face('b').selection.main.head).toBe(1);
  });

  test('keeps line ends and byte order mark whichever face writes', () => {
    const desk = new Desk('\uFEFFone\r\ntwo\nthree\r\n');
    desk.type('a', 0, '1 ');
    desk.type('b', desk.face('b').doc.length, 'four\n');
    expect(desk.file).toBe('\uFEFF1 one\r\ntwo\nthree\r\nfour\r\n');
    desk.do('b', { changes: { from: 5, to: 9 } });
    desk.text.step('undo', 'a');
    expect(desk.file).toBe('\uFEFF1 one\r\ntwo\nthree\r\nfour\r\n');
  });

  test('what comes from elsewhere reaches each face and is no edit', () => {
    const desk = new Desk('one\ntwo\n');
    desk.do('b', { selection: { anchor: 8 } });
    desk.text.takeOver('one\nnew\ntwo\n', false);
    expect(desk.file).toBe('one\nnew\ntwo\n');
    expect(desk.face('b').selection.main.head).toBe(12);
    expect([desk.edited, desk.changed]).toEqual([0, 1]);
    expect(desk.text.step('undo', 'a')).toBe(false);
  });

  test('a merge can be undone and taken back from any face', () => {
    const desk = new Desk('one\ntwo\n');
    desk.text.takeOver('one\nTWO\n', true);
    expect(places(desk.text.state)).toHaveLength(1);
    desk.text.step('undo', 'b');
    expect(desk.file).toBe('one\ntwo\n');
    desk.text.step('redo', 'a');
    desk.text.takeOver('ONE\nTWO\n', true);
    desk.text.edit(takeBack(takenIn(desk.text.state)));
    expect(desk.file).toBe('one\nTWO\n');
    expect(places(desk.text.state)).toHaveLength(0);
  });

  test('a change without a face is an edit and moves the cursor of the face that leads', () => {
    const desk = new Desk('- [ ] task');
    desk.text.edit({ changes: { from: 3, to: 4, insert: 'x' }, selection: { anchor: 4 } }, 'a');
    expect([desk.file, desk.edited]).toEqual(['- [x] task', 1]);
    expect(desk.face('a').selection.main.head).toBe(4);
    expect(desk.face('b').selection.main.head).toBe(0);
  });

  test('faces of tabs that are gone are forgotten', () => {
    const desk = new Desk('one');
    desk.text.keepOnly(new Set(['b']));
    expect(desk.text.face('a')).toBeNull();
    desk.type('b', 0, 'x');
    expect(desk.file).toBe('xone');
  });
});

const ENDS = ['', '\n', '\r\n'];
const word = fc.string({ maxLength: 6 }).map((text) => text.replace(/[\r\n]/g, ''));
const files = fc
  .array(fc.tuple(word, fc.constantFrom(...ENDS)), { maxLength: 8 })
  .map((lines) => lines.flat().join(''));

const act = fc.record({
  face: fc.constantFrom('a', 'b', 'c'),
  kind: fc.constantFrom('type', 'delete', 'undo', 'redo', 'take', 'merge', 'move', 'several'),
  at: fc.nat(60),
  length: fc.nat(8),
  text: fc.constantFrom('x', 'word ', '\n', '# ', '字'),
  file: files,
});

test('whatever is done where, every face shows the one text and its history leads back to the file', () => {
  fc.assert(
    fc.property(files, fc.array(act, { maxLength: 40 }), (file, acts) => {
      const desk = new Desk(file);
      expect(desk.file).toBe(file);
      let own = true;
      for (const { face, kind, at, length, text, file: other } of acts) {
        if (!desk.text.face(face)) desk.open(face);
        const { doc } = desk.face(face);
        const from = Math.min(at, doc.length);
        const to = Math.min(from + length, doc.length);
        if (kind === 'type') desk.type(face, from, text);
        else if (kind === 'delete') desk.do(face, { changes: { from, to }, userEvent: 'delete' });
        else if (kind === 'undo' || kind === 'redo') desk.text.step(kind, face);
        else if (kind === 'move') desk.do(face, { selection: EditorSelection.single(from, to) });
        else if (kind === 'several') {
          const first = desk.face(face).update({ changes: { from, insert: text } });
          desk.text.take(face, [first, first.state.update({ changes: { from, insert: text } })]);
        } else {
          own = false;
          desk.text.takeOver(other, kind === 'merge');
          expect(desk.file).toBe(other);
        }
        expect(split(desk.file).text).toBe(desk.text.state.doc.toString());
      }
      if (!own) return;
      while (desk.text.step('undo', 'a'));
      expect(desk.file).toBe(file);
    }),
    { numRuns: 200 },
  );
}, 30_000);
