/** From places of the layout to places on the screen, and back. */

export interface Camera {
  /** The place of the layout in the middle of the view. */
  x: number;
  y: number;
  zoom: number;
}

export interface Size {
  width: number;
  height: number;
}

export const NEAREST = 8;
export const FARTHEST = 0.01;
/** For names at the edge. */
const MARGIN = 48;

const within = (zoom: number) => Math.max(FARTHEST, Math.min(NEAREST, zoom));

export const toScreen = ({ x, y, zoom }: Camera, { width, height }: Size, px: number, py: number) => ({
  x: (px - x) * zoom + width / 2,
  y: (py - y) * zoom + height / 2,
});

export const toLayout = ({ x, y, zoom }: Camera, { width, height }: Size, sx: number, sy: number) => ({
  x: (sx - width / 2) / zoom + x,
  y: (sy - height / 2) / zoom + y,
});

/** Returns the camera nearer by a factor, with the place at a point of the screen kept there. */
export function zoomed(camera: Camera, size: Size, factor: number, sx: number, sy: number): Camera {
  const zoom = within(camera.zoom * factor);
  const { x, y } = toLayout(camera, size, sx, sy);
  return { x: x - (sx - size.width / 2) / zoom, y: y - (sy - size.height / 2) / zoom, zoom };
}

export const moved = (camera: Camera, dx: number, dy: number): Camera => ({
  ...camera,
  x: camera.x - dx / camera.zoom,
  y: camera.y - dy / camera.zoom,
});

/** Returns the camera that shows all nodes, with a margin; a few of them are not blown up. */
export function fitted(places: Float32Array, size: Size): Camera {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let at = 0; at < places.length / 2; at++) {
    const x = places[at * 2] as number;
    const y = places[at * 2 + 1] as number;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (left > right) return { x: 0, y: 0, zoom: 1 };
  const across = Math.max(1, size.width - MARGIN * 2) / Math.max(1, right - left);
  const down = Math.max(1, size.height - MARGIN * 2) / Math.max(1, bottom - top);
  return { x: (left + right) / 2, y: (top + bottom) / 2, zoom: within(Math.min(across, down, 1.6)) };
}
