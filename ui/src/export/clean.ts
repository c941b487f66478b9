/**
 * The second wall: the engine's HTML is safe already, and what leaves the app must be so wherever it is opened. Only
 * what is known to do nothing by itself stays.
 */

const GONE =
  'script, style, iframe, frame, frameset, object, embed, applet, link, meta, base, template, noscript, foreignObject, portal, svg, math, dialog';
/** Elements whose words stay. */
const BARE = 'form, button, select, textarea, option, label, marquee, slot';

const ATTRIBUTES = new Set([
  'align',
  'alt',
  'checked',
  'class',
  'colspan',
  'data-callout',
  'data-display',
  'data-fold',
  'data-fragment',
  'data-height',
  'data-path',
  'data-src',
  'data-tag',
  'data-target',
  'data-width',
  'dir',
  'headers',
  'height',
  'href',
  'id',
  'lang',
  'open',
  'reversed',
  'rowspan',
  'scope',
  'span',
  'start',
  'title',
  'type',
  'value',
  'width',
]);

const LEADS_OUT = /^(?:https?:|mailto:)/i;

/** Takes away whatever could act, load or lead elsewhere than to a page of the web or within the note. */
export function clean(root: ParentNode): void {
  for (const element of root.querySelectorAll(GONE)) element.remove();
  for (const element of root.querySelectorAll(BARE)) element.replaceWith(...element.childNodes);
  for (const element of root.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) if (!ATTRIBUTES.has(name)) element.removeAttribute(name);
    if (element.localName === 'input' && element.getAttribute('type') !== 'checkbox') element.remove();
    const href = element.getAttribute('href')?.trim() ?? '';
    if (element.localName !== 'a' || !(LEADS_OUT.test(href) || /^#./.test(href)))
      element.removeAttribute('href');
  }
}
