/**
 * The card that shows where a link leads: under a pointer that rests on it, or for the link at the cursor, when it
 * has the keys until Escape.
 */
import { type EditorState, type Extension, Prec } from '@codemirror/state';
import {
  activateHover,
  type Command,
  closeHoverTooltips,
  type EditorView,
  hasHoverTooltips,
  hoverTooltip,
  keymap,
  type Tooltip,
} from '@codemirror/view';
import { persist } from '../app/part';
import { sayFailed } from '../app/toasts';
import { m } from '../i18n/messages';
import './hover.css';
import { type Followed, follower, linkPlaceAt, notePath } from './links';

/** How long the pointer has to rest, in milliseconds. */
const REST = 300;

let byKeys = false;

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

const cards = hoverTooltip(
  (view, position): Tooltip | null => {
    const shown = shownAt(view.state, position);
    if (!shown || view.compositionStarted) return null;
    const focused = byKeys;
    return {
      pos: shown.from,
      end: shown.to,
      create: () => {
        const card = document.createElement('div');
        card.className = 'link-card';
        card.textContent = m.loading();
        const from = view.state.facet(notePath);
        void persist(() => import('../preview/card'))
          .then(({ fillCard }) => fillCard(card, shown.link, from, () => view.requestMeasure()))
          .catch((error) => sayFailed(m.card_show(), error));
        if (focused) takeKeys(view, card, shown.link);
        return { dom: card, mount: () => focused && card.focus() };
      },
    };
  },
  { hoverTime: REST, hideOnChange: true },
);

/** Gives the card the keys: it scrolls, Enter follows the link, Escape and leaving it end it. */
function takeKeys(view: EditorView, card: HTMLElement, link: Followed): void {
  card.tabIndex = -1;
  card.setAttribute('role', 'dialog');
  card.setAttribute('aria-label', m.card_label());
  const end = () => view.dispatch({ effects: closeHoverTooltips });
  card.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target === card) {
      end();
      view.focus();
      view.state.facet(follower)(link);
    } else if (event.key === 'Escape') {
      end();
      view.focus();
    } else if (event.key.startsWith('Arrow') && event.target === card) {
      card.querySelector<HTMLElement>('.link-card-body')?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  card.addEventListener('focusout', ({ relatedTarget }) => {
    if (!card.contains(relatedTarget as Node | null) && card.isConnected) setTimeout(end);
  });
}

/** Shows where the link at the cursor leads. */
export const showLink: Command = (view) => {
  const { head } = view.state.selection.main;
  if (!shownAt(view.state, head)) return false;
  byKeys = true;
  try {
    activateHover(view, head, 1, {
      tooltip: cards,
      until: ({ docChanged, selection }) => docChanged || selection !== undefined,
    });
  } finally {
    byKeys = false;
  }
  return true;
};

const closeCard: Command = (view) => {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  return true;
};

export const linkCards: Extension = [
  cards,
  Prec.high(
    keymap.of([
      { key: 'Escape', run: closeCard },
      { key: 'Alt-Enter', run: showLink },
    ]),
  ),
];
