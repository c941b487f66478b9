/** Draws a graph on a canvas. Names are drawn as text, never read as anything else. */
import type { Camera, Size } from './camera';
import { drawnRadius } from './hit';
import { ATTACHMENT, GROUPS, type GraphModel, radiusOf, TAG, UNRESOLVED } from './model';

export interface Colours {
  paper: string;
  text: string;
  faint: string;
  line: string;
  accent: string;
  note: string;
  unresolved: string;
  tag: string;
  attachment: string;
  groups: readonly string[];
  font: string;
}

export interface Scene {
  model: GraphModel;
  places: Float32Array;
  /** The group of each node, 0 for none. */
  groups: Uint8Array;
  camera: Camera;
  size: Size;
  /** Pixels of the canvas for one of the page. */
  ratio: number;
  /** The node that is pointed at or chosen, -1 for none. */
  centre: number;
  /** The node that the graph is about, -1 for none. */
  home: number;
  /** What stands out: found ones, or the centre with its neighbours; null for all alike. */
  lit: ReadonlySet<number> | null;
}

const MOST_LABELS = 160;
const LABEL_HEIGHT = 15;
const LABEL_CELL = 24;
/** Graphs of up to so many nodes show their names sooner. */
const FEW = 60;
const DIM = 0.16;
/** Links are thinned out where they would only make a grey ground: shorter ones than this many pixels. */
const SHORT = 1.2;

const COLOURS = GROUPS + 4;

/** Returns the number of a node's colour: groups first, then what it is. */
function colourOf(kind: number, group: number): number {
  if (kind === TAG) return GROUPS + 2;
  if (kind === UNRESOLVED) return GROUPS + 3;
  if (group > 0) return group - 1;
  return kind === ATTACHMENT ? GROUPS + 1 : GROUPS;
}

export function paint(context: CanvasRenderingContext2D, scene: Scene, colours: Colours): void {
  const { size, ratio, lit, centre, home } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, size.width, size.height);
  links(context, scene, colours);
  nodes(context, scene, colours, lit ? DIM : 1, null);
  if (lit) nodes(context, scene, colours, 1, lit);
  if (home >= 0 && home !== centre) ring(context, scene, colours, home);
  if (centre >= 0) ring(context, scene, colours, centre);
  labels(context, scene, colours);
  context.globalAlpha = 1;
}

function links(context: CanvasRenderingContext2D, scene: Scene, colours: Colours): void {
  const { model, places, camera, size, lit, centre } = scene;
  const { edges } = model;
  const shiftX = size.width / 2 - camera.x * camera.zoom;
  const shiftY = size.height / 2 - camera.y * camera.zoom;
  const { zoom } = camera;
  const many = edges.length > 8000;
  const draw = (wanted: (from: number, to: number) => boolean) => {
    context.beginPath();
    for (let end = 0; end < edges.length; end += 2) {
      const from = edges[end] as number;
      const to = edges[end + 1] as number;
      if (!wanted(from, to)) continue;
      const x1 = (places[from * 2] as number) * zoom + shiftX;
      const y1 = (places[from * 2 + 1] as number) * zoom + shiftY;
      const x2 = (places[to * 2] as number) * zoom + shiftX;
      const y2 = (places[to * 2 + 1] as number) * zoom + shiftY;
      if ((x1 < 0 && x2 < 0) || (x1 > size.width && x2 > size.width)) continue;
      if ((y1 < 0 && y2 < 0) || (y1 > size.height && y2 > size.height)) continue;
      if (many && Math.abs(x1 - x2) + Math.abs(y1 - y2) < SHORT) continue;
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
    }
    context.stroke();
  };
  context.lineWidth = Math.max(0.5, Math.min(1.4, zoom));
  context.strokeStyle = colours.line;
  context.globalAlpha = lit ? 0.3 : many && zoom < 0.3 ? 0.55 : 0.9;
  draw(() => true);
  if (centre < 0 || !lit) return;
  context.globalAlpha = 0.9;
  context.strokeStyle = colours.accent;
  context.lineWidth = Math.max(1, context.lineWidth);
  draw((from, to) => from === centre || to === centre);
}

