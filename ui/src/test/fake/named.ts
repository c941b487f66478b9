/** Names of versions, as the engine keeps them. */
import type { Done, NamedVersion, NameState, NameVersion, Version } from '../../ipc/gen/api';
import type { FakeTransport } from './transport';

type Files = ReadonlyMap<string, { versions: Version[] }>;

function namedIn(files: Files, states: readonly NamedVersion[]): { versions: NamedVersion[] } {
  const own = [...files].flatMap(([path, { versions }]) =>
    versions.flatMap(({ id, name, time, actor }) =>
      name == null ? [] : [{ path, whole: false, version: id, name, made: time, time, actor }],
    ),
  );
  return { versions: [...own, ...states].sort((a, b) => b.made - a.made) };
}

function told(fake: FakeTransport): Done {
  fake.emit({ kind: 'versioned', journalSeq: fake.journal, versions: [] });
  return {};
}

function nameIn(fake: FakeTransport, { path, at, name }: NameVersion): Done {
  const file = fake.files.get(path);
  if (file)
    file.versions = file.versions.map((version) =>
      version.id === at ? { ...version, name: name ?? null } : version,
    );
  return told(fake);
}

function nameState(fake: FakeTransport, states: NamedVersion[], name: string): Done {
  const made = Date.now();
  states.push({ path: 'docs', whole: true, version: 'e'.repeat(40), name, made, time: made, actor: 'owner' });
  return told(fake);
}

export function namingHandlers(fake: FakeTransport) {
  const states: NamedVersion[] = [];
  return {
    versions_named: () => namedIn(fake.files, states),
    version_name: (named: NameVersion) => nameIn(fake, named),
    state_name: ({ name }: NameState) => nameState(fake, states, name),
  };
}
