/** Vault paths as text: `/` between parts, no leading or trailing one, the root is the empty string. */

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Returns the extension in lower case without its dot, empty where there is none. */
export function extensionOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}

/** Returns the name without its extension. */
export function stemOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

export function isNotePath(path: string): boolean {
  const extension = extensionOf(path);
  return extension === 'md' || extension === 'markdown';
}

/** Returns what a file is called on screen: notes go without their extension. */
export function shownName(path: string): string {
  return isNotePath(path) ? stemOf(path) : nameOf(path);
}

/** Whether a path is `folder` itself or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '' || path.startsWith(`${folder}/`);
}

/** Returns where a path inside `from` is once `from` is called `to`. */
export function rebased(path: string, from: string, to: string): string {
  return path === from ? to : to + path.slice(from.length);
}
