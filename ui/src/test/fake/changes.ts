/** What happened, as the engine tells it: each file was written once. */
import type { Changes, ChangeVersion, ListChanges, PastChange } from '../../ipc/gen/api';
import { CallError } from '../../ipc/transport';

type Files = ReadonlyMap<string, { modified: number; text: string; versions: readonly { id: string }[] }>;

function all(files: Files): (PastChange & { path: string; actor: string })[] {
  return [...files].map(([path, file], number) => ({
    time: file.modified,
    path,
    number,
    what: 'modified' as const,
    actor: number % 3 === 0 ? 'external' : 'owner',
    size: file.text.length,
    restored: false,
  }));
}

export function changesIn(files: Files, wanted: ListChanges): Changes {
  const { path = '', folder = '', actor, what, since, until, after, limit = 100 } = wanted;
  const found = all(files)
    .filter((change) => change.path.toLowerCase().includes(path.toLowerCase()))
    .filter((change) => folder === '' || change.path.startsWith(`${folder}/`))
    .filter((change) => actor === undefined || change.actor === actor)
    .filter((change) => what === undefined || change.what === what)
    .filter(({ time }) => (since === undefined || time >= since) && (until === undefined || time < until))
    .sort((a, b) => b.time - a.time);
  const from = Number(after ?? 0);
  const next = from + limit;
  return { changes: found.slice(from, next), next: next < found.length ? String(next) : null };
}

export function versionIn(files: Files, number: number): ChangeVersion {
  const file = [...files.values()][number];
  if (!file) {
    const message = `the journal no longer has change ${number}`;
    throw new CallError({ code: 'notFound', message, path: null });
  }
  return { version: file.versions[0]?.id ?? null };
}
