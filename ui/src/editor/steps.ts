/**
 * Undo and redo. Where several editors show one text its history is not theirs: they name who takes the step;
 * an editor that stands alone takes its own.
 */
import {
  undo as back,
  redo as forth,
  historyKeymap,
  redoSelection,
  undoSelection,
} from '@codemirror/commands';
import { type Extension, Facet } from '@codemirror/state';
import { type Command, EditorView, type KeyBinding } from '@codemirror/view';

/** A step of a history, on an editor or on the text behind it. */
export const STEPS = { undo: back, redo: forth, undoSelection, redoSelection };

export type Step = keyof typeof STEPS;

const stepper = Facet.define<(step: Step) => boolean>();

const step =
  (kind: Step): Command =>
  (view) => {
    const [elsewhere] = view.state.facet(stepper);
    return elsewhere ? elsewhere(kind) : STEPS[kind](view);
  };

export const undo = step('undo');
export const redo = step('redo');

const KINDS = Object.keys(STEPS) as Step[];

/** The usual keys of the steps. */
export const stepKeymap: readonly KeyBinding[] = historyKeymap.map((binding) => {
  const kind = KINDS.find((each) => STEPS[each] === binding.run);
  return kind ? { ...binding, run: step(kind) } : binding;
});

/** Hands an editor's steps to whoever has the history, those of the system's own menus too. */
export function stepsElsewhere(take: (step: Step) => boolean): Extension {
  return [
    stepper.of(take),
    EditorView.domEventHandlers({
      beforeinput(event) {
        const kind = KINDS.find((each) => event.inputType.toLowerCase() === `history${each}`);
        if (!kind) return false;
        event.preventDefault();
        return take(kind);
      },
    }),
  ];
}
