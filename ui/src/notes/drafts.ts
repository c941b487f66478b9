/** Unsaved texts of an earlier run: found at the start, compared with what was saved, restored or discarded. */
import { diffArrays } from 'diff';
import { create } from 'zustand';
import { call } from '../ipc/client';
import type { Draft } from '../ipc/gen/api';
import { asCallError } from '../ipc/transport';
import { openDraft, openNote } from './open';

export interface FoundDraft extends Draft {
  /** Lines that differ from the saved note; null where the note is gone or the difference is beyond counting. */
  change: { added: number; removed: number } | null;
  gone: boolean;
}

export const useDrafts = create<{ drafts: readonly FoundDraft[] }>(() => ({ drafts: [] }));

const MOST_LINE_EDITS = 5000;

/** Looks for drafts; those that equal their note are dropped without a word. */
export async function findDrafts(): Promise<void> {
  const { drafts } = await call('drafts_list');
  for (const draft of drafts) {
    // One that this run is writing itself is no find.
    if (openNote(draft.path)?.session.unsaved) continue;
    const found = await compare(draft);
    if (found) useDrafts.setState((state) => ({ drafts: [...state.drafts, found] }));
    else await call('draft_drop', { path: draft.path });
  }
}

async function compare(draft: Draft): Promise<FoundDraft | null> {
  try {
    const { text } = await call('note_get', { path: draft.path });
    if (text === draft.text) return null;
    return { ...draft, change: countLines(text ?? '', draft.text), gone: false };
  } catch (error) {
    if (asCallError(error).code !== 'notFound') throw error;
    return { ...draft, change: null, gone: true };
  }
}

export function countLines(before: string, after: string): { added: number; removed: number } | null {
  const parts = diffArrays(before.split('\n'), after.split('\n'), { maxEditLength: MOST_LINE_EDITS });
  if (!parts) return null;
  const count = (kind: 'added' | 'removed') =>
    parts.reduce((sum, part) => sum + (part[kind] ? part.value.length : 0), 0);
  return { added: count('added'), removed: count('removed') };
}

function forget(path: string): void {
  useDrafts.setState(({ drafts }) => ({ drafts: drafts.filter((draft) => draft.path !== path) }));
}

/** Opens the note with its unsaved text, which is then saved like something just typed. */
export async function restoreDraft(draft: FoundDraft): Promise<void> {
  await openDraft(draft.path, draft.text, draft.base ?? undefined, draft.time);
  forget(draft.path);
}

export async function discardDraft(draft: FoundDraft): Promise<void> {
  await call('draft_drop', { path: draft.path });
  forget(draft.path);
}
