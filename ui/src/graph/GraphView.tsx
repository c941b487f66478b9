/** The vault as a graph, in a tab; or what is near the open note, beside it. */
import { List, Maximize, SlidersHorizontal, Waypoints, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { run } from '../app/commands';
import { composing } from '../app/keymap';
import { Reason } from '../app/Reason';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { formatNumber } from '../i18n/format';
import { m } from '../i18n/messages';
import { Controls } from './Controls';
import styles from './graph.module.css';
import { type GraphModel, groupsOf, matching } from './model';
import { NodeList } from './NodeList';
import { openNode } from './openNode';
import { changeOptions, DEEPEST, type Options, useOptions, type Which } from './options';
import { Session } from './session';
import { Stage } from './stage';
import { type Fetched, useGraph } from './useGraph';

const CLOSER = 1.4;
const sessions: Record<Which, Session> = { whole: new Session(), local: new Session() };

/** The graph of the whole vault. */
export function WholeGraph() {
  const options = useOptions((kept) => kept.whole);
  const fetched = useGraph({ ...filters(options), orphans: options.orphans });
  return <GraphView which="whole" options={options} fetched={fetched} centre={null} />;
}

/** What is linked with a note, directly or over others. */
export function LocalGraph({ path }: { path: string }) {
  const options = useOptions((kept) => kept.local);
  const fetched = useGraph({ ...filters(options), around: path, depth: options.depth });
  return <GraphView which="local" options={options} fetched={fetched} centre={`/${path}`} />;
}

const filters = ({ query, folder, tags, attachments, unresolved }: Options) => ({
  query: query.trim() || undefined,
  folder: folder || undefined,
  tags,
  attachments,
  unresolved,
});

interface Props {
  which: Which;
  options: Options;
  fetched: Fetched;
  /** The node that the graph is about. */
  centre: string | null;
}

type Panel = 'none' | 'filters' | 'list';

function GraphView({ which, options, fetched: { model, error, partial, busy }, centre }: Props) {
  const [panel, setPanel] = useState<Panel>('none');
  const [text, setText] = useState('');
  const [settled, setSettled] = useState(false);
  const [listed, setListed] = useState<string | null>(centre);
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage | null>(null);
  const shown = useRef<GraphModel | null>(null);
  const found = useMemo(() => model && matching(model, text), [model, text]);
  const groups = useMemo(
    () => (model ? groupsOf(model, options.grouping) : { of: new Uint8Array(), names: [] }),
    [model, options.grouping],
  );

  useEffect(() => setListed(centre), [centre]);

  const open = (at: number, beside: boolean) => {
    if (shown.current) openNode(shown.current, at, beside);
  };
  // The stage lives as long as its canvas; a new graph is shown on it.
  const filled = model !== null && model.count > 0;
  useEffect(() => {
    if (!filled || !canvas.current) return;
    const made = new Stage(canvas.current, sessions[which], {
      onOpen: (at, beside) => shown.current && openNode(shown.current, at, beside),
      onSettled: setSettled,
    });
    stage.current = made;
    return () => {
      stage.current = null;
      made.end();
    };
  }, [filled, which]);
  useEffect(() => {
    shown.current = model;
    if (filled && model) stage.current?.show(model);
  }, [model, filled]);
  useEffect(() => stage.current?.setGroups(groups.of), [groups]);
  useEffect(() => stage.current?.setFound(found), [found]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another note is looked at anew, as a whole.
  useEffect(() => {
    if (which === 'local') stage.current?.fit();
  }, [centre]);
  useEffect(() => {
    stage.current?.setHome(centre === null ? -1 : (model?.byKey.get(centre) ?? -1));
  }, [centre, model]);

  const toggle = (next: Panel) => {
    setPanel(panel === next ? 'none' : next);
    // What the list has chosen goes with it; whoever asks for the list goes on in it.
    if (panel === 'list') stage.current?.choose(-1);
    if (next === 'list' && panel !== 'list')
      requestAnimationFrame(() => root.current?.querySelector<HTMLElement>('[role=listbox]')?.focus());
  };
  const openFirst = (beside: boolean) => {
    const [first] = found ?? [];
    if (first !== undefined) open(first, beside);
  };

  return (
    <div ref={root} className={styles.graph} data-which={which}>
      <div className={styles.bar}>
        {which === 'local' && <Depth depth={options.depth} />}
        <input
          type="search"
          className={styles.search}
          value={text}
          placeholder={m.graph_search()}
          aria-label={m.graph_search()}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (composing(event.nativeEvent)) return;
            if (event.key === 'Enter') openFirst(event.ctrlKey || event.metaKey);
            else if (event.key === 'Escape' && text !== '') setText('');
            else return;
            event.preventDefault();
          }}
        />
        <IconButton
          label={m.graph_filters()}
          pressed={panel === 'filters'}
          aria-expanded={panel === 'filters'}
          onClick={() => toggle('filters')}
        >
          <SlidersHorizontal size={15} />
        </IconButton>
        <IconButton
          label={m.graph_list()}
          pressed={panel === 'list'}
          aria-expanded={panel === 'list'}
          onClick={() => toggle('list')}
        >
          <List size={15} />
        </IconButton>
        {which === 'local' && (
          <IconButton label={m.graph_open()} onClick={() => run('graph.open')}>
            <Waypoints size={15} />
          </IconButton>
        )}
      </div>
      <div className={styles.body}>
        <div className={styles.stage}>
          {filled && (
            <>
              <div
                className={styles.view}
                role="application"
                // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys, as its description says.
                tabIndex={0}
                aria-label={m.graph_canvas({ nodes: model.count })}
                aria-description={m.graph_keys()}
              >
                <canvas ref={canvas} className={styles.canvas} aria-hidden />
              </div>
              <div className={styles.zoom}>
                <IconButton label={m.graph_zoom_in()} keys="+" onClick={() => stage.current?.zoomBy(CLOSER)}>
                  <ZoomIn size={15} />
                </IconButton>
                <IconButton
                  label={m.graph_zoom_out()}
                  keys="−"
                  onClick={() => stage.current?.zoomBy(1 / CLOSER)}
                >
                  <ZoomOut size={15} />
                </IconButton>
                <IconButton label={m.graph_fit()} keys="0" onClick={() => stage.current?.fit()}>
                  <Maximize size={15} />
                </IconButton>
              </div>
            </>
          )}
          <State model={model} busy={busy} error={error} />
          <p className={styles.status} role="status">
            {filled && <Count model={model} found={found} settled={settled} partial={partial} />}
          </p>
        </div>
        {panel === 'filters' && <Controls which={which} options={options} groups={groups} error={error} />}
        {panel === 'list' && model && (
          <NodeList
            key={centre}
            model={model}
            centre={listed}
            found={found}
            onCentre={setListed}
            onChoose={(at) => stage.current?.choose(at)}
            onOpen={open}
          />
        )}
      </div>
    </div>
  );
}

