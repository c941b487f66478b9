import { EditorSelection, EditorState, type StateCommand } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { continueMarkup, toggleMark } from './formatting';
import { toggledTask, toggleTasks } from './tasks';

/** Runs a command on a text in which `|` marks the cursor or both ends of the selection; null where it declines. */
function applied(command: StateCommand, marked: string): string | null {
  const [before = '', middle, rest] = marked.split('|');
  const anchor = before.length;
  const head = rest === undefined ? anchor : anchor + (middle as string).length;
  let state = EditorState.create({
    doc: marked.replaceAll('|', ''),
    selection: EditorSelection.single(anchor, head),
  });
  const done = command({ state, dispatch: (transaction) => (state = transaction.state) });
  if (!done) return null;
  const { from, to } = state.selection.main;
  const text = state.doc.toString();
  return from === to
    ? `${text.slice(0, from)}|${text.slice(from)}`
    : `${text.slice(0, from)}|${text.slice(from, to)}|${text.slice(to)}`;
}

describe('Enter', () => {
  test.each([
    ['- one|', '- one\n- |'],
    ['* one|', '* one\n* |'],
    ['9. one|', '9. one\n10. |'],
    ['3) one|', '3) one\n4) |'],
    ['  - one|', '  - one\n  - |'],
    ['- [x] done|', '- [x] done\n- [ ] |'],
    ['- one| two', '- one\n- |two'],
    ['> quote|', '> quote\n> |'],
    ['> - one|', '> - one\n> - |'],
    ['- |', '|'],
    ['- [ ] |', '|'],
    ['> |', '|'],
    ['> - |', '> |'],
  ])('in %j', (before, expected) => {
    expect(applied(continueMarkup, before)).toBe(expected);
  });

  test.each(['plain|', '|- one', '-| one', '# heading|', '-one|'])('in %j is a plain one', (before) => {
    expect(applied(continueMarkup, before)).toBeNull();
  });
});

describe('emphasis', () => {
  const bold = toggleMark('**');
  const italic = toggleMark('*');
  test.each([
    [bold, 'a |word| b', 'a **|word|** b'],
    [bold, 'a **|word|** b', 'a |word| b'],
    [bold, 'a |**word**| b', 'a |word| b'],
    [italic, 'a |word| b', 'a *|word|* b'],
    [italic, 'a **|word|** b', 'a ***|word|*** b'],
    [italic, 'a ***|word|*** b', 'a **|word|** b'],
    [bold, 'wo|rd', '**wo|rd**'],
    [bold, 'a | b', 'a **|** b'],
  ])('%#: %j', (command, before, expected) => {
    expect(applied(command, before)).toBe(expected);
  });
});

describe('tasks', () => {
  test('are ticked and unticked by line', () => {
    const state = EditorState.create({ doc: '- [ ] one\n> 1. [x] two\nplain' });
    const tick = (line: number) => {
      const change = toggledTask(state, line);
      return change && state.update(change).state.doc.line(line).text;
    };
    expect(tick(1)).toBe('- [x] one');
    expect(tick(2)).toBe('> 1. [ ] two');
    expect(tick(3)).toBeNull();
    expect(tick(99)).toBeNull();
  });

  test('of a selection change together', () => {
    expect(applied(toggleTasks, '|- [ ] a\n- [ ] b|')).toBe('|- [x] a\n- [x] b|');
    expect(applied(toggleTasks, 'plain|')).toBeNull();
  });
});
