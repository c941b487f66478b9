import { Tabs } from '@base-ui/react/tabs';
import { Files, Hash, Search } from 'lucide-react';
import { Suspense, useState } from 'react';
import { m } from '../i18n/messages';
import { FilesPanel } from '../tree/FilesPanel';
import { type LeftView, setLayout, useLayout } from './layout';
import { part } from './part';
import styles from './side.module.css';

const SearchPanel = part(async () => (await import('../search/SearchPanel')).SearchPanel);

const TagsPanel = part(async () => (await import('../tags/TagsPanel')).TagsPanel);

export function LeftPanel() {
  const view = useLayout((layout) => layout.left);
  // Once shown it stays, with its query and its place in the results.
  const [searched, setSearched] = useState(view === 'search');
  if (view === 'search' && !searched) setSearched(true);
  return (
    <nav className={styles.side} aria-label={m.landmark_left()}>
      <Tabs.Root
        className={styles.root}
        value={view}
        onValueChange={(next: LeftView) => setLayout({ left: next })}
      >
        <Tabs.List className={styles.switch} aria-label={m.sidebar_views()}>
          <Tabs.Tab value="files" className={styles.tab}>
            <Files size={14} aria-hidden />
            {m.files()}
          </Tabs.Tab>
          <Tabs.Tab value="search" className={styles.tab}>
            <Search size={14} aria-hidden />
            {m.search()}
          </Tabs.Tab>
          <Tabs.Tab value="tags" className={styles.tab}>
            <Hash size={14} aria-hidden />
            {m.tags()}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="files" className={styles.panel} keepMounted>
          <FilesPanel />
        </Tabs.Panel>
        <Tabs.Panel value="search" className={styles.panel} keepMounted>
          {searched && (
            <Suspense>
              <SearchPanel />
            </Suspense>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="tags" className={styles.panel}>
          <Suspense>
            <TagsPanel />
          </Suspense>
        </Tabs.Panel>
      </Tabs.Root>
    </nav>
  );
}
