/** What happens once at the start, before and after the first answer of the engine. */
import { loadModes } from '../editor/mode';
import { restoreFavourites } from '../favourites/store';
import { findDrafts } from '../notes/drafts';
import { installNotes, restorePlaces, watchNotes } from '../notes/open';
import { restoreTreeLook } from '../tree/look';
import { registerActions } from './actions';
import { installDesktop } from './desktop';
import { showStatus, watchStatus } from './editorStatus';
import { follow } from './follow';
import { installKeymap } from './keymap';
import { restoreLayout } from './layout';
import { persist } from './part';
import { installPreferences, loadPreferences } from './preferences';
import { loadUiState, remember, remembered, rememberNow } from './uiState';
import { startVault, tree, useVault } from './vault';
import { restoreTabs, selectActivePath, useWorkspace } from './workspace';

export function start(): void {
  installPreferences();
  installKeymap(window);
  registerActions();
  installDesktop();
  installNotes({
    onMove: (note, state) => {
      if (note.session.path === selectActivePath(useWorkspace.getState())) showStatus(state);
    },
    onFollow: (from, link) => void follow(from, link),
  });
  void loadModes();
  startVault(async () => {
    await Promise.all([loadPreferences(), loadUiState()]);
    restoreLayout();
    restorePlaces();
    restoreTabs();
    watchNotes();
    watchStatus();
    // After the notes' own listeners, which remember where the reader was.
    window.addEventListener('pagehide', rememberNow);
  });
  const stop = useVault.subscribe(({ phase }) => {
    if (phase !== 'ready') return;
    stop();
    restoreTreeLook();
    restoreFavourites();
    restoreFolders();
    void persist(() => import('./tabCommands')).then(({ registerTabs }) => registerTabs());
    // Whatever cannot be read now stays where it is for the next start.
    findDrafts().catch(() => {});
  });
  // A file dropped beside the tree must not replace the app.
  for (const kind of ['dragover', 'drop'] as const) {
    window.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
  }
}

const FOLDERS = 'folders';

const isPaths = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((path) => typeof path === 'string');

/** Opens the folders of the last run, at the first time those at the top, and remembers changes from now on. */
function restoreFolders(): void {
  const paths = remembered(FOLDERS, isPaths);
  tree.openFolders(paths ?? tree.rows.filter((id) => tree.isFolder(id)).map((id) => tree.path(id)));
  let known = tree.openPaths().join('\n');
  tree.subscribe(() => {
    const now = tree.openPaths();
    const joined = now.join('\n');
    if (joined === known) return;
    known = joined;
    remember(FOLDERS, now);
  });
}
