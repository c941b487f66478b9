/** Which line of the source stands at a height of the preview, and back; between blocks it is interpolated. */
import type { Section } from './blocks';

/** Returns the height of a source line, which may have a fraction, relative to the sections' container. */
export function topOfLine(sections: readonly Section[], line: number): number {
  let low = 0;
  let high = sections.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sections[middle] as Section).line <= line) low = middle;
    else high = middle - 1;
  }
  const section = sections[low];
  if (!section || line <= section.line) return section && low > 0 ? section.element.offsetTop : 0;
  const next = sections[low + 1];
  const { offsetTop, offsetHeight } = section.element;
  const nextTop = next ? next.element.offsetTop : offsetTop + offsetHeight;
  const span = Math.max(1, (next?.line ?? section.endLine + 1) - section.line);
  return offsetTop + Math.min(1, (line - section.line) / span) * (nextTop - offsetTop);
}

/** Returns the source line at a height, with its fraction. */
export function lineAtTop(sections: readonly Section[], top: number): number {
  let low = 0;
  let high = sections.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sections[middle] as Section).element.offsetTop <= top) low = middle;
    else high = middle - 1;
  }
  const section = sections[low];
  if (!section) return 1;
  const next = sections[low + 1];
  const { offsetTop, offsetHeight } = section.element;
  const height = Math.max(1, (next?.element.offsetTop ?? offsetTop + offsetHeight) - offsetTop);
  const span = (next?.line ?? section.endLine + 1) - section.line;
  return section.line + Math.min(1, Math.max(0, (top - offsetTop) / height)) * span;
}
