/** What can be done to files and folders: made, renamed, moved, copied, deleted, brought in from outside. */
import { showLeft, useLayout } from '../app/layout';
import { say, sayFailed } from '../app/toasts';
import { tree, useVault } from '../app/vault';
import { activeTab, close, openPath, useWorkspace } from '../app/workspace';
import { perform, sayDone, takeBack } from '../batch/open';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import { settle } from '../notes/settle';
import { FOLDER, NONE } from './model';
import { isNotePath, isWithin, join, nameOf, parentOf, shownName, stemOf } from './paths';

/** Returns the folder that new things belong into: the focused one, else that of the shown file, else the root. */
export function targetFolder(): string {
  const inTree = document.activeElement?.closest('[role=tree]') != null;
  if (inTree && tree.focus !== NONE) {
    const path = tree.path(tree.focus);
    return tree.kind(tree.focus) === FOLDER ? path : parentOf(path);
  }
  const shown = activeTab()?.path;
  if (shown) return parentOf(shown);
  return useVault.getState().info?.areas.includes('knowledge') ? 'knowledge' : '';
}

/** Returns a name in a folder that nothing has yet, with a number where it must. */
export function freeName(folder: string, stem: string, extension = ''): string {
  for (let number = 1; ; number++) {
    const name = `${stem}${number > 1 ? ` ${number}` : ''}${extension}`;
    if (tree.find(join(folder, name)) === NONE) return name;
  }
}

/** Why a name cannot be used; null where it can. */
export function nameFault(name: string, folder: string, own: string | null): string | null {
  if (name.trim() === '') return m.name_empty();
  if (name.includes('/')) return m.name_slash();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (name === '.' || name === '..' || /[\u0000-\u001f\u007f\\]/.test(name)) return m.name_bad({ name });
  if (name !== own && tree.find(join(folder, name)) !== NONE) return m.name_taken({ name });
  return null;
}

export async function newNote(folder: string = targetFolder()): Promise<void> {
  const name = freeName(folder, m.untitled(), '.md');
  const path = join(folder, name);
  const now = Date.now();
  try {
    await call('note_save', { path, text: '', create: true });
    tree.apply([
      {
        path,
        change: 'created',
        from: null,
        entry: { path, kind: 'note', size: 0, modified: now, created: now, revision: null, reason: null },
      },
    ]);
    const { leftOpen } = useLayout.getState();
    openPath(path, leftOpen ? null : {});
    const id = tree.reveal(path);
    if (!leftOpen) return;
    showLeft('files');
    tree.setRenaming(id);
  } catch (error) {
    sayFailed(m.create_failed({ name }), error);
  }
}

export async function newFolder(folder: string = targetFolder()): Promise<void> {
  const name = freeName(folder, m.untitled_folder());
  const path = join(folder, name);
  try {
    await call('folder_create', { path });
    tree.applyFolders([path], []);
    showLeft('files');
    tree.setRenaming(tree.reveal(path));
  } catch (error) {
    sayFailed(m.create_failed({ name }), error);
  }
}

export async function rename(path: string, name: string): Promise<void> {
  if (name === nameOf(path)) return;
  const to = join(parentOf(path), name);
  try {
    const ended = await perform({ op: 'rename', path, to }, [path]);
    if (ended?.state !== 'done') return;
    tree.reveal(to);
    if (ended.links > 0) sayDone(ended, m.renamed({ name: shownName(to) }));
  } catch (error) {
    sayFailed(m.rename_failed({ name: shownName(path) }), error);
  }
}

export async function move(chosen: readonly string[], folder: string): Promise<void> {
  const paths = chosen.filter((path) => parentOf(path) !== folder);
  const [first] = paths;
  if (first === undefined) return;
  try {
    const ended = await perform({ op: 'move', paths, into: folder }, paths);
    if (ended?.state !== 'done') return;
    const where = folder === '' ? m.vault_root() : nameOf(folder);
    const text =
      paths.length === 1
        ? m.moved_one({ name: shownName(first), folder: where })
        : m.moved_many({ count: paths.length, folder: where });
    sayDone(ended, text);
  } catch (error) {
    sayFailed(m.move_failed({ name: shownName(first) }), error);
  }
}

export async function remove(paths: readonly string[]): Promise<void> {
  const [first] = paths;
  if (first === undefined) return;
  try {
    await settle(paths);
    const { items, batch } = await call('entries_remove', { paths: [...paths] });
    for (const tab of useWorkspace.getState().tabs) {
      if (paths.some((path) => isWithin(tab.path, path))) close(tab.id);
    }
    const text =
      items.length === 1
        ? m.moved_to_trash_one({ name: shownName(first) })
        : m.moved_to_trash_many({ count: items.length });
    say(text, batch === null ? undefined : { label: m.undo(), run: () => void takeBack(batch) });
  } catch (error) {
    sayFailed(m.delete_failed({ name: shownName(first) }), error);
  }
}

export async function duplicate(path: string): Promise<void> {
  const folder = parentOf(path);
  const dot = nameOf(path).lastIndexOf('.');
  const extension = dot > 0 ? nameOf(path).slice(dot) : '';
  const name = freeName(folder, m.copy_suffix({ name: stemOf(path) }), extension);
  try {
    await settle([path]);
    const { path: made } = await call('entry_copy', { from: path, to: join(folder, name) });
    if (isNotePath(made)) openPath(made);
  } catch (error) {
    sayFailed(m.create_failed({ name }), error);
  }
}

export async function copyPath(path: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(path);
    say(m.path_copied());
  } catch (error) {
    sayFailed(m.copy_path(), error);
  }
}

/** Copies the address by which other programs open an entry in the desktop app. */
export async function copyAddress(path: string): Promise<void> {
  const vault = useVault.getState().info?.name ?? '';
  const address = `strata://open?vault=${encodeURIComponent(vault)}&path=${encodeURIComponent(path)}`;
  try {
    await navigator.clipboard.writeText(address);
    say(m.address_copied());
  } catch (error) {
    sayFailed(m.copy_address(), error);
  }
}

export async function reveal(path: string): Promise<void> {
  try {
    await (await import('../platform/outside')).reveal(path);
  } catch (error) {
    sayFailed(m.reveal(), error);
  }
}

/** Lets other programs take copies of entries, where a drag has left the window. */
export async function dragOut(paths: string[]): Promise<void> {
  try {
    await (await import('../platform/outside')).dragOut(paths);
  } catch (error) {
    sayFailed(m.drag_out_failed(), error);
  }
}