function nodes(
  context: CanvasRenderingContext2D,
  scene: Scene,
  colours: Colours,
  alpha: number,
  only: ReadonlySet<number> | null,
): void {
  const { model, groups, camera, size, places } = scene;
  const { zoom } = camera;
  const shiftX = size.width / 2 - camera.x * zoom;
  const shiftY = size.height / 2 - camera.y * zoom;
  const paths: (Path2D | undefined)[] = new Array(COLOURS);
  const add = (at: number) => {
    const x = (places[at * 2] as number) * zoom + shiftX;
    const y = (places[at * 2 + 1] as number) * zoom + shiftY;
    const radius = drawnRadius(model.links[at] as number, zoom);
    if (x < -radius || y < -radius || x > size.width + radius || y > size.height + radius) return;
    const kind = model.kinds[at] as number;
    const colour = colourOf(kind, groups[at] ?? 0);
    paths[colour] ??= new Path2D();
    const path = paths[colour] as Path2D;
    // Too small to have a form: a square is drawn soonest.
    if (radius < 2) path.rect(x - radius, y - radius, radius * 2, radius * 2);
    else if (kind === ATTACHMENT) path.rect(x - radius * 0.85, y - radius * 0.85, radius * 1.7, radius * 1.7);
    else if (kind === TAG) {
      path.moveTo(x, y - radius * 1.2);
      path.lineTo(x + radius * 1.2, y);
      path.lineTo(x, y + radius * 1.2);
      path.lineTo(x - radius * 1.2, y);
      path.closePath();
    } else {
      path.moveTo(x + radius, y);
      path.arc(x, y, radius, 0, Math.PI * 2);
    }
  };
  if (only) for (const at of only) add(at);
  else for (let at = model.count - 1; at >= 0; at--) add(at);
  context.globalAlpha = alpha;
  for (const [colour, path] of paths.entries()) {
    if (!path) continue;
    if (colour === GROUPS + 3 && zoom > 0.25) {
      // What is not there is hollow.
      context.fillStyle = colours.paper;
      context.fill(path);
      context.lineWidth = 1.2;
      context.strokeStyle = colours.unresolved;
      context.stroke(path);
      continue;
    }
    context.fillStyle =
      colour < GROUPS ? (colours.groups[colour] ?? colours.note) : kindColour(colours, colour);
    context.fill(path);
  }
}

function kindColour(colours: Colours, colour: number): string {
  return [colours.note, colours.attachment, colours.tag, colours.unresolved][colour - GROUPS] ?? colours.note;
}

function ring(context: CanvasRenderingContext2D, scene: Scene, colours: Colours, at: number): void {
  const { x, y } = spot(scene, at);
  context.globalAlpha = 1;
  context.strokeStyle = colours.accent;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, drawnRadius(scene.model.links[at] as number, scene.camera.zoom) + 3, 0, Math.PI * 2);
  context.stroke();
}

function spot({ places, camera, size }: Scene, at: number): { x: number; y: number } {
  return {
    x: ((places[at * 2] as number) - camera.x) * camera.zoom + size.width / 2,
    y: ((places[at * 2 + 1] as number) - camera.y) * camera.zoom + size.height / 2,
  };
}

/** Returns how strongly a name shows: those of large and near nodes come first. */
export function labelStrength(links: number, zoom: number, count: number): number {
  const size = radiusOf(links) * zoom;
  return Math.max(0, Math.min(1, (size - (count <= FEW ? 1.5 : 4.5)) / 2));
}

const measured = new WeakMap<GraphModel, { font: string; widths: Float32Array }>();

/** Returns how wide names are, 0 where that is not known yet: to measure takes longer than to draw. */
function widthsOf(model: GraphModel, font: string): Float32Array {
  const known = measured.get(model);
  if (known?.font === font) return known.widths;
  const widths = new Float32Array(model.count);
  measured.set(model, { font, widths });
  return widths;
}

function labels(context: CanvasRenderingContext2D, scene: Scene, colours: Colours): void {
  const { model, camera, size, lit, centre } = scene;
  context.font = colours.font;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = colours.paper;
  const taken = new Set<number>();
  const widths = widthsOf(model, colours.font);
  let left = MOST_LABELS;
  const draw = (at: number, strength: number, always: boolean) => {
    const { x, y } = spot(scene, at);
    if (x < -100 || y < -20 || x > size.width + 100 || y > size.height + 20) return;
    const text = model.labels[at] as string;
    const short = text.length > 40 && at !== centre ? `${Array.from(text).slice(0, 38).join('')}…` : text;
    const top = y + drawnRadius(model.links[at] as number, camera.zoom) + 3;
    let width = at === centre ? 0 : (widths[at] as number);
    if (width === 0) {
      width = context.measureText(short).width;
      if (at !== centre) widths[at] = width;
    }
    const half = width / 2;
    const row = Math.floor(top / LABEL_HEIGHT);
    const cells: number[] = [];
    for (let cell = Math.floor((x - half) / LABEL_CELL); cell <= (x + half) / LABEL_CELL; cell++) {
      // A name between two rows takes both.
      cells.push(row * 4096 + cell, (row + 1) * 4096 + cell);
    }
    if (!always && cells.some((cell) => taken.has(cell))) return;
    for (const cell of cells) taken.add(cell);
    left--;
    context.globalAlpha = strength;
    context.strokeText(short, x, top);
    context.fillStyle = at === centre ? colours.text : colours.faint;
    context.fillText(short, x, top);
  };
  if (centre >= 0) draw(centre, 1, true);
  if (lit) {
    for (const at of lit) {
      if (left <= 0) break;
      if (at !== centre) draw(at, 1, false);
    }
    return;
  }
  for (let at = 0; at < model.count && left > 0; at++) {
    if (at === centre) continue;
    const strength = labelStrength(model.links[at] as number, camera.zoom, model.count);
    if (strength > 0.05) draw(at, strength, false);
  }
}

/** Reads the theme's colours where the canvas stands. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    paper: token('--bg-2'),
    text: token('--tx-1'),
    faint: token('--tx-2'),
    line: token('--line-2'),
    accent: token('--ac'),
    note: token('--tx-3'),
    unresolved: token('--tx-4'),
    tag: token('--ok'),
    attachment: token('--warn'),
    groups: Array.from({ length: GROUPS }, (_, at) => token(`--group-${at + 1}`)),
    font: `500 11.5px ${style.fontFamily}`,
  };
}
