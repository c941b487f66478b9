/** The properties as a form in place of their text, which shows where the cursor was put into it. */
import { type EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, WidgetType } from '@codemirror/view';
import type { Host, Wanted } from '../../properties/Form';
import { frontEnd } from '../../properties/front';
import { type Mounted, mountProperties } from '../../properties/mount';
import { follower, notePath, wikilink } from '../links';
import { remeasureWith } from '../measure';
import { redo, undo } from '../steps';
import { revealed } from './reveal';

const ROW = 30;
const heights = new Map<string, number>();

interface Shown extends Mounted {
  stop(): void;
  source: string;
}

const forms = new WeakMap<HTMLElement, Shown>();
/** What is to have the focus in the form that comes next. */
const next = new WeakMap<EditorView, Wanted['at']>();

export class FrontMatterWidget extends WidgetType {
  readonly source: string;

  constructor(source: string) {
    super();
    this.source = source;
  }

  override eq(other: FrontMatterWidget): boolean {
    return other.source === this.source;
  }

  override get estimatedHeight(): number {
    return heights.get(this.source) ?? ROW * this.source.split('\n').length;
  }

  override toDOM(view: EditorView): HTMLElement {
    const host = document.createElement('div');
    host.className = 'lp-block lp-front';
    // The room that it will need, so that nothing jumps.
    host.style.minHeight = `${this.estimatedHeight}px`;
    const shown = () => {
      host.style.minHeight = '';
    };
    const mounted = mountProperties(host, hostOf(view, shown), this.source, () => {
      if (view.state.field(adding, false)) view.dispatch({ effects: setAdding.of(false) });
    });
    const stop = remeasureWith(view, host, (height) => {
      if (host.style.minHeight === '') heights.set(form.source, height);
    });
    const form: Shown = { ...mounted, stop, source: this.source };
    forms.set(host, form);
    const wanted = next.get(view);
    next.delete(view);
    if (wanted) mounted.focus(wanted);
    return host;
  }

  override updateDOM(host: HTMLElement, view: EditorView): boolean {
    const form = forms.get(host);
    next.delete(view);
    if (!form) return false;
    form.source = this.source;
    form.show(this.source);
    return true;
  }

  override destroy(host: HTMLElement): void {
    const form = forms.get(host);
    form?.stop();
    form?.end();
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function hostOf(view: EditorView, shown: () => void): Host {
  return {
    get path() {
      return view.state.facet(notePath);
    },
    get readOnly() {
      return view.state.readOnly;
    },
    shown,
    doc: () => view.state.doc,
    change: (spec) => view.dispatch(spec),
    asText(number) {
      const { doc } = view.state;
      const end = frontEnd(doc) ?? 0;
      const line = doc.line(Math.max(2, Math.min(number, doc.lines)));
      // At its ends the form would stay.
      const anchor = line.to < end ? line.to : Math.max(1, Math.min(line.from, end - 1));
      view.dispatch({ selection: { anchor }, scrollIntoView: true, userEvent: 'select' });
      view.focus();
    },
    leave: () => leaveFront(view),
    follow(link) {
      const found = link.startsWith('#')
        ? ({ kind: 'tag', tag: link.slice(1) } as const)
        : link.startsWith('[[')
          ? wikilink(link)
          : ({ kind: 'web', address: link } as const);
      view.state.facet(follower)(found);
    },
    step: (kind) => (kind === 'undo' ? undo : redo)(view),
    willShow(key) {
      next.set(view, { key });
    },
  };
}

/** Puts the cursor behind the properties. */
function leaveFront(view: EditorView): void {
  const { doc, readOnly } = view.state;
  const end = frontEnd(doc);
  const room = end === null || end < doc.length;
  view.dispatch({
    changes: room || readOnly ? undefined : { from: doc.length, insert: '\n' },
    selection: { anchor: end === null ? 0 : end + (room || !readOnly ? 1 : 0) },
    scrollIntoView: true,
    userEvent: 'select',
  });
  view.focus();
}

function formOf(view: EditorView): Shown | null {
  const host = view.contentDOM.querySelector<HTMLElement>('.lp-front');
  return (host && forms.get(host)) ?? null;
}

/** Goes into the form's first or last row; returns whether it is there. */
export function enterFront(view: EditorView, end: 'first' | 'last'): boolean {
  const form = formOf(view);
  form?.focus(end);
  return form !== null;
}

/** Asks for the name of a new property, with a form of its own where the note has none. */
export function newProperty(view: EditorView): void {
  if (view.state.readOnly) return;
  if (frontEnd(view.state.doc) === null) {
    view.dispatch({ effects: setAdding.of(true), selection: { anchor: 0 }, scrollIntoView: true });
  } else if (!formOf(view)) leaveFront(view);
  formOf(view)?.focus('new');
}

const setAdding = StateEffect.define<boolean>();

/** Whether a note without properties shows a form for its first one. */
export const adding = StateField.define<boolean>({
  create: () => false,
  update(value, { effects, docChanged, newDoc }) {
    for (const effect of effects) if (effect.is(setAdding)) return effect.value;
    return value && !(docChanged && frontEnd(newDoc) !== null);
  },
  provide: (field) =>
    EditorView.decorations.from(field, (on) =>
      on
        ? Decoration.set(
            Decoration.widget({ widget: new FrontMatterWidget(''), block: true, side: -1 }).range(0),
          )
        : Decoration.none,
    ),
});

/** Whether the text of the properties shows: at its ends nothing can be written, so there the form stays. */
export function insideFront(state: EditorState, from: number, to: number): boolean {
  const inside = (at: number) => at > from && (at < to || (at === to && to === state.doc.length));
  return state.field(revealed).selection.ranges.some(({ anchor, head }) => inside(anchor) || inside(head));
}
