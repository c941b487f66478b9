/** Leaving the app: addresses in the user's browser. */
import { invoke } from '@tauri-apps/api/core';

export async function openAddress(address: string): Promise<void> {
  if ('__TAURI_INTERNALS__' in window) await invoke('open_external', { address });
  else window.open(address, '_blank', 'noopener,noreferrer');
}
