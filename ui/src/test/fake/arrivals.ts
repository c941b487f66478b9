/** What a copy of files from outside comes to. */
import type { BatchIssue, BatchOperation, PlannedArrival, WhereTaken } from '../../ipc/gen/api';
import { join } from '../../tree/paths';

type CopyIn = Extract<BatchOperation, { op: 'copyIn' }>;

/** Returns where files go, and which names are in the way; each name that is taken stays out unless it is numbered. */
export function planCopyIn(
  { files, into }: CopyIn,
  taken: WhereTaken | undefined,
  isTaken: (path: string) => boolean,
  sizeOf: (revision: string) => number,
): { arrivals: PlannedArrival[]; issues: BatchIssue[]; blocked: boolean } {
  const arrivals: PlannedArrival[] = [];
  const issues: BatchIssue[] = [];
  const blocks = taken !== 'skip';
  for (const { name, revision } of files) {
    const path = join(into, name);
    let to = path;
    const dot = path.lastIndexOf('.');
    for (let number = 2; taken === 'number' && isTaken(to); number++)
      to = `${path.slice(0, dot)} ${number}${path.slice(dot)}`;
    if (isTaken(to)) issues.push({ kind: 'taken', path, other: path, line: null, detail: null, blocks });
    else arrivals.push({ name, to, size: sizeOf(revision), replaces: false });
  }
  return { arrivals, issues, blocked: blocks && issues.length > 0 };
}
