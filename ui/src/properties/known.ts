/** The properties of the vault: their names, kinds and values, for all forms. Asked for anew once files changed. */
import { create } from 'zustand';
import { sayFailed } from '../app/toasts';
import { onEntries, useVault } from '../app/vault';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { PropertyInfo, PropertyKind } from '../ipc/gen/api';
import { keyOf, kindOf } from './model';

export const useKnown = create<{ names: ReadonlyMap<string, PropertyInfo> | null }>(() => ({ names: null }));

let stale = true;
let loading: Promise<void> | null = null;
let watched = false;

/** Makes sure that what is known is of now. */
export function loadKnown(): Promise<void> {
  if (!watched) {
    watched = true;
    onEntries(() => {
      stale = true;
    });
    useVault.subscribe(({ propertyKinds }, before) => {
      if (propertyKinds === before.propertyKinds) return;
      stale = true;
      // What is asked for now may not know of it yet. Forms that show are drawn anew by what comes.
      void (loading ?? Promise.resolve()).then(loadKnown);
    });
  }
  if (!stale) return loading ?? Promise.resolve();
  stale = false;
  loading = call('properties_list')
    .then(({ properties }) => {
      useKnown.setState({ names: new Map(properties.map((each) => [keyOf(each.name), each])) });
    })
    .catch(() => {
      // Values tell their kinds as well; the next form asks again.
      stale = true;
    })
    .finally(() => {
      loading = null;
    });
  return loading;
}

/** What is known may be of another time or vault. */
export function forgetKnown(): void {
  stale = true;
  useKnown.setState({ names: null });
}

/** Returns the kind of a property in this vault, of a new name by what its first value is. */
export function kindNamed(
  names: ReadonlyMap<string, PropertyInfo> | null,
  name: string,
  value: unknown,
): PropertyKind {
  const known = names?.get(keyOf(name));
  if (known && (known.chosen || known.count > 0)) return known.kind;
  if (/^tags?$/i.test(name)) return 'tags';
  return /^(?:alias(?:es)?|cssclass(?:es)?)$/i.test(name) ? 'list' : kindOf(value);
}

/** Chooses the kind of a property for the vault. */
export async function chooseKind(name: string, kind: PropertyKind): Promise<boolean> {
  try {
    await call('property_kind_put', { name, kind });
  } catch (error) {
    sayFailed(m.property_kind_failed({ name }), error);
    return false;
  }
  useKnown.setState(({ names }) => {
    const next = new Map(names);
    const { count = 0, name: written = name } = next.get(keyOf(name)) ?? {};
    return { names: next.set(keyOf(name), { name: written, kind, chosen: true, count }) };
  });
  return true;
}
