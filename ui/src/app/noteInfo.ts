/** What the catalog knows of a note, fetched again when the note or what links to it may have changed. */
import { useEffect, useState } from 'react';
import { call } from '../ipc/client';
import type { NoteInfo } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { onEntries } from './vault';

const PAUSE = 250;

export interface Fetched {
  info: NoteInfo | null;
  error: CallError | null;
}

export function useNoteInfo(path: string): Fetched {
  const [fetched, setFetched] = useState<Fetched & { path: string }>({ info: null, error: null, path });
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const fetchInfo = async () => {
      timer = undefined;
      try {
        const info = await call('note_info', { path });
        if (!gone) setFetched({ info, error: null, path });
      } catch (error) {
        if (!gone) setFetched({ info: null, error: asCallError(error), path });
      }
    };
    void fetchInfo();
    const stop = onEntries(() => {
      timer ??= setTimeout(fetchInfo, PAUSE);
    });
    return () => {
      gone = true;
      clearTimeout(timer);
      stop();
    };
  }, [path]);
  return fetched.path === path ? fetched : { info: null, error: null };
}
