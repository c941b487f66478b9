/** The mouse: nothing moves while a button is down, words are chosen where they were seen, links are followed. */
import { EditorSelection, type Extension } from '@codemirror/state';
import { EditorView, ViewPlugin } from '@codemirror/view';
import { follower, linkAt } from '../links';
import { goToFootnote } from './footnotes';
import { hold } from './reveal';
import { cellFocus, inCell } from './table/focus';

/** A press that moved further is a drag. */
const STILL = 4;

interface Press {
  x: number;
  y: number;
  /** What the first press of a double click met, before its markup came out. */
  at: number;
  /** Where the cursor was, for presses that only follow a link. */
  before: EditorSelection;
  link: boolean;
}

class Mouse {
  readonly #view: EditorView;
  last: Press | null = null;
  #down = false;

  constructor(view: EditorView) {
    this.#view = view;
    view.dom.ownerDocument.defaultView?.addEventListener('mouseup', this.#up);
  }

  down(event: MouseEvent): void {
    if (event.button !== 0) return;
    const at = this.#view.posAtCoords({ x: event.clientX, y: event.clientY });
    if (at === null) return;
    const plain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    const link = plain && event.detail === 1 && isLink(event.target);
    const at0 = event.detail > 1 && this.last ? this.last.at : at;
    this.last = { x: event.clientX, y: event.clientY, at: at0, before: this.#view.state.selection, link };
    this.#down = true;
    this.#view.dispatch({ effects: hold.of(true) });
  }

  readonly #up = (event: MouseEvent): void => {
    if (!this.#down) return;
    this.#down = false;
    // After the editor's own listener has made the last selection.
    setTimeout(() => {
      if (this.#down) return;
      const { last } = this;
      const still = last && Math.hypot(event.clientX - last.x, event.clientY - last.y) < STILL;
      if (last?.link && still && this.#view.state.selection.main.empty) {
        const { state } = this.#view;
        const found = linkAt(state, last.at);
        this.#view.dispatch({ selection: found ? last.before : undefined, effects: hold.of(false) });
        if (found) state.facet(follower)(found);
        else goToFootnote(this.#view, last.at);
      } else {
        this.#view.dispatch({ effects: hold.of(false) });
      }
    });
  };

  destroy(): void {
    this.#view.dom.ownerDocument.defaultView?.removeEventListener('mouseup', this.#up);
  }
}

/** A link whose markup is hidden: one that is being written is text. */
function isLink(target: EventTarget | null): boolean {
  const element = target instanceof Element ? target.closest('.lp-go') : null;
  return element !== null && !element.closest('.cm-line.lp-source');
}

const mouse = ViewPlugin.fromClass(Mouse);

export function mouseExtension(): Extension {
  return [
    mouse,
    EditorView.domEventHandlers({
      mousedown(event, view) {
        view.plugin(mouse)?.down(event);
        return false;
      },
      focus(_event, view) {
        if (!view.state.field(cellFocus, false)) return;
        queueMicrotask(() => {
          if (view.hasFocus) view.dispatch({ effects: inCell.of(false) });
        });
      },
    }),
    EditorView.mouseSelectionStyle.of((view, event) => {
      const last = view.plugin(mouse)?.last;
      if (event.button !== 0 || event.detail < 2 || event.shiftKey || event.altKey || !last) return null;
      const { state } = view;
      let origin = last.at;
      const unit = (at: number) => {
        const line = view.state.doc.lineAt(at);
        if (event.detail > 2) {
          return EditorSelection.range(line.from, Math.min(line.to + 1, view.state.doc.length));
        }
        return view.state.wordAt(at) ?? EditorSelection.cursor(at);
      };
      return {
        get(now) {
          const own = unit(Math.min(origin, state.doc.length));
          const moved = Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) >= STILL;
          const at = moved ? view.posAtCoords({ x: now.clientX, y: now.clientY }) : null;
          const other = at === null ? own : unit(at);
          const range =
            other.from < own.from
              ? EditorSelection.range(own.to, other.from)
              : EditorSelection.range(own.from, Math.max(own.to, other.to));
          return EditorSelection.create([range]);
        },
        update(update) {
          if (update.docChanged) origin = update.changes.mapPos(origin);
        },
      };
    }),
  ];
}
