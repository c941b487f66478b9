/** Which node lies under the pointer. */
import { type Camera, type Size, toLayout } from './camera';
import { radiusOf } from './model';

/** So many pixels beside a node still mean it. */
const SLACK = 4;

/** Returns the node at a point of the screen, the nearest where several are, -1 for none. */
export function nodeAt(
  places: Float32Array,
  links: Uint32Array,
  camera: Camera,
  size: Size,
  sx: number,
  sy: number,
): number {
  const { x, y } = toLayout(camera, size, sx, sy);
  const slack = SLACK / camera.zoom;
  let best = -1;
  let nearest = Infinity;
  for (let at = 0; at < links.length; at++) {
    const dx = (places[at * 2] as number) - x;
    const dy = (places[at * 2 + 1] as number) - y;
    const reach = drawnRadius(links[at] as number, camera.zoom) / camera.zoom + slack;
    const apart = dx * dx + dy * dy;
    if (apart <= reach * reach && apart < nearest) {
      best = at;
      nearest = apart;
    }
  }
  return best;
}

/** Returns a node's radius on the screen: far away nodes shrink less than what lies between them. */
export const drawnRadius = (links: number, zoom: number): number =>
  Math.max(0.8, radiusOf(links) * Math.min(1.6, zoom ** 0.65));
