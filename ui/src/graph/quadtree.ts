/**
 * Points summed up by the square that they lie in: what pushes a point away from far off is then a few squares, not
 * all other points (Barnes and Hut). Made anew for every step, in arrays that stay.
 */

/** Below this depth points count as one place. */
const DEEPEST = 20;
const NOTHING = -1;

export class Quadtree {
  /** Four for each square: another square, `-2 - point`, or nothing. */
  #children: Int32Array;
  #widths: Float64Array;
  #sums: Float64Array;
  #middles: Float64Array;
  /** The next point at the same place. */
  #next: Int32Array;
  #stack: Int32Array;
  #squares = 0;
  readonly #xs: Float64Array;
  readonly #ys: Float64Array;

  constructor(xs: Float64Array, ys: Float64Array) {
    this.#xs = xs;
    this.#ys = ys;
    const squares = Math.max(64, xs.length * 2);
    this.#children = new Int32Array(squares * 4);
    this.#widths = new Float64Array(squares);
    this.#sums = new Float64Array(squares);
    this.#middles = new Float64Array(squares * 2);
    this.#next = new Int32Array(xs.length);
    this.#stack = new Int32Array(DEEPEST * 4 + 8);
  }

  /** Sorts all points in as they lie now. */
  build(): void {
    const xs = this.#xs;
    const ys = this.#ys;
    let left = Infinity;
    let right = -Infinity;
    let top = Infinity;
    let bottom = -Infinity;
    for (let at = 0; at < xs.length; at++) {
      const x = xs[at] as number;
      const y = ys[at] as number;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    const size = Math.max(right - left, bottom - top, 1);
    this.#squares = 0;
    this.#addSquare(size);
    for (let at = 0; at < xs.length; at++) this.#insert(at, left + size / 2, top + size / 2, size);
    this.#sum();
  }

  #addSquare(width: number): number {
    if (this.#squares === this.#widths.length) this.#grow();
    const square = this.#squares++;
    this.#widths[square] = width;
    this.#children.fill(NOTHING, square * 4, square * 4 + 4);
    return square;
  }

  #grow(): void {
    const grown = <A extends Int32Array | Float64Array>(old: A, fresh: A): A => {
      fresh.set(old);
      return fresh;
    };
    this.#children = grown(this.#children, new Int32Array(this.#children.length * 2));
    this.#widths = grown(this.#widths, new Float64Array(this.#widths.length * 2));
    this.#sums = new Float64Array(this.#sums.length * 2);
    this.#middles = new Float64Array(this.#middles.length * 2);
  }

  #insert(point: number, middleX: number, middleY: number, size: number): void {
    const px = this.#xs[point] as number;
    const py = this.#ys[point] as number;
    this.#next[point] = NOTHING;
    let square = 0;
    let x = middleX;
    let y = middleY;
    let half = size / 2;
    for (let depth = 0; ; depth++) {
      const slot = square * 4 + (px >= x ? 1 : 0) + (py >= y ? 2 : 0);
      const there = this.#children[slot] as number;
      half /= 2;
      x += px >= x ? half : -half;
      y += py >= y ? half : -half;
      if (there >= 0) {
        square = there;
        continue;
      }
      if (there === NOTHING || depth >= DEEPEST) {
        this.#next[point] = there === NOTHING ? NOTHING : -2 - there;
        this.#children[slot] = -2 - point;
        return;
      }
      const other = -2 - there;
      const inner = this.#addSquare(half * 2);
      this.#children[slot] = inner;
      const quarter = ((this.#xs[other] as number) >= x ? 1 : 0) + ((this.#ys[other] as number) >= y ? 2 : 0);
      this.#children[inner * 4 + quarter] = there;
      square = inner;
    }
  }

  /** Sums up squares from the inner ones out: an inner one always has the higher number. */
  #sum(): void {
    for (let square = this.#squares - 1; square >= 0; square--) {
      let sum = 0;
      let x = 0;
      let y = 0;
      for (let slot = square * 4; slot < square * 4 + 4; slot++) {
        const there = this.#children[slot] as number;
        if (there >= 0) {
          const points = this.#sums[there] as number;
          sum += points;
          x += (this.#middles[there * 2] as number) * points;
          y += (this.#middles[there * 2 + 1] as number) * points;
        } else {
          for (let point = -2 - there; point >= 0; point = this.#next[point] as number) {
            sum += 1;
            x += this.#xs[point] as number;
            y += this.#ys[point] as number;
          }
        }
      }
      this.#sums[square] = sum;
      this.#middles[square * 2] = x / sum;
      this.#middles[square * 2 + 1] = y / sum;
    }
  }

  /**
   * Adds what pushes a point away from all others to `push`, x and y. A square is taken as one where its width is
   * less than `theta` times its distance; nothing is pushed harder than from a distance of 1.
   */
  repel(point: number, strength: number, theta: number, push: Float64Array): void {
    const px = this.#xs[point] as number;
    const py = this.#ys[point] as number;
    const children = this.#children;
    const stack = this.#stack;
    const near = theta * theta;
    let pushX = 0;
    let pushY = 0;
    let depth = 0;
    stack[depth++] = 0;
    while (depth > 0) {
      const square = stack[--depth] as number;
      const dx = px - (this.#middles[square * 2] as number);
      const dy = py - (this.#middles[square * 2 + 1] as number);
      const distance = dx * dx + dy * dy;
      const width = this.#widths[square] as number;
      if (width * width < near * distance) {
        const force = (strength * (this.#sums[square] as number)) / Math.max(1, distance);
        pushX += dx * force;
        pushY += dy * force;
        continue;
      }
      for (let slot = square * 4; slot < square * 4 + 4; slot++) {
        const there = children[slot] as number;
        if (there >= 0) {
          stack[depth++] = there;
          continue;
        }
        for (let other = -2 - there; other >= 0; other = this.#next[other] as number) {
          if (other === point) continue;
          let x = px - (this.#xs[other] as number);
          let y = py - (this.#ys[other] as number);
          let apart = x * x + y * y;
          if (apart === 0) {
            // Two at one place part in a direction of their own, the same each time.
            x = (point < other ? 1 : -1) * 0.01;
            y = ((point + other) % 2 === 0 ? x : -x) * 0.5;
            apart = x * x + y * y;
          }
          const force = strength / Math.max(1, apart);
          pushX += x * force;
          pushY += y * force;
        }
      }
    }
    push[0] = (push[0] as number) + pushX;
    push[1] = (push[1] as number) + pushY;
  }
}
