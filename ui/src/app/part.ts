/**
 * Parts of the window that load when they are first shown. A load that fails is tried again, as long as the
 * server is away and a few times after: a lost connection must not take the window with it.
 */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { useVault } from './vault';

/** Pauses between tries while the server is there, in milliseconds. */
const PAUSES = [250, 1000, 3000];

/** Returns a component that is loaded when it is first drawn. */
// biome-ignore lint/suspicious/noExplicitAny: what React itself asks for.
export function part<C extends ComponentType<any>>(load: () => Promise<C>): LazyExoticComponent<C> {
  return lazy(async () => ({ default: await persist(load) }));
}

/** Loads what a later moment needs. */
export async function persist<C>(load: () => Promise<C>): Promise<C> {
  for (let failures = 0; ; failures++) {
    try {
      return await load();
    } catch (error) {
      const pause = PAUSES[failures];
      // A newer version serves other files under other names: only a new page knows them.
      if (pause === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      await connected();
      renewStyles();
    }
  }
}

function connected(): Promise<void> {
  return new Promise((resolve) => {
    if (useVault.getState().link !== 'offline') return resolve();
    const stop = useVault.subscribe(({ link }) => {
      if (link === 'offline') return;
      stop();
      resolve();
    });
  });
}

/** Asks anew for style sheets that failed: a module is loaded again, what it was preloaded with is not. */
function renewStyles(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]'))
    if (!link.sheet) link.replaceWith(link.cloneNode());
}
