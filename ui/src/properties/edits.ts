/** Edits of a note's properties: the engine says which letters change, and the open note takes that as one step. */
import { isolateHistory } from '@codemirror/commands';
import { ChangeSet, type Text, type TransactionSpec } from '@codemirror/state';
import { call } from '../ipc/client';
import type { NoteEdit } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { textForEdits } from './front';

/** A note whose properties are shown. */
export interface Source {
  readonly path: string;
  /** Its text now. */
  doc(): Text;
  /** Changes its text as the user would. */
  change(spec: TransactionSpec): void;
}

export type Outcome = 'changed' | 'same' | CallError;

/** The text may change while the engine looks at it. */
const TRIES = 4;

/** Edits follow one another: each is planned on what the one before has left. */
let last: Promise<unknown> = Promise.resolve();

/** Makes edits in their order, as one step that can be undone. */
export function edit(source: Source, ...edits: NoteEdit[]): Promise<Outcome> {
  const outcome = last.then(() => run(source, edits));
  last = outcome;
  return outcome;
}

async function run(source: Source, edits: readonly NoteEdit[]): Promise<Outcome> {
  try {
    for (let left = TRIES; left > 0; left--) {
      const before = source.doc();
      const changes = await planned(source, before, edits);
      if (!source.doc().eq(before)) continue;
      if (changes.empty) return 'same';
      source.change({ changes, userEvent: 'input.property', annotations: isolateHistory.of('full') });
      return 'changed';
    }
    return 'same';
  } catch (error) {
    return asCallError(error);
  }
}

async function planned({ path }: Source, before: Text, edits: readonly NoteEdit[]): Promise<ChangeSet> {
  let doc = before;
  let all = ChangeSet.empty(before.length);
  for (const each of edits) {
    const { changes } = await call('edit_plan', { path, text: textForEdits(doc), with: each });
    const set = ChangeSet.of([...changes], doc.length);
    all = all.compose(set);
    doc = set.apply(doc);
  }
  return all;
}
