/** What happened in the vault, newest first: page by page, and what comes while it is shown joins at the top. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { onEntries, useVault } from '../app/vault';
import { call } from '../ipc/client';
import type { ListChanges, PastChange } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';

const PAGE = 200;

export type Wanted = Pick<ListChanges, 'path' | 'folder' | 'actor' | 'what' | 'since' | 'until'>;

interface Pages {
  changes: readonly PastChange[];
  next: string | null;
}

export interface ChangeLog {
  changes: readonly PastChange[] | null;
  error: CallError | null;
  more: boolean;
  older(): void;
  reload(): void;
}

/** Tells one line from all others: journal, decisions and names are numbered each for themselves. */
export function keyOf({ what, number }: PastChange): string {
  const source = what === 'repaired' || what === 'decided' ? 'd' : 'f';
  return `${source}${number}`;
}

/** Returns what is known after the first page was read again: what follows on it stays, so that nobody is thrown back. */
export function renewed(known: Pages | null, first: Pages): Pages {
  const last = first.changes.at(-1);
  if (!known || !last || first.next === null) return first;
  const key = keyOf(last);
  const at = known.changes.findIndex((change) => keyOf(change) === key);
  if (at < 0 || at === known.changes.length - 1) return first;
  return { changes: [...first.changes, ...known.changes.slice(at + 1)], next: known.next };
}

export function useChanges(wanted: Wanted): ChangeLog {
  const [pages, setPages] = useState<Pages | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const [turn, setTurn] = useState(0);
  const problems = useVault((vault) => vault.problems.length);
  const asking = useRef<string | null>(null);
  const reload = useCallback(() => setTurn((at) => at + 1), []);
  useEffect(() => onEntries(reload), [reload]);

  const key = JSON.stringify(wanted);
  const shown = useRef(key);
  const ask = useCallback(
    (after: string | null, signal?: AbortSignal) =>
      call('changes_list', { ...JSON.parse(key), ...(after !== null && { after }), limit: PAGE }, signal),
    [key],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: changes and what was mended ask again.
  useEffect(() => {
    const asked = new AbortController();
    ask(null, asked.signal).then(
      (page) => {
        if (asked.signal.aborted) return;
        const same = shown.current === key;
        shown.current = key;
        setPages((known) => renewed(same ? known : null, page));
        setError(null);
      },
      (reason) => {
        if (!asked.signal.aborted) setError(asCallError(reason));
      },
    );
    return () => asked.abort();
  }, [ask, turn, problems]);

  const older = useCallback(() => {
    const after = pages?.next ?? null;
    if (after === null || shown.current !== key || asking.current === after) return;
    asking.current = after;
    ask(after)
      .then(
        (page) =>
          setPages((now) =>
            now?.next === after ? { changes: [...now.changes, ...page.changes], next: page.next } : now,
          ),
        (reason) => setError(asCallError(reason)),
      )
      .finally(() => {
        asking.current = null;
      });
  }, [ask, key, pages]);

  return { changes: pages?.changes ?? null, error, more: pages?.next != null, older, reload };
}
