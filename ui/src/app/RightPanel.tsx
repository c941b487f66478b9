import { Tabs } from '@base-ui/react/tabs';
import { FileText, History, Link2, ListTree, Waypoints } from 'lucide-react';
import { Suspense } from 'react';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';
import { isNotePath } from '../tree/paths';
import { type RightView, setLayout, useLayout } from './layout';
import { part } from './part';
import styles from './side.module.css';
import { selectActivePath, useWorkspace } from './workspace';

const OutlineView = part(async () => (await import('./OutlineView')).OutlineView);
const LinksView = part(async () => (await import('./LinksView')).LinksView);
const LocalGraph = part(async () => (await import('../graph/GraphView')).LocalGraph);
const HistoryPanel = part(async () => (await import('../history/HistoryPanel')).HistoryPanel);

const VIEWS = [
  { value: 'outline', icon: ListTree, label: m.outline },
  { value: 'links', icon: Link2, label: m.links },
  { value: 'versions', icon: History, label: m.versions },
  { value: 'graph', icon: Waypoints, label: m.graph },
] as const;

export function RightPanel() {
  const view = useLayout((layout) => layout.right);
  const path = useWorkspace(selectActivePath);
  return (
    <aside className={styles.side} aria-label={m.landmark_right()}>
      <Tabs.Root
        className={styles.root}
        value={view}
        onValueChange={(next: RightView) => setLayout({ right: next })}
      >
        <Tabs.List className={styles.switch} aria-label={m.details_views()}>
          {VIEWS.map(({ value, icon: Icon, label }) => (
            <Tabs.Tab key={value} value={value} className={styles.tab} title={label()}>
              <Icon size={14} aria-hidden />
              <span>{label()}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="outline" className={styles.panel}>
          <Suspense>{path && isNotePath(path) ? <OutlineView path={path} /> : <Nothing />}</Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="links" className={styles.panel}>
          <Suspense>{path && isNotePath(path) ? <LinksView path={path} /> : <Nothing />}</Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="graph" className={styles.panel}>
          <Suspense>{path ? <LocalGraph path={path} /> : <Nothing />}</Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="versions" className={styles.panel}>
          <Suspense>
            <HistoryPanel path={path} />
          </Suspense>
        </Tabs.Panel>
      </Tabs.Root>
    </aside>
  );
}

function Nothing() {
  return <EmptyState icon={FileText} title={m.no_note()} />;
}
