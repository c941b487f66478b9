/**
 * A tab that is dragged: along its strip, into the strip or the middle of another pane, or to an edge, where it
 * makes a new pane. By pointer events, because the window takes drops of files for itself.
 */
import { shownName } from '../tree/paths';
import { canMoveToSide, move, moveToSide } from './arrange';
import type { Side } from './panes';
import styles from './tabDrag.module.css';
import { useWorkspace } from './workspace';

/** Pixels a pointer moves before a press becomes a drag. */
const SLOP = 5;
/** Share of a pane that is its edge. */
const EDGE = 0.25;
/** Pixels from the end of a strip in which it scrolls. */
const SCROLL_EDGE = 24;
const SCROLL_STEP = 8;

type Target =
  | { pane: string; at: number; strip: Element }
  | { pane: string; side: Side | null; box: DOMRect };

/** Follows a pressed pointer until it is let go; Escape gives up. */
export function dragTab(id: string, tab: HTMLElement, pointer: number, x: number, y: number): void {
  const tabState = useWorkspace.getState().tabs.find((each) => each.id === id);
  if (!tabState) return;
  const label = document.createElement('div');
  label.className = styles.label as string;
  label.textContent = shownName(tabState.path) || tab.textContent;
  const mark = document.createElement('div');
  let target: Target | null = null;
  let moving = false;

  const onMove = (event: PointerEvent) => {
    if (event.buttons === 0) {
      end();
      return;
    }
    if (!moving && Math.hypot(event.clientX - x, event.clientY - y) < SLOP) return;
    if (!moving) {
      moving = true;
      // Over a document of another origin, such as a PDF, no other element would hear of the pointer.
      if (tab.isConnected) tab.setPointerCapture(pointer);
      tab.dataset.moving = '';
      document.body.append(label, mark);
    }
    label.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 8}px)`;
    target = targetAt(id, event.clientX, event.clientY);
    show(mark, target);
  };
  const onUp = () => {
    const to = moving ? target : null;
    end();
    if (!to) return;
    if ('at' in to) move(id, to.pane, to.at);
    else if (to.side === null) move(id, to.pane);
    else moveToSide(id, to.pane, to.side);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !moving) return;
    event.preventDefault();
    event.stopPropagation();
    end();
  };
  const end = () => {
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', onUp);
    window.removeEventListener('pointercancel', end);
    window.removeEventListener('keydown', onKey, true);
    delete tab.dataset.moving;
    label.remove();
    mark.remove();
  };
  window.addEventListener('pointermove', onMove);
  window.addEventListener('pointerup', onUp);
  window.addEventListener('pointercancel', end);
  window.addEventListener('keydown', onKey, true);
}

function targetAt(id: string, x: number, y: number): Target | null {
  const under = document.elementFromPoint(x, y);
  const element = under?.closest<HTMLElement>('[data-pane]');
  const pane = element?.dataset.pane;
  if (!element || pane === undefined) return null;
  const strip = under?.closest('[role="tablist"]');
  if (strip) {
    scroll(strip, x);
    const others = [...strip.querySelectorAll('[role="tab"]')].filter((tab) => tab.id !== `tab-${id}`);
    const at = others.filter((tab) => middle(tab) < x).length;
    return { pane, at, strip };
  }
  const whole = element.getBoundingClientRect();
  const top = element.querySelector('[role="tablist"]')?.getBoundingClientRect().bottom ?? whole.top;
  const box = new DOMRect(whole.left, top, whole.width, whole.bottom - top);
  const side = sideAt((x - box.left) / box.width, (y - box.top) / box.height);
  if (side && canMoveToSide(id, pane)) return { pane, side, box };
  return useWorkspace.getState().tabs.find((tab) => tab.id === id)?.pane === pane
    ? null
    : { pane, side: null, box };
}

const middle = (element: Element) => {
  const { left, width } = element.getBoundingClientRect();
  return left + width / 2;
};

function scroll(strip: Element, x: number): void {
  const { left, right } = strip.getBoundingClientRect();
  if (x < left + SCROLL_EDGE) strip.scrollBy({ left: -SCROLL_STEP });
  else if (x > right - SCROLL_EDGE) strip.scrollBy({ left: SCROLL_STEP });
}

/** Returns the edge that a place is nearest to, both given as shares of the pane. */
export function sideAt(x: number, y: number): Side | null {
  const far: [Side, number][] = [
    ['left', x],
    ['right', 1 - x],
    ['up', y],
    ['down', 1 - y],
  ];
  const [side, distance] = far.reduce((best, each) => (each[1] < best[1] ? each : best));
  return distance < EDGE ? side : null;
}

function show(mark: HTMLElement, target: Target | null): void {
  mark.hidden = target === null;
  if (!target) return;
  const box = 'at' in target ? lineIn(target.strip, target.at) : halfOf(target.box, target.side);
  mark.className = ('at' in target ? styles.line : styles.zone) as string;
  mark.style.left = `${box.left}px`;
  mark.style.top = `${box.top}px`;
  mark.style.width = `${box.width}px`;
  mark.style.height = `${box.height}px`;
}

function lineIn(strip: Element, at: number): DOMRect {
  const { top, height, left } = strip.getBoundingClientRect();
  const tabs = [...strip.querySelectorAll('[role="tab"]:not([data-moving])')];
  const before = tabs[at - 1]?.getBoundingClientRect().right;
  const after = tabs[at]?.getBoundingClientRect().left;
  const x = before !== undefined && after !== undefined ? (before + after) / 2 : (before ?? after ?? left);
  return new DOMRect(x - 1, top + 4, 2, height - 4);
}

function halfOf(box: DOMRect, side: Side | null): DOMRect {
  const { left, top, width, height } = box;
  if (side === 'left' || side === 'right') {
    return new DOMRect(side === 'right' ? left + width / 2 : left, top, width / 2, height);
  }
  if (side === null) return box;
  return new DOMRect(left, side === 'down' ? top + height / 2 : top, width, height / 2);
}
