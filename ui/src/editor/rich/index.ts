/**
 * Rich editing: what stands around the text to format it, as the user chose it. It is part of every editor; what it
 * shows follows the options at once.
 */
import { Compartment, type Extension } from '@codemirror/state';
import { keymap, ViewPlugin } from '@codemirror/view';
import { dismissMenu, focusBar, selectionMenu, toolbar } from './bars';
import { files } from './files';
import { ALL } from './items';
import { restoreEditorOptions, useEditorOptions } from './options';
import { paste } from './paste';
import './register';
import './rich.css';
import { slash } from './slash';

const slot = new Compartment();

function chosen(): Extension {
  const options = useEditorOptions.getState();
  return [options.toolbar ? toolbar : [], options.selectionMenu ? selectionMenu : []];
}

/** Keeps an editor to the options, also those that were changed while it was not shown. */
const following = ViewPlugin.define((view) => {
  let alive = true;
  const apply = () => {
    if (alive) view.dispatch({ effects: slot.reconfigure(chosen()) });
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

const keys = ALL.flatMap(({ keys: named, run }) => (named ? [{ key: named.replaceAll('+', '-'), run }] : []));

export const rich: Extension = [
  slash,
  paste,
  files,
  slot.of([]),
  following,
  keymap.of([...keys, { key: 'Alt-F10', run: focusBar }, { key: 'Escape', run: dismissMenu }]),
];
