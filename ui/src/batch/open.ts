/**
 * What is being done to many entries as one: planned, shown where more changes than was asked for, done, taken
 * back. The dialog is a file of its own, because it loads when it is first wanted.
 */
import { create } from 'zustand';
import { register } from '../app/commands';
import { say, sayFailed } from '../app/toasts';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { BatchEnded, BatchOperation, BatchPlan } from '../ipc/gen/api';
import { asCallError } from '../ipc/transport';
import { settle } from '../notes/settle';

/** What the user still has to say before there is an operation. */
export type Form =
  | 'move'
  | 'renameAll'
  | 'addTag'
  | 'removeTag'
  | 'renameTag'
  | 'setProperty'
  | 'removeProperty'
  | 'renameProperty';

/** What a form for replacing text starts with. */
export interface Replacing {
  find: string;
  /** Only notes that this finds. */
  query: string;
}

export type Ready = (tell: (done: number) => void, signal: AbortSignal) => Promise<BatchOperation>;

export interface Task {
  id: number;
  paths: readonly string[];
  form: Form | null;
  /** What its first field starts with. */
  first?: string;
  /** What is to be done, once it is known. */
  operation: BatchOperation | null;
  /** Of the operation as it stands above. */
  plan: BatchPlan | null;
  /** Makes the operation, after what takes its time; hears of a cancel. */
  ready?: Ready | null;
  /** Text takes the place of other text in them; in all notes where there are none. */
  replace?: Replacing;
  /** The entries are copied out of the vault; nothing of it changes. */
  out?: true;
  /** Hears how it ended; null where the user thought better of it. */
  ended(ended: BatchEnded | null): void;
}

export const useBatch = create<{ task: Task | null; open: boolean; wanted: boolean }>(() => ({
  task: null,
  open: false,
  wanted: false,
}));

let count = 0;

function show(task: Omit<Task, 'id' | 'ended'>): Promise<BatchEnded | null> {
  useBatch.getState().task?.ended(null);
  return new Promise((resolve) => {
    const ended = (end: BatchEnded | null) => {
      if (useBatch.getState().task === shown) useBatch.setState({ open: false });
      resolve(end);
    };
    const shown: Task = { ...task, id: ++count, ended };
    useBatch.setState({ task: shown, open: true, wanted: true });
  });
}

/**
 * Does something to entries. Where only happens what was asked for, it happens at once; where links in other notes
 * change with it or something is in the way, the plan is shown first. Null where the user thought better of it.
 */
export async function perform(
  operation: BatchOperation,
  paths: readonly string[],
): Promise<BatchEnded | null> {
  await settle(paths);
  const plan = await call('batch_plan', { operation });
  if (plan.links > 0 || plan.issues.length > 0) return show({ paths, form: null, operation, plan });
  return call('batch_run', { request: { operation }, fingerprint: plan.fingerprint });
}

/** Asks what is to be done to these entries, shows what it comes to, and does it. */
export async function askFor(form: Form, paths: readonly string[], first = ''): Promise<void> {
  await settle(paths);
  const ended = await show({ paths, form, first, operation: null, plan: null });
  if (ended?.state === 'done') sayDone(ended, m.batch_done({ count: ended.moved + ended.edited }));
}

/** Shows what files from outside come to, and copies them in. `paths` are their names. */
export function showCopy(
  paths: readonly string[],
  operation: BatchOperation | null,
  plan: BatchPlan | null,
  ready: Ready | null,
): Promise<BatchEnded | null> {
  return show({ paths, form: null, operation, plan, ready });
}

/** Shows what a copy of these entries outside the vault would hold, and makes it. */
export async function askExport(paths: readonly string[]): Promise<void> {
  await settle(paths);
  await show({ paths, form: null, operation: null, plan: null, out: true });
}

/** Asks what text is to take the place of what in these notes and folders, or in all, and replaces it. */
export async function askReplace(replace: Replacing, paths: readonly string[] = []): Promise<void> {
  await settle(paths.length > 0 ? paths : ['']);
  const ended = await show({ paths, form: null, operation: null, plan: null, replace });
  if (ended?.state === 'done') sayDone(ended, m.batch_done({ count: ended.edited }));
}

/** Says what was done, and offers to take it back. */
export function sayDone({ id, links }: BatchEnded, text: string): void {
  const title = links > 0 ? m.batch_with_links({ text, count: links }) : text;
  say(title, id === null ? undefined : { label: m.undo(), run: () => void takeBack(id) });
}

/** Takes one batch back, or the last that can be. */
export async function takeBack(id?: string): Promise<void> {
  try {
    const { left, id: undone } = await call('batch_undo', { id });
    const again = undone === null ? undefined : { label: m.redo(), run: () => void takeBack(undone) };
    const [first] = left;
    if (first) say(m.batch_left({ path: first.path, count: left.length }), again);
    else say(m.batch_taken_back(), again);
  } catch (error) {
    if (asCallError(error).code === 'notFound') say(m.batch_none());
    else sayFailed(m.batch_undo_failed(), error);
  }
}

register(
  { id: 'batch.undo', label: m.batch_undo, run: () => void takeBack() },
  {
    id: 'notes.replace',
    label: m.replace_title,
    run: () => void askReplace({ find: '', query: '' }),
  },
  { id: 'tag.rename', label: m.batch_renameTag, run: () => void askFor('renameTag', []) },
);
