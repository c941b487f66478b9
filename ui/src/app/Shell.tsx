import { useCallback } from 'react';
import { Group, Panel, Separator, type Layout as Shares } from 'react-resizable-panels';
import { m } from '../i18n/messages';
import { DraftBanner } from './DraftBanner';
import { ErrorBoundary } from './ErrorBoundary';
import { LeftPanel } from './LeftPanel';
import { setLayout, useLayout } from './layout';
import { MainPane } from './MainPane';
import { OfflineBanner } from './OfflineBanner';
import { RightPanel } from './RightPanel';
import styles from './Shell.module.css';
import { StatusBar } from './StatusBar';
import { TitleBar } from './TitleBar';

/** The window: title bar, two quiet panels with the paper between them, status bar. */
export function Shell() {
  const leftOpen = useLayout((layout) => layout.leftOpen);
  const rightOpen = useLayout((layout) => layout.rightOpen);
  const keep = useCallback((shares: Shares) => {
    const before = useLayout.getState().columns ?? {};
    setLayout({ columns: { ...before, ...shares } });
  }, []);
  const { columns } = useLayout.getState();
  const size = (id: string, start: number) => (columns?.[id] ? `${columns[id]}%` : start);
  return (
    <div className={styles.shell}>
      <TitleBar />
      <OfflineBanner />
      <DraftBanner />
      <Group orientation="horizontal" className={styles.columns} onLayoutChanged={keep}>
        {leftOpen && (
          <>
            <Panel
              id="left"
              defaultSize={size('left', 272)}
              minSize={180}
              maxSize={520}
              groupResizeBehavior="preserve-pixel-size"
            >
              <ErrorBoundary>
                <LeftPanel />
              </ErrorBoundary>
            </Panel>
            <Separator className={styles.separator} aria-label={m.resize_left()} />
          </>
        )}
        <Panel id="main" minSize={320}>
          <ErrorBoundary>
            <MainPane />
          </ErrorBoundary>
        </Panel>
        {rightOpen && (
          <>
            <Separator className={styles.separator} aria-label={m.resize_right()} />
            <Panel
              id="right"
              defaultSize={size('right', 264)}
              minSize={180}
              maxSize={520}
              groupResizeBehavior="preserve-pixel-size"
            >
              <ErrorBoundary>
                <RightPanel />
              </ErrorBoundary>
            </Panel>
          </>
        )}
      </Group>
      <StatusBar />
    </div>
  );
}
