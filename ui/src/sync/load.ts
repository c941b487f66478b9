/** What the sync centre shows: asked for again while it is looked at, because figures of the moment make no events. */
import { useCallback, useEffect, useState } from 'react';
import { onEntries, useVault } from '../app/vault';
import { call } from '../ipc/client';
import type { EntryStanding, PastChange, SyncStatus, WantedChange } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';

const OFTEN = 1000;
const PAGE = 50;

export interface Live {
  status: SyncStatus | null;
  entries: readonly EntryStanding[];
  error: CallError | null;
  reload(): void;
}

/** Returns how things stand, once a second; not while nobody sees the page. */
export function useLive(): Live {
  const [status, setStatus] = useState<SyncStatus | null>(null);
  const [entries, setEntries] = useState<readonly EntryStanding[]>([]);
  const [error, setError] = useState<CallError | null>(null);
  const load = useCallback(async (signal?: AbortSignal) => {
    try {
      const [now, states] = await Promise.all([
        call('sync_status', undefined, signal),
        call('entry_states', { limit: 200 }, signal),
      ]);
      if (signal?.aborted) return;
      setStatus(now);
      setEntries(states.entries);
      setError(null);
    } catch (reason) {
      if (!signal?.aborted) setError(asCallError(reason));
    }
  }, []);
  useEffect(() => {
    const asked = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const turn = async () => {
      if (!document.hidden) await load(asked.signal);
      if (!asked.signal.aborted) timer = setTimeout(turn, OFTEN);
    };
    void turn();
    return () => {
      asked.abort();
      clearTimeout(timer);
    };
  }, [load]);
  const reload = useCallback(() => void load(), [load]);
  return { status, entries, error, reload };
}

export interface Wanted {
  path: string;
  actor: string;
  what: WantedChange | '';
}

export interface ChangeLog {
  changes: readonly PastChange[] | null;
  error: CallError | null;
  more: boolean;
  older(): void;
  reload(): void;
}

/** Returns what happened, newest first; what comes while it is shown joins at the top. */
export function useChanges({ path, actor, what }: Wanted): ChangeLog {
  const [pages, setPages] = useState<{ changes: readonly PastChange[]; next: string | null } | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const [turn, setTurn] = useState(0);
  const problems = useVault((vault) => vault.problems.length);
  const reload = useCallback(() => setTurn((at) => at + 1), []);
  useEffect(() => onEntries(reload), [reload]);

  const ask = useCallback(
    (after: string | null, signal?: AbortSignal) =>
      call(
        'changes_list',
        {
          ...(path.trim() !== '' && { path: path.trim() }),
          ...(actor !== '' && { actor }),
          ...(what !== '' && { what }),
          ...(after !== null && { after }),
          limit: PAGE,
        },
        signal,
      ),
    [path, actor, what],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: changes and what was mended ask again.
  useEffect(() => {
    const asked = new AbortController();
    ask(null, asked.signal).then(
      (page) => {
        if (asked.signal.aborted) return;
        setPages(page);
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
    if (after === null) return;
    ask(after).then(
      (page) =>
        setPages((now) =>
          now?.next === after ? { changes: [...now.changes, ...page.changes], next: page.next } : now,
        ),
      (reason) => setError(asCallError(reason)),
    );
  }, [ask, pages]);

  return { changes: pages?.changes ?? null, error, more: pages?.next != null, older, reload };
}
