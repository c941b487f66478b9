/** The one open door of this page. */
import { HttpTransport } from './http';
import { TauriTransport } from './tauri';
import type { Args, CommandName, Result, Transport } from './transport';

let current: Transport | null = null;

/** Opens the door that fits the surroundings; tests and the fake hand in their own. */
export function open(transport?: Transport): void {
  current = transport ?? ('__TAURI_INTERNALS__' in window ? new TauriTransport() : new HttpTransport());
}

export function transport(): Transport {
  if (!current) throw new Error('no transport is open');
  return current;
}

/** Runs a command; rejects with `CallError`. */
export function call<C extends CommandName>(name: C, ...args: Args<C>): Promise<Result<C>> {
  return transport().call(name, ...args);
}

export function fileUrl(path: string): string {
  return transport().fileUrl(path);
}
