/** Diagrams, by Mermaid, as plain SVG text that is then shown as a picture. Loaded when the first one is seen. */
import mermaid from 'mermaid';
import type { Theme } from '../app/preferences';

export interface Diagram {
  svg: string;
  width: number;
  height: number;
}

const STYLES = ['themeCSS', 'fontFamily', 'altFontFamily', 'htmlLabels'];
const KEPT = 60;
const cache = new Map<string, Diagram>();
let initialised: Theme | null = null;
let count = 0;
let queue: Promise<unknown> = Promise.resolve();

/** Returns the diagram of a source; rejects with Mermaid's own words where it cannot be drawn. */
export function drawn(source: string, theme: Theme): Promise<Diagram> {
  const key = `${theme}\n${source}`;
  const known = cache.get(key);
  if (known) return Promise.resolve(known);
  // One at a time: Mermaid's configuration is global.
  const next = queue.then(async () => {
    const diagram = await render(source, theme);
    cache.set(key, diagram);
    if (cache.size > KEPT) cache.delete(cache.keys().next().value as string);
    return diagram;
  });
  queue = next.catch(() => {});
  return next;
}

async function render(source: string, theme: Theme): Promise<Diagram> {
  if (initialised !== theme) {
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      suppressErrorRendering: true,
      // What a diagram may not say of itself: these are styles of the page that it is measured in.
      secure: [
        'secure',
        'securityLevel',
        'startOnLoad',
        'maxTextSize',
        'maxEdges',
        'suppressErrorRendering',
        ...STYLES,
      ],
      theme: theme === 'dark' ? 'dark' : 'neutral',
      fontFamily: 'system-ui, sans-serif',
      // Text as SVG text: browsers do not show foreign content in pictures.
      htmlLabels: false,
      flowchart: { htmlLabels: false },
    });
    initialised = theme;
  }
  const { svg } = await mermaid.render(`diagram-${++count}`, withoutAddresses(source));
  const [, width = '300', height = '150'] = /viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return { svg, width: Math.ceil(Number(width)), height: Math.ceil(Number(height)) };
}

/** Takes from a diagram the addresses that a browser would ask while it is measured, of styles and of pictures. */
export function withoutAddresses(source: string): string {
  return source
    .replace(/^\s*(?:style|classDef|linkStyle)\b.*$/gim, (line) => line.replace(/url\s*\(/gi, 'none('))
    .replace(/(\bimg\s*:\s*)(?:"[^"]*"|'[^']*'|[^\s,}]+)/gi, '$1""');
}
