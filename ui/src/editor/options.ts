/** How this user's editor behaves: what is shown around the text and which keys it has. Remembered per vault. */
import { create } from 'zustand';
import { remember, remembered } from '../app/uiState';

/** What one step of indentation is: a tab, or so many spaces. */
export const INDENTS = ['2', '4', 'tab'] as const;
export type Indent = (typeof INDENTS)[number];

/** What is on or off. */
export interface Switches {
  /** A row of buttons above the text. */
  toolbar: boolean;
  /** A few buttons beside selected words. */
  selectionMenu: boolean;
  /** Beside source and files that are no notes. */
  lineNumbers: boolean;
  /** Lines no longer than is good to read, in the preview as well. */
  readableWidth: boolean;
  spellCheck: boolean;
  /** Only the paragraph that is written in stands out. */
  focusMode: boolean;
  /** The line that is written in stays in the middle. */
  typewriter: boolean;
  vim: boolean;
}

export interface EditorOptions extends Switches {
  indent: Indent;
}

const KEY = 'editor';

/** Paper first: whoever selects words finds the buttons there. */
const START: EditorOptions = {
  toolbar: false,
  selectionMenu: true,
  lineNumbers: false,
  readableWidth: true,
  spellCheck: true,
  focusMode: false,
  typewriter: false,
  vim: false,
  indent: '2',
};

const isOptions = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function restored(): EditorOptions {
  const last = remembered(KEY, isOptions) ?? {};
  const options = { ...START };
  const { indent, ...switches } = START;
  for (const key of Object.keys(switches) as (keyof Switches)[])
    if (typeof last[key] === 'boolean') options[key] = last[key];
  options.indent = INDENTS.find((each) => each === last.indent) ?? indent;
  return options;
}

export const useEditorOptions = create<EditorOptions>(() => START);

useEditorOptions.subscribe(({ readableWidth }) => {
  const { style } = document.documentElement;
  if (readableWidth) style.removeProperty('--measure');
  else style.setProperty('--measure', 'none');
});

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

export function toggleEditorOption(key: keyof Switches): void {
  restoreEditorOptions();
  setEditorOption({ [key]: !useEditorOptions.getState()[key] });
}
