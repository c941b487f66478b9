/** Formulas, drawn by the preview's own code when the first one is seen. */
import { type EditorView, WidgetType } from '@codemirror/view';
import { remeasure } from '../measure';
import type { Construct } from './sink';

/** Heights that were seen, so that what is out of sight takes the room that it will need. */
const heights = new Map<string, number>();
const LINE = 26;

export class MathWidget extends WidgetType {
  readonly source: string;
  readonly display: boolean;

  constructor(source: string, display: boolean) {
    super();
    this.source = source;
    this.display = display;
  }

  override eq(other: MathWidget): boolean {
    return other.source === this.source && other.display === this.display;
  }

  override get estimatedHeight(): number {
    return this.display ? (heights.get(this.source) ?? 2 * LINE + LINE * this.source.split('\n').length) : -1;
  }

  override toDOM(view: EditorView): HTMLElement {
    const host = document.createElement(this.display ? 'div' : 'span');
    host.className = this.display ? 'lp-block lp-math' : 'lp-math';
    const formula = document.createElement('span');
    formula.className = 'math';
    if (this.display) formula.dataset.display = '';
    formula.textContent = this.source;
    host.append(formula);
    void import('../../preview/math').then(({ draw }) => {
      draw(formula);
      if (this.display && host.offsetHeight > 0) heights.set(this.source, host.offsetHeight);
      remeasure(view);
    });
    return host;
  }

  override ignoreEvent(event: Event): boolean {
    return event.type !== 'mousedown';
  }
}

const inlineMath: Construct = (sink, { from, to }) => {
  if (!sink.touched(from, to)) sink.widget(from, to, new MathWidget(sink.text(from + 1, to - 1), false));
  return false;
};

export const math: Record<string, Construct> = { InlineMath: inlineMath };
