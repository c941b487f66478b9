/**
 * Drags by pointer events, because native drag and drop swallows files dropped from the desktop in the app's
 * window. Knows nothing of trees: its host says what lies under the pointer and what a drop does.
 */

export interface DragHost {
  /** The element that scrolls when the pointer is near its edges. */
  scroller: HTMLElement;
  label: string;
  count: number;
  /** The pointer is here, or still here: called with every frame. */
  over(x: number, y: number): void;
  drop(): void;
  cancel(): void;
  /** The pointer has left the window: returns whether another kind of drag goes on there. */
  leave?(): boolean;
  className: string;
}

/** Pixels a pointer moves before a press becomes a drag. */
const SLOP = 4;
/** Pixels from an edge at which scrolling begins, and the most pixels a frame scrolls. */
const EDGE = 36;
const FASTEST = 24;

/** Follows a press; it becomes a drag once the pointer moves. Returns nothing: the host hears what happens. */
export function watchDrag(press: PointerEvent, host: DragHost): void {
  const { pointerId, clientX: startX, clientY: startY } = press;
  let x = startX;
  let y = startY;
  let ghost: HTMLElement | null = null;
  let frame = 0;

  const step = () => {
    if (!ghost) return;
    const { left, right, top, bottom } = host.scroller.getBoundingClientRect();
    const out = y < top + EDGE ? y - (top + EDGE) : y > bottom - EDGE ? y - (bottom - EDGE) : 0;
    if (out !== 0 && x > left && x < right) {
      host.scroller.scrollTop += Math.max(-FASTEST, Math.min(FASTEST, out * 0.6));
    }
    ghost.style.transform = `translate(${x + 12}px, ${y + 10}px)`;
    host.over(x, y);
    frame = requestAnimationFrame(step);
  };

  const move = (event: PointerEvent) => {
    if (event.pointerId !== pointerId) return;
    x = event.clientX;
    y = event.clientY;
    if (ghost && outside(x, y) && host.leave?.()) {
      end(false);
      return;
    }
    if (ghost || Math.hypot(x - startX, y - startY) <= SLOP) return;
    ghost = document.createElement('div');
    ghost.className = host.className;
    ghost.textContent = host.label;
    if (host.count > 1) {
      const badge = document.createElement('b');
      badge.textContent = String(host.count);
      ghost.append(badge);
    }
    document.body.append(ghost);
    document.body.classList.add('dragging');
    frame = requestAnimationFrame(step);
  };

  const end = (dropped: boolean) => {
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', up);
    window.removeEventListener('pointercancel', cancel);
    window.removeEventListener('blur', cancel);
    window.removeEventListener('keydown', key, true);
    cancelAnimationFrame(frame);
    if (!ghost) return;
    ghost.remove();
    ghost = null;
    document.body.classList.remove('dragging');
    swallowClick();
    if (dropped) host.drop();
    else host.cancel();
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId === pointerId) end(true);
  };
  const cancel = () => end(false);
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !ghost) return;
    event.stopPropagation();
    event.preventDefault();
    end(false);
  };

  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', up);
  window.addEventListener('pointercancel', cancel);
  window.addEventListener('blur', cancel);
  window.addEventListener('keydown', key, true);
}

function outside(x: number, y: number): boolean {
  return x < 0 || y < 0 || x >= window.innerWidth || y >= window.innerHeight;
}

/** The click that follows a drag's end belongs to the drag. */
function swallowClick(): void {
  const stop = (event: Event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', stop, true), 0);
}
