/** The commands of cursors, folding and of what an editor's user can choose, by name. */
import { addCursorAbove, addCursorBelow } from '@codemirror/commands';
import type { Command, EditorView } from '@codemirror/view';
import { register } from '../app/commands';
import { activeTab } from '../app/workspace';
import { m } from '../i18n/messages';
import { type OpenNote, openNote } from '../notes/open';
import { selectEverywhere, selectNextOccurrence } from './find';
import { askLine } from './find/line';
import { openReplace } from './find/open';
import { foldEverything, foldHere, unfoldEverything, unfoldHere } from './folding';
import { hasLinkAtCursor, showLink } from './hover';
import { type Switches, toggleEditorOption } from './options';

const toggle = (id: string, label: () => string, key: keyof Switches) => ({
  id: `edit.${id}`,
  label,
  run: () => toggleEditorOption(key),
});

function active(plain: boolean): EditorView | null {
  const tab = activeTab();
  const note = tab?.kind === 'file' ? openNote(tab.path) : null;
  return note && (plain || !note.plain) ? note.view : null;
}

/** The open note, where it can be changed. */
function writable(): OpenNote | null {
  const tab = activeTab();
  const note = tab?.kind === 'file' ? openNote(tab.path) : null;
  return note && !note.plain && note.readOnly === null ? note : null;
}

const inEditor = (plain: boolean) => (id: string, label: () => string, keys: string, run: Command) => ({
  id: `edit.${id}`,
  label,
  keys: [keys],
  enabled: () => active(plain) !== null,
  run: () => {
    const view = active(plain);
    view?.focus();
    if (view) run(view);
  },
});

const inNote = inEditor(false);
const inText = inEditor(true);

register(
  {
    ...inNote('showLink', m.card_show, 'Alt+Enter', showLink),
    enabled: () => {
      const view = active(false);
      return view !== null && hasLinkAtCursor(view.state);
    },
  },
  {
    id: 'edit.addProperty',
    label: m.property_add,
    keys: ['Mod+;'],
    enabled: () => writable() !== null,
    run: () => {
      const note = writable();
      if (note) void import('../properties/add').then(({ addProperty }) => addProperty(note));
    },
  },
  inText('replace', m.find_replace_in, 'Mod+H', openReplace),
  inText('goToLine', m.find_go_line, 'Mod+Alt+G', askLine),
  inText('cursorAbove', m.cursor_above, 'Mod+Alt+ArrowUp', addCursorAbove),
  inText('cursorBelow', m.cursor_below, 'Mod+Alt+ArrowDown', addCursorBelow),
  inText('selectNext', m.select_next, 'Mod+D', selectNextOccurrence),
  inText('selectEverywhere', m.select_everywhere, 'Mod+Shift+L', selectEverywhere),
  inNote('fold', m.fold, 'Mod+Shift+[', foldHere),
  inNote('unfold', m.unfold, 'Mod+Shift+]', unfoldHere),
  inNote('foldAll', m.fold_all, 'Mod+Alt+[', foldEverything),
  inNote('unfoldAll', m.unfold_all, 'Mod+Alt+]', unfoldEverything),
  toggle('toolbar', m.fmt_toolbar_toggle, 'toolbar'),
  toggle('selectionMenu', m.fmt_menu_toggle, 'selectionMenu'),
  toggle('readableWidth', m.toggle_width, 'readableWidth'),
  toggle('lineNumbers', m.toggle_numbers, 'lineNumbers'),
  toggle('spellCheck', m.toggle_spelling, 'spellCheck'),
  toggle('focusMode', m.toggle_focus, 'focusMode'),
  toggle('typewriter', m.toggle_typewriter, 'typewriter'),
  toggle('vim', m.toggle_vim, 'vim'),
);
