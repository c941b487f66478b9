/** What a note needs once it is written in, not before: formatting, completion, brackets that close, find and replace. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { completeLink, completeTag } from './completions';
import { continueMarkup } from './formatting';
import { rich } from './rich';

export { openSearchPanel } from '@codemirror/search';

export const extras: Extension = [
  highlightSelectionMatches({ minSelectionLength: 3 }),
  closeBrackets(),
  search({ top: true }),
  autocompletion({ override: [completeLink, completeTag], icons: false, maxRenderedOptions: 60 }),
  rich,
  keymap.of([
    { key: 'Enter', run: continueMarkup },
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...searchKeymap,
  ]),
];