function State({ model, busy, error }: Pick<Fetched, 'model' | 'busy' | 'error'>) {
  if (error?.code === 'badQuery') return <EmptyState icon={Waypoints} title={m.graph_empty()} />;
  if (error) {
    return (
      <EmptyState icon={Waypoints} title={m.graph_failed()}>
        <Reason error={error} />
      </EmptyState>
    );
  }
  if (!model) return busy ? <p className={styles.loading}>{m.graph_loading()}</p> : null;
  if (model.count > 0) return null;
  return (
    <EmptyState icon={Waypoints} title={m.graph_empty()}>
      <p>{m.graph_empty_hint()}</p>
    </EmptyState>
  );
}

interface CountProps {
  model: GraphModel;
  found: ReadonlySet<number> | null;
  settled: boolean;
  partial: boolean;
}

function Count({ model: { count, total, cut }, found, settled, partial }: CountProps) {
  const words = [
    cut
      ? m.graph_cut({ shown: formatNumber(count), total: formatNumber(total) })
      : m.graph_shown({ nodes: count, shown: formatNumber(count) }),
    found && m.graph_found({ found: found.size }),
    partial && m.graph_partial(),
    !settled && m.graph_arranging(),
  ];
  return words.filter(Boolean).join(' · ');
}

const DEPTHS = Array.from({ length: DEEPEST }, (_, at) => at + 1);

function Depth({ depth }: { depth: number }) {
  return (
    <fieldset className={styles.depth} title={m.graph_depth()}>
      <legend className="visually-hidden">{m.graph_depth()}</legend>
      {DEPTHS.map((each) => (
        <label key={each} data-chosen={each === depth || undefined}>
          <input
            type="radio"
            name="graph-depth"
            checked={each === depth}
            onChange={() => changeOptions('local', { depth: each })}
          />
          {each}
        </label>
      ))}
    </fieldset>
  );
}
