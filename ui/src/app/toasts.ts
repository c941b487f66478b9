/**
 * Short messages that go by themselves: what was done, how to take it back, what could not be done. They wait
 * here for `ToastList`, which loads after the window stands.
 */
import { create } from 'zustand';
import { asCallError } from '../ipc/transport';
import { detailOf, explain } from './explain';

export interface Message {
  title: string;
  description?: string;
  /** What the system said, in its own words. */
  detail?: string;
  tone?: 'bad';
  action?: { label: string; run: () => void };
}

export const useMessages = create<{ waiting: readonly Message[] }>(() => ({ waiting: [] }));

function push(message: Message): void {
  useMessages.setState(({ waiting }) => ({ waiting: [...waiting, message] }));
}

/** Says what was done; with an action, how to take it back. */
export function say(title: string, action?: Message['action']): void {
  push({ title, action });
}

/** Says what could not be done and why. */
export function sayFailed(title: string, error: unknown): void {
  const known = asCallError(error);
  push({ title, description: explain(known), detail: detailOf(known) ?? undefined, tone: 'bad' });
}
