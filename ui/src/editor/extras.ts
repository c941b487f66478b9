/** What a note needs once it is written in, not before: formatting, completion, brackets that close, find and replace. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { chosenForNotes, chosenNumbers } from './chosen';
import { completeLink, completeTag } from './completions';
import { folding } from './folding';
import { keptFolds } from './folds';
import { continueMarkup } from './formatting';
import { rich } from './rich';
import { completeCallout, completeLanguage, completePart } from './rich/completions';
import { completeSlash } from './rich/slash';

export { openSearchPanel } from '@codemirror/search';

/** Lists of completions scroll, so they have to be able to take the focus; it stays in the text all the same. */
const reachableList = EditorView.updateListener.of(({ view, state }) => {
  if (completionStatus(state) !== 'active') return;
  view.requestMeasure({
    key: reachableList,
    read: () => {
      const list = view.dom.querySelector<HTMLElement>('.cm-tooltip-autocomplete > ul');
      list?.setAttribute('tabindex', '0');
    },
  });
});

export const extras: Extension = [
  reachableList,
  highlightSelectionMatches({ minSelectionLength: 3 }),
  closeBrackets(),
  search({ top: true }),
  autocompletion({
    override: [completeLink, completePart, completeTag, completeSlash, completeLanguage, completeCallout],
    icons: false,
    maxRenderedOptions: 60,
    optionClass: ({ type }) => (type ? `cm-completion-${type}` : ''),
  }),
  rich,
  chosenForNotes,
  folding,
  keptFolds,
  keymap.of([
    { key: 'Enter', run: continueMarkup },
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...searchKeymap,
  ]),
];

/** What source has beyond that. */
export const source: Extension = [extras, chosenNumbers];
