/**
 * What a link leads to, in a small card: the first lines of a note or of its part, a picture, or an address in full.
 * Nothing is fetched that is not in the vault, and nothing runs: it is the preview's own HTML.
 */
import { reason } from '../app/explain';
import type { Followed } from '../editor/links';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import { asCallError } from '../ipc/transport';
import { openNote } from '../notes/open';
import { isPicture } from '../tree/icon';
import { isNotePath, nameOf, shownName } from '../tree/paths';
import { image, rendered } from './embeds';
import { firstLines, partOf } from './parts';

type Shown = Exclude<Followed, { kind: 'tag' }>;

/** Fills a card with what a link in the note `from` leads to; resolves when all is there. */
export async function fillCard(
  card: HTMLElement,
  link: Shown,
  from: string,
  onResize: () => void,
): Promise<void> {
  try {
    if (link.kind === 'web') card.replaceChildren(word(link.address, 'path'), word(m.card_web()));
    else await fill(card, link.target, link.fragment, from, onResize);
  } catch (error) {
    card.replaceChildren(word(reason(asCallError(error))));
  }
  onResize();
}

async function fill(
  card: HTMLElement,
  target: string,
  fragment: string | undefined,
  from: string,
  onResize: () => void,
): Promise<void> {
  const { path, line } = await call('link_resolve', { from, target, fragment });
  if (path === null) {
    card.replaceChildren(word(m.card_missing({ name: target })));
    return;
  }
  const part = fragment?.replace(/^\^/, '');
  const title = part ? `${shownName(path)} > ${part}` : shownName(path);
  card.replaceChildren(word(title, 'title'), word(path, 'path'));
  if (isPicture(path)) {
    const body = bodyOf(nameOf(path));
    image(body, { target: path, label: '' }, { path }, onResize);
    card.append(body);
    return;
  }
  if (!isNotePath(path)) return;
  if (part && line === null) {
    card.append(word(m.card_no_part({ part })));
    return;
  }
  // As it is written at the moment, if it is open.
  const text = openNote(path)?.text() ?? (await call('note_get', { path })).text;
  if (text === null) return;
  const shown = firstLines(part && line !== null ? partOf(text, line) : text);
  const body = bodyOf(shownName(path));
  body.append(shown.trim() === '' ? word(m.preview_empty()) : await rendered(path, shown, [path], onResize));
  card.append(body);
}

function word(text: string, kind = 'word'): HTMLElement {
  const element = document.createElement('p');
  element.className = `link-card-${kind}`;
  element.textContent = text;
  return element;
}

/** What scrolls has to be reachable by keys. */
function bodyOf(name: string): HTMLElement {
  const body = document.createElement('div');
  body.className = 'link-card-body';
  body.tabIndex = 0;
  body.setAttribute('role', 'group');
  body.setAttribute('aria-label', name);
  return body;
}
