/** Puts the form of a note's properties into an element that no component owns. */
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { type Host, PropertiesForm, type Wanted } from './Form';

export interface Mounted {
  /** Shows other properties. */
  show(source: string): void;
  /** Gives the focus to a part of the form. */
  focus(at: Wanted['at']): void;
  end(): void;
}

let nth = 0;

export function mountProperties(
  element: HTMLElement,
  host: Host,
  start: string,
  onAbandoned?: () => void,
): Mounted {
  const root = createRoot(element);
  let source = start;
  let wanted: Wanted | null = null;
  const draw = () => root.render(createElement(PropertiesForm, { host, source, wanted, onAbandoned }));
  draw();
  return {
    show(now) {
      source = now;
      draw();
    },
    focus(at) {
      wanted = { nth: ++nth, at };
      draw();
    },
    end() {
      // Not while React may be at work on the page that shows this form.
      queueMicrotask(() => root.unmount());
    },
  };
}
