/** Names of versions: given, changed, taken away, and all that there are. */
import { useEffect, useState } from 'react';
import { say, sayFailed } from '../app/toasts';
import { useVault } from '../app/vault';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { NamedVersion } from '../ipc/gen/api';
import { openNote } from '../notes/open';

/** Gives a version of a file a name; an empty one takes its name away. */
export async function nameVersion(path: string, at: string, name: string): Promise<void> {
  const given = name.trim();
  try {
    await call('version_name', { path, at, ...(given !== '' && { name: given }) });
  } catch (error) {
    sayFailed(m.version_name_failed(), error);
  }
}

/** Keeps a version of everything and names it; what is typed and not saved yet belongs to it. */
export async function nameState(name: string, path: string | null): Promise<void> {
  const given = name.trim();
  if (given === '') return;
  try {
    if (path !== null) await openNote(path)?.session.flush();
    await call('state_name', { name: given });
    say(m.state_named({ name: given }));
  } catch (error) {
    sayFailed(m.version_name_failed(), error);
  }
}

/** All versions with names, the newest first; none where they cannot be read. */
export function useNames(): readonly NamedVersion[] {
  const [names, setNames] = useState<readonly NamedVersion[]>([]);
  const versioned = useVault((vault) => vault.versioned);
  // biome-ignore lint/correctness/useExhaustiveDependencies: names come and go with versions.
  useEffect(() => {
    const asked = new AbortController();
    call('versions_named', {}, asked.signal).then(
      ({ versions }) => !asked.signal.aborted && setNames(versions),
      // Where there are no versions there are no names; what failed is told by the list beside.
      () => !asked.signal.aborted && setNames([]),
    );
    return () => asked.abort();
  }, [versioned]);
  return names;
}
