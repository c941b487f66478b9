/**
 * Vim's keys, for those who chose them; loaded only then. They are those of @replit/codemirror-vim, the port that is
 * kept up and passes Vim's own kind of tests. Here they are tied to what an editor of ours does in its own way: steps
 * of the history, saving, closing, folding, and input methods.
 */
import type { Extension } from '@codemirror/state';
import { Prec } from '@codemirror/state';
import { type Command, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { type CM5EditorInterface, CodeMirror, getCM, Vim, vim } from '@replit/codemirror-vim';
import { run } from '../app/commands';
import { useEditorStatus } from '../app/editorStatus';
import { m } from '../i18n/messages';
import { foldEverything, foldHere, toggleHere, unfoldEverything, unfoldHere } from './folding';
import { redo, undo } from './steps';
import './vim.css';

/** Vim leaves the cursor where a step changed the text first. */
const stepping =
  (command: Command) =>
  (cm: CM5EditorInterface): void => {
    const view: EditorView = cm.cm6;
    if (cm.curOp) cm.curOp.$changeStart = undefined;
    command(view);
    const start = cm.curOp?.$changeStart;
    if (start !== undefined) view.dispatch({ selection: { anchor: start } });
  };

Object.assign(CodeMirror.commands, { undo: stepping(undo), redo: stepping(redo) });
Vim.defineEx('undo', 'u', stepping(undo));
Vim.defineEx('redo', 'red', stepping(redo));

/** After Vim's own prompt is gone: the tab may take the editor with it. */
const later = (...commands: string[]) => {
  setTimeout(() => commands.forEach(run));
};

Vim.defineEx('write', 'w', () => later('note.save'));
Vim.defineEx('quit', 'q', () => later('tab.close'));
Vim.defineEx('wq', 'wq', () => later('note.save', 'tab.close'));
Vim.defineEx('xit', 'x', () => later('note.save', 'tab.close'));

const FOLDS: Record<string, Command> = {
  za: toggleHere,
  zc: foldHere,
  zo: unfoldHere,
  zM: foldEverything,
  zR: unfoldEverything,
};

for (const [keys, command] of Object.entries(FOLDS)) {
  Vim.defineAction(keys, (cm) => void command(cm.cm6));
  Vim.mapCommand(keys, 'action', keys, {}, { context: 'normal' });
}

// Keys by which the app is steered, and which Vim has others for.
for (const keys of ['<C-n>', '<C-p>']) Vim.unmap(keys, '');

const MODES: Record<string, () => string> = {
  normal: m.vim_normal,
  insert: m.vim_insert,
  replace: m.vim_replace,
  visual: m.vim_visual,
  'visual line': m.vim_visual_line,
  'visual block': m.vim_visual_block,
};

/** Tells the status bar the mode of the editor that is written in. */
class Mode {
  readonly #view: EditorView;
  #due = false;

  constructor(view: EditorView) {
    this.#view = view;
    getCM(view)?.on('vim-mode-change', this.#tell);
    getCM(view)?.on('dialog', this.#name);
    view.contentDOM.addEventListener('focus', this.#tell);
    this.#tell();
  }

  readonly #tell = () => {
    // The mode is set by a listener that may come after this one.
    queueMicrotask(() => {
      const mode = getCM(this.#view)?.state.vim?.mode ?? 'normal';
      useEditorStatus.setState({ keys: (MODES[mode] ?? m.vim_normal)() });
    });
  };

  /** Vim's prompt has no name of its own. */
  readonly #name = () => {
    const field = getCM(this.#view)?.state.dialog?.querySelector('input');
    field?.setAttribute('aria-label', m.vim_prompt());
  };

  /** Vim calls its edits compositions so that they are one step; whoever waits for the end of one must not. */
  update({ view, transactions }: ViewUpdate): void {
    const edited = transactions.some((each) => each.docChanged && each.isUserEvent('input.type.compose'));
    if (!edited || view.compositionStarted || this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (this.#view.dom.isConnected) this.#view.dispatch({});
    });
  }

  destroy(): void {
    this.#view.contentDOM.removeEventListener('focus', this.#tell);
    useEditorStatus.setState({ keys: null });
  }
}

/** What an input method composes is text where text is written, and nothing where keys are commands. */
const noTextInCommands = EditorView.inputHandler.of((view) => {
  const cm = getCM(view);
  const state = cm?.state.vim;
  return !!state && !state.insertMode && !state.expectLiteralNext && !cm?.curOp?.isVimOp;
});

export const vimKeys: Extension = [Prec.high(vim()), ViewPlugin.fromClass(Mode), noTextInCommands];
