/** What a note needs once it is written in, not before: formatting, completion, brackets that close, find and replace. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { chosenForNotes, chosenNumbers } from './chosen';
import { completeLink, completeTag } from './completions';
import { find } from './find';
import { folding } from './folding';
import { keptFolds } from './folds';
import { continueMarkup } from './formatting';
import { linkCards } from './hover';
import { rich } from './rich';
import { completeCallout, completeLanguage, completePart } from './rich/completions';
import { completeSlash } from './rich/slash';

export { openFind } from './find/open';

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
  closeBrackets(),
  find,
  autocompletion({
    override: [completeLink, completePart, completeTag, completeSlash, completeLanguage, completeCallout],
    icons: false,
    maxRenderedOptions: 60,
    optionClass: ({ type }) => (type ? `cm-completion-${type}` : ''),
  }),
  rich,
  chosenForNotes,
  linkCards,
  folding,
  keptFolds,
  keymap.of([{ key: 'Enter', run: continueMarkup }, ...closeBracketsKeymap, ...completionKeymap]),
];

/** What source has beyond that. */
export const source: Extension = [extras, chosenNumbers];
