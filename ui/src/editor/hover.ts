/**
 * The card that shows where a link leads: under a pointer that rests on it, or for the link at the cursor, when it
 * has the keys until Escape. CodeMirror's own hovering is left alone: it would load before the first paint.
 */
import { type EditorState, type Extension, Prec, StateEffect, StateField } from '@codemirror/state';
import {
  type Command,
  type EditorView,
  keymap,
  showTooltip,
  type Tooltip,
  ViewPlugin,
} from '@codemirror/view';
import { persist } from '../app/part';
import { sayFailed } from '../app/toasts';
import { m } from '../i18n/messages';
import './hover.css';
import { type Followed, follower, linkPlaceAt, notePath } from './links';

/** How long the pointer has to rest, and may be away on its way to the card, in milliseconds. */
const REST = 300;
const AWAY = 150;

interface Shown {
  link: Exclude<Followed, { kind: 'tag' }>;
  from: number;
  to: number;
}

/** Returns the link at a position of which there is something to show. */
function shownAt(state: EditorState, position: number): Shown | null {
  const place = linkPlaceAt(state, position);
  if (!place || place.link.kind === 'tag') return null;
  return { link: place.link, from: place.from, to: place.to };
}

export const hasLinkAtCursor = (state: EditorState): boolean =>
  shownAt(state, state.selection.main.head) !== null;

const show = StateEffect.define<(Shown & { keys: boolean }) | null>();

const card = StateField.define<(Tooltip & { end: number }) | null>({
  create: () => null,
  update(shown, { docChanged, selection, effects }) {
    for (const effect of effects) {
      if (!effect.is(show)) continue;
      if (effect.value === null) return null;
      const { link, from, to, keys } = effect.value;
      return { pos: from, end: to, create: (view) => cardOf(view, link, keys) };
    }
    return docChanged || selection ? null : shown;
  },
  provide: (field) => showTooltip.from(field),
});

function cardOf(view: EditorView, link: Shown['link'], keys: boolean) {
  const dom = document.createElement('div');
  dom.className = 'link-card';
  dom.textContent = m.loading();
  const from = view.state.facet(notePath);
  void persist(() => import('../preview/card'))
    .then(({ fillCard }) => fillCard(dom, link, from, () => view.requestMeasure()))
    .catch((error) => sayFailed(m.card_show(), error));
  if (keys) takeKeys(view, dom, link);
  return { dom, mount: () => keys && dom.focus() };
}

const close = (view: EditorView) => view.dispatch({ effects: show.of(null) });

/** Gives the card the keys: it scrolls, Enter follows the link, Escape and leaving it end it. */
function takeKeys(view: EditorView, dom: HTMLElement, link: Followed): void {
  dom.tabIndex = -1;
  dom.setAttribute('role', 'dialog');
  dom.setAttribute('aria-label', m.card_label());
  dom.addEventListener('keydown', (event) => {
    const here = event.target === dom;
    if (event.key === 'Escape' || (event.key === 'Enter' && here)) {
      view.focus();
      close(view);
      if (event.key === 'Enter') view.state.facet(follower)(link);
    } else if (event.key.startsWith('Arrow') && here) {
      dom.querySelector<HTMLElement>('.link-card-body')?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  dom.addEventListener('focusout', ({ relatedTarget }) => {
    if (dom.contains(relatedTarget as Node | null)) return;
    setTimeout(() => dom.isConnected && close(view));
  });
}

/** Watches for a pointer that rests on a link, and for one that leaves link and card. */
const resting = ViewPlugin.fromClass(
  class {
    readonly #view: EditorView;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #over = false;

    constructor(view: EditorView) {
      this.#view = view;
      view.dom.addEventListener('mousemove', this.#move);
      view.dom.addEventListener('mouseleave', this.#leave);
    }

    readonly #move = (event: MouseEvent) => {
      const view = this.#view;
      const shown = view.state.field(card);
      if (shown) {
        const link = linkUnder(view, event);
        const over = (event.target as Element).closest('.link-card') !== null || link?.from === shown.pos;
        if (over === this.#over) return;
        this.#over = over;
        clearTimeout(this.#timer);
        if (!over) this.#timer = setTimeout(this.#away, AWAY);
        return;
      }
      clearTimeout(this.#timer);
      if (event.buttons === 0) this.#timer = setTimeout(() => this.#rest(event), REST);
    };

    readonly #leave = () => {
      clearTimeout(this.#timer);
      this.#over = false;
      if (this.#view.state.field(card)) this.#timer = setTimeout(this.#away, AWAY);
    };

    #rest(event: MouseEvent): void {
      const view = this.#view;
      const link = view.compositionStarted ? null : linkUnder(view, event);
      this.#over = link !== null;
      if (link) view.dispatch({ effects: show.of({ ...link, keys: false }) });
    }

    /** A card that has the keys stays. */
    readonly #away = () => {
      const dom = this.#view.dom.querySelector('.link-card');
      if (dom && !dom.contains(document.activeElement)) close(this.#view);
    };

    destroy(): void {
      clearTimeout(this.#timer);
      this.#view.dom.removeEventListener('mousemove', this.#move);
      this.#view.dom.removeEventListener('mouseleave', this.#leave);
    }
  },
);

/** Returns the link whose words are under the pointer; what is drawn in place of text shows itself. */
function linkUnder(view: EditorView, { target, clientX: x, clientY: y }: MouseEvent): Shown | null {
  if (!(target instanceof HTMLElement) || !target.isContentEditable || !target.closest('.cm-line'))
    return null;
  const at = view.posAtCoords({ x, y });
  const words = at === null ? null : view.coordsAtPos(at);
  if (at === null || !words || y < words.top || y > words.bottom) return null;
  const beside = view.defaultCharacterWidth;
  return x < words.left - beside || x > words.right + beside ? null : shownAt(view.state, at);
}

/** Shows where the link at the cursor leads. */
export const showLink: Command = (view) => {
  const link = shownAt(view.state, view.state.selection.main.head);
  if (link) view.dispatch({ effects: show.of({ ...link, keys: true }) });
  return link !== null;
};

const closeCard: Command = (view) => {
  if (!view.state.field(card)) return false;
  close(view);
  return true;
};

export const linkCards: Extension = [
  card,
  resting,
  Prec.high(
    keymap.of([
      { key: 'Escape', run: closeCard },
      { key: 'Alt-Enter', run: showLink },
    ]),
  ),
];
