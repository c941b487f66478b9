import { CompareView } from '../history/CompareView';
import { FileView } from './FileView';
import styles from './MainPane.module.css';
import { TabStrip } from './TabStrip';
import { Welcome } from './Welcome';
import { activeTab, useWorkspace } from './workspace';

export function MainPane() {
  const tab = useWorkspace(activeTab);
  return (
    <main className={styles.main}>
      <TabStrip />
      <div
        className={styles.content}
        role={tab ? 'tabpanel' : undefined}
        id={tab ? `panel-${tab.id}` : undefined}
        aria-labelledby={tab ? `tab-${tab.id}` : undefined}
      >
        {!tab && <Welcome />}
        {tab?.kind === 'compare' && <CompareView key={tab.id} path={tab.path} from={tab.from} to={tab.to} />}
        {tab?.kind === 'file' && <FileView path={tab.path} tab={tab.id} />}
      </div>
    </main>
  );
}
