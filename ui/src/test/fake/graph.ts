/** The graph of the files, as far as the user interface can tell; or one as large as is asked for. */
import type { Graph, ReadGraph } from '../../ipc/gen/api';
import { CallError } from '../../ipc/transport';
import { isWithin, nameOf, parentOf, stemOf } from '../../tree/paths';
import { linksOf } from './links';
import { searchIn } from './search';
import { tagsOf } from './tags';

interface Node {
  kind: number;
  folder: string;
  name: string;
  title: string | null;
  tags: string[];
}

interface Vault {
  files: ReadonlyMap<string, { text: string }>;
  assets: ReadonlyMap<string, unknown>;
  journal: number;
}

/** Set to answer with a graph of so many nodes, whatever the files. */
export const large = { nodes: 0, links: 0 };

export function readGraph(
  { files: notes, assets, journal: seq }: Vault,
  title: (path: string, text: string) => string,
  resolve: (target: string) => string | null,
  ask: ReadGraph,
): Graph {
  if (large.nodes > 0 && ask.around === undefined) return largeGraph(large.nodes, large.links);
  if (/[()"]$/.test(ask.query ?? ''))
    throw new CallError({
      code: 'badQuery',
      message: 'this is not closed',
      column: 1,
      fault: 'openParenthesis',
    });
  const nodes = new Map<string, Node>();
  const edges = new Set<string>();
  const files = new Set(assets.keys());
  if (ask.around !== undefined && !notes.has(ask.around) && !files.has(ask.around))
    throw new CallError({ code: 'notFound', message: ask.around, path: ask.around });
  const hits = ask.query ? new Set(searchIn(notes, ask.query).map(({ path }) => path)) : null;
  const wanted = (path: string) =>
    path === ask.around || (isWithin(path, ask.folder ?? '') && (hits === null || hits.has(path)));
  const asset = (path: string): Node => ({
    kind: 1,
    folder: parentOf(path),
    name: nameOf(path),
    title: null,
    tags: [],
  });
  for (const [path, { text }] of notes) {
    if (!wanted(path)) continue;
    const called = title(path, text);
    nodes.set(path, {
      kind: 0,
      folder: parentOf(path),
      name: nameOf(path),
      title: called === stemOf(path) ? null : called,
      tags: tagsOf(text),
    });
  }
  if (ask.attachments) for (const path of files) if (wanted(path)) nodes.set(path, asset(path));
  for (const [path, node] of [...nodes]) {
    const text = notes.get(path)?.text ?? '';
    for (const { target, path: leads } of linksOf({ source: path, sourceTitle: '' }, text, resolve)) {
      const to = leads ?? `?${target.toLowerCase()}`;
      if (leads === null && ask.unresolved && target !== '')
        nodes.set(to, { kind: 2, folder: '', name: target, title: null, tags: [] });
      if (leads !== null && files.has(leads) && ask.attachments) nodes.set(leads, asset(leads));
      if (to !== path && nodes.has(to)) edges.add(`${path}\n${to}`);
    }
    for (const tag of ask.tags ? node.tags : []) {
      nodes.set(`#${tag}`, { kind: 3, folder: '', name: tag, title: null, tags: [] });
      edges.add(`${path}\n#${tag}`);
    }
  }
  let pairs = [...edges].map((edge) => edge.split('\n') as [string, string]);
  if (ask.around !== undefined) {
    const near = new Set([ask.around]);
    for (let round = 0; round < (ask.depth ?? 1); round++)
      for (const [from, to] of pairs.filter(([from, to]) => near.has(from) !== near.has(to))) {
        near.add(from);
        near.add(to);
      }
    for (const key of nodes.keys()) if (!near.has(key)) nodes.delete(key);
    pairs = pairs.filter(([from, to]) => near.has(from) && near.has(to));
  }
  const links = new Map<string, number>();
  for (const end of pairs.flat()) links.set(end, (links.get(end) ?? 0) + 1);
  if (ask.orphans === false) for (const key of nodes.keys()) if (!links.has(key)) nodes.delete(key);
  const all = [...nodes.keys()].sort((a, b) => (links.get(b) ?? 0) - (links.get(a) ?? 0));
  return columns(all, ask.limit ?? 10_000, nodes, links, pairs, seq);
}

function columns(
  all: readonly string[],
  limit: number,
  nodes: ReadonlyMap<string, Node>,
  links: ReadonlyMap<string, number>,
  pairs: readonly (readonly [string, string])[],
  seq: number,
): Graph {
  const kept = all.slice(0, limit);
  const places = new Map(kept.map((key, at) => [key, at]));
  const shown = kept.map((key) => nodes.get(key) as Node);
  const folders = [...new Set(['', ...shown.map(({ folder }) => folder)])];
  const tags = [...new Set(shown.flatMap((node) => node.tags))];
  return {
    epoch: '1',
    seq,
    folders,
    names: shown.map(({ name }) => name),
    parents: shown.map(({ folder }) => folders.indexOf(folder)),
    kinds: shown.map(({ kind }) => kind),
    titles: shown.map(({ title }) => title),
    links: kept.map((key) => links.get(key) ?? 0),
    tags,
    nodeTags: shown.map((node) => node.tags.map((tag) => tags.indexOf(tag))),
    edges: pairs.flatMap(([from, to]) => {
      const pair = [places.get(from), places.get(to)].filter((at) => at !== undefined);
      return pair.length === 2 ? pair : [];
    }),
    total: all.length,
    totalEdges: pairs.length,
    cut: kept.length < all.length,
    complete: true,
  };
}

/** Returns a graph with hubs, as large vaults have them; no chance in it. */
function largeGraph(count: number, links: number): Graph {
  const edges: number[] = [];
  const ends = new Uint32Array(count);
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  while (edges.length < links * 2) {
    const from = Math.floor(next() * count);
    // Most links are among neighbours, some lead to hubs.
    const to = next() < 0.7 ? (from + 1 + Math.floor(next() * 30)) % count : Math.floor(next() ** 4 * count);
    if (from === to) continue;
    edges.push(from, to);
    for (const end of [from, to]) ends[end] = (ends[end] ?? 0) + 1;
  }
  const folders = ['', ...Array.from({ length: 12 }, (_, at) => `area ${at}`)];
  return {
    epoch: '1',
    seq: 1,
    folders,
    names: Array.from({ length: count }, (_, at) => `Note ${at}.md`),
    parents: Array.from({ length: count }, (_, at) => 1 + Math.floor((at / count) * 12)),
    kinds: new Array(count).fill(0),
    titles: new Array(count).fill(null),
    links: [...ends],
    tags: [],
    nodeTags: new Array(count).fill([]),
    edges,
    total: count,
    totalEdges: links,
    cut: false,
    complete: true,
  };
}
