/** Copies and documents out of the vault where the shell makes them: it asks the system for the place. */
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

/** Keeps a document outside the vault, where the user says; returns where, null where that was given up. */
export async function putPage(name: string, title: string, text: string): Promise<string | null> {
  const bytes = new TextEncoder().encode(text);
  if ('__TAURI_INTERNALS__' in window) {
    // Header values are ASCII.
    const headers = { name: encodeURIComponent(name), title: encodeURIComponent(title) };
    return ask('page_put', bytes, { headers });
  }
  const url = URL.createObjectURL(new Blob([bytes], { type: 'text/html' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}

/** Makes a PDF of what the page prints, where the user says, or opens the system's own dialog for it. */
export async function printToPdf(
  name: string,
  title: string,
): Promise<{ at: string | null; dialog: boolean }> {
  return ask('page_pdf', { name, title });
}
