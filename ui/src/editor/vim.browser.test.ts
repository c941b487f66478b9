import type { EditorView } from '@codemirror/view';
import { getCM, Vim } from '@replit/codemirror-vim';
import { afterEach, expect, test } from 'vitest';
import { register } from '../app/commands';
import { useEditorStatus } from '../app/editorStatus';
import { SharedText } from '../notes/text';
import { loadModes, showMode } from './mode';
import { restoreEditorOptions, useEditorOptions } from './options';
import { makeFace } from './setup';

restoreEditorOptions();
const boxes: HTMLElement[] = [];

afterEach(() => {
  for (const box of boxes.splice(0)) box.remove();
  useEditorOptions.setState({ vim: false });
});

/** Shows a text in two editors with Vim keys. */
async function desk(file: string, mode: 'live' | 'source' = 'source') {
  await loadModes();
  useEditorOptions.setState({ vim: true });
  const text = new SharedText(file, false, { edited: () => {}, changed: () => {}, taken: () => {} });
  const views = ['a', 'b'].map((id) => {
    text.add(id, (state) =>
      makeFace(state, { onMove: () => {}, onFollow: () => {} }, (step) => text.step(step, id)),
    );
    const box = document.createElement('div');
    box.style.cssText = 'height: 160px; width: 400px; display: flex';
    document.body.append(box);
    boxes.push(box);
    text.show(id, box);
    const view = text.view(id) as EditorView;
    view.dispatch({ effects: showMode(view.state, mode) });
    return view;
  });
  const [view, other] = views as [EditorView, EditorView];
  await expect.poll(() => getCM(view)?.state.vim != null).toBe(true);
  view.focus();
  return { text, view, other, type: (keys: string) => type(view, keys) };
}

/** Presses keys one by one; those in `<>` by Vim's names. */
function type(view: EditorView, keys: string): void {
  for (const [key] of keys.matchAll(/<[^>]+>|./g)) {
    const cm = getCM(view) as NonNullable<ReturnType<typeof getCM>>;
    if (Vim.multiSelectHandleKey(cm, key, 'user') || key.length > 1) continue;
    const { head } = view.state.selection.main;
    view.dispatch({
      changes: { from: head, insert: key },
      selection: { anchor: head + 1 },
      userEvent: 'input.type',
    });
  }
}

test('what Vim changes is undone and redone through the text, in every editor of it', async () => {
  const { text, other, type } = await desk('one two three\r\nnext\r\n');
  type('dw');
  expect(text.file()).toBe('two three\r\nnext\r\n');
  type('jdd');
  expect(text.file()).toBe('two three\r\n');
  type('u');
  expect(text.file()).toBe('two three\r\nnext\r\n');
  expect(other.state.doc.toString()).toBe('two three\nnext\n');
  type('u');
  expect(text.file()).toBe('one two three\r\nnext\r\n');
  type('<C-r>');
  expect(text.file()).toBe('two three\r\nnext\r\n');
});

test('steps count, and leave the cursor where the text changed', async () => {
  const { text, view, type } = await desk('one two three four');
  type('wdw');
  type('$x');
  expect(text.file()).toBe('one three fou');
  type('2u');
  expect(text.file()).toBe('one two three four');
  expect(view.state.selection.main.head).toBe(4);
});

test('an undo takes back what another editor of the text did', async () => {
  const { text, other, type } = await desk('one');
  other.dispatch({ changes: { from: 0, insert: 'zero ' }, userEvent: 'input.type' });
  type('u');
  expect(text.file()).toBe('one');
});

test('what is typed in insert mode is one step', async () => {
  const { text, view, type } = await desk('one');
  type('A two<Esc>');
  expect(text.file()).toBe('one two');
  expect(getCM(view)?.state.vim?.insertMode).toBe(false);
  type('u');
  expect(text.file()).toBe('one');
});

test('the prompt saves, closes and undoes', async () => {
  const ran: string[] = [];
  const gone = register(
    ...['note.save', 'tab.close'].map((id) => ({ id, label: () => id, run: () => void ran.push(id) })),
  );
  const { text, view, type } = await desk('one two');
  const cm = getCM(view) as Parameters<typeof Vim.handleEx>[0];
  type('dw');
  Vim.handleEx(cm, 'undo');
  expect(text.file()).toBe('one two');
  Vim.handleEx(cm, 'w');
  await expect.poll(() => ran).toEqual(['note.save']);
  Vim.handleEx(cm, 'q');
  await expect.poll(() => ran).toEqual(['note.save', 'tab.close']);
  Vim.handleEx(cm, 'wq');
  await expect.poll(() => ran.slice(2)).toEqual(['note.save', 'tab.close']);
  gone();
});

test('the mode is told, and forgotten with the keys', async () => {
  const { type } = await desk('one');
  const keys = () => useEditorStatus.getState().keys;
  await expect.poll(keys).toBe('Normal');
  type('i');
  await expect.poll(keys).toBe('Insert');
  type('<Esc>V');
  await expect.poll(keys).toBe('Visual line');
  type('<Esc>');
  await expect.poll(keys).toBe('Normal');
  useEditorOptions.setState({ vim: false });
  await expect.poll(keys).toBeNull();
});

test('live preview shows at once what Vim made', async () => {
  const { view, type } = await desk('x\n\n**bold** word\n\n# Head\n', 'live');
  const shown = () => view.contentDOM.textContent;
  await expect.poll(shown).not.toContain('**');
  type('dd');
  await expect.poll(shown).not.toContain('x');
  expect(shown()).not.toContain('**');
  type('jdd');
  await expect.poll(shown).not.toContain('bold');
  await expect.poll(shown).not.toContain('# Head');
});

test('folds are Vim’s too', async () => {
  const { view, type } = await desk('# A\nbelow\n\n# B\nmore');
  type('za');
  await expect.poll(() => view.contentDOM.textContent).not.toContain('below');
  type('zR');
  await expect.poll(() => view.contentDOM.textContent).toContain('below');
  type('zM');
  await expect.poll(() => view.contentDOM.textContent).not.toContain('more');
});
