/**
 * What `![[…]]` leads to, shown where it is embedded: pictures, sounds, films, other notes or parts of them. Notes
 * come as the engine's sanitised HTML in a shadow root of their own; a note never shows itself, however deep.
 */
import { reason } from '../app/explain';
import { usePreferences } from '../app/preferences';
import { openPath } from '../app/workspace';
import { m } from '../i18n/messages';
import { call, fileUrl } from '../ipc/client';
import { asCallError } from '../ipc/transport';
import { isPicture } from '../tree/icon';
import { isNotePath, nameOf, shownName } from '../tree/paths';
import { isFilm, isSound } from '../viewer/kinds';
import { enrich, note, picture } from './enrich';
import { followedFrom } from './follow';
import { partOf } from './parts';
import { previewStyles } from './styles';

export interface Embed {
  target: string;
  fragment?: string;
  /** What to read instead of a picture; empty, if nothing was written. */
  label: string;
  width?: number;
  height?: number;
  /** Written as `![…](…)`, whose target is an address and may be one of the web. */
  markdown?: boolean;
}

export interface Place {
  /** The note that the embed stands in. */
  from: string;
  /** The notes that are shown around it, itself included. */
  chain: readonly string[];
}

const DEEPEST = 4;

/** Fills an element with what an embed leads to. */
export async function embed(
  host: HTMLElement,
  shown: Embed,
  place: Place,
  onResize: () => void,
): Promise<void> {
  if (shown.markdown && /^[a-z][a-z0-9+.-]*:|^\/\//i.test(shown.target)) {
    image(host, shown, /^https?:/i.test(shown.target) ? { src: shown.target } : {}, onResize);
    return;
  }
  const { from } = place;
  const target = shown.markdown ? decoded(shown.target.split('#')[0] ?? '') : shown.target;
  try {
    const { path, line } = await call('link_resolve', { from, target, fragment: shown.fragment });
    if (path === null) host.replaceChildren(note(m.embed_missing({ name: target })));
    else if (isPicture(path)) image(host, shown, { path }, onResize);
    else if (isSound(path) || isFilm(path)) media(host, path, onResize);
    else if (isNotePath(path)) await part(host, path, shown.fragment ? line : null, shown, place, onResize);
    else host.replaceChildren(opener(path, path));
  } catch (error) {
    host.replaceChildren(note(m.embed_failed({ name: target, reason: reason(asCallError(error)) })));
  }
  onResize();
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Shows a picture in an element. */
export function image(
  host: HTMLElement,
  shown: Embed,
  source: Record<string, string>,
  onResize: () => void,
): void {
  const element = new Image();
  element.alt = shown.label || nameOf(shown.target);
  Object.assign(element.dataset, source);
  if (shown.width) element.dataset.width = String(shown.width);
  if (shown.height) element.dataset.height = String(shown.height);
  host.replaceChildren(element);
  picture(element, onResize);
}

function media(host: HTMLElement, path: string, onResize: () => void): void {
  const element = document.createElement(isFilm(path) ? 'video' : 'audio');
  element.controls = true;
  element.preload = 'metadata';
  element.setAttribute('aria-label', nameOf(path));
  element.addEventListener('loadedmetadata', onResize, { once: true });
  element.addEventListener('error', () => host.replaceChildren(opener(path, path)), { once: true });
  element.src = fileUrl(path);
  host.replaceChildren(element);
}

/** A button that opens a file in a tab. */
function opener(path: string, text: string): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'embed-open';
  button.textContent = text;
  button.addEventListener('click', () => openPath(path, {}));
  return button;
}

async function part(
  host: HTMLElement,
  path: string,
  line: number | null,
  { fragment }: Embed,
  { chain }: Place,
  onResize: () => void,
): Promise<void> {
  const name = fragment ? `${shownName(path)} > ${fragment.replace(/^\^/, '')}` : shownName(path);
  if (chain.includes(path)) {
    host.replaceChildren(note(m.embed_itself({ name })));
    return;
  }
  if (chain.length > DEEPEST) {
    host.replaceChildren(opener(path, name));
    return;
  }
  if (fragment && line === null) {
    host.replaceChildren(note(m.embed_missing({ name })));
    return;
  }
  const { text } = await call('note_get', { path });
  if (text === null) {
    host.replaceChildren(opener(path, name));
    return;
  }
  const inner = await rendered(path, line === null ? text : partOf(text, line), [...chain, path], onResize);
  inner.className = 'embed-body';
  host.classList.add('embed-note');
  host.replaceChildren(opener(path, name), inner);
}

/** Returns the text of a note as it reads, with what `chain` says is shown around it. */
export async function rendered(
  path: string,
  text: string,
  chain: readonly string[],
  onResize: () => void,
): Promise<HTMLElement> {
  const { blocks } = await call('preview', { path, text });
  const inner = document.createElement('div');
  const root = inner.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [previewStyles.base, previewStyles.math];
  const article = document.createElement('article');
  article.className = 'embedded';
  for (const { html } of blocks) {
    const section = document.createElement('section');
    // Sanitised by the engine, like the preview.
    section.innerHTML = html;
    // Its lines are those of another note.
    for (const box of section.querySelectorAll<HTMLInputElement>('input[data-line]')) {
      box.disabled = true;
      delete box.dataset.line;
    }
    enrich(section, usePreferences.getState().theme, onResize, { from: path, chain });
    article.append(section);
  }
  root.append(article);
  article.addEventListener('click', (event) => followedFrom(event, root, path));
  return inner;
}
