/** A new property of the open note, wherever and however it is shown. */
import type { EditorView } from '@codemirror/view';
import { useLayout } from '../app/layout';
import type { OpenNote } from '../notes/open';
import { useAskedProperty } from './ask';
import { frontEnd } from './front';

export async function addProperty(note: OpenNote): Promise<void> {
  const view = useLayout.getState().view;
  if (view === 'read' || !note.view) {
    useAskedProperty.setState(({ nth }) => ({ nth: nth + 1 }));
  } else if (view === 'live') {
    const { newProperty } = await import('../editor/live/front');
    newProperty(note.view);
  } else {
    inText(note.view);
  }
}

/** In the source a line is made for it. */
export function inText(view: EditorView): void {
  const { doc, readOnly } = view.state;
  if (readOnly) return;
  const end = frontEnd(doc);
  const at = end === null ? 0 : doc.lineAt(end).from;
  const insert = end === null ? '---\n\n---\n' : '\n';
  view.dispatch({
    changes: { from: at, insert },
    selection: { anchor: end === null ? 4 : at },
    scrollIntoView: true,
    userEvent: 'input.property',
  });
  view.focus();
}
