/** What the sync centre shows: asked for again while it is looked at, because figures of the moment make no events. */
import { useCallback, useEffect, useState } from 'react';
import { call } from '../ipc/client';
import type { EntryStanding, SyncStatus } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';

const OFTEN = 1000;

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
