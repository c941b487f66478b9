import {
  ArrowRightLeft,
  FilePlus2,
  FileX2,
  type LucideIcon,
  PencilLine,
  Sparkles,
  Wrench,
} from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { ProblemText } from '../app/ProblemText';
import { Reason } from '../app/Reason';
import { Button } from '../design/components/Button';
import { moveFocus } from '../history/focus';
import { actorWords, clock, dayWords } from '../history/words';
import { formatMoment, formatSize } from '../i18n/format';
import { m } from '../i18n/messages';
import type { PastChange, WantedChange } from '../ipc/gen/api';
import { useChanges } from './load';
import { goTo } from './Standings';
import styles from './sync.module.css';

const ICONS: Record<PastChange['what'], LucideIcon> = {
  created: FilePlus2,
  modified: PencilLine,
  removed: FileX2,
  moved: ArrowRightLeft,
  repaired: Wrench,
  decided: Sparkles,
};

const WANTED: readonly (readonly [WantedChange | '', () => string])[] = [
  ['', m.sync_every_change],
  ['created', m.version_created],
  ['modified', m.version_modified],
  ['moved', m.version_moved],
  ['removed', m.version_removed],
  ['decided', m.sync_by_itself],
];

const WORDS: Record<string, () => string> = {
  merged: m.verdict_merged,
  conflict: m.sync_kept_both,
  newest: m.verdict_newest,
  files: m.verdict_file,
  app: m.verdict_app,
  resolved: m.verdict_resolved,
  left: m.verdict_left,
  undo: m.sync_undone,
};

const ACTORS: readonly (readonly [string, () => string])[] = [
  ['', m.sync_everybody],
  ['owner', m.actor_owner],
  ['external', m.sync_other_programs],
  ['assistant', m.sync_assistants],
  ['device', m.sync_devices],
];

/** Every change, newest first: who, what, when; and what Strata mended by itself. */
export function Changes() {
  const [path, setPath] = useState('');
  const [actor, setActor] = useState('');
  const [what, setWhat] = useState<WantedChange | ''>('');
  const { changes, error, more, older, reload } = useChanges({ path: useDeferredValue(path), actor, what });
  return (
    <section aria-labelledby="sync-changes">
      <h3 id="sync-changes" className={styles.heading}>
        {m.sync_changes()}
      </h3>
      <search className={styles.filter}>
        <input
          type="search"
          value={path}
          placeholder={m.sync_filter_path()}
          aria-label={m.sync_filter_path()}
          onChange={(event) => setPath(event.target.value)}
        />
        <Choice<WantedChange | ''>
          label={m.sync_filter_what()}
          value={what}
          options={WANTED}
          onChange={setWhat}
        />
        <Choice label={m.sync_filter_actor()} value={actor} options={ACTORS} onChange={setActor} />
      </search>
      {error && (
        <div className={styles.failed}>
          <Reason error={error} />
          <Button onClick={reload}>{m.retry()}</Button>
        </div>
      )}
      {changes?.length === 0 && <p className={styles.none}>{m.sync_no_changes()}</p>}
      {changes && changes.length > 0 && (
        <ol className={styles.changes} onKeyDown={(event) => moveFocus(event, '[data-change]')}>
          {changes.map((change, at) => (
            <Line
              key={`${change.what === 'repaired' || change.what === 'decided'} ${change.number}`}
              change={change}
              day={dayWords(change.time) !== dayWords(changes[at - 1]?.time ?? 0)}
            />
          ))}
        </ol>
      )}
      {more && (
        <div className={styles.older}>
          <Button onClick={older}>{m.sync_older()}</Button>
        </div>
      )}
    </section>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [T, () => string])[];
  onChange(value: T): void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value as T)}>
      {options.map(([each, text]) => (
        <option key={each} value={each}>
          {text()}
        </option>
      ))}
    </select>
  );
}

function Line({ change, day }: { change: PastChange; day: boolean }) {
  const { what, path, time } = change;
  const Icon = ICONS[what];
  const body = (
    <>
      <Icon size={14} aria-hidden />
      <time dateTime={new Date(time).toISOString()} title={formatMoment(time)}>
        {clock(time)}
      </time>
      <span className={styles.text}>
        <span className={styles.path}>{path ?? m.app_name()}</span>
        <span className={styles.who}>
          <What change={change} />
        </span>
      </span>
      {'size' in change && change.size !== null && (
        <span className={styles.size}>{formatSize(change.size)}</span>
      )}
    </>
  );
  const there = path !== null && what !== 'removed';
  return (
    <>
      {day && <li className={styles.day}>{dayWords(time)}</li>}
      <li className={styles.change}>
        {there ? (
          <button type="button" data-change onClick={() => goTo(path)}>
            {body}
          </button>
        ) : (
          <div>{body}</div>
        )}
      </li>
    </>
  );
}

function What({ change }: { change: PastChange }) {
  switch (change.what) {
    case 'repaired':
      return <ProblemText problem={change.problem} />;
    case 'decided':
      return WORDS[change.decision]?.() ?? change.decision;
    case 'moved':
      return m.sync_by({
        what: m.version_moved_from({ path: change.from }),
        actor: actorWords(change.actor),
      });
    case 'created':
      return m.sync_by({ what: m.version_created(), actor: actorWords(change.actor) });
    case 'modified':
      return m.sync_by({ what: m.version_modified(), actor: actorWords(change.actor) });
    case 'removed':
      return m.sync_by({ what: m.version_removed(), actor: actorWords(change.actor) });
  }
}
