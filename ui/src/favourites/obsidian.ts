/** Obsidian's bookmarks as favourites; groups are flattened, what Strata has no favourite for is left out. */
import { say, sayFailed } from '../app/toasts';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import { addFavourites, type Favourite } from './store';

const PLACE = '.obsidian/bookmarks.json';

interface Bookmark {
  type?: unknown;
  path?: unknown;
  query?: unknown;
  title?: unknown;
  items?: unknown;
}

export function bookmarks(json: string): Favourite[] {
  const found: Favourite[] = [];
  const visit = (items: unknown, depth: number) => {
    if (!Array.isArray(items) || depth > 20) return;
    for (const { type, path, query, title, items: inner } of items.filter(
      (each): each is Bookmark => typeof each === 'object' && each !== null,
    )) {
      const name = typeof title === 'string' && title !== '' ? { name: title } : {};
      if ((type === 'file' || type === 'folder') && typeof path === 'string' && path !== '')
        found.push({ kind: type, path: path.replace(/^\/+|\/+$/g, ''), ...name });
      else if (type === 'search' && typeof query === 'string') found.push({ kind: 'search', query, ...name });
      else if (type === 'group') visit(inner, depth + 1);
    }
  };
  visit((JSON.parse(json) as { items?: unknown } | null)?.items, 0);
  return found;
}

/** Reads Obsidian's bookmarks, which stay as they are. */
export async function bringBookmarks(): Promise<void> {
  try {
    const { text } = await call('note_get', { path: PLACE });
    const count = addFavourites(bookmarks(text ?? ''));
    say(count === 0 ? m.bookmarks_none() : m.bookmarks_came({ count }));
  } catch (error) {
    sayFailed(m.bookmarks_failed(), error);
  }
}
