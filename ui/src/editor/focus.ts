/**
 * For long writing: focus mode, where all but the paragraph at the cursor steps back, and typewriter scrolling, where
 * the line at the cursor stays in the middle. Only what is in sight is decorated, however long the note.
 */
import { EditorState, type Extension } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';

/** A paragraph is not followed further than this, in lines. */
const FAR = 400;

/** Returns where the lines start that are in the paragraphs of the selection, within a range. */
export function attendedLines(state: EditorState, from: number, to: number): number[] {
  const { doc, selection } = state;
  const first = doc.lineAt(from).number;
  const last = doc.lineAt(to).number;
  const written = (number: number) => doc.line(number).text.trim() !== '';
  const starts = new Set<number>();
  for (const range of selection.ranges) {
    let low = doc.lineAt(range.from).number;
    let high = doc.lineAt(range.to).number;
    const lowest = Math.max(1, low - FAR);
    const highest = Math.min(doc.lines, high + FAR);
    if (written(low)) while (low > lowest && written(low - 1)) low--;
    if (written(high)) while (high < highest && written(high + 1)) high++;
    for (let at = Math.max(low, first); at <= Math.min(high, last); at++) starts.add(doc.line(at).from);
  }
  return [...starts].sort((a, b) => a - b);
}

const attended = Decoration.line({ class: 'cm-attended' });

class Attention {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = attend(view);
  }

  update({ view, docChanged, selectionSet, viewportChanged, changes }: ViewUpdate): void {
    // Under a composition no line may be made anew.
    if (view.composing) this.decorations = this.decorations.map(changes);
    else if (docChanged || selectionSet || viewportChanged) this.decorations = attend(view);
  }
}

function attend({ state, viewport: { from, to } }: EditorView): DecorationSet {
  return Decoration.set(attendedLines(state, from, to).map((start) => attended.range(start)));
}

export const focusMode: Extension = [
  ViewPlugin.fromClass(Attention, { decorations: ({ decorations }) => decorations }),
  EditorView.editorAttributes.of({ class: 'focusing' }),
];

export const typewriter: Extension = [
  // A jump says itself where it wants its place; it does not ask for this.
  EditorState.transactionExtender.of(({ scrollIntoView, newSelection: { main } }) =>
    scrollIntoView ? { effects: EditorView.scrollIntoView(main.head, { y: 'center' }) } : null,
  ),
  EditorView.editorAttributes.of({ class: 'typewriter' }),
];
