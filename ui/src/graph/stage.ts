/** The canvas with a graph on it: draws when something changed, and turns pointer, wheel and keys into what they mean. */
import { MAC } from '../app/commands';
import { type Camera, fitted, moved, type Size, toLayout, toScreen, zoomed } from './camera';
import { nodeAt } from './hit';
import { Layout } from './layout';
import type { GraphModel } from './model';
import { type Colours, coloursOf, paint } from './paint';
import type { Report } from './runner';
import type { Session } from './session';

export interface StageEvents {
  onOpen(at: number, beside: boolean): void;
  onSettled(settled: boolean): void;
}

/** So far a press may stray and still be a click. */
const STRAY = 4;
const STEP = 60;
const CLOSER = 1.25;

interface Press {
  id: number;
  at: number;
  x: number;
  y: number;
  dragging: boolean;
}

export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #events: StageEvents;
  readonly #session: Session;
  readonly #layout: Layout;
  readonly #abort = new AbortController();
  readonly #observers: { disconnect(): void }[] = [];
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #model: GraphModel | null = null;
  #places: Float32Array = new Float32Array();
  #groups: Uint8Array = new Uint8Array();
  #colours: Colours;
  #size: Size = { width: 0, height: 0 };
  #ratio = 1;
  #camera: Camera;
  /** Whether the user has not yet chosen what part to look at, so that all is kept in view. */
  #follows: boolean;
  #found: ReadonlySet<number> | null = null;
  #hovered = -1;
  #chosen = -1;
  #home = -1;
  #press: Press | null = null;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement, session: Session, events: StageEvents) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
    this.#events = events;
    this.#session = session;
    this.#camera = session.camera ?? { x: 0, y: 0, zoom: 1 };
    this.#follows = session.camera === null;
    this.#colours = coloursOf(canvas);
    this.#layout = new Layout((report) => this.#arrive(report));
    this.#listen();
  }

  /** Shows a graph; what it has in common with the one before keeps its place. */
  show(model: GraphModel): void {
    const key = (at: number) => (at < 0 ? undefined : this.#model?.keys[at]);
    const [hovered, chosen] = [key(this.#hovered), key(this.#chosen)];
    this.#keep();
    this.#model = model;
    this.#hovered = hovered === undefined ? -1 : (model.byKey.get(hovered) ?? -1);
    this.#chosen = chosen === undefined ? -1 : (model.byKey.get(chosen) ?? -1);
    this.#groups = new Uint8Array(model.count);
    this.#found = null;
    this.#press = null;
    this.#home = -1;
    const known = this.#session.placesOf(model);
    this.#places = new Float32Array(model.count * 2).fill(Number.NaN);
    if (known) this.#places.set(known);
    this.#events.onSettled(false);
    const quiet = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#layout.start(
      { count: model.count, edges: model.edges, places: known, heat: this.#session.heat },
      quiet,
    );
    this.#draw();
  }

  setGroups(groups: Uint8Array): void {
    this.#groups = groups;
    this.#draw();
  }

  /** Makes what was found stand out; null for all alike. */
  setFound(found: ReadonlySet<number> | null): void {
    this.#found = found;
    this.#draw();
  }

  /** Chooses a node, and brings it into view. */
  choose(at: number): void {
    this.#chosen = at;
    if (at >= 0) this.#reveal(at);
    this.#draw();
  }

  /** Marks the node that the graph is about. */
  setHome(at: number): void {
    this.#home = at;
    this.#draw();
  }

  fit(): void {
    this.#follows = true;
    this.#fitNow();
    this.#draw();
  }

  zoomBy(factor: number, x = this.#size.width / 2, y = this.#size.height / 2): void {
    this.#look(zoomed(this.#camera, this.#size, factor, x, y));
  }

  /** Returns where a node lies on the canvas, for tests. */
  spotOf(at: number): { x: number; y: number } {
    const [x, y] = [this.#places[at * 2] as number, this.#places[at * 2 + 1] as number];
    return toScreen(this.#camera, this.#size, x, y);
  }

  end(): void {
    this.#keep();
    this.#layout.end();
    this.#abort.abort();
    for (const observer of this.#observers) observer.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #keep(): void {
    if (this.#model) this.#session.keep(this.#model, this.#places);
    this.#session.camera = this.#follows ? null : this.#camera;
  }

  #arrive({ places, settled, heat }: Report): void {
    this.#places = places;
    this.#session.heat = settled ? 0 : heat;
    if (this.#follows && !this.#press) this.#fitNow();
    if (settled) this.#events.onSettled(true);
    this.#draw();
  }

  #fitNow(): void {
    this.#camera = fitted(this.#places, this.#size);
  }

  #look(camera: Camera): void {
    this.#follows = false;
    this.#camera = camera;
    this.#draw();
  }

  #reveal(at: number): void {
    if (this.#follows) return;
    const { x, y } = this.spotOf(at);
    const { width, height } = this.#size;
    if (!Number.isFinite(x) || (x > 40 && y > 40 && x < width - 40 && y < height - 40)) return;
    this.#look({
      ...this.#camera,
      x: this.#places[at * 2] as number,
      y: this.#places[at * 2 + 1] as number,
    });
  }

  #draw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const model = this.#model;
      if (!model || this.#size.width === 0) return;
      const centre = this.#hovered >= 0 ? this.#hovered : this.#chosen;
      paint(
        this.#context,
        {
          model,
          places: this.#places,
          groups: this.#groups,
          camera: this.#camera,
          size: this.#size,
          ratio: this.#ratio,
          centre,
          home: this.#home,
          lit: centre >= 0 ? around(model, centre) : this.#found,
        },
        this.#colours,
      );
    });
  }

  #listen(): void {
    const { signal } = this.#abort;
    const canvas = this.#canvas;
    const on = <K extends keyof HTMLElementEventMap>(
      kind: K,
      run: (event: HTMLElementEventMap[K]) => void,
      options: AddEventListenerOptions = {},
    ) => canvas.addEventListener(kind, run, { signal, ...options });
    on('pointerdown', (event) => this.#down(event));
    on('pointermove', (event) => this.#move(event));
    on('pointerup', (event) => this.#up(event));
    on('pointercancel', (event) => this.#letGo(event.pointerId));
    on('pointerleave', () => this.#hover(-1));
    on(
      'wheel',
      (event) => {
        event.preventDefault();
        const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
        const pace = event.ctrlKey ? 0.01 : 0.0016;
        const { x, y } = this.#spot(event);
        this.zoomBy(Math.exp(-Math.max(-400, Math.min(400, event.deltaY * unit)) * pace), x, y);
      },
      { passive: false },
    );
    // The canvas itself is hidden from assistive technology; what stands around it takes the focus.
    canvas.parentElement?.addEventListener('keydown', (event) => this.#key(event), { signal });
    const sizes = new ResizeObserver(() => this.#resize());
    sizes.observe(canvas);
    const themes = new MutationObserver(() => {
      this.#colours = coloursOf(canvas);
      this.#draw();
    });
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style'] });
    this.#observers.push(sizes, themes);
    this.#resize();
  }

  #resize(): void {
    const canvas = this.#canvas;
    const { clientWidth: width, clientHeight: height } = canvas;
    // Beyond twice the pixels nobody sees a difference, but each frame takes longer.
    this.#ratio = Math.min(2, devicePixelRatio || 1);
    this.#size = { width, height };
    canvas.width = Math.round(width * this.#ratio);
    canvas.height = Math.round(height * this.#ratio);
    if (this.#follows) this.#fitNow();
    this.#draw();
  }

  #spot(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #nodeAt(x: number, y: number): number {
    const model = this.#model;
    return model ? nodeAt(this.#places, model.links, this.#camera, this.#size, x, y) : -1;
  }

  #hover(at: number): void {
    if (at === this.#hovered) return;
    this.#hovered = at;
    this.#canvas.style.cursor = at >= 0 ? 'pointer' : 'grab';
    this.#draw();
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { x, y } = this.#spot(event);
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, { x, y });
    if (this.#pointers.size > 1) {
      // A second finger: no longer a click, and no node is dragged.
      if (this.#press?.dragging && this.#press.at >= 0) this.#layout.release();
      this.#press = null;
      return;
    }
    this.#press = { id: event.pointerId, at: this.#nodeAt(x, y), x, y, dragging: false };
  }

  #move(event: PointerEvent): void {
    const { x, y } = this.#spot(event);
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      this.#hover(this.#nodeAt(x, y));
      return;
    }
    if (this.#pointers.size > 1) {
      this.#pinch(event.pointerId, before, { x, y });
      return;
    }
    this.#pointers.set(event.pointerId, { x, y });
    const press = this.#press;
    if (!press) return;
    if (!press.dragging && Math.hypot(x - press.x, y - press.y) < STRAY) return;
    press.dragging = true;
    if (press.at < 0) {
      this.#canvas.style.cursor = 'grabbing';
      this.#look(moved(this.#camera, x - before.x, y - before.y));
      return;
    }
    // The view stays where it is while the others make room.
    this.#follows = false;
    const place = toLayout(this.#camera, this.#size, x, y);
    this.#places[press.at * 2] = place.x;
    this.#places[press.at * 2 + 1] = place.y;
    this.#layout.hold(press.at, place.x, place.y);
    this.#draw();
  }

  #pinch(id: number, before: { x: number; y: number }, now: { x: number; y: number }): void {
    const other = [...this.#pointers].find(([each]) => each !== id)?.[1];
    this.#pointers.set(id, now);
    if (!other) return;
    const apart = Math.hypot(before.x - other.x, before.y - other.y);
    const factor = apart > 0 ? Math.hypot(now.x - other.x, now.y - other.y) / apart : 1;
    this.#look(moved(this.#camera, (now.x - before.x) / 2, (now.y - before.y) / 2));
    this.zoomBy(factor, (now.x + other.x) / 2, (now.y + other.y) / 2);
  }

  #up(event: PointerEvent): void {
    const press = this.#press;
    this.#letGo(event.pointerId);
    if (!press || press.id !== event.pointerId || press.dragging) return;
    if (press.at < 0) {
      this.#chosen = -1;
      this.#draw();
    } else {
      this.#events.onOpen(press.at, MAC ? event.metaKey : event.ctrlKey);
    }
  }

  #letGo(id: number): void {
    this.#pointers.delete(id);
    const press = this.#press;
    if (press?.id !== id) return;
    this.#press = null;
    this.#canvas.style.cursor = 'grab';
    if (press.dragging && press.at >= 0) this.#layout.release();
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey || (event.ctrlKey && event.key !== 'Enter')) return;
    const pan: Record<string, [number, number]> = {
      ArrowLeft: [STEP, 0],
      ArrowRight: [-STEP, 0],
      ArrowUp: [0, STEP],
      ArrowDown: [0, -STEP],
    };
    const by = pan[event.key];
    if (by) this.#look(moved(this.#camera, ...by));
    else if (event.key === '+' || event.key === '=') this.zoomBy(CLOSER);
    else if (event.key === '-') this.zoomBy(1 / CLOSER);
    else if (event.key === '0' || event.key === 'Home') this.fit();
    else if (event.key === 'Enter' && this.#chosen >= 0) this.#events.onOpen(this.#chosen, event.ctrlKey);
    else if (event.key === 'Escape' && this.#chosen >= 0) {
      this.#chosen = -1;
      this.#draw();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function around({ neighbours, starts }: GraphModel, at: number): Set<number> {
  return new Set([at, ...neighbours.subarray(starts[at], starts[at + 1])]);
}
