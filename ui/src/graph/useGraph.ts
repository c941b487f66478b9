/** The graph as the engine has it, read again a moment after files changed; what did not change is not drawn anew. */
import { useEffect, useState } from 'react';
import { onEntries, useVault } from '../app/vault';
import { call } from '../ipc/client';
import type { Graph, ReadGraph } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { type GraphModel, modelOf } from './model';

export interface Fetched {
  model: GraphModel | null;
  error: CallError | null;
  /** Whether a query may find more later. */
  partial: boolean;
  busy: boolean;
}

const PAUSE = 800;
/** After a change it is waited so many times as long as the last answer took: a large vault is not read without end. */
const REST = 4;
/** Other windows ask the same engine. */
const page = crypto.getRandomValues(new Uint32Array(2)).join('-');
let askers = 0;

export function useGraph(params: ReadGraph | null): Fetched {
  const [fetched, setFetched] = useState<Fetched & { of: string }>({
    model: null,
    error: null,
    partial: false,
    busy: true,
    of: '',
  });
  // One name for all questions of a view: a further one ends that before it.
  const [asker] = useState(() => `${page} ${++askers}`);
  const of = JSON.stringify(params);
  useEffect(() => {
    const wanted = JSON.parse(of) as ReadGraph | null;
    if (wanted === null) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last: Graph | null = null;
    let took = 0;
    let running = false;
    let again = false;
    const read = async () => {
      timer = undefined;
      if (running) {
        again = true;
        return;
      }
      running = true;
      const start = performance.now();
      try {
        const graph = await call('graph_read', { ...wanted, asker }, abort.signal);
        if (abort.signal.aborted) return;
        const same = last !== null && equal(last, graph);
        last = graph;
        if (!same) {
          setFetched({ model: modelOf(graph), error: null, partial: !graph.complete, busy: false, of });
        }
      } catch (error) {
        if (abort.signal.aborted) return;
        // An older question came in late and took the place of this one.
        if (asCallError(error).code === 'stale') {
          again = true;
          return;
        }
        last = null;
        setFetched((before) => ({
          ...before,
          model: null,
          error: asCallError(error),
          busy: false,
          of,
        }));
      } finally {
        running = false;
        took = performance.now() - start;
        if (again && !abort.signal.aborted) {
          again = false;
          later();
        }
      }
    };
    const later = () => {
      timer ??= setTimeout(read, Math.max(PAUSE, took * REST));
    };
    setFetched((before) => ({ ...before, busy: true }));
    void read();
    const stopEntries = onEntries(later);
    const stopIndex = useVault.subscribe((now, before) => {
      if (wanted.query && now.indexed !== before.indexed) later();
      if (now.link !== before.link && now.link === 'online') later();
    });
    return () => {
      abort.abort();
      clearTimeout(timer);
      stopEntries();
      stopIndex();
    };
  }, [of, asker]);
  return fetched;
}

/** Whether two answers show the same, whatever their numbers. */
function equal(a: Graph, b: Graph): boolean {
  const shown = ({ epoch: _, seq: __, ...rest }: Graph) => JSON.stringify(rest);
  return shown(a) === shown(b);
}
