/** Keeps editor and preview at the same source line. The pane that the user is in leads, the other follows. */
import type { EditorView } from '@codemirror/view';
import type { PreviewHandle } from '../preview/Preview';

/** Starts it; returns the function that stops it. */
export function syncScroll(editor: EditorView, preview: PreviewHandle): () => void {
  let leader: 'editor' | 'preview' = 'editor';
  let frame = 0;
  const lead = (pane: typeof leader) => () => {
    leader = pane;
  };
  const leadEditor = lead('editor');
  const leadPreview = lead('preview');

  const follow = (work: () => void) => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(work);
  };
  const onEditor = () => {
    if (leader === 'editor') follow(() => preview.scrollToLine(topLine(editor)));
  };
  const onPreview = () => {
    if (leader === 'preview') follow(() => scrollEditor(editor, preview.lineAtTop()));
  };

  const watch: [HTMLElement, keyof HTMLElementEventMap, () => void][] = [
    [editor.scrollDOM, 'scroll', onEditor],
    [preview.scroller, 'scroll', onPreview],
    ...(['pointerenter', 'wheel', 'keydown', 'focusin'] as const).flatMap(
      (event): [HTMLElement, keyof HTMLElementEventMap, () => void][] => [
        [editor.dom, event, leadEditor],
        [preview.scroller, event, leadPreview],
      ],
    ),
  ];
  for (const [element, event, listener] of watch)
    element.addEventListener(event, listener, { passive: true });
  follow(() => preview.scrollToLine(topLine(editor)));
  return () => {
    cancelAnimationFrame(frame);
    for (const [element, event, listener] of watch) element.removeEventListener(event, listener);
  };
}

/** Returns the line at the editor's top edge, with the fraction of it that is scrolled away. */
function topLine(editor: EditorView): number {
  const top = editor.scrollDOM.scrollTop - editor.documentPadding.top;
  if (top <= 0) return 1;
  const block = editor.lineBlockAtHeight(top);
  const line = editor.state.doc.lineAt(block.from).number;
  return line + Math.min(1, (top - block.top) / Math.max(1, block.height));
}

function scrollEditor(editor: EditorView, line: number): void {
  const { doc } = editor.state;
  const row = doc.line(Math.min(Math.max(1, Math.floor(line)), doc.lines));
  const block = editor.lineBlockAt(row.from);
  const top = line <= 1 ? 0 : editor.documentPadding.top + block.top + (line % 1) * block.height;
  editor.scrollDOM.scrollTop = top;
}
