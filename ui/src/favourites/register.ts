/** The commands of favourites. */
import { register } from '../app/commands';
import { persist } from '../app/part';
import { activeTab } from '../app/workspace';
import { m } from '../i18n/messages';
import { toggleFavourite } from './store';

register(
  {
    id: 'favourite.toggle',
    label: m.favourite_toggle,
    enabled: () => activeTab()?.kind === 'file',
    run: () => {
      const path = activeTab()?.path;
      if (path) toggleFavourite({ kind: 'file', path });
    },
  },
  {
    id: 'favourite.bookmarks',
    label: m.bookmarks_bring,
    run: () => void persist(() => import('./obsidian')).then(({ bringBookmarks }) => bringBookmarks()),
  },
);
