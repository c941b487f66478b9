import { history } from '@codemirror/commands';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView } from '@codemirror/view';
import { afterEach, expect, test } from 'vitest';
import { chosenForNotes, chosenNumbers } from './chosen';
import './editor.css';
import { restoreEditorOptions, useEditorOptions } from './options';
import { noteLanguage } from './syntax';

restoreEditorOptions();
const START = useEditorOptions.getState();
const views: EditorView[] = [];

afterEach(() => {
  for (const view of views.splice(0)) {
    view.dom.parentElement?.remove();
    view.destroy();
  }
  useEditorOptions.setState(START);
});

async function show(doc: string, more: Extension = []): Promise<EditorView> {
  const parent = document.createElement('div');
  parent.style.cssText = 'height: 200px; width: 400px; display: flex';
  document.body.append(parent);
  const extensions = [history(), noteLanguage, EditorView.lineWrapping, chosenForNotes, chosenNumbers, more];
  const view = new EditorView({ parent, state: EditorState.create({ doc, extensions }) });
  views.push(view);
  await Promise.resolve();
  return view;
}

const attended = (view: EditorView) =>
  [...view.dom.querySelectorAll('.cm-attended')].map(({ textContent }) => textContent);

test('an editor follows the options, and none of them changes its text', async () => {
  const doc = 'one\ntwo\n\nthree';
  const view = await show(doc);
  expect(view.contentDOM.spellcheck).toBe(true);
  expect(view.dom.querySelector('.cm-numbers')).toBeNull();
  useEditorOptions.setState({ lineNumbers: true, focusMode: true, spellCheck: false, indent: 'tab' });
  const numbers = () => view.dom.querySelector('.cm-numbers')?.textContent;
  await expect.poll(numbers).toBe('1234');
  expect(attended(view)).toEqual(['one', 'two']);
  expect(view.contentDOM.spellcheck).toBe(false);
  useEditorOptions.setState({ lineNumbers: false, focusMode: false });
  expect(view.dom.querySelector('.cm-numbers')).toBeNull();
  expect(attended(view)).toEqual([]);
  expect(view.state.doc.toString()).toBe(doc);
});

test('options chosen while an editor was away count when it comes back', async () => {
  useEditorOptions.setState({ focusMode: true });
  expect(attended(await show('one\n\ntwo'))).toEqual(['one']);
});

test('the paragraph that stands out follows the cursor and the text', async () => {
  useEditorOptions.setState({ focusMode: true });
  const view = await show('one\n\ntwo');
  view.dispatch({ selection: { anchor: 5 } });
  expect(attended(view)).toEqual(['two']);
  view.dispatch({ changes: { from: 3, to: 5 }, selection: { anchor: 3 } });
  expect(attended(view)).toEqual(['onetwo']);
});

test('a note says in which language it is to be checked', async () => {
  const view = await show('---\nlang: de\n---\n\n`code` and prose');
  expect(view.contentDOM.lang).toBe('de');
  expect(view.dom.querySelector('[spellcheck=false]')?.textContent).toBe('---');
  view.dispatch({ changes: { from: 10, to: 12, insert: 'fr' } });
  expect(view.contentDOM.lang).toBe('fr');
});

test('with typewriter scrolling the line at the cursor is in the middle', async () => {
  useEditorOptions.setState({ typewriter: true });
  const view = await show(Array.from({ length: 200 }, (_, i) => `line ${i}`).join('\n'));
  view.dispatch({ selection: { anchor: view.state.doc.line(100).from }, scrollIntoView: true });
  const middle = () => {
    const { top, bottom } = view.scrollDOM.getBoundingClientRect();
    const cursor = view.coordsAtPos(view.state.selection.main.head);
    return cursor ? (cursor.top + cursor.bottom - top - bottom) / 2 : null;
  };
  await expect.poll(middle).toBeCloseTo(0, -0.5);
  view.dispatch({
    changes: { from: view.state.selection.main.head, insert: '\n' },
    selection: { anchor: view.state.selection.main.head + 1 },
    scrollIntoView: true,
  });
  await expect.poll(middle).toBeCloseTo(0, -0.5);
});

test('cursor and margin stay with the words when there is more room beside them', async () => {
  const view = await show('# one\ntwo', drawSelection());
  view.focus();
  const left = (name: string) => view.dom.querySelector(name)?.getBoundingClientRect().left ?? 0;
  const words = () => view.coordsAtPos(0)?.left ?? 0;
  const before = words();
  await expect.poll(() => Math.abs(left('.cm-cursor') - words())).toBeLessThan(3);
  useEditorOptions.setState({ lineNumbers: true });
  expect(words()).toBeGreaterThan(before + 20);
  await expect.poll(() => Math.abs(left('.cm-cursor') - words())).toBeLessThan(3);
  await expect.poll(() => Math.abs(left('.cm-number') - words())).toBeLessThan(60);
});
