/** Where the buttons that format text stand: above the text, and beside words that are selected. */
import { type EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import {
  type Command,
  type EditorView,
  type Panel,
  showPanel,
  showTooltip,
  type Tooltip,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { cellFocus } from '../live/table/focus';
import { inVerbatim } from '../structure';
import { FormatBar } from './FormatBar';
import { onAtCursor } from './items';

interface Shown {
  dom: HTMLElement;
  update(update: ViewUpdate): void;
  destroy(): void;
}

/** Draws the buttons into an element and keeps them true, once per frame. */
function bar(view: EditorView, className: string, small: boolean): Shown {
  const dom = document.createElement('div');
  dom.className = className;
  const root = createRoot(dom);
  let frame = 0;
  let last: string | null = null;
  const draw = () => {
    frame = 0;
    const on = onAtCursor(view.state);
    if (on === last) return;
    last = on;
    root.render(createElement(FormatBar, { view, on, small }));
    view.requestMeasure();
  };
  frame = requestAnimationFrame(draw);
  dom.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    view.focus();
  });
  return {
    dom,
    update({ docChanged, selectionSet }) {
      if ((docChanged || selectionSet) && frame === 0) frame = requestAnimationFrame(draw);
    },
    destroy() {
      cancelAnimationFrame(frame);
      // Not while React may be at work on the page that shows this editor.
      queueMicrotask(() => root.unmount());
    },
  };
}

/** A row of buttons above the text. */
export const toolbar: Extension = showPanel.of((view): Panel => {
  const { dom, update, destroy } = bar(view, 'rich-toolbar', false);
  return { dom, update, destroy, top: true };
});

const offer = StateEffect.define<boolean>();

/** Whether the buttons help with what is selected. */
function worthwhile(state: EditorState): boolean {
  const { main, ranges } = state.selection;
  return (
    !state.readOnly &&
    ranges.length === 1 &&
    state.sliceDoc(main.from, Math.min(main.to, main.from + 1000)).trim() !== '' &&
    !state.field(cellFocus, false) &&
    !inVerbatim(state, main.to)
  );
}

const offered = StateField.define<Tooltip | null>({
  create: () => null,
  update(shown, { state, effects, docChanged, selection, startState }) {
    for (const effect of effects) {
      if (!effect.is(offer)) continue;
      if (!effect.value || !worthwhile(state)) return null;
      const { from, to, head } = state.selection.main;
      const sameLine = state.doc.lineAt(from).to >= to;
      return {
        pos: sameLine ? from : head,
        above: sameLine || head === from,
        create: (view) => ({ ...bar(view, 'rich-menu', true), offset: { x: 0, y: 6 } }),
      };
    }
    if (!shown) return null;
    const moved = selection && !selection.eq(startState.selection);
    if (!docChanged && !moved) return shown;
    // A button keeps the words selected, and itself in reach.
    const { main } = state.selection;
    if (main.empty || !worthwhile(state)) return null;
    return docChanged ? { ...shown, pos: main.from } : null;
  },
  provide: (field) => showTooltip.from(field),
});

/** How long a selection has to stand before the buttons come: they must not flicker. */
const CALM = 250;

const offering = ViewPlugin.fromClass(
  class {
    readonly #view: EditorView;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #down = false;

    constructor(view: EditorView) {
      this.#view = view;
      view.contentDOM.addEventListener('mousedown', this.#press);
      window.addEventListener('mouseup', this.#release);
    }

    update({ selectionSet, docChanged, view }: ViewUpdate): void {
      if (!selectionSet || docChanged) return;
      clearTimeout(this.#timer);
      if (!view.state.selection.main.empty) this.#timer = setTimeout(this.#show, CALM);
    }

    readonly #press = () => {
      this.#down = true;
    };

    readonly #release = () => {
      if (!this.#down) return;
      this.#down = false;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#show, CALM);
    };

    readonly #show = () => {
      const view = this.#view;
      if (this.#down || !view.hasFocus || view.compositionStarted || view.state.field(offered, false)) return;
      if (worthwhile(view.state)) view.dispatch({ effects: offer.of(true) });
    };

    destroy(): void {
      clearTimeout(this.#timer);
      this.#view.contentDOM.removeEventListener('mousedown', this.#press);
      window.removeEventListener('mouseup', this.#release);
    }
  },
  {
    eventHandlers: {
      blur(event, view) {
        const to = event.relatedTarget as Element | null;
        if (!view.state.field(offered, false) || to?.closest('.rich-menu, [role=menu]')) return;
        setTimeout(() => {
          if (view.dom.isConnected && !document.activeElement?.closest('.rich-menu, [role=menu]'))
            view.dispatch({ effects: offer.of(false) });
        });
      },
    },
  },
);

/** A few buttons beside words that are selected. */
export const selectionMenu: Extension = [offered, offering];

/** Takes the menu away; the selection stays. */
export const dismissMenu: Command = (view) => {
  if (!view.state.field(offered, false)) return false;
  view.dispatch({ effects: offer.of(false) });
  return true;
};

/** Goes to the buttons beside the selection, else to those above the text; shows the former where it can. */
export const focusBar: Command = (view) => {
  if (
    !view.state.field(offered, false) &&
    view.state.field(offered, false) !== undefined &&
    worthwhile(view.state)
  )
    view.dispatch({ effects: offer.of(true) });
  const go = (left: number) => {
    const first = view.dom.querySelector<HTMLElement>('.rich-menu button, .rich-toolbar button');
    if (first) first.focus();
    else if (left > 0) requestAnimationFrame(() => go(left - 1));
  };
  go(4);
  return true;
};
