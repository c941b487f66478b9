/** Brings the focus to a pane: into the text that it shows, else onto its tab. */
import { openNote } from '../notes/open';
import { activate, activeTab, attend } from './workspace';

function focusPane(): void {
  const tab = activeTab();
  if (!tab) return;
  const view = tab.kind === 'file' ? openNote(tab.path)?.viewOf(tab.id) : null;
  if (view) view.focus();
  else document.getElementById(`tab-${tab.id}`)?.focus();
}

/** Goes to a pane. */
export function goTo(pane: string | undefined): void {
  if (pane === undefined) return;
  attend(pane);
  focusPane();
}

/** Changes the panes and stays with the tab that is then in front, wherever a menu gives the focus back to. */
export function thenStay(change: () => void): void {
  change();
  const tab = activeTab();
  requestAnimationFrame(() => {
    if (!tab) return;
    activate(tab.id);
    focusPane();
  });
}
