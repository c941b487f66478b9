/**
 * Files from outside: their bytes are sent first, to where they wait, then a batch copies them in. One or two whose
 * names are free come in at once, for everything else the plan is shown.
 */
import { say, sayFailed } from '../app/toasts';
import { m } from '../i18n/messages';
import { call, transport } from '../ipc/client';
import type { BatchEnded, BatchOperation, IncomingFile } from '../ipc/gen/api';
import type { Incoming } from '../platform/desktop';
import { nameOf } from '../tree/paths';
import { sayDone, showCopy } from './open';

/** Up to so many files come in without a question. */
const FEW = 2;

/** Copies files into a folder of the vault. */
export async function bringIn(files: readonly Incoming[], into: string): Promise<void> {
  const [first] = files;
  if (first === undefined) {
    say(m.copy_in_none());
    return;
  }
  let stage: string | null = null;
  try {
    stage = (await call('incoming_begin')).stage;
    const ended = await copy(files, into, stage);
    if (ended?.state !== 'done') return;
    if (ended.copied === 0) say(m.batch_nothing());
    else if (files.length === 1) sayDone(ended, m.uploaded_one({ name: nameOf(first.name) }));
    else sayDone(ended, m.uploaded_many({ count: ended.copied }));
  } catch (error) {
    sayFailed(m.upload_failed({ name: nameOf(first.name) }), error);
  } finally {
    if (stage !== null) void call('incoming_drop', { stage }).catch(() => {});
  }
}

async function copy(files: readonly Incoming[], into: string, stage: string): Promise<BatchEnded | null> {
  const ready = async (tell: (done: number) => void, signal?: AbortSignal): Promise<BatchOperation> => {
    const waiting: IncomingFile[] = [];
    for (const file of files) {
      signal?.throwIfAborted();
      tell(waiting.length);
      waiting.push({ name: file.name, revision: await file.stage(stage) });
    }
    return { op: 'copyIn', stage, into, files: waiting };
  };
  const names = files.map(({ name }) => name);
  if (files.length > FEW || names.some((name) => name.includes('/')))
    return showCopy(names, null, null, ready);
  const operation = await ready(() => {});
  const plan = await call('batch_plan', { operation });
  if (plan.issues.length > 0) return showCopy(names, operation, plan, null);
  return call('batch_run', { request: { operation }, fingerprint: plan.fingerprint });
}

/** Copies what was dropped from a browser's outside, folders with all that is in them. */
export async function bringDropped(
  found: readonly (FileSystemEntry | File | null)[],
  into: string,
): Promise<void> {
  const files: Incoming[] = [];
  try {
    for (const each of found) {
      if (each instanceof File) files.push(incoming(each.name, each));
      else if (each !== null) await collect(each, '', files);
    }
  } catch (error) {
    sayFailed(m.copy_in_unreadable(), error);
    return;
  }
  await bringIn(files, into);
}

async function collect(entry: FileSystemEntry, above: string, files: Incoming[]): Promise<void> {
  const name = above + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    files.push(incoming(name, file));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // It tells some at a time, and none at its end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const each of some) await collect(each, `${name}/`, files);
  }
}

function incoming(name: string, file: File): Incoming {
  return { name, stage: (stage) => transport().stage(stage, name, file) };
}

/** Asks for files with the system's dialog, and copies them in. */
export function chooseFiles(into: string): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.onchange = () => {
    void bringIn(
      [...(input.files ?? [])].map((file) => incoming(file.name, file)),
      into,
    );
  };
  input.click();
}
