/**
 * Brings one change of a comparison back into the open note, as one step of its editor. The text may have changed
 * since it was compared: the place is looked for, and a place that is no longer what was seen is left alone.
 */
import { isolateHistory } from '@codemirror/commands';
import { ChangeSet } from '@codemirror/state';
import { say, sayFailed } from '../app/toasts';
import { split } from '../editor/endings';
import { m } from '../i18n/messages';
import { type Edit, minimalEdits } from '../notes/edits';
import { ensureOpen, type OpenNote, openNote, useOpenNotes } from '../notes/open';
import { shownName } from '../tree/paths';
import type { Block } from './rows';

/** Returns where a line starts, the end of the text for those behind its last one. */
function startOf(text: string, line: number): number {
  let at = 0;
  for (let number = 1; number < line; number++) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}

/** Returns the edit of the newer text that brings the older lines of a change back. */
export function backEdit(oldText: string, newText: string, block: Block): Edit {
  const [older, newer] = [split(oldText).text, split(newText).text];
  const lines = older.slice(startOf(older, block.old), startOf(older, block.old + block.removed));
  return {
    from: startOf(newer, block.new),
    to: startOf(newer, block.new + block.added),
    insert: lines,
  };
}

/** Returns the edit as it is in a text that was made from its own; null where another edit touched its place. */
export function moved({ from, to, insert }: Edit, base: string, now: string): Edit | null {
  const changes = ChangeSet.of(minimalEdits(base, now), base.length);
  const [start, end] = [changes.mapPos(from, 1), changes.mapPos(to, from === to ? 1 : -1)];
  if (start > end || now.slice(start, end) !== base.slice(from, to)) return null;
  return { from: start, to: end, insert };
}

/** Puts an edit of `base` into the note; returns the text then, null where its place is not what it was. */
function put(note: OpenNote, base: string, edit: Edit): { text: string; edit: Edit } | null {
  const now = note.state.doc.toString();
  const there = moved(edit, base, now);
  if (!there) return null;
  note.edit({ changes: there, userEvent: 'input.back', annotations: isolateHistory.of('full') });
  return { text: note.state.doc.toString(), edit: there };
}

/** Returns the note once it is loaded; null where it has no text or cannot be read. */
async function loaded(path: string): Promise<OpenNote | null> {
  ensureOpen(path);
  const entry = useOpenNotes.getState().entries.get(path);
  if (entry && 'loading' in entry) await entry.loading;
  return openNote(path);
}

/** Brings the older lines of a change back, and offers to undo that. */
export async function bringBack(path: string, oldText: string, newText: string, block: Block): Promise<void> {
  const name = shownName(path);
  try {
    const note = await loaded(path);
    if (!note || note.readOnly) {
      say(m.compare_back_readOnly({ name }));
      return;
    }
    const base = split(newText).text;
    const edit = backEdit(oldText, newText, block);
    if (base.slice(edit.from, edit.to) === edit.insert) {
      say(m.compare_back_ends());
      return;
    }
    const done = put(note, base, edit);
    if (!done) {
      say(m.compare_back_changed());
      return;
    }
    const gone = base.slice(edit.from, edit.to);
    const { from, insert } = done.edit;
    const undo = async () => {
      const again = await loaded(path);
      if (!again || !put(again, done.text, { from, to: from + insert.length, insert: gone }))
        say(m.compare_back_changed());
      else await again.session.flush();
    };
    say(m.compare_back_done({ name }), {
      label: m.undo(),
      run: () => void undo().catch((error) => sayFailed(m.restore_failed({ name }), error)),
    });
    await note.session.flush();
  } catch (error) {
    sayFailed(m.restore_failed({ name }), error);
  }
}
