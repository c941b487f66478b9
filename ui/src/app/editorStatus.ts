/** Cursor and length of the note that is written in, for the status bar. Counting waits for a pause in typing. */
import type { EditorState } from '@codemirror/state';
import { create } from 'zustand';
import { countWords } from '../editor/count';
import { type OpenNote, openNote, useOpenNotes } from '../notes/open';
import { selectActivePath, useWorkspace } from './workspace';

interface EditorStatus {
  line: number;
  column: number;
  words: number | null;
  /** Words in the selection; null where nothing is selected. */
  selected: number | null;
  /** The mode of keys that have modes, in words. */
  keys: string | null;
}

const NOTHING: Omit<EditorStatus, 'keys'> = { line: 1, column: 1, words: null, selected: null };
const PAUSE = 300;
/** A selection longer than this is not counted: it would cost more than it tells. */
const LONGEST_SELECTION = 2_000_000;

export const useEditorStatus = create<EditorStatus>(() => ({ ...NOTHING, keys: null }));

let frame = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let counted: unknown = null;

export function showStatus(state: EditorState): void {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(() => {
    const { main } = state.selection;
    const line = state.doc.lineAt(main.head);
    const length = main.to - main.from;
    const selected =
      length === 0 || length > LONGEST_SELECTION ? null : countWords(state.sliceDoc(main.from, main.to));
    useEditorStatus.setState({ line: line.number, column: main.head - line.from + 1, selected });
  });
  if (counted === state.doc) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    counted = state.doc;
    useEditorStatus.setState({ words: countWords(state.doc.toString()) });
  }, PAUSE);
}

/** Shows the status of whatever note a tab turns to, as soon as it is loaded. */
export function watchStatus(): void {
  let shown: OpenNote | null = null;
  let tab: string | null = null;
  const look = () => {
    const { active } = useWorkspace.getState();
    const path = selectActivePath(useWorkspace.getState());
    const note = path === null ? null : openNote(path);
    if (note === shown && active === tab) return;
    tab = active;
    if (note !== null && note === shown) {
      showStatus(note.state);
      return;
    }
    shown = note;
    clearTimeout(timer);
    counted = null;
    useEditorStatus.setState(NOTHING);
    if (note) showStatus(note.state);
  };
  useWorkspace.subscribe(look);
  useOpenNotes.subscribe(look);
}
