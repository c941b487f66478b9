/** The layout as the view sees it: orders go to a worker; where none can be had, it is worked out beside the view. */
import { type Order, type Report, Runner } from './runner';
import type { Start } from './simulation';

export class Layout {
  #worker: Worker | null = null;
  #beside: Runner | null = null;
  #last: Order | null = null;
  #run = 0;
  readonly #report: (report: Report) => void;

  constructor(report: (report: Report) => void) {
    this.#report = report;
    try {
      this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'graph' });
      this.#worker.onmessage = ({ data }: MessageEvent<Report>) => this.#hear(data);
      this.#worker.onerror = () => this.#workBeside();
    } catch {
      this.#workBeside();
    }
  }

  /** Lays out a graph; `quiet` tells of it only once it has come to rest. */
  start(start: Start, quiet: boolean): void {
    this.#last = { kind: 'start', run: ++this.#run, start, quiet };
    this.#send(this.#last);
  }

  hold(at: number, x: number, y: number): void {
    this.#send({ kind: 'hold', at, x, y });
  }

  release(): void {
    this.#send({ kind: 'release' });
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#beside?.take({ kind: 'stop' });
  }

  /** What was still under way for a graph before is of no use. */
  #hear(report: Report): void {
    if (report.run === this.#run) this.#report(report);
  }

  #send(order: Order): void {
    if (this.#worker) this.#worker.postMessage(order);
    else this.#beside?.take(order);
  }

  #workBeside(): void {
    this.#worker?.terminate();
    this.#worker = null;
    if (this.#beside) return;
    this.#beside = new Runner((report) => this.#hear(report), 8, 12);
    if (this.#last) this.#beside.take(this.#last);
  }
}
