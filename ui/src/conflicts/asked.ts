import { useCallback, useEffect, useState } from 'react';
import { onEntries } from '../app/vault';
import type { CommandName, Result } from '../ipc/transport';
import { asCallError, type CallError } from '../ipc/transport';

/** Asks for something now and whenever files change; the last answer stays while the next is on its way. */
export function useAsked<C extends CommandName>(
  ask: () => Promise<Result<C>>,
): { answer: Result<C> | null; error: CallError | null; reload: () => void } {
  const [answer, setAnswer] = useState<Result<C> | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const reload = useCallback(() => {
    ask().then(
      (next) => {
        setAnswer(next);
        setError(null);
      },
      (reason) => setError(asCallError(reason)),
    );
  }, [ask]);
  useEffect(reload, [reload]);
  useEffect(() => onEntries(reload), [reload]);
  return { answer, error, reload };
}
