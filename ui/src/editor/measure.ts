/**
 * Heights that an editor does not see change. It looks at its lines again when the text or the content's own height
 * is another; in a note shorter than the window a block that grows changes neither, and every click below it would
 * go some lines astray.
 */
import type { EditorView } from '@codemirror/view';

/** What no public name reaches; the test fails where it is called otherwise. */
interface Inside {
  viewState: { mustMeasureContent: boolean | 'refresh' };
}

/** Has an editor measure its lines anew with the next frame. */
export function remeasure(view: EditorView): void {
  const { viewState } = view as unknown as Inside;
  viewState.mustMeasureContent ||= true;
  view.requestMeasure();
}

/** Measures anew whenever an element in the text changes its size; returns the function that ends it. */
export function remeasureWith(
  view: EditorView,
  element: HTMLElement,
  resized: (height: number) => void = () => {},
): () => void {
  let height = -1;
  const observer = new ResizeObserver(() => {
    const now = element.offsetHeight;
    if (now === height) return;
    height = now;
    resized(now);
    remeasure(view);
  });
  observer.observe(element);
  return () => observer.disconnect();
}
