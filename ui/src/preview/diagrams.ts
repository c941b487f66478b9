/** Diagrams, by Mermaid, as plain SVG text that is then shown as a picture. Loaded when the first one is seen. */
import mermaid from 'mermaid';
import type { Theme } from '../app/preferences';

export interface Diagram {
  svg: string;
  width: number;
  height: number;
}

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
      theme: theme === 'dark' ? 'dark' : 'neutral',
      fontFamily: 'system-ui, sans-serif',
      // Text as SVG text: browsers do not show foreign content in pictures.
      htmlLabels: false,
      flowchart: { htmlLabels: false },
    });
    initialised = theme;
  }
  const { svg } = await mermaid.render(`diagram-${++count}`, source);
  const [, width = '300', height = '150'] = /viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return { svg, width: Math.ceil(Number(width)), height: Math.ceil(Number(height)) };
}
