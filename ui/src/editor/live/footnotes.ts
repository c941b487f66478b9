/** From a footnote's number to its text and back. */
import { syntaxTree } from '@codemirror/language';
import type { EditorView } from '@codemirror/view';

/** Goes from the footnote at a position to its other end; returns whether there is one. */
export function goToFootnote(view: EditorView, at: number): boolean {
  const { state } = view;
  const node = syntaxTree(state).resolveInner(at, 1);
  const reference = node.name === 'FootnoteReference' ? node : syntaxTree(state).resolveInner(at, -1);
  if (reference.name !== 'FootnoteReference') return false;
  const name = state.sliceDoc(reference.from, reference.to);
  const text = state.doc.toString();
  for (let from = text.indexOf(`${name}:`); from >= 0; from = text.indexOf(`${name}:`, from + 1)) {
    if (from > 0 && text[from - 1] !== '\n') continue;
    view.dispatch({ selection: { anchor: from + name.length + 1 }, scrollIntoView: true });
    return true;
  }
  return false;
}
