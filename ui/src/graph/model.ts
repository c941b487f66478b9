/** The graph as the view needs it: nodes by number, who is linked to whom, and which are shown. Knows no view. */
import type { Graph } from '../ipc/gen/api';
import { join, parentOf, stemOf } from '../tree/paths';

export const NOTE = 0;
export const ATTACHMENT = 1;
export const UNRESOLVED = 2;
export const TAG = 3;

export interface GraphModel {
  readonly count: number;
  readonly kinds: Uint8Array;
  /** How many links each has, also those to nodes that are not here. */
  readonly links: Uint32Array;
  /** What each is called; text of the vault, never HTML. */
  readonly labels: readonly string[];
  /** Names as they are written, where there is no file: of a tag without `#`. */
  readonly names: readonly string[];
  /** Where notes and attachments are; null for what has no file. */
  readonly paths: readonly (string | null)[];
  /** The same for the same thing in another answer. */
  readonly keys: readonly string[];
  readonly tags: readonly string[];
  readonly tagsOf: readonly (readonly number[])[];
  /** Pairs of linked nodes, each pair once whatever the direction. */
  readonly edges: Uint32Array;
  /** The neighbours of node `i` are those from `starts[i]` to `starts[i + 1]`. */
  readonly starts: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly byKey: ReadonlyMap<string, number>;
  /** How many there are in the vault, shown or not. */
  readonly total: number;
  readonly cut: boolean;
}

const LONGEST = 120;

/** Returns a text on one line, without what would turn round or hide what stands beside it. */
export function plain(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  return line.length > LONGEST ? `${Array.from(line).slice(0, LONGEST).join('')}…` : line;
}

export function modelOf(graph: Graph): GraphModel {
  const count = graph.names.length;
  const labels: string[] = [];
  const paths: (string | null)[] = [];
  const keys: string[] = [];
  for (let at = 0; at < count; at++) {
    const name = graph.names[at] as string;
    const kind = graph.kinds[at] as number;
    if (kind === NOTE || kind === ATTACHMENT) {
      const path = join(graph.folders[graph.parents[at] as number] ?? '', name);
      paths.push(path);
      keys.push(`/${path}`);
      labels.push(plain(graph.titles[at] ?? (kind === NOTE ? stemOf(path) : name)));
    } else {
      paths.push(null);
      keys.push(`${kind === TAG ? '#' : '?'}${name.toLowerCase()}`);
      labels.push(plain(kind === TAG ? `#${name}` : name));
    }
  }
  const edges = pairs(graph.edges, count);
  return {
    count,
    kinds: Uint8Array.from(graph.kinds),
    links: Uint32Array.from(graph.links),
    labels,
    names: graph.names,
    paths,
    keys,
    tags: graph.tags,
    tagsOf: graph.nodeTags,
    edges,
    ...adjacency(edges, count),
    byKey: new Map(keys.map((key, at) => [key, at])),
    total: graph.total,
    cut: graph.cut,
  };
}

/** Returns each pair once, the lower number first; numbers that name no node are left out. */
function pairs(edges: readonly number[], count: number): Uint32Array {
  const seen = new Set<number>();
  for (let at = 0; at + 1 < edges.length; at += 2) {
    const from = edges[at] as number;
    const to = edges[at + 1] as number;
    if (from !== to && from < count && to < count) seen.add(Math.min(from, to) * count + Math.max(from, to));
  }
  const found = new Uint32Array(seen.size * 2);
  let end = 0;
  for (const pair of seen) {
    found[end++] = Math.floor(pair / count);
    found[end++] = pair % count;
  }
  return found;
}

function adjacency(edges: Uint32Array, count: number): Pick<GraphModel, 'starts' | 'neighbours'> {
  const starts = new Uint32Array(count + 1);
  for (const end of edges) starts[end + 1] = (starts[end + 1] as number) + 1;
  for (let at = 0; at < count; at++) starts[at + 1] = (starts[at + 1] as number) + (starts[at] as number);
  const next = starts.slice();
  const neighbours = new Uint32Array(edges.length);
  for (let end = 0; end < edges.length; end++) {
    const at = edges[end] as number;
    const place = next[at] as number;
    neighbours[place] = edges[end ^ 1] as number;
    next[at] = place + 1;
  }
  return { starts, neighbours };
}

/** Returns the neighbours of a node, the most linked first. */
export function neighboursOf(model: GraphModel, at: number): number[] {
  const found = [...model.neighbours.subarray(model.starts[at], model.starts[at + 1])];
  return found.sort((a, b) => (model.links[b] as number) - (model.links[a] as number) || a - b);
}

/** Returns the nodes whose name or path holds every word, null without any word. */
export function matching(model: GraphModel, text: string): Set<number> | null {
  const words = text.toLowerCase().normalize('NFC').split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = new Set<number>();
  for (let at = 0; at < model.count; at++) {
    const names = `${model.labels[at]}\n${model.paths[at] ?? ''}`.toLowerCase().normalize('NFC');
    if (words.every((word) => names.includes(word))) found.add(at);
  }
  return found;
}

export type Grouping = 'none' | 'folder' | 'tag';

export interface Groups {
  /** The colour of each node: 0 for none, then groups from the largest. */
  of: Uint8Array;
  /** What the groups are called, from colour 1 on. */
  names: string[];
}

/** So many groups have a colour of their own. */
export const GROUPS = 8;

/** Returns groups of notes by their first folder that tells them apart, or by their first tag that many have. */
export function groupsOf(model: GraphModel, by: Grouping): Groups {
  const of = new Uint8Array(model.count);
  if (by === 'none') return { of, names: [] };
  const nameOf = by === 'folder' ? folderNames(model) : tagNames(model);
  const sizes = new Map<string, number>();
  for (let at = 0; at < model.count; at++) {
    const name = nameOf(at);
    if (name !== null) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const names = [...sizes]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, GROUPS)
    .map(([name]) => name);
  const colours = new Map(names.map((name, at) => [name, at + 1]));
  for (let at = 0; at < model.count; at++) of[at] = colours.get(nameOf(at) ?? '') ?? 0;
  return { of, names };
}

/** By the folders below the one that all have in common. */
function folderNames(model: GraphModel): (at: number) => string | null {
  const folders = model.paths.map((path) => (path === null ? null : parentOf(path)));
  const known = folders.filter((folder) => folder !== null);
  let common = known[0]?.split('/') ?? [];
  for (const folder of new Set(known)) {
    const parts = folder.split('/');
    const differs = common.findIndex((part, at) => part !== parts[at]);
    if (differs >= 0) common = common.slice(0, differs);
  }
  const depth = common.filter(Boolean).length + 1;
  return (at) => {
    const folder = folders[at];
    return folder ? folder.split('/').slice(0, depth).join('/') : null;
  };
}

/** By the tag of a note that most notes have, so that few groups hold many. */
function tagNames(model: GraphModel): (at: number) => string | null {
  const uses = new Uint32Array(model.tags.length);
  for (const tags of model.tagsOf) for (const tag of tags) uses[tag] = (uses[tag] ?? 0) + 1;
  return (at) => {
    const tags = model.tagsOf[at] ?? [];
    let best = tags[0];
    for (const tag of tags) if ((uses[tag] ?? 0) > (uses[best as number] ?? 0)) best = tag;
    return best === undefined ? null : `#${model.tags[best]}`;
  };
}

/** Returns how large a node is drawn, before zoom. */
export const radiusOf = (links: number): number => Math.min(18, 3.2 + 1.3 * Math.sqrt(links));
