/** How the main area is divided: a tree of rows and columns with panes as its leaves. Knows nothing of tabs. */

/** A pane by its id, or several beside or below each other. */
export type Shape = string | Split;

export interface Split {
  /** Whether the parts stand below each other. */
  down: boolean;
  parts: Shape[];
  /** Share of each part in percent. */
  sizes: number[];
}

export type Side = 'left' | 'right' | 'up' | 'down';

/** Returns a name that changes with what a shape consists of, but not with sizes. */
export const keyOf = (shape: Shape): string =>
  typeof shape === 'string' ? shape : `${shape.down ? '-' : '|'}${shape.parts.map(keyOf).join('.')}_`;

/** Returns the panes in reading order. */
export const panesOf = (shape: Shape): string[] =>
  typeof shape === 'string' ? [shape] : shape.parts.flatMap(panesOf);

/** Puts parts together; one of the same direction gives its own parts, and sizes add up to all there is. */
function together(down: boolean, parts: readonly Shape[], sizes: readonly number[]): Shape {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const flat = parts.flatMap((part, index) => {
    const size = ((sizes[index] as number) / all) * 100;
    if (typeof part === 'string' || part.down !== down) return [{ part, size }];
    return part.parts.map((inner, at) => ({ part: inner, size: (size * (part.sizes[at] as number)) / 100 }));
  });
  return { down, parts: flat.map(({ part }) => part), sizes: flat.map(({ size }) => size) };
}

/** Returns the shape without a pane, null where it was the only one. */
export function without(shape: Shape, pane: string): Shape | null {
  if (typeof shape === 'string') return shape === pane ? null : shape;
  const left = shape.parts.flatMap((part, index) => {
    const rest = without(part, pane);
    return rest === null ? [] : [{ rest, size: shape.sizes[index] as number }];
  });
  if (left.length < 2) return left[0]?.rest ?? null;
  const parts = left.map(({ rest }) => rest);
  return together(
    shape.down,
    parts,
    left.map(({ size }) => size),
  );
}

/** Returns the shape with a new pane at a side of another, which gives half of its place. */
export function splitAt(shape: Shape, pane: string, side: Side, fresh: string): Shape {
  if (typeof shape === 'string') {
    if (shape !== pane) return shape;
    const parts = side === 'left' || side === 'up' ? [fresh, pane] : [pane, fresh];
    return together(side === 'up' || side === 'down', parts, [50, 50]);
  }
  const parts = shape.parts.map((part) => splitAt(part, pane, side, fresh));
  return together(shape.down, parts, shape.sizes);
}

/** Returns the shape with other sizes for the parts of one split. */
export function resized(shape: Shape, key: string, sizes: number[]): Shape {
  if (typeof shape === 'string') return shape;
  if (keyOf(shape) === key) return { ...shape, sizes };
  return { ...shape, parts: shape.parts.map((part) => resized(part, key, sizes)) };
}

/** Whether a remembered value is a shape whose panes have different names. */
export function isShape(value: unknown): value is Shape {
  return hasForm(value) && new Set(panesOf(value)).size === panesOf(value).length;
}

function hasForm(value: unknown): value is Shape {
  if (typeof value === 'string') return value !== '';
  const split = value as Partial<Split> | null;
  return (
    Array.isArray(split?.parts) &&
    split.parts.length > 1 &&
    split.parts.every(hasForm) &&
    Array.isArray(split.sizes) &&
    split.sizes.length === split.parts.length &&
    split.sizes.every((size) => size > 0) &&
    typeof split.down === 'boolean'
  );
}
