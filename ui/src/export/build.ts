/**
 * A note as a document of its own: the engine's safe HTML with formulas, diagrams, colours of code, pictures and
 * embedded notes in it. It is put together in a document that loads and runs nothing.
 */
import { LanguageDescription } from '@codemirror/language';
import { languages } from '@codemirror/language-data';
import { highlightCode, tagHighlighter } from '@lezer/highlight';
import { codeTags } from '../editor/live/code';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import { partOf } from '../preview/parts';
import { isPicture } from '../tree/icon';
import { isNotePath, nameOf, shownName } from '../tree/paths';
import { clean } from './clean';

/** Where a document gets its pictures from. */
export interface Pictures {
  /** Returns the address of a picture of the vault; null where it cannot be had. */
  file(path: string): Promise<string | null>;
  /** Returns the address of a drawing. */
  drawing(svg: string): string;
}

const DEEPEST = 4;
/** Longer code stays of one colour. */
const LONGEST_CODE = 200_000;

const highlighter = tagHighlighter([...codeTags]);

/** Returns a note as an element that needs nothing but style sheets. */
export async function build(path: string, text: string, pictures: Pictures): Promise<HTMLElement> {
  const inert = document.implementation.createHTMLDocument('');
  const article = inert.createElement('article');
  await fill(article, path, text, pictures, [path]);
  name(article);
  return article;
}

async function fill(
  host: HTMLElement,
  path: string,
  text: string,
  pictures: Pictures,
  chain: readonly string[],
): Promise<void> {
  const { blocks } = await call('preview', { path, text });
  const make = host.ownerDocument;
  for (const { html } of blocks) {
    const section = make.createElement('section');
    section.innerHTML = html;
    clean(section);
    host.append(section);
  }
  const all = <E extends HTMLElement>(selector: string) => [...host.querySelectorAll<E>(selector)];
  for (const image of all<HTMLImageElement>('img')) await picture(image, pictures);
  for (const box of all('input')) box.setAttribute('disabled', '');
  for (const callout of all('[data-fold]')) callout.removeAttribute('data-fold');
  for (const code of all('pre > code')) await coloured(code, pictures);
  const formulas = all('.math');
  if (formulas.length > 0) {
    const { draw } = await import('../preview/math');
    for (const formula of formulas) draw(formula);
  }
  for (const embed of all('.embed')) await embedded(embed, path, pictures, chain);
}

function word(host: HTMLElement, text: string): HTMLElement {
  const span = host.ownerDocument.createElement('span');
  span.className = 'note';
  span.textContent = text;
  return span;
}

async function picture(image: HTMLImageElement, pictures: Pictures): Promise<void> {
  const { path, src, width, height } = image.dataset;
  if (width) image.setAttribute('width', width);
  if (height) image.setAttribute('height', height);
  for (const each of ['path', 'src', 'width', 'height']) delete image.dataset[each];
  if (path === undefined && src !== undefined) {
    // What the web has stays there: nobody is told that the note is read.
    const link = image.ownerDocument.createElement('a');
    if (/^https?:/i.test(src)) link.setAttribute('href', src);
    link.textContent = image.alt || src;
    image.replaceWith(link);
    return;
  }
  const address = path === undefined ? null : await pictures.file(path);
  if (address === null) image.replaceWith(word(image, m.image_missing({ path: path ?? image.alt })));
  else image.setAttribute('src', address);
}

async function coloured(code: HTMLElement, pictures: Pictures): Promise<void> {
  const text = code.textContent ?? '';
  const [, language] = /(?:^|\s)language-(\S+)/.exec(code.className) ?? [];
  if (language === undefined || text.length > LONGEST_CODE) return;
  if (language === 'mermaid') {
    await drawn(code, text, pictures);
    return;
  }
  const known = LanguageDescription.matchLanguageName(languages, language, false);
  const support = await known?.load().catch(() => null);
  if (!support) return;
  const made = code.ownerDocument.createDocumentFragment();
  highlightCode(
    text,
    support.language.parser.parse(text),
    highlighter,
    (part, classes) => {
      if (classes === '') {
        made.append(part);
        return;
      }
      const span = code.ownerDocument.createElement('span');
      span.className = classes;
      span.textContent = part;
      made.append(span);
    },
    () => made.append('\n'),
  );
  code.replaceChildren(made);
}

async function drawn(code: HTMLElement, source: string, pictures: Pictures): Promise<void> {
  const figure = code.ownerDocument.createElement('figure');
  try {
    const { drawn: draw } = await import('../preview/diagrams');
    const { svg, width, height } = await draw(source, 'light');
    const image = code.ownerDocument.createElement('img');
    image.alt = m.diagram_label();
    image.setAttribute('width', String(width));
    image.setAttribute('height', String(height));
    image.setAttribute('src', pictures.drawing(svg));
    figure.append(image);
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    const pre = code.ownerDocument.createElement('pre');
    pre.textContent = source;
    figure.append(word(code, m.diagram_failed({ message })), pre);
  }
  (code.closest('pre') ?? code).replaceWith(figure);
}

async function embedded(
  host: HTMLElement,
  from: string,
  pictures: Pictures,
  chain: readonly string[],
): Promise<void> {
  const { target = '', fragment } = host.dataset;
  const label = host.textContent ?? '';
  for (const each of Object.keys(host.dataset)) delete host.dataset[each];
  const { path, line } = await call('link_resolve', { from, target, fragment });
  if (path === null) {
    host.replaceChildren(word(host, m.embed_missing({ name: target })));
  } else if (isPicture(path)) {
    const image = host.ownerDocument.createElement('img');
    image.alt = label || nameOf(path);
    image.dataset.path = path;
    host.replaceChildren(image);
    await picture(image, pictures);
  } else if (
    isNotePath(path) &&
    !chain.includes(path) &&
    chain.length <= DEEPEST &&
    (!fragment || line !== null)
  ) {
    const { text } = await call('note_get', { path });
    const inner = host.ownerDocument.createElement('div');
    if (text !== null) {
      const part = fragment && line !== null ? partOf(text, line) : text;
      await fill(inner, path, part, pictures, [...chain, path]);
    }
    host.classList.add('embed-note');
    host.replaceChildren(inner);
  } else host.replaceChildren(word(host, fragment ? `${shownName(path)} > ${fragment}` : shownName(path)));
}

/** Gives headings names, so that links within the note lead somewhere; other links into the vault are words. */
function name(article: HTMLElement): void {
  const headings = new Map<string, string>();
  for (const [at, heading] of [...article.querySelectorAll('h1, h2, h3, h4, h5, h6')].entries()) {
    if (heading.id === '') heading.id = `heading-${at + 1}`;
    const key = keyOf(heading.textContent ?? '');
    if (!headings.has(key)) headings.set(key, heading.id);
  }
  for (const link of article.querySelectorAll<HTMLElement>('a')) {
    const { target, fragment } = link.dataset;
    const id = target === '' && fragment ? headings.get(keyOf(fragment.split('#').pop() ?? '')) : undefined;
    for (const each of Object.keys(link.dataset)) delete link.dataset[each];
    if (id !== undefined) link.setAttribute('href', `#${id}`);
    else if (/^https?:/i.test(link.getAttribute('href') ?? ''))
      link.setAttribute('rel', 'noopener noreferrer');
  }
}

const keyOf = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();
