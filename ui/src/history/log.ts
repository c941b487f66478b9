/** The versions of a file as a view needs them: page by page, looked at anew whenever versions were made. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useVault } from '../app/vault';
import { call } from '../ipc/client';
import type { Problem, Version } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';

const PAGE = 100;

export interface VersionLog {
  path: string;
  versions: readonly Version[];
  /** Whether there are older ones. */
  more: boolean;
  /** What the engine has to say about missing ones. */
  notice: Problem | null;
}

interface Loaded {
  /** Null while it is on its way. */
  log: VersionLog | null;
  error: CallError | null;
  loading: boolean;
  older(): void;
  reload(): void;
}

export function useLog(path: string): Loaded {
  const [log, setLog] = useState<VersionLog | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const [loading, setLoading] = useState(false);
  const [turn, setTurn] = useState(0);
  const versioned = useVault((vault) => vault.versioned);
  const shown = useRef(0);
  const current = log?.path === path ? log : null;
  shown.current = current?.versions.length ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: new versions and a retry ask again.
  useEffect(() => {
    const asked = new AbortController();
    const limit = Math.max(PAGE, shown.current);
    call('history_log', { path, limit }, asked.signal).then(
      (answer) => {
        if (asked.signal.aborted) return;
        setLog({ path, ...answer });
        setError(null);
      },
      (reason) => {
        if (!asked.signal.aborted) setError(asCallError(reason));
      },
    );
    return () => asked.abort();
  }, [path, versioned, turn]);

  const older = useCallback(() => {
    const after = current?.versions.at(-1)?.id;
    if (!current || after === undefined || loading) return;
    setLoading(true);
    call('history_log', { path, after, limit: PAGE })
      .then(
        (answer) => {
          setLog((now) =>
            now?.path === path && now.versions.at(-1)?.id === after
              ? { ...now, versions: [...now.versions, ...answer.versions], more: answer.more }
              : now,
          );
        },
        (reason) => setError(asCallError(reason)),
      )
      .finally(() => setLoading(false));
  }, [current, loading, path]);

  const reload = useCallback(() => {
    setError(null);
    setTurn((at) => at + 1);
  }, []);

  return { log: current, error, loading, older, reload };
}
