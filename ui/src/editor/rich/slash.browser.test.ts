import { autocompletion, completionStatus, currentCompletions } from '@codemirror/autocomplete';
import { history, insertNewline, undo } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cdp, userEvent } from 'vitest/browser';
import { noteLanguage } from '../syntax';
import { completeSlash, entriesFor, slash, slashBefore } from './slash';

const names = (query: string) => entriesFor(query).map(({ id }) => id);

describe('what a query finds', () => {
  test.each([
    ['h2', 'edit.h2'],
    ['heading2', 'edit.h2'],
    ['bt1', 'edit.h1'],
    ['biaoti3', 'edit.h3'],
    ['标题 2'.replace(' ', ''), 'edit.h2'],
    ['todo', 'edit.list.task'],
    ['rwlb', 'edit.list.task'],
    ['任务', 'edit.list.task'],
    ['table', 'edit.table'],
    ['bg', 'edit.table'],
    ['表', 'edit.table'],
    ['warn', 'edit.callout.warning'],
    ['警告', 'edit.callout.warning'],
    ['jg', 'edit.callout.warning'],
    ['div', 'edit.rule'],
    ['gs', 'edit.mathBlock'],
    ['rq', 'slash.date'],
    ['日期', 'slash.date'],
    ['LINK', 'slash.link'],
    ['embed', 'slash.embed'],
  ])('%s', (query, id) => {
    expect(names(query)).toContain(id);
  });

  test('the closest comes first, rare things are not shown unasked', () => {
    expect(names('code')[0]).toBe('edit.codeBlock');
    expect(names('')).not.toContain('edit.callout.bug');
    expect(names('').length).toBeLessThan(20);
    expect(names('usr')).toEqual([]);
  });
});

test.each([
  ['/', ''],
  ['a /h', 'h'],
  ['- /', ''],
  ['> /引', '引'],
  ['\u3001bt', 'bt'],
])('a slash is seen in %j', (doc, query) => {
  const state = EditorState.create({ doc, extensions: noteLanguage });
  expect(slashBefore(state, doc.length)?.query).toBe(query);
});

test.each(['a/b', 'and/', '```\n/', '`a` `/', '$$\n/', '/a b', '//'])('no slash is seen in %j', (doc) => {
  const state = EditorState.create({ doc: doc.replace('`/', '`/`'), extensions: noteLanguage });
  expect(slashBefore(state, doc.length)).toBeNull();
});

let view: EditorView;

beforeEach(() => {
  view = new EditorView({
    parent: document.body,
    state: EditorState.create({
      extensions: [
        noteLanguage,
        history(),
        slash,
        autocompletion({ override: [completeSlash], interactionDelay: 0 }),
        keymap.of([{ key: 'Enter', run: insertNewline }]),
      ],
    }),
  });
  view.focus();
});

afterEach(() => view.destroy());

const text = () => view.state.doc.toString();
const open = () => vi.waitFor(() => expect(completionStatus(view.state)).toBe('active'));

test('a choice takes the place of what was typed, and undo brings that back', async () => {
  await userEvent.keyboard('/h2');
  await open();
  await userEvent.keyboard('{Enter}');
  expect(text()).toBe('## ');
  undo(view);
  expect(text()).toBe('/h2');
});

test('Escape leaves the text and asks no more', async () => {
  await userEvent.keyboard('/ta');
  await open();
  await userEvent.keyboard('{Escape}');
  await userEvent.keyboard('b');
  await userEvent.keyboard('{Enter}');
  expect(text()).toBe('/tab\n');
  await userEvent.keyboard('/ta');
  await open();
});

test('a choice can be made faster than the list comes up', async () => {
  await userEvent.keyboard('/bg{Enter}');
  expect(text()).toBe('|  |  |\n| --- | --- |\n|  |  |');
});

test('what finds nothing is text', async () => {
  await userEvent.keyboard('/usr{Enter}');
  expect(text()).toBe('/usr\n');
});

test('a composition chooses nothing before it ends', async () => {
  await userEvent.keyboard('/');
  await open();
  for (const part of ['b', 'bi', 'biao', 'biao ti']) {
    await cdp().send('Input.imeSetComposition', {
      text: part,
      selectionStart: part.length,
      selectionEnd: part.length,
    });
  }
  // The key that ends a composition belongs to the input method.
  view.contentDOM.dispatchEvent(
    new KeyboardEvent('keydown', {
      key: 'Enter',
      keyCode: 229,
      isComposing: true,
      bubbles: true,
      cancelable: true,
    }),
  );
  expect(text()).toBe('/biao ti');
  await cdp().send('Input.insertText', { text: '标题' });
  await vi.waitFor(() => expect(text()).toBe('/标题'));
  await vi.waitFor(() => expect(currentCompletions(view.state)[0]?.label).toMatch(/Heading 1|标题 1/));
  await userEvent.keyboard('{Enter}');
  expect(text()).toBe('# ');
});
