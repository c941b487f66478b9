/** Goes to a line by its number, asked for in a small bar above the text. */
import { EditorSelection, StateEffect, StateField } from '@codemirror/state';
import { type Command, EditorView, type Panel, showPanel } from '@codemirror/view';
import { composing } from '../../app/keymap';
import { m } from '../../i18n/messages';

const ask = StateEffect.define<boolean>();

/** Goes to the line of a number that may be beyond the text. */
export function goToLine(view: EditorView, number: number): void {
  const { doc } = view.state;
  const { from } = doc.line(Math.min(Math.max(1, number), doc.lines));
  view.dispatch({
    selection: EditorSelection.cursor(from),
    effects: EditorView.scrollIntoView(from, { y: 'center' }),
    userEvent: 'select',
  });
}

function createBar(view: EditorView): Panel {
  const dom = document.createElement('form');
  dom.className = 'cm-line-bar';
  const label = document.createElement('label');
  const field = document.createElement('input');
  field.inputMode = 'numeric';
  field.value = String(view.state.doc.lineAt(view.state.selection.main.head).number);
  label.append(m.find_go_line(), field);
  const close = () => {
    view.dispatch({ effects: ask.of(false) });
    view.focus();
  };
  dom.append(label);
  dom.addEventListener('submit', (event) => {
    event.preventDefault();
    const number = Number.parseInt(field.value, 10);
    if (Number.isNaN(number)) return;
    goToLine(view, number);
    close();
  });
  dom.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || composing(event)) return;
    event.preventDefault();
    close();
  });
  return { dom, top: true, mount: () => field.select() };
}

export const lineBar = StateField.define<boolean>({
  create: () => false,
  update: (open, { effects }) => effects.find((effect) => effect.is(ask))?.value ?? open,
  provide: (field) => showPanel.from(field, (open) => (open ? createBar : null)),
});

/** Asks for the line to go to. */
export const askLine: Command = (view) => {
  view.dispatch({ effects: ask.of(true) });
  view.dom.querySelector<HTMLInputElement>('.cm-line-bar input')?.select();
  return true;
};
