/**
 * Live preview: the note as it reads, with its markup where the cursor is. It only decorates: the text stays the
 * file, and everything seen here is made from the syntax tree of what is in sight. Loaded after the first paint.
 */
import { type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap, ViewPlugin } from '@codemirror/view';
import { shownOtherwise } from '../folding';
import { blockField, blocksIn } from './blocks';
import { codeHighlight, codeLanguage } from './code';
import { inline } from './inline';
import { liveKeys } from './keys';
import './live.css';
import { mouseExtension } from './mouse';
import { hold, revealed } from './reveal';
import { cellFocus } from './table/focus';

/** How long input methods may still report after the end of a composition. */
const AFTER_COMPOSITION = 60;

/** A note opens at its first words: at its very start the cursor would show the front matter's text. */
const pastFrontMatter = ViewPlugin.define((view) => {
  queueMicrotask(() => {
    const { main } = view.state.selection;
    const [front] = blocksIn(view.state, 0, 0);
    if (!main.empty || main.head > 0 || front?.kind !== 'front') return;
    view.dispatch({ selection: { anchor: Math.min(front.to + 1, view.state.doc.length) } });
  });
  return {};
});

export const livePreview: Extension = [
  Prec.high(codeLanguage.extension),
  codeHighlight,
  revealed,
  cellFocus,
  blockField,
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
