/** Runs a layout in slices, so that what is said in between is heard; in a worker, or beside the view where there is none. */
import { Simulation, type Start } from './simulation';

export type Order =
  | { kind: 'start'; run: number; start: Start; quiet: boolean }
  | { kind: 'hold'; at: number; x: number; y: number }
  | { kind: 'release' }
  | { kind: 'stop' };

export interface Report {
  /** The start that it belongs to. */
  run: number;
  /** x and y of each node. */
  places: Float32Array<ArrayBuffer>;
  settled: boolean;
  heat: number;
}

export class Runner {
  #simulation: Simulation | null = null;
  #quiet = false;
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `slice` is how many milliseconds are worked at a time, `pause` how many others get in between. */
  constructor(
    private readonly report: (report: Report) => void,
    private readonly slice: number,
    private readonly pause: number,
  ) {}

  take(order: Order): void {
    if (order.kind === 'start') {
      this.#simulation = new Simulation(order.start);
      this.#quiet = order.quiet;
      this.#run = order.run;
      if (!order.quiet) this.#tell();
    } else if (order.kind === 'hold') {
      // What is moved by hand is seen to move.
      this.#quiet = false;
      this.#simulation?.hold(order.at, order.x, order.y);
    } else if (order.kind === 'release') {
      this.#simulation?.release();
    } else {
      this.#simulation = null;
    }
    if (this.#simulation) this.#timer ??= setTimeout(this.#work, 0);
  }

  readonly #work = () => {
    this.#timer = undefined;
    const simulation = this.#simulation;
    if (!simulation) return;
    const end = performance.now() + this.slice;
    do simulation.step();
    while (!simulation.settled && performance.now() < end);
    if (!this.#quiet || simulation.settled) this.#tell();
    if (!simulation.settled) this.#timer = setTimeout(this.#work, this.pause);
  };

  #tell(): void {
    const simulation = this.#simulation;
    if (!simulation) return;
    this.report({
      run: this.#run,
      places: simulation.places(),
      settled: simulation.settled,
      heat: simulation.heat,
    });
  }
}
