import { Undo2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Reason } from '../app/Reason';
import { takeBack } from '../batch/open';
import { folderName } from '../batch/words';
import { useAsked } from '../conflicts/asked';
import styles from '../conflicts/conflicts.module.css';
import { DecisionRow } from '../conflicts/Decisions';
import { Button } from '../design/components/Button';
import { actorWords } from '../history/words';
import { formatMoment, formatTime } from '../i18n/format';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { Batch, BatchKind } from '../ipc/gen/api';
import { nameOf, shownName } from '../tree/paths';
import sync from './sync.module.css';

const FEW = 5;
const PAGE = 50;

const ACTS: Record<BatchKind, (from: string, to: string) => string> = {
  move: (_, to) => m.act_move({ folder: folderName(to) }),
  rename: (from, to) => m.act_rename({ from: nameOf(from), to: nameOf(to) }),
  renameAll: () => m.act_rename_all(),
  addTag: (from, to) => m.act_add_tag({ tag: to || from }),
  removeTag: (from, to) => m.act_remove_tag({ tag: from || to }),
  renameTag: (from, to) => m.act_rename_tag({ from, to }),
  setProperty: (from, to) => m.act_set_property({ name: from, value: to }),
  removeProperty: (from, to) => m.act_remove_property({ name: from || to }),
  renameProperty: (from, to) => m.act_rename_property({ from, to }),
  moveProperty: (from) => m.act_move_property({ name: from }),
  setTask: () => m.act_set_task(),
  replace: (from, to) => m.act_replace({ from, to }),
  linkMentions: (_, to) => m.act_link_mentions({ name: shownName(to) }),
  remove: () => m.act_remove(),
  copyIn: (_, to) => m.act_copy_in({ folder: folderName(to) }),
};

/** What was done to many files at once or decided between two sides, the latest first, each with its way back. */
export function Acts() {
  const [limit, setLimit] = useState(FEW);
  const askDecisions = useCallback(() => call('decisions_list', { limit }), [limit]);
  const askBatches = useCallback(() => call('batches_list', { limit }), [limit]);
  const decisions = useAsked<'decisions_list'>(askDecisions);
  const batches = useAsked<'batches_list'>(askBatches);
  const error = decisions.error ?? batches.error;
  const reload = () => {
    decisions.reload();
    batches.reload();
  };

  const rows = [
    ...(decisions.answer?.decisions ?? []).map((decision) => ({
      key: `decision ${decision.id}`,
      time: decision.time,
      row: <DecisionRow decision={decision} onUndone={reload} />,
    })),
    ...(batches.answer?.batches ?? []).map((batch) => ({
      key: batch.id,
      time: batch.time,
      row: <BatchRow batch={batch} onUndone={reload} />,
    })),
  ].sort((a, b) => b.time - a.time);
  if (rows.length === 0 && !error) return null;
  const more = rows.length > limit || decisions.answer?.more || batches.answer?.batches.length === limit;
  return (
    <section aria-labelledby="sync-acts">
      <h3 id="sync-acts" className={sync.heading}>
        {m.sync_acts()}
      </h3>
      {error && <Reason error={error} />}
      <ul className={styles.list}>
        {rows.slice(0, limit).map(({ key, row }) => (
          <li key={key} className={styles.item}>
            {row}
          </li>
        ))}
      </ul>
      {more && (
        <Button className={styles.more} onClick={() => setLimit(limit < PAGE ? PAGE : limit + PAGE)}>
          {m.decisions_more()}
        </Button>
      )}
    </section>
  );
}

function BatchRow({ batch, onUndone }: { batch: Batch; onUndone: () => void }) {
  const [busy, setBusy] = useState(false);
  const { id, what, paths, count, from, to, time, actor, state, undoable, undoes, error } = batch;
  const [first] = paths;
  const act = what === null ? m.act_unknown() : ACTS[what](from ?? '', to ?? '');
  const words = undoes === null ? act : m.act_taken_back({ act });
  const name = first === undefined ? '' : shownName(first);

  const undo = async () => {
    setBusy(true);
    await takeBack(id);
    setBusy(false);
    onUndone();
  };

  return (
    <>
      <div className={styles.what}>
        <p>{words}</p>
        {name && (
          <p title={paths.join('\n')}>{count > 1 ? m.act_and_more({ name, count: count - 1 }) : name}</p>
        )}
        {error && <p>{error}</p>}
        <p className={styles.facts}>
          <time dateTime={new Date(time).toISOString()} title={formatMoment(time)}>
            {formatTime(time)}
          </time>
          {` · ${actorWords(actor)}`}
        </p>
      </div>
      {undoable ? (
        <Button disabled={busy} aria-label={m.act_undo_label({ act: words })} onClick={() => void undo()}>
          <Undo2 size={13} aria-hidden /> {m.undo()}
        </Button>
      ) : (
        <span className={styles.facts}>
          {state === 'undone' ? m.decision_was_undone() : state === 'givenUp' ? m.act_given_up() : ''}
        </span>
      )}
    </>
  );
}
