import { afterEach, expect, test } from 'vitest';
import { enrich } from './enrich';
import styles from './preview.css?inline';

let host: HTMLElement | undefined;
afterEach(() => host?.remove());

/** Shows a block as the reading view does. */
function shown(html: string): HTMLElement {
  host = document.body.appendChild(document.createElement('div'));
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
  const block = root.appendChild(document.createElement('div'));
  block.innerHTML = html;
  enrich(block, 'light', () => {}, { from: 'a.md', chain: [] });
  return block;
}

test('the columns of a table are aligned as its text says', () => {
  const block = shown(
    '<table><tr><th>a</th><th align="center">b</th><td align="right">c</td><td>d</td></tr></table>',
  );
  const aligned = [...block.querySelectorAll('th, td')].map((cell) => getComputedStyle(cell).textAlign);
  expect(aligned.map((each) => each.replace('-webkit-', ''))).toEqual(['start', 'center', 'right', 'start']);
});

test('every callout has the sign of its type, an unknown one that of a note', () => {
  const callout = (kind: string, inner = '') =>
    `<div class="callout" data-callout="${kind}"><div class="callout-title">T</div><div class="callout-content">${inner}</div></div>`;
  const block = shown(callout('bug', callout('warning')) + callout('constructor') + callout('note'));
  const icons = [...block.querySelectorAll('.callout > .callout-title > .callout-icon')];
  expect(icons).toHaveLength(4);
  const [bug, warning, unknown, note] = icons.map((icon) => icon.innerHTML);
  expect(new Set([bug, warning, note]).size).toBe(3);
  expect(unknown).toBe(note);
});
