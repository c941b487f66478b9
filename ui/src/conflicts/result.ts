/**
 * The text that a conflict ends with: made of stretches, each of which is one side's, both sides' or what somebody
 * wrote there. An editor shows it; choices and typing go through its history alike. Pure but for CodeMirror.
 */
import { invertedEffects } from '@codemirror/commands';
import {
  type EditorState,
  type Extension,
  StateEffect,
  StateField,
  type Transaction,
  type TransactionSpec,
} from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';
import type { MergeHunk } from '../ipc/gen/api';

export type Choice = 'mine' | 'theirs' | 'both' | 'joined' | 'edited';

/** Where a stretch stands in the result and what it is; null while somebody has to choose. */
export interface Place {
  from: number;
  to: number;
  choice: Choice | null;
}

/** A stretch without what the editor does not show. */
export interface Stretch {
  base: string;
  mine: string;
  theirs: string;
  joined: string | null;
  changed: boolean;
}

const shown = (text: string) => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');

export function stretchesOf(hunks: readonly MergeHunk[]): Stretch[] {
  return hunks.map(({ base, ours, theirs, merged, source }) => ({
    base: shown(base),
    mine: shown(ours),
    theirs: shown(theirs),
    joined: merged === null ? null : shown(merged),
    changed: source !== 'nobody',
  }));
}

/** Returns the text that the result starts with, as it would stand in the file: what is undecided is the file's. */
export function startText(hunks: readonly MergeHunk[], gone: boolean): string {
  return hunks.map(({ merged, ours, theirs }) => merged ?? (gone ? ours : theirs)).join('');
}

/** Returns the text of a stretch as it is chosen. */
export function textOf({ mine, theirs, joined }: Stretch, choice: Exclude<Choice, 'edited'>): string {
  switch (choice) {
    case 'mine':
      return mine;
    case 'theirs':
      return theirs;
    case 'joined':
      return joined ?? theirs;
    case 'both':
      return theirs === '' || theirs.endsWith('\n') ? theirs + mine : `${theirs}\n${mine}`;
  }
}

const chosen = StateEffect.define<{ at: number; choice: Choice }>();
const restored = StateEffect.define<readonly Place[]>();

const placesField = StateField.define<readonly Place[]>({
  create: () => [],
  update(places, transaction) {
    const back = transaction.effects.filter((effect) => effect.is(restored)).at(-1);
    if (back) return back.value;
    const choice = transaction.effects.find((effect) => effect.is(chosen));
    if (choice) return moved(places, choice.value, transaction);
    return transaction.docChanged ? edited(places, transaction) : places;
  },
  provide: (field) => EditorView.decorations.compute([field], decorate),
});

/** A stretch was replaced as a whole; those behind it move along. */
function moved(
  places: readonly Place[],
  { at, choice }: { at: number; choice: Choice },
  { changes }: Transaction,
): Place[] {
  const by = changes.newLength - changes.length;
  return places.map((place, i) => {
    if (i < at) return place;
    if (i === at) return { from: place.from, to: place.to + by, choice };
    return { ...place, from: place.from + by, to: place.to + by };
  });
}

function edited(places: readonly Place[], { changes }: Transaction): Place[] {
  let end = 0;
  return places.map(({ from, to, choice }) => {
    const touched = changes.touchesRange(from, to) !== false && to > from;
    const start = Math.max(end, changes.mapPos(from, -1));
    end = Math.max(start, changes.mapPos(to, touched ? 1 : -1));
    return { from: start, to: end, choice: touched ? 'edited' : choice };
  });
}

function decorate(state: EditorState) {
  const marks = placesOf(state).flatMap(({ from, to, choice }) =>
    to > from
      ? [
          Decoration.mark({ class: choice === null ? 'cm-undecided' : 'cm-decided', inclusive: true }).range(
            from,
            to,
          ),
        ]
      : [],
  );
  return Decoration.set(marks, true);
}

export function placesOf(state: EditorState): readonly Place[] {
  return state.field(placesField);
}

/** Returns the extension that keeps the places of changed stretches. */
export function keepPlaces(stretches: readonly Stretch[], gone: boolean): Extension {
  let at = 0;
  const places: Place[] = [];
  for (const stretch of stretches) {
    const text = stretch.joined ?? (gone ? stretch.mine : stretch.theirs);
    const choice = stretch.joined === null ? null : 'joined';
    if (stretch.changed) places.push({ from: at, to: at + text.length, choice });
    at += text.length;
  }
  return [
    placesField.init(() => places),
    invertedEffects.of(({ docChanged, effects, startState }) =>
      docChanged || effects.some((effect) => effect.is(chosen)) ? [restored.of(placesOf(startState))] : [],
    ),
  ];
}

/** Returns the step that chooses for the changed stretch at `at`. */
export function choose(state: EditorState, at: number, choice: Choice, text: string): TransactionSpec {
  const place = placesOf(state)[at];
  if (!place) return {};
  return {
    changes: { from: place.from, to: place.to, insert: text },
    effects: chosen.of({ at, choice }),
    selection: { anchor: place.from },
    scrollIntoView: true,
    userEvent: 'input.choose',
  };
}
