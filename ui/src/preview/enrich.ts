/** Brings a block's placeholders to life: pictures, formulas, diagrams. Heavy parts load when they are first needed. */

import type { Theme } from '../app/preferences';
import { calloutIcon } from '../design/calloutIcon';
import { m } from '../i18n/messages';
import { fileUrl } from '../ipc/client';
import type { Place } from './embeds';

/** Prepares a new block before it is shown. */
export function enrich(block: HTMLElement, theme: Theme, onResize: () => void, place: Place): void {
  for (const image of block.querySelectorAll<HTMLImageElement>('img')) picture(image, onResize);
  for (const input of block.querySelectorAll<HTMLInputElement>('input[data-line]')) {
    input.setAttribute('aria-label', input.closest('li')?.textContent?.trim() || m.task_toggle());
  }
  for (const callout of block.querySelectorAll<HTMLElement>('[data-callout]'))
    callout.querySelector('.callout-title')?.prepend(calloutIcon(callout.dataset.callout ?? ''));
  for (const pre of block.querySelectorAll('pre')) pre.tabIndex = 0;
  const formulas = block.querySelectorAll<HTMLElement>('.math');
  if (formulas.length > 0) void import('./math').then(({ draw }) => formulas.forEach(draw)).then(onResize);
  for (const code of block.querySelectorAll<HTMLElement>('code.language-mermaid')) {
    const figure = document.createElement('figure');
    (code.closest('pre') ?? code).replaceWith(figure);
    diagram(figure, code.textContent ?? '', theme, onResize);
  }
  for (const each of block.querySelectorAll<HTMLElement>('.embed[data-path]')) {
    const { target = '', fragment } = each.dataset;
    each.classList.add('embed-shown');
    void import('./embeds').then(({ embed }) =>
      embed(each, { target, fragment, label: each.textContent ?? '' }, place, onResize),
    );
  }
}

/** Draws the diagrams of all blocks again, for another theme. */
export function redrawDiagrams(root: ParentNode, theme: Theme, onResize: () => void): void {
  for (const figure of root.querySelectorAll<HTMLElement>('figure[data-source]')) {
    void drawDiagram(figure, figure.dataset.source as string, theme, onResize);
  }
}

/** Shows a picture of the vault at once, one of the web when it is asked for. */
export function picture(image: HTMLImageElement, onResize: () => void): void {
  const { path, src, width, height } = image.dataset;
  if (width) image.width = Number(width);
  if (height) image.height = Number(height);
  image.loading = 'lazy';
  image.decoding = 'async';
  image.addEventListener('load', onResize, { once: true });
  if (path) {
    image.addEventListener('error', () => image.replaceWith(note(m.image_missing({ path }))), { once: true });
    image.src = fileUrl(path);
  } else if (src) {
    const load = document.createElement('button');
    load.type = 'button';
    load.className = 'remote';
    load.textContent = m.image_remote({ host: hostOf(src) });
    load.addEventListener('click', () => {
      image.referrerPolicy = 'no-referrer';
      image.addEventListener('error', () => image.replaceWith(note(m.image_missing({ path: src }))), {
        once: true,
      });
      image.src = src;
      load.replaceWith(image);
    });
    image.replaceWith(load);
  } else {
    image.replaceWith(note(m.image_missing({ path: image.alt })));
  }
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

/** A quiet word in the place of what cannot be shown. */
export function note(text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = 'note';
  element.textContent = text;
  return element;
}

/** Draws a diagram into a figure, which keeps its source for another theme. */
export function diagram(figure: HTMLElement, source: string, theme: Theme, onResize: () => void): void {
  figure.dataset.source = source;
  void drawDiagram(figure, source, theme, onResize);
}

async function drawDiagram(
  figure: HTMLElement,
  source: string,
  theme: Theme,
  onResize: () => void,
): Promise<void> {
  try {
    const { drawn } = await import('./diagrams');
    const { svg, width, height } = await drawn(source, theme);
    const image = new Image(width, height);
    image.alt = m.diagram_label();
    const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    image.onload = image.onerror = () => {
      URL.revokeObjectURL(url);
      onResize();
    };
    image.src = url;
    figure.replaceChildren(image);
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    const text = document.createElement('pre');
    text.textContent = source;
    figure.replaceChildren(note(m.diagram_failed({ message })), text);
    onResize();
  }
}
