import { useEffect } from 'react';
import {
  INDENTS,
  type Indent,
  restoreEditorOptions,
  type Switches,
  setEditorOption,
  useEditorOptions,
} from '../editor/options';
import { m } from '../i18n/messages';
import { Choice, Toggle } from './fields';

type Row = [key: keyof Switches, label: () => string, hint: () => string];

/** What is seen first, then how writing goes, then keys. */
const ROWS: readonly Row[] = [
  ['readableWidth', m.option_width, m.option_width_hint],
  ['toolbar', m.option_toolbar, m.option_toolbar_hint],
  ['selectionMenu', m.option_menu, m.option_menu_hint],
  ['lineNumbers', m.option_numbers, m.option_numbers_hint],
  ['spellCheck', m.option_spelling, m.option_spelling_hint],
  ['focusMode', m.option_focus, m.option_focus_hint],
  ['typewriter', m.option_typewriter, m.option_typewriter_hint],
  ['vim', m.option_vim, m.option_vim_hint],
];

const INDENT_NAMES: Record<Indent, () => string> = {
  2: m.indent_2,
  4: m.indent_4,
  tab: m.indent_tab,
};

/** How the editor looks and behaves. */
export function EditorSettings() {
  const options = useEditorOptions();
  useEffect(restoreEditorOptions, []);
  return (
    <>
      {ROWS.map(([key, label, hint]) => (
        <Toggle
          key={key}
          label={label()}
          hint={hint()}
          on={options[key]}
          onChange={(on) => setEditorOption({ [key]: on })}
        />
      ))}
      <Choice
        label={m.option_indent()}
        value={options.indent}
        options={INDENTS.map((each) => [each, INDENT_NAMES[each]()] as const)}
        onChange={(indent) => setEditorOption({ indent: indent as Indent })}
      />
    </>
  );
}
