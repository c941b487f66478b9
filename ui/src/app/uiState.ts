/**
 * What the UI remembers per vault (panels, tabs, cursors, expanded folders), kept by the engine. Read once at
 * the start; changes are gathered and written a moment later, and at once when the page goes away.
 */
import { call, transport } from '../ipc/client';

const DELAY = 400;

let values: Record<string, unknown> = {};
let changed: Record<string, unknown> = {};
let timer: ReturnType<typeof setTimeout> | undefined;

export async function loadUiState(): Promise<void> {
  ({ values } = await call('ui_state_get'));
}

/** Returns what was remembered under a key, if `fits` accepts its form. */
export function remembered<T>(key: string, fits: (value: unknown) => value is T): T | null {
  const value = values[key];
  return fits(value) ? value : null;
}

export function remember(key: string, value: unknown): void {
  values[key] = value;
  changed[key] = value;
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    const sent = changed;
    changed = {};
    // Lost layout is no lost work: the next change carries it.
    call('ui_state_put', { values: sent }).catch(() => {
      changed = { ...sent, ...changed };
    });
  }, DELAY);
}

/** Writes what is still waiting; resolves when that is over. */
export async function rememberAll(): Promise<void> {
  if (Object.keys(changed).length === 0) return;
  const sent = changed;
  changed = {};
  await call('ui_state_put', { values: sent }).catch(() => {});
}

/** Writes what is still waiting while the page goes away. */
export function rememberNow(): void {
  if (Object.keys(changed).length === 0) return;
  transport().sendLast('ui_state_put', { values: changed });
  changed = {};
}
