/** Copies out of the vault where the shell makes them: it asks the system for the place. */
import { Channel, invoke } from '@tauri-apps/api/core';
import type { BatchIssue } from '../ipc/gen/api';
import { ask } from './shell';

/** A copy that was made. */
export interface Exported {
  at: string[];
  files: number;
  bytes: number;
  left: BatchIssue[];
}

/** Copies entries into a zip file or a folder chosen under `title`; null where none was chosen or it was ended. */
export async function exportTo(
  paths: readonly string[],
  folder: boolean,
  title: string,
  progress: (done: number, total: number) => void,
): Promise<Exported | null> {
  const channel = new Channel<[number, number]>();
  channel.onmessage = ([done, total]) => progress(done, total);
  return ask('export', { paths, folder, title, progress: channel });
}

/** Ends the copy that is being made; nothing of it stays. */
export function endExport(): Promise<void> {
  return invoke('export_end');
}
