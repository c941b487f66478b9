import { Undo2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Reason } from '../app/Reason';
import { say, sayFailed } from '../app/toasts';
import { openPath } from '../app/workspace';
import { Button } from '../design/components/Button';
import { EmptyState } from '../design/components/EmptyState';
import { actorWords } from '../history/words';
import { formatMoment, formatTime } from '../i18n/format';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { Decision, Verdict } from '../ipc/gen/api';
import { nameOf, shownName } from '../tree/paths';
import { useAsked } from './asked';
import styles from './conflicts.module.css';
import { countConflicts } from './open';

const PAGE = 50;

const VERDICTS: Record<Verdict, (decision: Decision) => string> = {
  merged: m.verdict_merged,
  keptBoth: ({ copy }) => m.verdict_kept_both({ copy: nameOf(copy ?? '') }),
  newest: m.verdict_newest,
  fileWon: m.verdict_file,
  appWon: m.verdict_app,
  resolved: m.verdict_resolved,
  left: m.verdict_left,
};

/** What was decided between two sides of a file, the latest first, each with a button that takes it back. */
export function Decisions() {
  const [limit, setLimit] = useState(PAGE);
  const ask = useCallback(() => call('decisions_list', { limit }), [limit]);
  const { answer, error, reload } = useAsked<'decisions_list'>(ask);

  if (error && !answer) return <Reason error={error} />;
  if (!answer) return <div aria-busy="true" />;
  if (answer.decisions.length === 0) {
    return (
      <EmptyState title={m.decisions_none()}>
        <p>{m.decisions_none_hint()}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={styles.list}>
        {answer.decisions.map((decision) => (
          <li key={decision.id} className={styles.item}>
            <DecisionRow decision={decision} onUndone={reload} />
          </li>
        ))}
      </ul>
      {answer.more && (
        <Button className={styles.more} onClick={() => setLimit(limit + PAGE)}>
          {m.decisions_more()}
        </Button>
      )}
    </>
  );
}

/** What was decided about one file, with the button that takes it back. */
export function DecisionRow({ decision, onUndone }: { decision: Decision; onUndone: () => void }) {
  const [busy, setBusy] = useState(false);
  const { id, path, time, verdict, actor, undone } = decision;
  const name = shownName(path);

  const undo = async () => {
    setBusy(true);
    try {
      const { copies } = await call('decision_undo', { id });
      const [copy] = copies;
      say(
        copy === undefined
          ? m.decision_undone({ name })
          : m.decision_undone_copy({ name, copy: nameOf(copy) }),
        { label: m.open_(), run: () => openPath(copy ?? path, {}) },
      );
      onUndone();
      await countConflicts();
    } catch (error) {
      sayFailed(m.decision_undo_failed({ name }), error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <div className={styles.what}>
        <button type="button" className={styles.name} title={path} onClick={() => openPath(path, {})}>
          {name}
        </button>
        <p>{VERDICTS[verdict](decision)}</p>
        <p className={styles.facts}>
          <time dateTime={new Date(time).toISOString()} title={formatMoment(time)}>
            {formatTime(time)}
          </time>
          {actor && ` · ${actorWords(actor)}`}
        </p>
      </div>
      {undone ? (
        <span className={styles.facts}>{m.decision_was_undone()}</span>
      ) : (
        <Button disabled={busy} aria-label={m.decision_undo_label({ name })} onClick={() => void undo()}>
          <Undo2 size={13} aria-hidden /> {m.undo()}
        </Button>
      )}
    </>
  );
}
