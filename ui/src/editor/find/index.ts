/** Find and replace in a text: a bar above it, the hits marked and counted, and cursors at many places at once. */
import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  highlightSelectionMatches,
  type SearchQuery,
  search,
  selectNextOccurrence,
  selectSelectionMatches,
  setSearchQuery,
} from '@codemirror/search';
import { EditorSelection, type Extension } from '@codemirror/state';
import { type Command, type EditorView, keymap, type Panel, type ViewUpdate } from '@codemirror/view';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { composing } from '../../app/keymap';
import { countHits, type Hits } from './count';
import { FindBar } from './FindBar';
import { askLine, lineBar } from './line';
import { openFind, openReplace } from './open';

/** A change of the text is counted after a pause in typing, in milliseconds. */
const PAUSE = 150;

function createPanel(view: EditorView): Panel {
  const dom = document.createElement('div');
  const root = createRoot(dom);
  let query: SearchQuery = getSearchQuery(view.state);
  let hits: Hits | null = null;
  let callOff = () => {};
  let pause: ReturnType<typeof setTimeout> | undefined;

  // At once: a field that is written in must not wait for a frame.
  const draw = () => {
    const at = view.state.selection.main.from;
    root.render(createElement(FindBar, { view, query, hits, at }));
  };
  const count = () => {
    callOff();
    if (!query.valid) return;
    callOff = countHits(view.state, query, (found) => {
      hits = found;
      draw();
    });
  };
  dom.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || composing(event)) return;
    event.preventDefault();
    closeSearchPanel(view);
    view.focus();
  });
  draw();
  count();
  return {
    dom,
    top: true,
    update({ transactions, docChanged, selectionSet }: ViewUpdate) {
      const asked = transactions.some(({ effects }) => effects.some((effect) => effect.is(setSearchQuery)));
      if (asked) {
        query = getSearchQuery(view.state);
        hits = null;
        count();
      } else if (docChanged) {
        callOff();
        clearTimeout(pause);
        pause = setTimeout(count, PAUSE);
      }
      if (asked || docChanged || selectionSet) draw();
    },
    destroy() {
      callOff();
      clearTimeout(pause);
      // Not while React may be at work on the page that shows this editor.
      queueMicrotask(() => root.unmount());
    },
  };
}

/** Selects the word at the cursor wherever it stands, or what is selected. */
export const selectEverywhere: Command = (view) => {
  const { main } = view.state.selection;
  const word = main.empty ? view.state.wordAt(main.head) : main;
  if (!word) return false;
  view.dispatch({ selection: EditorSelection.single(word.from, word.to) });
  return selectSelectionMatches(view);
};

export { selectNextOccurrence };

export const find: Extension = [
  highlightSelectionMatches({ minSelectionLength: 3 }),
  search({ top: true, createPanel }),
  lineBar,
  keymap.of([
    { key: 'Mod-h', run: openReplace, scope: 'editor search-panel', preventDefault: true },
    { key: 'Mod-Shift-l', run: selectEverywhere },
    { key: 'Mod-f', run: openFind, scope: 'editor search-panel' },
    { key: 'F3', run: findNext, shift: findPrevious, scope: 'editor search-panel', preventDefault: true },
    { key: 'Mod-g', run: findNext, shift: findPrevious, scope: 'editor search-panel', preventDefault: true },
    { key: 'Escape', run: closeSearchPanel, scope: 'editor search-panel' },
    { key: 'Mod-d', run: selectNextOccurrence, preventDefault: true },
    { key: 'Mod-Alt-g', run: askLine },
  ]),
];
