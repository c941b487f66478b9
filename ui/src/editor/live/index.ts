/**
 * Live preview: the note as it reads, with its markup where the cursor is. It only decorates: the text stays the
 * file, and everything seen here is made from the syntax tree of what is in sight. Loaded after the first paint.
 */
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap, ViewPlugin } from '@codemirror/view';
import { frontEnd } from '../../properties/front';
import { shownOtherwise } from '../folding';
import { blockField, blocksIn } from './blocks';
import { codeHighlight, codeLanguage } from './code';
import { adding, insideFront } from './front';
import { inline } from './inline';
import { liveKeys } from './keys';
import './live.css';
import { mouseExtension } from './mouse';
import { hold, revealed } from './reveal';
import { cellFocus } from './table/focus';

/** How long input methods may still report after the end of a composition. */
const AFTER_COMPOSITION = 60;

/** A note opens at its first words: nothing can be written at the ends of its properties. */
const pastFrontMatter = ViewPlugin.define((view) => {
  queueMicrotask(() => {
    const { main } = view.state.selection;
    const [front] = blocksIn(view.state, 0, 0);
    if (!main.empty || front?.kind !== 'front' || (main.head > 0 && main.head !== front.to)) return;
    view.dispatch({ selection: { anchor: Math.min(front.to + 1, view.state.doc.length) } });
  });
  return {};
});

/** A cursor that is put beside the form of the properties goes to the words below it. */
const besideForm = EditorState.transactionFilter.of((transaction) => {
  const { selection, docChanged, startState, newDoc } = transaction;
  if (!selection || docChanged || selection.ranges.length > 1 || !selection.main.empty) return transaction;
  const end = frontEnd(newDoc);
  const { head } = selection.main;
  if (end === null || end === newDoc.length || (head > 0 && head !== end)) return transaction;
  if (insideFront(startState, 0, end)) return transaction;
  return [transaction, { selection: { anchor: end + 1 }, sequential: true }];
});

export const livePreview: Extension = [
  Prec.high(codeLanguage.extension),
  codeHighlight,
  revealed,
  cellFocus,
  blockField,
  adding,
  besideForm,
  shownOtherwise.of((state, { from }) => blocksIn(state, from, from).some((block) => block.from === from)),
  inline,
  pastFrontMatter,
  mouseExtension(),
  Prec.high(keymap.of(liveKeys)),
  EditorView.editorAttributes.of({ class: 'lp' }),
  EditorView.domEventHandlers({
    compositionend(_event, view) {
      setTimeout(() => {
        if (!view.compositionStarted) view.dispatch({ effects: hold.of(false) });
      }, AFTER_COMPOSITION);
      return false;
    },
  }),
];
