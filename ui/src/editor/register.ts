/** The commands of folding and of what an editor's user can choose, by name. */
import type { Command } from '@codemirror/view';
import { register } from '../app/commands';
import { activeTab } from '../app/workspace';
import { m } from '../i18n/messages';
import { openNote } from '../notes/open';
import { foldEverything, foldHere, unfoldEverything, unfoldHere } from './folding';
import { type Switches, toggleEditorOption } from './options';

const toggle = (id: string, label: () => string, key: keyof Switches) => ({
  id: `edit.${id}`,
  label,
  run: () => toggleEditorOption(key),
});

function activeView() {
  const tab = activeTab();
  const note = tab?.kind === 'file' ? openNote(tab.path) : null;
  return note && !note.plain ? note.view : null;
}

const inNote = (id: string, label: () => string, keys: string, run: Command) => ({
  id: `edit.${id}`,
  label,
  keys: [keys],
  enabled: () => activeView() !== null,
  run: () => {
    const view = activeView();
    view?.focus();
    if (view) run(view);
  },
});

register(
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
