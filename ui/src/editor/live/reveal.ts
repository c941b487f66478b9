/**
 * Where markup is shown: at the selection. While the mouse is down or an input method composes, the selection that
 * counts stays what it was, so that no text moves under the pointer or under the composition.
 */
import { type EditorSelection, type EditorState, StateEffect, StateField } from '@codemirror/state';

/** Holds what is revealed, or lets go of it. */
export const hold = StateEffect.define<boolean>();

interface Revealed {
  selection: EditorSelection;
  held: boolean;
}

export const revealed = StateField.define<Revealed>({
  create: (state) => ({ selection: state.selection, held: false }),
  update(value, transaction) {
    let { held } = value;
    for (const effect of transaction.effects) if (effect.is(hold)) held = effect.value;
    if (!held && !transaction.isUserEvent('input.type.compose')) {
      const { selection } = transaction.state;
      return selection === value.selection && held === value.held ? value : { selection, held };
    }
    const selection = transaction.docChanged ? value.selection.map(transaction.changes) : value.selection;
    return selection === value.selection && held === value.held ? value : { selection, held };
  },
});

/** Whether the selection touches a range. */
export function touched(state: EditorState, from: number, to: number): boolean {
  return state.field(revealed).selection.ranges.some((range) => range.from <= to && range.to >= from);
}

/** Whether an end of the selection lies in a range: a selection that runs over a block leaves it as it looks. */
export function entered(state: EditorState, from: number, to: number): boolean {
  const within = (at: number) => at >= from && at <= to;
  return state.field(revealed).selection.ranges.some(({ anchor, head }) => within(anchor) || within(head));
}
