import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState } from 'react';
import { Reason } from '../app/Reason';
import { say } from '../app/toasts';
import { Button } from '../design/components/Button';
import dialog from '../design/components/dialog.module.css';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { BatchOperation, BatchPlan, BatchRequest, WhereTaken } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import styles from './batch.module.css';
import { ExportBody } from './ExportBody';
import { Fields } from './Fields';
import { formName } from './forms';
import { type Ready, type Task, useBatch } from './open';
import { PlanView } from './PlanView';
import { ReplaceBody } from './ReplaceBody';
import { Running } from './Running';
import { titleOf } from './words';

/** Milliseconds after the last change of the form before it is planned anew. */
const DELAY = 150;

/** Shows what an operation on many entries comes to, and does it once the user agrees. */
export function BatchDialog() {
  const { task, open } = useBatch();
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) task?.ended(null);
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={`${dialog.popup} ${styles.popup}`}>
          {task && <Content key={task.id} task={task} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Content({ task }: { task: Task }) {
  if (task.out) return <ExportBody task={task} />;
  if (task.replace) return <ReplaceBody task={task} start={task.replace} />;
  return task.ready ? <Sending task={task} ready={task.ready} /> : <Body task={task} />;
}

/** Shows how far files from outside are sent, until it is known what they come to. */
function Sending({ task, ready }: { task: Task; ready: Ready }) {
  const [done, setDone] = useState(0);
  const [operation, setOperation] = useState<BatchOperation | null>(null);
  const [failed, setFailed] = useState<CallError | null>(null);
  useEffect(() => {
    const sending = new AbortController();
    ready(setDone, sending.signal).then(setOperation, (error) => {
      if (!sending.signal.aborted) setFailed(asCallError(error));
    });
    return () => sending.abort();
  }, [ready]);
  if (operation) return <Body task={{ ...task, operation }} />;
  return (
    <div className={styles.form}>
      <Dialog.Title className={dialog.title}>{titleOf(task)}</Dialog.Title>
      {failed ? (
        <div className={styles.failed} role="alert">
          <Reason error={failed} />
        </div>
      ) : (
        <p className={styles.idle} role="status">
          {m.copy_in_sending()}
        </p>
      )}
      <div className={dialog.actions}>
        {!failed && (
          <progress
            className={styles.progress}
            value={done}
            max={task.paths.length}
            aria-label={m.copy_in_sending()}
          />
        )}
        <Button onClick={() => task.ended(null)}>{m.cancel()}</Button>
      </div>
    </div>
  );
}

type Phase = 'asking' | 'running' | 'stopping';

function Body({ task }: { task: Task }) {
  const [operation, setOperation] = useState<BatchOperation | null>(task.operation);
  const [links, setLinks] = useState(true);
  const [taken, setTaken] = useState<WhereTaken>('refuse');
  const [planned, setPlanned] = useState<{ plan: BatchPlan; request: BatchRequest } | null>(
    task.plan && task.operation && { plan: task.plan, request: { operation: task.operation } },
  );
  const [failed, setFailed] = useState<CallError | null>(null);
  const [phase, setPhase] = useState<Phase>('asking');
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again for the same.
  useEffect(() => {
    if (operation === null) {
      setPlanned(null);
      setFailed(null);
      return;
    }
    const request: BatchRequest = { operation, links, taken };
    const asked = new AbortController();
    const timer = setTimeout(() => {
      call('batch_plan', request, asked.signal).then(
        (plan) => {
          if (asked.signal.aborted) return;
          setPlanned({ plan, request });
          setFailed(null);
        },
        (error) => {
          if (asked.signal.aborted) return;
          setPlanned(null);
          setFailed(asCallError(error));
        },
      );
    }, DELAY);
    return () => {
      asked.abort();
      clearTimeout(timer);
    };
  }, [operation, links, taken, round]);

  const plan = planned?.plan;
  const idle = plan && plan.moves.length + plan.notes + plan.removals.length + plan.arrivals.length === 0;

  const go = async () => {
    if (!planned) return;
    setPhase('running');
    setFailed(null);
    try {
      const { plan, request } = planned;
      const ended = await call('batch_run', { request, fingerprint: plan.fingerprint });
      if (ended.state === 'givenUp') say(m.batch_cancelled());
      task.ended(ended);
    } catch (error) {
      setPhase('asking');
      setFailed(asCallError(error));
      setRound((before) => before + 1);
    }
  };

  const comesIn = operation?.op === 'copyIn';
  const moves = operation && ['move', 'rename', 'renameAll'].includes(operation.op);
  const hasTaken = plan?.issues.some(({ kind }) => kind === 'taken' || kind === 'samePlace');
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <Dialog.Title className={dialog.title}>{titleOf(task)}</Dialog.Title>
      {task.form && <Fields start={task.first} form={task.form} paths={task.paths} onChange={setOperation} />}
      {moves && (!links || (plan && plan.links > 0)) && (
        <label className={styles.check}>
          <input type="checkbox" checked={links} onChange={(event) => setLinks(event.target.checked)} />
          {plan && links
            ? m.batch_rewrite_links({ links: plan.links, notes: plan.notes })
            : m.batch_rewrite()}
        </label>
      )}
      {(hasTaken || taken !== 'refuse') && (
        <label className={styles.check}>
          {m.batch_taken()}
          <select value={taken} onChange={(event) => setTaken(event.target.value as WhereTaken)}>
            <option value="refuse">{m.batch_taken_refuse()}</option>
            <option value="skip">{comesIn ? m.batch_taken_leave_out() : m.batch_taken_skip()}</option>
            <option value="number">{m.batch_taken_number()}</option>
            {comesIn && <option value="replace">{m.batch_taken_replace()}</option>}
          </select>
        </label>
      )}
      {failed && (
        <div className={styles.failed} role="alert">
          <Reason error={failed} />
        </div>
      )}
      {plan && (idle ? <p className={styles.idle}>{m.batch_nothing()}</p> : <PlanView plan={plan} />)}
      <div className={dialog.actions}>
        {phase !== 'asking' && <Running />}
        <Button
          disabled={phase === 'stopping'}
          onClick={() => {
            if (phase === 'asking') task.ended(null);
            else {
              setPhase('stopping');
              void call('batch_cancel', {}).catch(() => {});
            }
          }}
        >
          {m.cancel()}
        </Button>
        <Button
          type="submit"
          tone="primary"
          disabled={phase !== 'asking' || !plan || plan.blocked || idle === true}
        >
          {task.form ? formName(task.form) : verb(operation)}
        </Button>
      </div>
    </form>
  );
}

function verb(operation: BatchOperation | null): string {
  if (operation?.op === 'copyIn') return m.copy_in();
  return operation?.op === 'rename' ? m.rename() : m.batch_move();
}
