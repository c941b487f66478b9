/** What batches come to, as far as the user interface can tell: moves, single renames and replaced text. */
import type { BatchOperation, BatchPlan } from '../../ipc/gen/api';
import { join, nameOf } from '../../tree/paths';
import { searchIn } from './search';

export type Move = readonly [from: string, to: string];

type Files = ReadonlyMap<string, { text: string }>;
type Replace = BatchOperation & { op: 'replace' };

function placesIn(text: string, { find, regex, case: exact }: Replace): [from: number, to: number][] {
  const source = regex ? find : find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [...text.matchAll(new RegExp(source, exact ? 'gm' : 'gim'))].map(({ index, 0: { length } }) => [
    index,
    index + length,
  ]);
}

function texts(files: Files, operation: Replace): [path: string, text: string, kept: [number, number][]][] {
  const { query, paths, except = [] } = operation;
  const found = query ? new Set(searchIn(files, query).map(({ path }) => path)) : null;
  return [...files]
    .filter(([path]) => path.endsWith('.md') && (found?.has(path) ?? true))
    .filter(([path]) => paths.length === 0 || paths.some((top) => `${path}/`.startsWith(`${top}/`)))
    .map(([path, { text }]): [string, string, [number, number][]] => {
      const out = except.find((each) => each.path === path);
      const places = placesIn(text, operation);
      if (out) return [path, text, places.filter((_, at) => out.places && !out.places.includes(at))];
      return [path, text, places];
    })
    .filter(([, , places]) => places.length > 0);
}

export function plannedReplace(files: Files, operation: BatchOperation): Partial<BatchPlan> {
  if (operation.op !== 'replace') return {};
  const edits = texts(files, operation).map(([path, text, places]) => ({
    path,
    to: path,
    links: 0,
    revision: String(text.length),
    changes: places.length,
    lines: places.map(([from, to]) => {
      const start = text.lastIndexOf('\n', from - 1) + 1;
      const end = (at: number) => (text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at));
      return {
        line: text.slice(0, from).split('\n').length,
        before: text.slice(start, end(to)),
        after: text.slice(start, from) + operation.replace + text.slice(to, end(to)),
      };
    }),
  }));
  return { edits, notes: edits.length, changes: edits.reduce((sum, { changes }) => sum + changes, 0) };
}

/** Returns the texts of the notes that change. */
export function replaced(files: Files, operation: BatchOperation): [path: string, text: string][] {
  if (operation.op !== 'replace') return [];
  return texts(files, operation).map(([path, text, places]) => [
    path,
    places.reduceRight((text, [from, to]) => text.slice(0, from) + operation.replace + text.slice(to), text),
  ]);
}

/** Returns what an operation moves. */
export function movesOf(operation: BatchOperation): Move[] {
  if (operation.op === 'rename') return [[operation.path, operation.to]];
  if (operation.op !== 'move') return [];
  return operation.paths.map((path) => [path, join(operation.into, nameOf(path))]);
}
