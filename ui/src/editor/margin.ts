/**
 * The margin beside the text: marks that stand at the height of a line's first words, for lines in sight only. It is a
 * layer over the editor, so it takes no room, and CodeMirror's gutters need not be there before the first paint.
 */
import type { Extension } from '@codemirror/state';
import { type EditorView, type LayerMarker, layer, type ViewUpdate } from '@codemirror/view';

export interface Mark {
  /** Where its line starts. */
  from: number;
  text: string;
  className: string;
  title?: string;
}

class Placed implements LayerMarker {
  readonly #mark: Mark;
  readonly #left: number;
  readonly #middle: number;

  constructor(mark: Mark, left: number, middle: number) {
    this.#mark = mark;
    this.#left = left;
    this.#middle = middle;
  }

  eq(other: LayerMarker): boolean {
    return (
      other instanceof Placed &&
      other.#left === this.#left &&
      other.#middle === this.#middle &&
      other.#mark.from === this.#mark.from &&
      other.#mark.text === this.#mark.text &&
      other.#mark.className === this.#mark.className
    );
  }

  draw(): HTMLElement {
    const { from, text, className, title = '' } = this.#mark;
    const element = document.createElement('span');
    element.className = className;
    element.textContent = text;
    element.title = title;
    element.dataset.from = String(from);
    element.style.left = `${this.#left}px`;
    element.style.top = `${this.#middle}px`;
    return element;
  }
}

export interface Column {
  className: string;
  /** Returns the marks of the lines in sight, in order. */
  marks(view: EditorView): readonly Mark[];
  /** Whether the marks may have become others. */
  update(update: ViewUpdate): boolean;
  pressed?(view: EditorView, from: number): void;
}

/** Returns a column of marks in the margin. */
export function column({ className, marks, update, pressed }: Column): Extension {
  return layer({
    above: true,
    class: className,
    update: (change) => change.transactions.some(({ reconfigured }) => reconfigured) || update(change),
    markers(view) {
      const { scrollDOM, contentDOM } = view;
      const base = scrollDOM.getBoundingClientRect();
      const top = base.top - scrollDOM.scrollTop;
      const text =
        contentDOM.getBoundingClientRect().left + Number.parseFloat(getComputedStyle(contentDOM).paddingLeft);
      const left = text - base.left + scrollDOM.scrollLeft;
      return marks(view).flatMap((mark) => {
        const words = view.coordsAtPos(mark.from, 1);
        return words ? new Placed(mark, left, (words.top + words.bottom) / 2 - top) : [];
      });
    },
    mount(dom, view) {
      dom.addEventListener('mousedown', (event) => {
        const from = (event.target as HTMLElement).dataset.from;
        if (event.button !== 0 || from === undefined || !pressed) return;
        event.preventDefault();
        pressed(view, Number(from));
      });
    },
  });
}
