import { Suspense } from 'react';
import { ErrorBoundary } from './ErrorBoundary';
import { FileView } from './FileView';
import styles from './MainPane.module.css';
import { part } from './part';
import { TabStrip } from './TabStrip';
import { Welcome } from './Welcome';
import { activeTab, useWorkspace } from './workspace';

const CompareView = part(async () => (await import('../history/CompareView')).CompareView);
const ThreeWayView = part(async () => (await import('../conflicts/ThreeWayView')).ThreeWayView);

export function MainPane() {
  const tab = useWorkspace(activeTab);
  return (
    <main className={styles.main}>
      <TabStrip />
      {tab ? (
        <div
          className={styles.content}
          role="tabpanel"
          id={`panel-${tab.id}`}
          aria-labelledby={`tab-${tab.id}`}
        >
          <ErrorBoundary key={tab.id}>
            {tab.kind === 'compare' && (
              <Suspense>
                <CompareView path={tab.path} from={tab.from} to={tab.to} />
              </Suspense>
            )}
            {tab.kind === 'conflict' && (
              <Suspense>
                <ThreeWayView copy={tab.path} tab={tab.id} />
              </Suspense>
            )}
            {tab.kind === 'file' && <FileView path={tab.path} tab={tab.id} />}
          </ErrorBoundary>
        </div>
      ) : (
        <Welcome />
      )}
    </main>
  );
}
