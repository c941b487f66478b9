/**
 * What is folded in which note, remembered from one run to the next. A fold is kept as its first line and found again
 * by that: where a note was changed meanwhile, the fold goes with its line, or is forgotten.
 */
import { ensureSyntaxTree, foldEffect, foldedRanges } from '@codemirror/language';
import { type EditorState, StateEffect, StateField } from '@codemirror/state';
import { type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { remember, remembered } from '../app/uiState';
import { onEntries } from '../app/vault';
import { foldOf } from './folding';
import { notePath } from './links';

/** A folded line: its number and how it starts. */
export type Kept = readonly [number: number, start: string];

const KEY = 'folds';
const MOST_NOTES = 300;
const MOST_FOLDS = 500;
/** So much of a line tells it from others. */
const START = 60;
/** A line that was moved is looked for so many lines around. */
const AROUND = 200;
/** Typing does not write anything; a pause does. */
const PAUSE = 400;
/** How long opening a note may wait for the end of a long one to be read, in milliseconds. */
const PATIENCE = 100;

let notes: Map<string, readonly Kept[]> | null = null;

const isKept = (value: unknown): value is Kept =>
  Array.isArray(value) && value.length === 2 && Number.isInteger(value[0]) && typeof value[1] === 'string';

const isNotes = (value: unknown): value is Record<string, readonly Kept[]> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((folds) => Array.isArray(folds) && folds.every(isKept));

function all(): Map<string, readonly Kept[]> {
  if (notes) return notes;
  notes = new Map(Object.entries(remembered(KEY, isNotes) ?? {}));
  onEntries((changes) => {
    if (changes === 'unknown') return;
    for (const { path, from, change } of changes) {
      const moved = change === 'moved' && from !== null ? all().get(from) : undefined;
      if (!moved || from === null) continue;
      keep(from, []);
      keep(path, moved);
    }
  });
  return notes;
}

/** Keeps what is folded in a note; of the notes with folds, those that were folded last. */
export function keep(path: string, folds: readonly Kept[]): void {
  const kept = all();
  if (folds.length === 0 && !kept.has(path)) return;
  kept.delete(path);
  if (folds.length > 0) kept.set(path, folds);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_NOTES) break;
    kept.delete(oldest);
  }
  remember(KEY, Object.fromEntries(kept));
}

/** Returns what is folded in a text. */
export function foldsIn(state: EditorState): Kept[] {
  const found: Kept[] = [];
  for (let at = foldedRanges(state).iter(); at.value && found.length < MOST_FOLDS; at.next()) {
    const line = state.doc.lineAt(at.from);
    found.push([line.number, line.text.slice(0, START)]);
  }
  return found;
}

/** Returns the ranges that folds have in a text. */
export function rangesOf(state: EditorState, folds: readonly Kept[]): { from: number; to: number }[] {
  const { doc } = state;
  const fits = (number: number, start: string) =>
    number >= 1 && number <= doc.lines && doc.line(number).text.slice(0, START) === start;
  return folds.flatMap(([number, start]) => {
    for (let off = 0; off <= AROUND; off++) {
      for (const at of off === 0 ? [number] : [number - off, number + off]) {
        if (fits(at, start)) return foldOf(state, doc.line(at)) ?? [];
      }
    }
    return [];
  });
}

const restoredNow = StateEffect.define<null>();

/** Whether an editor has taken up what was folded: it does so once, whatever becomes of its folds. */
const restored = StateField.define<boolean>({
  create: () => false,
  update: (done, { effects }) => done || effects.some((effect) => effect.is(restoredNow)),
});

const keeping = ViewPlugin.fromClass(
  class {
    readonly #view: EditorView;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #gone = false;

    constructor(view: EditorView) {
      this.#view = view;
      queueMicrotask(() => this.#restore());
    }

    update({ state, startState }: ViewUpdate): void {
      if (!state.field(restored)) return;
      const moved = state.facet(notePath) !== startState.facet(notePath);
      if (!moved && foldedRanges(state) === foldedRanges(startState)) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#keep(), PAUSE);
    }

    #restore(): void {
      const { state } = this.#view;
      const path = state.facet(notePath);
      if (this.#gone || path === '' || state.field(restored)) return;
      const folds = all().get(path) ?? [];
      if (folds.length > 0) ensureSyntaxTree(state, state.doc.length, PATIENCE);
      const effects = rangesOf(this.#view.state, folds).map((range) => foldEffect.of(range));
      this.#view.dispatch({ effects: [restoredNow.of(null), ...effects] });
    }

    #keep(): void {
      this.#timer = undefined;
      const { state } = this.#view;
      const path = state.facet(notePath);
      if (path !== '') keep(path, foldsIn(state));
    }

    destroy(): void {
      this.#gone = true;
      if (this.#timer === undefined) return;
      clearTimeout(this.#timer);
      this.#keep();
    }
  },
);

export const keptFolds = [restored, keeping];
