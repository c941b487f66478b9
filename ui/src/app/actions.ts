/** The commands of the shell, the tabs, the tree and the editor. */
import type { StateCommand } from '@codemirror/state';
import type { Command as EditorCommand } from '@codemirror/view';
import { redo, undo } from '../editor/steps';
// For their commands; what they show loads later.
import '../conflicts/open';
import '../daily/register';
import '../favourites/register';
import '../help/open';
import '../history/actions';
import { m } from '../i18n/messages';
import { type OpenNote, openNote } from '../notes/open';
import '../palette/open';
import { searchFor } from '../search/request';
import { showSettings } from '../settings/open';
import { copyPath, newFolder, newNote } from '../tree/actions';
import { NONE } from '../tree/model';
import { type Command, register } from './commands';
import { setLayout, showLeft, showRight, showView, useLayout } from './layout';
import { tree } from './vault';
import { activeTab, close, cycle, leaveFocus } from './workspace';

function activeNote(): OpenNote | null {
  const tab = activeTab();
  return tab?.kind === 'file' ? openNote(tab.path) : null;
}

const hasTab = () => activeTab() !== null;
/** A graph is of no file. */
const hasFile = () => Boolean(activeTab()?.path);
const hasEditor = () => activeNote()?.view != null;

function inEditor(command: EditorCommand | StateCommand): () => void {
  return () => {
    const view = activeNote()?.view;
    if (!view) return;
    view.focus();
    (command as EditorCommand)(view);
  };
}

/** A note out of the app; how that is done loads then. */
function documents(): Command[] {
  const command = (id: string, label: () => string, what: 'exportHtml' | 'exportPdf' | 'printNote') => ({
    id: `note.${id}`,
    label,
    enabled: () => activeNote()?.plain === false,
    run: () => {
      const path = activeNote()?.session.path;
      if (path !== undefined) void import('../export/run').then((run) => run[what](path));
    },
  });
  return [
    command('exportHtml', m.export_html, 'exportHtml'),
    command('exportPdf', m.export_pdf, 'exportPdf'),
    command('print', m.print_note, 'printNote'),
  ];
}

/** Runs after the current key or click is through, when menus have given the focus back. */
function focusTree(): void {
  showLeft('files');
  leaveFocus();
  requestAnimationFrame(() => document.getElementById('tree')?.focus());
}

const shell: Command[] = [
  { id: 'settings.open', label: m.settings, keys: ['Mod+,'], run: () => showSettings() },
  {
    id: 'view.left',
    label: m.toggle_left,
    keys: ['Mod+\\'],
    run: () => setLayout({ leftOpen: !useLayout.getState().leftOpen }),
  },
  {
    id: 'view.right',
    label: m.toggle_right,
    keys: ['Mod+Alt+\\'],
    run: () => setLayout({ rightOpen: !useLayout.getState().rightOpen }),
  },
  {
    id: 'view.reading',
    label: m.view_reading,
    keys: ['Mod+E'],
    run: () => {
      const { view, writing } = useLayout.getState();
      showView(view === 'read' ? writing : 'read');
    },
  },
  { id: 'view.live', label: m.view_live, run: () => showView('live') },
  { id: 'view.source', label: m.view_source, run: () => showView('source') },
  { id: 'view.split', label: m.view_split, run: () => showView('split') },
  { id: 'view.files', label: m.focus_tree, keys: ['Mod+Shift+E'], run: focusTree },
  { id: 'view.editor', label: m.focus_editor, enabled: hasEditor, run: () => activeNote()?.view?.focus() },
  {
    id: 'view.tags',
    label: m.tags,
    run: () => {
      showLeft('tags');
      leaveFocus();
    },
  },
  { id: 'view.outline', label: m.outline, run: () => showRight('outline') },
  { id: 'view.links', label: m.links, run: () => showRight('links') },
  { id: 'view.versions', label: m.versions, run: () => showRight('versions') },
  { id: 'search.open', label: m.search, keys: ['Mod+Shift+F'], run: () => searchFor() },
];

const tabs: Command[] = [
  {
    id: 'tab.close',
    label: m.close_tab,
    // Browsers keep Ctrl+W to themselves.
    keys: ['Mod+W', 'Alt+W'],
    enabled: () => activeTab()?.pinned === undefined && hasTab(),
    run: () => close(activeTab()?.id ?? ''),
  },
  {
    id: 'tab.next',
    label: m.next_tab,
    keys: ['Mod+Tab', 'Mod+PageDown', 'Alt+PageDown'],
    enabled: hasTab,
    run: () => cycle(1),
  },
  {
    id: 'tab.previous',
    label: m.previous_tab,
    keys: ['Mod+Shift+Tab', 'Mod+PageUp', 'Alt+PageUp'],
    enabled: hasTab,
    run: () => cycle(-1),
  },
];

const files: Command[] = [
  // Browsers keep Ctrl+N to themselves.
  { id: 'note.new', label: m.new_note, keys: ['Mod+N', 'Alt+N'], run: () => void newNote() },
  { id: 'folder.new', label: m.new_folder, run: () => void newFolder() },
  {
    id: 'tree.reveal',
    label: m.reveal_in_tree,
    enabled: hasFile,
    run: () => {
      const path = activeTab()?.path;
      if (path !== undefined && tree.reveal(path) !== NONE) focusTree();
    },
  },
  { id: 'tree.expand', label: m.expand_all, run: () => tree.openAll() },
  { id: 'tree.collapse', label: m.collapse_all, run: () => tree.closeAll() },
  {
    id: 'file.rename',
    label: m.rename,
    keys: ['F2'],
    enabled: hasFile,
    run: () => {
      const path = activeTab()?.path;
      const id = path === undefined ? NONE : tree.reveal(path);
      if (id === NONE) return;
      showLeft('files');
      tree.setRenaming(id);
    },
  },
  {
    id: 'file.copyPath',
    label: m.copy_path,
    enabled: hasFile,
    run: () => void copyPath(activeTab()?.path ?? ''),
  },
];

const editor: Command[] = [
  ...documents(),
  { id: 'note.save', label: m.save, keys: ['Mod+S'], run: () => void activeNote()?.session.flush() },
  {
    id: 'edit.find',
    label: m.find_in_note,
    keys: ['Mod+F'],
    enabled: hasEditor,
    run: () => void import('../editor/extras').then(({ openFind }) => inEditor(openFind)()),
  },
  { id: 'edit.undo', label: m.undo, enabled: hasEditor, run: inEditor(undo) },
  { id: 'edit.redo', label: m.redo, enabled: hasEditor, run: inEditor(redo) },
  {
    id: 'edit.takeBack',
    label: m.taken_back_cursor,
    keys: ['Mod+Alt+Z'],
    enabled: () => (activeNote()?.taken() ?? 0) > 0,
    run: () => activeNote()?.takeBack('cursor'),
  },
  {
    id: 'edit.takeBackAll',
    label: m.taken_back_all,
    enabled: () => (activeNote()?.taken() ?? 0) > 0,
    run: () => activeNote()?.takeBack('all'),
  },
];

export function registerActions(): void {
  register(...files, ...editor, ...tabs, ...shell);
}
