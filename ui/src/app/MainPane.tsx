import { Fragment, Suspense, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { m } from '../i18n/messages';
import { ErrorBoundary } from './ErrorBoundary';
import { FileView } from './FileView';
import styles from './MainPane.module.css';
import { keyOf, panesOf, resized, type Shape, type Split } from './panes';
import { part } from './part';
import shell from './Shell.module.css';
import { TabStrip } from './TabStrip';
import { Welcome } from './Welcome';
import { attend, useWorkspace } from './workspace';

const CompareView = part(async () => (await import('../history/CompareView')).CompareView);
const WholeGraph = part(async () => (await import('../graph/GraphView')).WholeGraph);
const VaultTimeline = part(async () => (await import('../history/VaultTimeline')).VaultTimeline);
const ThreeWayView = part(async () => (await import('../conflicts/ThreeWayView')).ThreeWayView);

/** The paper between the panels: one pane, or several beside and below each other. */
export function MainPane() {
  const shape = useWorkspace((state) => state.shape);
  return (
    <main className={styles.main}>
      <Area shape={shape} />
    </main>
  );
}

function Area({ shape }: { shape: Shape }) {
  // Another set of parts is another group, so that the sizes are those of the shape.
  return typeof shape === 'string' ? <Pane id={shape} /> : <Parts key={keyOf(shape)} split={shape} />;
}

function Parts({ split }: { split: Split }) {
  const [start] = useState(split.sizes);
  const keys = split.parts.map(keyOf);
  const keep = (shares: Record<string, number>) => {
    const sizes = keys.map((key) => shares[key] ?? 0);
    if (sizes.every((size) => size > 0)) {
      useWorkspace.setState(({ shape }) => ({ shape: resized(shape, keyOf(split), sizes) }));
    }
  };
  return (
    <Group orientation={split.down ? 'vertical' : 'horizontal'} onLayoutChanged={keep}>
      {split.parts.map((part, index) => (
        <Fragment key={keys[index]}>
          {index > 0 && (
            <Separator
              className={split.down ? styles.across : shell.separator}
              aria-label={m.resize_panes()}
            />
          )}
          <Panel id={keys[index]} defaultSize={`${start[index]}%`} minSize={split.down ? 120 : 200}>
            <Area shape={part} />
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}

function Pane({ id }: { id: string }) {
  const tab = useWorkspace((state) => state.tabs.find((each) => each.id === state.front[id]));
  const number = useWorkspace(({ shape }) =>
    typeof shape === 'string' ? 0 : panesOf(shape).indexOf(id) + 1,
  );
  const attended = useWorkspace((state) => state.pane === id);
  const enter = () => attend(id);
  return (
    <section
      className={styles.pane}
      data-pane={id}
      data-aside={!attended || undefined}
      data-attended={(attended && number > 0) || undefined}
      aria-label={number ? m.pane_number({ number }) : undefined}
      onPointerDownCapture={enter}
      onFocus={enter}
    >
      <TabStrip pane={id} />
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
            {tab.kind === 'graph' && (
              <Suspense>
                <WholeGraph />
              </Suspense>
            )}
            {tab.kind === 'timeline' && (
              <Suspense>
                <VaultTimeline />
              </Suspense>
            )}
            {tab.kind === 'file' && <FileView path={tab.path} tab={tab.id} />}
          </ErrorBoundary>
        </div>
      ) : (
        <Welcome />
      )}
    </section>
  );
}
