import { history, undo } from '@codemirror/commands';
import { EditorState, type Transaction } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import type { MergeHunk } from '../ipc/gen/api';
import { type Choice, choose, keepPlaces, placesOf, startText, stretchesOf, textOf } from './result';

const same = (text: string): MergeHunk => ({
  base: text,
  ours: text,
  theirs: text,
  merged: text,
  source: 'nobody',
});
const HUNKS: MergeHunk[] = [
  same('# Title\n'),
  { base: 'b\n', ours: 'mine\n', theirs: 'theirs\n', merged: null, source: null },
  { base: '', ours: 'added\n', theirs: '', merged: 'added\n', source: 'ours' },
  same('middle\n'),
  { base: 'x', ours: 'my end', theirs: 'their end', merged: null, source: null },
];

class Result {
  readonly stretches = stretchesOf(HUNKS);
  state = EditorState.create({
    doc: startText(HUNKS, false),
    extensions: [history(), keepPlaces(this.stretches, false)],
  });

  dispatch = (transaction: Transaction): void => {
    this.state = transaction.state;
  };

  choose(at: number, choice: Exclude<Choice, 'edited'>): void {
    const stretch = this.stretches.filter(({ changed }) => changed)[at];
    if (!stretch) throw new Error(`no stretch ${at}`);
    this.dispatch(this.state.update(choose(this.state, at, choice, textOf(stretch, choice))));
  }

  get text(): string {
    return this.state.doc.toString();
  }

  get choices(): (Choice | null)[] {
    return placesOf(this.state).map(({ choice }) => choice);
  }
}

describe('the result of a conflict', () => {
  test('starts with what is joined, and the file where nobody has chosen', () => {
    const result = new Result();
    expect(result.text).toBe('# Title\ntheirs\nadded\nmiddle\ntheir end');
    expect(result.choices).toEqual([null, 'joined', null]);
    expect(startText(HUNKS, true)).toBe('# Title\nmine\nadded\nmiddle\nmy end');
  });

  test('takes one side, both or neither, in any order', () => {
    const result = new Result();
    result.choose(2, 'both');
    result.choose(0, 'mine');
    result.choose(1, 'theirs');
    expect(result.text).toBe('# Title\nmine\nmiddle\ntheir end\nmy end');
    result.choose(1, 'mine');
    result.choose(0, 'both');
    expect(result.text).toBe('# Title\ntheirs\nmine\nadded\nmiddle\ntheir end\nmy end');
    expect(result.choices).toEqual(['both', 'mine', 'both']);
  });

  test('knows what was written by hand, and that choosing again replaces it', () => {
    const result = new Result();
    const at = result.text.indexOf('theirs');
    result.dispatch(result.state.update({ changes: { from: at, to: at + 6, insert: 'by hand' } }));
    expect(result.choices).toEqual(['edited', 'joined', null]);
    result.dispatch(result.state.update({ changes: { from: 2, insert: 'The ' } }));
    expect(result.choices).toEqual(['edited', 'joined', null]);
    result.choose(0, 'mine');
    expect(result.text).toBe('# The Title\nmine\nadded\nmiddle\ntheir end');
  });

  test('goes back with undo, choices included', () => {
    const result = new Result();
    result.choose(0, 'mine');
    result.choose(2, 'mine');
    undo(result);
    expect(result.choices).toEqual(['mine', 'joined', null]);
    undo(result);
    expect(result.choices).toEqual([null, 'joined', null]);
    expect(result.text).toBe(startText(HUNKS, false));
    result.choose(2, 'mine');
    expect(result.text).toBe('# Title\ntheirs\nadded\nmiddle\nmy end');
  });
});
