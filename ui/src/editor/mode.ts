/** How the editor shows its text: as it reads, or as source. What it takes to write loads after the first paint. */
import { Compartment, type EditorState, type Extension, type StateEffect } from '@codemirror/state';

export type EditorMode = 'live' | 'source';

const slot = new Compartment();
const NONE: Extension = [];
let loaded: Record<EditorMode, Extension> | null = null;
let loading: Promise<void> | null = null;

/** Loads what editing needs; resolves as well where that fails, and the plain source is shown. */
export function loadModes(): Promise<void> {
  loading ??= Promise.all([import('./live'), import('./extras')]).then(
    ([{ livePreview }, { extras, source }]) => {
      loaded = { live: [extras, livePreview], source };
    },
    () => {
      loading = null;
    },
  );
  return loading;
}

/** Whether a note can be shown at once. */
export const modesReady = (): boolean => loaded !== null;

/** The place of the mode among the extensions of an editor. */
export const modeSlot = (): Extension => slot.of(NONE);

/** Returns what shows an editor as text of a kind that its file's name tells. */
export async function showPlain(path: string): Promise<StateEffect<unknown>> {
  return slot.reconfigure(await (await import('./plain')).plainText(path));
}

/** Returns what shows an editor in a mode, nothing where it is shown so already. */
export function showMode(state: EditorState, mode: EditorMode): StateEffect<unknown>[] {
  const shown = loaded?.[mode] ?? NONE;
  return slot.get(state) === shown ? [] : [slot.reconfigure(shown)];
}
