/** Leaving the app: addresses in the user's browser, entries in other programs. */
import { invoke } from '@tauri-apps/api/core';
import { ask } from './shell';

export async function openAddress(address: string): Promise<void> {
  if ('__TAURI_INTERNALS__' in window) await invoke('open_external', { address });
  else window.open(address, '_blank', 'noopener,noreferrer');
}

/** Shows an entry in the system's file manager. */
export function reveal(path: string): Promise<void> {
  return ask('reveal', { path });
}

/** Goes on with a drag of entries outside the window; other programs take copies. */
export function dragOut(paths: string[]): Promise<void> {
  return ask('drag_out', { paths });
}

/** Prints the page as it stands. */
export async function printPage(): Promise<void> {
  if ('__TAURI_INTERNALS__' in window) await ask('print', {});
  else window.print();
}
