import { formatNumber } from '../i18n/format';
import { m } from '../i18n/messages';
import type { StageFigures, SyncStage, SyncStatus } from '../ipc/gen/api';
import styles from './sync.module.css';

const STAGES: Record<SyncStage, { name: () => string; hint: () => string }> = {
  hint: { name: m.sync_stage_hint, hint: m.sync_stage_hint_hint },
  scan: { name: m.sync_stage_scan, hint: m.sync_stage_scan_hint },
  parse: { name: m.sync_stage_parse, hint: m.sync_stage_parse_hint },
  catalog: { name: m.sync_stage_catalog, hint: m.sync_stage_catalog_hint },
  index: { name: m.sync_stage_index, hint: m.sync_stage_index_hint },
  version: { name: m.sync_stage_version, hint: m.sync_stage_version_hint },
};

/** The way of a change, stage by stage: how long each takes, how much waits, what is being read. */
export function Flow({ status }: { status: SyncStatus }) {
  const { stages, slowest, perSecond, lastMinute, inFlight } = status;
  const longest = Math.max(...stages.map(({ p95 }) => p95));
  const waiting = stages.reduce((sum, { queue }) => sum + queue, 0);
  return (
    <section aria-labelledby="sync-flow">
      <h3 id="sync-flow" className={styles.heading}>
        {m.sync_flow()}
      </h3>
      <div className={styles.facts}>
        <Fact label={m.sync_waiting()} value={formatNumber(waiting)} />
        <Fact label={m.sync_rate()} value={m.sync_per_second({ count: decimal(perSecond) })}>
          <Minute counts={lastMinute} />
        </Fact>
        <Fact label={m.sync_slowest()} value={slowest ? STAGES[slowest].name() : m.sync_none_yet()} />
      </div>
      <p className={styles.now} aria-live="off">
        {inFlight[0]
          ? m.sync_reading({ path: inFlight.map(({ path }) => path).join(', ') })
          : waiting > 0
            ? m.sync_working()
            : m.sync_idle()}
      </p>
      <table className={styles.stages}>
        <thead>
          <tr>
            <th scope="col">{m.sync_stage()}</th>
            <th scope="col">{m.sync_waits()}</th>
            <th scope="col">{m.sync_times()}</th>
            <th scope="col">{m.sync_usual()}</th>
            <th scope="col">{m.sync_p95()}</th>
            <th scope="col">{m.sync_longest()}</th>
          </tr>
        </thead>
        <tbody>
          {stages.map((figures) => (
            <Row
              key={figures.stage}
              figures={figures}
              slowest={figures.stage === slowest}
              share={longest > 0 ? figures.p95 / longest : 0}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Fact({ label, value, children }: { label: string; value: string; children?: React.ReactNode }) {
  return (
    <div className={styles.fact}>
      <span className={styles.label}>{label}</span>
      <strong>{value}</strong>
      {children}
    </div>
  );
}

/** The last minute, a bar for each second; the figure beside it says the same in words. */
function Minute({ counts }: { counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  return (
    <svg
      className={styles.minute}
      viewBox={`0 0 ${counts.length} 20`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {counts.map((count, at) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: each bar is the second at its place.
          key={at}
          x={at + 0.15}
          width={0.7}
          y={20 - Math.max(1, (count / most) * 20)}
          height={Math.max(1, (count / most) * 20)}
          data-empty={count === 0 || undefined}
        />
      ))}
    </svg>
  );
}

function Row({ figures, slowest, share }: { figures: StageFigures; slowest: boolean; share: number }) {
  const { stage, count, p50, p95, max, queue } = figures;
  const { name, hint } = STAGES[stage];
  const time = (value: number) => (count === 0 ? '–' : millis(value));
  return (
    <tr data-slowest={slowest || undefined}>
      <th scope="row" title={hint()}>
        {name()}
        {slowest && <em>{m.sync_slowest_mark()}</em>}
      </th>
      <td>{formatNumber(queue)}</td>
      <td>{formatNumber(count)}</td>
      <td>{time(p50)}</td>
      <td>
        <span className={styles.bar} aria-hidden>
          <span style={{ inlineSize: `${Math.max(share * 100, count > 0 ? 2 : 0)}%` }} />
        </span>
        {time(p95)}
      </td>
      <td>{time(max)}</td>
    </tr>
  );
}

const decimal = (value: number) => formatNumber(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

/** Returns a time as people read it; below ten milliseconds with a decimal. */
function millis(value: number): string {
  if (value >= 1000) return m.sync_seconds({ count: decimal(value / 1000) });
  return m.sync_millis({ count: decimal(value) });
}
