/** How this user's editor behaves: what is shown around the text and which keys it has. Remembered per vault. */
import { create } from 'zustand';
import { remember, remembered } from '../../app/uiState';

export interface EditorOptions {
  /** A row of buttons above the text. */
  toolbar: boolean;
  /** A few buttons beside selected words. */
  selectionMenu: boolean;
}

const KEY = 'editor';
/** Paper first: whoever selects words finds the buttons there. */
const START: EditorOptions = { toolbar: false, selectionMenu: true };

const isOptions = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function restored(): EditorOptions {
  const last = remembered(KEY, isOptions) ?? {};
  const options = { ...START };
  for (const key of Object.keys(START) as (keyof EditorOptions)[])
    if (typeof last[key] === 'boolean') options[key] = last[key];
  return options;
}

export const useEditorOptions = create<EditorOptions>(() => START);

let read = false;

/** Takes up what was chosen in an earlier run; to be called once the remembered values are there. */
export function restoreEditorOptions(): void {
  if (read) return;
  read = true;
  useEditorOptions.setState(restored());
}

export function setEditorOption(change: Partial<EditorOptions>): void {
  restoreEditorOptions();
  useEditorOptions.setState(change);
  remember(KEY, useEditorOptions.getState());
}

export function toggleEditorOption(key: keyof EditorOptions): void {
  restoreEditorOptions();
  setEditorOption({ [key]: !useEditorOptions.getState()[key] });
}
