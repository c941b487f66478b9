/** Whether a cell is written in: the selection then stands in the table without showing its text. */
import { StateEffect, StateField } from '@codemirror/state';

export const inCell = StateEffect.define<boolean>();

export const cellFocus = StateField.define<boolean>({
  create: () => false,
  update(value, { effects }) {
    for (const effect of effects) if (effect.is(inCell)) return effect.value;
    return value;
  },
});
