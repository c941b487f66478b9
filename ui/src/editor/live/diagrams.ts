/** Mermaid diagrams, drawn as pictures by the preview's own code. */
import { type EditorView, WidgetType } from '@codemirror/view';
import { usePreferences } from '../../app/preferences';
import { diagram } from '../../preview/enrich';
import { remeasure } from '../measure';

const heights = new Map<string, number>();

export class DiagramWidget extends WidgetType {
  readonly source: string;

  constructor(source: string) {
    super();
    this.source = source;
  }

  override eq(other: DiagramWidget): boolean {
    return other.source === this.source;
  }

  override get estimatedHeight(): number {
    return heights.get(this.source) ?? 180;
  }

  override toDOM(view: EditorView): HTMLElement {
    const host = document.createElement('div');
    host.className = 'lp-block lp-diagram';
    const known = heights.get(this.source);
    // The room of the last time, so that nothing jumps while it is drawn again.
    if (known) host.style.minHeight = `${known}px`;
    const figure = document.createElement('figure');
    host.append(figure);
    const resized = () => {
      host.style.minHeight = '';
      if (host.offsetHeight > 0) heights.set(this.source, host.offsetHeight);
      remeasure(view);
    };
    const draw = () => diagram(figure, this.source, usePreferences.getState().theme, resized);
    draw();
    leave.set(
      host,
      usePreferences.subscribe(({ theme }, before) => {
        if (theme !== before.theme) draw();
      }),
    );
    return host;
  }

  override destroy(host: HTMLElement): void {
    leave.get(host)?.();
  }

  override ignoreEvent(event: Event): boolean {
    return event.type !== 'mousedown';
  }
}

const leave = new WeakMap<HTMLElement, () => void>();
