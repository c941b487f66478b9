/**
 * What of an editor its user can choose. Each choice has a place among the extensions; every editor follows the
 * options at once, those out of sight when they are shown again.
 */
import { indentUnit } from '@codemirror/language';
import { Compartment, type Extension } from '@codemirror/state';
import { EditorView, ViewPlugin } from '@codemirror/view';
import { persist } from '../app/part';
import { sayFailed } from '../app/toasts';
import { m } from '../i18n/messages';
import './chosen.css';
import { focusMode, typewriter } from './focus';
import { column } from './margin';
import { type EditorOptions, restoreEditorOptions, useEditorOptions } from './options';
import './register';
import { spelling } from './spelling';

/** Returns an extension that is what the options make it. `make` returns the same for the same options. */
export function following(make: (options: EditorOptions) => Extension): Extension {
  const slot = new Compartment();
  const plugin = ViewPlugin.define((view) => {
    let alive = true;
    const apply = () => {
      const wanted = make(useEditorOptions.getState());
      if (!alive || slot.get(view.state) === wanted) return;
      // With the selection, so that the cursor is drawn where the words are now.
      view.dispatch({ effects: slot.reconfigure(wanted), selection: view.state.selection });
    };
    restoreEditorOptions();
    queueMicrotask(apply);
    const stop = useEditorOptions.subscribe(apply);
    return {
      destroy() {
        alive = false;
        stop();
      },
    };
  });
  return [slot.of(OFF), plugin];
}

export const OFF: Extension = [];

const INDENT: Record<EditorOptions['indent'], Extension> = {
  2: indentUnit.of('  '),
  4: indentUnit.of('    '),
  tab: indentUnit.of('\t'),
};

const numbers = [
  column({
    className: 'cm-numbers',
    marks: ({ state, viewportLineBlocks }) =>
      viewportLineBlocks.map(({ from }) => ({
        from,
        text: String(state.doc.lineAt(from).number),
        className: 'cm-number',
      })),
    update: ({ docChanged, viewportChanged }) => docChanged || viewportChanged,
  }),
  EditorView.editorAttributes.of({ class: 'numbered' }),
];

/** Numbers beside lines that stand as they are in the file. */
export const chosenNumbers = following((options) => (options.lineNumbers ? numbers : OFF));

let vim: Extension | null = null;
let coming = false;

/** Returns the Vim keys; they load when they are first wanted, and the options are looked at again. */
function vimKeys(): Extension {
  if (!vim && !coming) {
    coming = true;
    persist(() => import('./vim'))
      .then(
        (loaded) => {
          vim = loaded.vimKeys;
          useEditorOptions.setState({});
        },
        (error) => sayFailed(m.vim_failed(), error),
      )
      .finally(() => {
        coming = false;
      });
  }
  return vim ?? OFF;
}

/** What holds for every text. */
export const chosenForText: Extension = [
  following((options) => (options.vim ? vimKeys() : OFF)),
  following((options) => INDENT[options.indent]),
  following((options) => (options.typewriter ? typewriter : OFF)),
];

/** What holds for notes. */
export const chosenForNotes: Extension = [
  chosenForText,
  following((options) => (options.focusMode ? focusMode : OFF)),
  following((options) => (options.spellCheck ? spelling : OFF)),
];
