/** What the desktop app adds: its window waits for the last save, and other vaults can be opened. */
import { confirm } from '../design/components/Confirm';
import { m } from '../i18n/messages';
import { openNotes } from '../notes/open';
import {
  attend,
  closeWindow,
  createVault,
  inDesktop,
  keepOpen,
  openVault,
  tellUsable,
} from '../platform/desktop';
import { register } from './commands';
import { changePreferences, usePreferences } from './preferences';
import { sayFailed } from './toasts';
import { rememberAll } from './uiState';
import { useVault } from './vault';
import { openPath } from './workspace';

const failed = (error: unknown) => sayFailed(m.failed_title(), error);

export function installDesktop(): void {
  if (!inDesktop) return;
  attend(
    () => void leave(),
    show,
    (folder, name) => void showAlone(folder, name),
    failed,
  );
  const stop = useVault.subscribe(({ phase }) => {
    if (phase !== 'ready') return;
    stop();
    // The task after a frame runs when that frame is drawn.
    requestAnimationFrame(() => setTimeout(tellUsable));
  });
  register(
    { id: 'vault.open', label: m.vault_open, run: () => void chooseVault() },
    { id: 'vault.new', label: m.vault_new, run: () => void newVault() },
    { id: 'vault.tour', label: m.vault_tour, run: () => void newVault(true) },
    // A browser has these keys itself.
    { id: 'zoom.in', label: m.zoom_in, keys: ['Mod+='], run: () => zoomBy(1.1) },
    { id: 'zoom.out', label: m.zoom_out, keys: ['Mod+-'], run: () => zoomBy(1 / 1.1) },
    { id: 'zoom.reset', label: m.zoom_reset, keys: ['Mod+0'], run: () => zoomBy(0) },
  );
}

/** Shows what another program asked for, as soon as the vault is there. */
function show(path: string, line: number | null): void {
  const place = line === null ? {} : { line };
  if (useVault.getState().phase === 'ready') {
    openPath(path, place);
    return;
  }
  const stop = useVault.subscribe(({ phase }) => {
    if (phase !== 'ready') return;
    stop();
    openPath(path, place);
  });
}

/** A file that lies in no vault is shown where its folder is opened as one. */
async function showAlone(folder: string, name: string): Promise<void> {
  const title = m.alone_title({ name });
  if (!(await confirm({ title, text: m.alone_text(), detail: folder, yes: m.alone_open() }))) return;
  await openVault(m.vault_open_title(), folder, name).catch(failed);
}

function zoomBy(factor: number): void {
  const now = usePreferences.getState().settings.zoom ?? 100;
  const next = Math.min(300, Math.max(50, Math.round(now * factor)));
  changePreferences({ zoom: factor === 0 || next === 100 ? null : next }).catch(failed);
}

export function chooseVault(path?: string): Promise<void> {
  return openVault(m.vault_open_title(), path).catch(failed);
}

/** Makes a vault, with notes in it that show what there is where a tour is wanted. */
export function newVault(tour = false): Promise<void> {
  const { locale } = usePreferences.getState();
  return createVault(m.vault_new_title(), tour ? locale : null).catch(failed);
}

async function leave(): Promise<void> {
  const notes = openNotes();
  for (const note of notes) if (note.view) note.keepPlace();
  await Promise.all([rememberAll(), ...notes.map(({ session }) => session.flush())]);
  if (notes.some(({ session }) => session.unsaved)) {
    await keepOpen();
    const title = m.close_unsaved_title();
    if (!(await confirm({ title, text: m.close_unsaved_text(), yes: m.close_anyway(), danger: true })))
      return;
  }
  await closeWindow();
}
