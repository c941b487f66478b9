/**
 * Where the nodes of a graph lie: linked ones pull each other near, all push each other away, and a light pull to the
 * middle keeps the parts together. The same graph with the same start always comes out the same.
 */
import { Quadtree } from './quadtree';

export interface Start {
  /** How many nodes. */
  count: number;
  /** Source and target of each link, one after the other. */
  edges: Uint32Array;
  /** x and y of each node; NaN where it has no place yet. */
  places: Float32Array | null;
  /** Heat that is left of an earlier run over the same places. */
  heat?: number;
}

const LINK = 50;
const PUSH = 110;
const PULL = 0.05;
const FRICTION = 0.6;
const THETA = 1;
/** Nothing is moved by more than this in one step. */
const FASTEST = 200;
const COLDEST = 0.004;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

export class Simulation {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** What is left of the heat: 1 at the start of a fresh layout, falling with every step. */
  heat = 1;
  readonly #vx: Float64Array;
  readonly #vy: Float64Array;
  readonly #edges: Uint32Array;
  readonly #strength: Float64Array;
  readonly #bias: Float64Array;
  readonly #tree: Quadtree;
  readonly #push = new Float64Array(2);
  readonly #cooling: number;
  #held = -1;
  #heldX = 0;
  #heldY = 0;

  constructor({ count, edges, places, heat = 0 }: Start) {
    this.xs = new Float64Array(count);
    this.ys = new Float64Array(count);
    this.#vx = new Float64Array(count);
    this.#vy = new Float64Array(count);
    this.#edges = edges;
    const links = edges.length / 2;
    this.#strength = new Float64Array(links);
    this.#bias = new Float64Array(links);
    const degrees = new Uint32Array(count);
    for (const end of edges) degrees[end] = (degrees[end] as number) + 1;
    for (let at = 0; at < links; at++) {
      const from = degrees[edges[at * 2] as number] as number;
      const to = degrees[edges[at * 2 + 1] as number] as number;
      // The links of a hub are soft, and it moves less than what hangs on it.
      this.#strength[at] = 1 / Math.min(from, to);
      this.#bias[at] = from / (from + to);
    }
    this.#tree = new Quadtree(this.xs, this.ys);
    // A large graph takes fewer, a small one more steps: none takes long.
    this.#cooling = 1 - COLDEST ** (1 / (count > 5000 ? 180 : 300));
    const known = this.#place(places);
    // What mostly has its places is only made room in.
    if (known === count) this.heat = 0.02;
    else if (known > 0) this.heat = Math.max(0.3, 1 - known / count);
    this.warm(Math.min(1, heat));
  }

  /** Takes known places, and puts other nodes beside what they are linked to, or round the middle; returns how many were known. */
  #place(places: Float32Array | null): number {
    const { xs, ys } = this;
    const count = xs.length;
    const placed = new Uint8Array(count);
    let known = 0;
    for (let at = 0; places && at < count; at++) {
      const x = places[at * 2] as number;
      const y = places[at * 2 + 1] as number;
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      xs[at] = x;
      ys[at] = y;
      placed[at] = 1;
      known++;
    }
    const turn = (at: number, radius: number, x: number, y: number) => {
      xs[at] = x + radius * Math.cos(at * GOLDEN);
      ys[at] = y + radius * Math.sin(at * GOLDEN);
      placed[at] = 1;
    };
    if (known > 0) {
      // Two rounds: a new node may be linked to another new one.
      for (let round = 0; round < 2; round++) {
        for (let end = 0; end < this.#edges.length; end++) {
          const at = this.#edges[end] as number;
          const other = this.#edges[end ^ 1] as number;
          if (!placed[at] && placed[other]) turn(at, LINK / 2, xs[other] as number, ys[other] as number);
        }
      }
    }
    // The first are the most linked: a spiral with them in its middle.
    for (let at = 0; at < count; at++) if (!placed[at]) turn(at, LINK * 0.5 * Math.sqrt(0.5 + at), 0, 0);
    return known;
  }

  get settled(): boolean {
    return this.heat < COLDEST && this.#held < 0;
  }

  /** Makes the nodes move again, as after one was taken by hand. */
  warm(heat: number): void {
    this.heat = Math.max(this.heat, heat);
  }

  /** Holds a node at a place, whatever pulls at it. */
  hold(at: number, x: number, y: number): void {
    if (at < 0 || at >= this.xs.length || !Number.isFinite(x) || !Number.isFinite(y)) return;
    this.#held = at;
    this.#heldX = x;
    this.#heldY = y;
    this.warm(0.25);
  }

  release(): void {
    this.#held = -1;
  }

  step(): void {
    const { xs, ys, heat } = this;
    const vx = this.#vx;
    const vy = this.#vy;
    const push = this.#push;
    this.#pullLinks();
    this.#tree.build();
    for (let at = 0; at < xs.length; at++) {
      push[0] = 0;
      push[1] = 0;
      this.#tree.repel(at, PUSH * heat, THETA, push);
      vx[at] = limited(
        ((vx[at] as number) + (push[0] as number) - (xs[at] as number) * PULL * heat) * FRICTION,
      );
      vy[at] = limited(
        ((vy[at] as number) + (push[1] as number) - (ys[at] as number) * PULL * heat) * FRICTION,
      );
    }
    for (let at = 0; at < xs.length; at++) {
      xs[at] = (xs[at] as number) + (vx[at] as number);
      ys[at] = (ys[at] as number) + (vy[at] as number);
    }
    if (this.#held >= 0) {
      xs[this.#held] = this.#heldX;
      ys[this.#held] = this.#heldY;
      vx[this.#held] = 0;
      vy[this.#held] = 0;
    } else {
      this.heat -= heat * this.#cooling;
    }
  }

  #pullLinks(): void {
    const { xs, ys, heat } = this;
    const vx = this.#vx;
    const vy = this.#vy;
    const edges = this.#edges;
    for (let link = 0; link < this.#strength.length; link++) {
      const from = edges[link * 2] as number;
      const to = edges[link * 2 + 1] as number;
      let dx = (xs[to] as number) + (vx[to] as number) - (xs[from] as number) - (vx[from] as number);
      let dy = (ys[to] as number) + (vy[to] as number) - (ys[from] as number) - (vy[from] as number);
      const length = Math.sqrt(dx * dx + dy * dy);
      if (length === 0) continue;
      const pull = ((length - LINK) / length) * heat * (this.#strength[link] as number);
      dx *= pull;
      dy *= pull;
      const bias = this.#bias[link] as number;
      vx[to] = (vx[to] as number) - dx * bias;
      vy[to] = (vy[to] as number) - dy * bias;
      vx[from] = (vx[from] as number) + dx * (1 - bias);
      vy[from] = (vy[from] as number) + dy * (1 - bias);
    }
  }

  /** Returns x and y of each node. */
  places(): Float32Array<ArrayBuffer> {
    const places = new Float32Array(this.xs.length * 2);
    for (let at = 0; at < this.xs.length; at++) {
      places[at * 2] = this.xs[at] as number;
      places[at * 2 + 1] = this.ys[at] as number;
    }
    return places;
  }
}

const limited = (speed: number) => Math.max(-FASTEST, Math.min(FASTEST, speed));
