/** What is kept of a graph while the window stands: where its nodes lie, and which part was looked at. */
import type { Camera } from './camera';
import type { GraphModel } from './model';

export class Session {
  camera: Camera | null = null;
  /** How far the layout was from its rest. */
  heat = 0;
  readonly #places = new Map<string, readonly [x: number, y: number]>();

  /** Keeps where nodes lie; what is gone for now may come back to its place. */
  keep(model: GraphModel, places: Float32Array): void {
    for (let at = 0; at < model.count; at++) {
      const [x, y] = [places[at * 2] as number, places[at * 2 + 1] as number];
      if (Number.isFinite(x) && Number.isFinite(y)) this.#places.set(model.keys[at] as string, [x, y]);
    }
  }

  /** Returns the known places, NaN for others; null where none is known. */
  placesOf(model: GraphModel): Float32Array | null {
    const places = new Float32Array(model.count * 2).fill(Number.NaN);
    let known = false;
    for (const [at, key] of model.keys.entries()) {
      const place = this.#places.get(key);
      if (place) {
        places.set(place, at * 2);
        known = true;
      }
    }
    return known ? places : null;
  }
}
