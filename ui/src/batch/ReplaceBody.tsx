import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useId, useMemo, useState } from 'react';
import { Reason } from '../app/Reason';
import { say } from '../app/toasts';
import { Button } from '../design/components/Button';
import controls from '../design/components/components.module.css';
import dialog from '../design/components/dialog.module.css';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { BatchOperation, BatchPlan, PlannedEdit } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { explainFault } from '../search/faults';
import styles from './batch.module.css';
import { type Left, leave, leftOut, leftOutOf, stillLeft } from './leftOut';
import type { Replacing, Task } from './open';
import { Issues, Line } from './PlanView';
import { Running } from './Running';

/** Milliseconds after the last change of the form before it is planned anew. */
const DELAY = 300;
/** Notes that are shown at first, and with every further wish. */
const NOTES = 50;

type Phase = 'asking' | 'running' | 'stopping';

/** Asks what is to take the place of what, shows every place, and replaces those that are not left out. */
export function ReplaceBody({ task, start }: { task: Task; start: Replacing }) {
  const [form, setForm] = useState({ ...start, replace: '', regex: false, case: false, words: false });
  const [plan, setPlan] = useState<BatchPlan | null>(null);
  const [left, setLeft] = useState<Left>(new Map());
  const [failed, setFailed] = useState<CallError | null>(null);
  const [busy, setBusy] = useState(false);
  const [phase, setPhase] = useState<Phase>('asking');
  const [round, setRound] = useState(0);
  const [shown, setShown] = useState(NOTES);
  const id = useId();

  const operation = useMemo(
    (): BatchOperation & { op: 'replace' } => ({ op: 'replace', paths: [...task.paths], ...form }),
    [task.paths, form],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again for the same.
  useEffect(() => {
    setBusy(false);
    if (operation.find === '') {
      setPlan(null);
      setFailed(null);
      return;
    }
    const asked = new AbortController();
    const timer = setTimeout(() => {
      setBusy(true);
      call('batch_plan', { operation }, asked.signal)
        .then(
          (plan) => {
            if (asked.signal.aborted) return;
            setPlan(plan);
            setLeft((before) => stillLeft(before, plan));
            setFailed(null);
          },
          (error) => {
            if (asked.signal.aborted) return;
            setPlan(null);
            setFailed(asCallError(error));
          },
        )
        .finally(() => !asked.signal.aborted && setBusy(false));
    }, DELAY);
    return () => {
      asked.abort();
      clearTimeout(timer);
    };
  }, [operation, round]);

  const set = (part: Partial<typeof form>) => {
    // Other places are counted otherwise.
    setLeft(new Map());
    setShown(NOTES);
    setForm((before) => ({ ...before, ...part }));
  };

  const out = plan ? leftOut(left, plan) : { places: 0, notes: 0 };
  const places = (plan?.changes ?? 0) - out.places;
  const notes = (plan?.notes ?? 0) - out.notes;

  const go = async () => {
    if (!plan || places === 0) return;
    setPhase('running');
    setFailed(null);
    try {
      const request = { operation: { ...operation, except: leftOutOf(left, plan) } };
      // The places were counted in these very contents, or this fails.
      const exact = left.size > 0 ? await call('batch_plan', request) : plan;
      const ended = await call('batch_run', { request, fingerprint: exact.fingerprint });
      if (ended.state === 'givenUp') say(m.batch_cancelled());
      task.ended(ended);
    } catch (error) {
      setPhase('asking');
      setFailed(asCallError(error));
      setRound((before) => before + 1);
    }
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && phase === 'asking') void go();
      }}
    >
      <Dialog.Title className={dialog.title}>{m.replace_title()}</Dialog.Title>
      <div className={styles.fields}>
        <label htmlFor={`${id}-find`}>{m.field_find()}</label>
        <input
          id={`${id}-find`}
          autoComplete="off"
          spellCheck={false}
          value={form.find}
          onChange={(event) => set({ find: event.target.value })}
        />
        <label htmlFor={`${id}-replace`}>{m.field_replace()}</label>
        <input
          id={`${id}-replace`}
          autoComplete="off"
          spellCheck={false}
          value={form.replace}
          onChange={(event) => set({ replace: event.target.value })}
        />
        <label htmlFor={`${id}-query`}>{m.replace_query()}</label>
        <input
          id={`${id}-query`}
          autoComplete="off"
          spellCheck={false}
          placeholder={m.replace_all_notes()}
          value={form.query}
          onChange={(event) => set({ query: event.target.value })}
        />
        <span />
        <div className={styles.hints}>
          <div className={styles.options}>
            <Option label={m.replace_case()} on={form.case} set={(on) => set({ case: on })} />
            <Option label={m.replace_words()} on={form.words} set={(on) => set({ words: on })} />
            <Option label={m.field_regex()} on={form.regex} set={(on) => set({ regex: on })} />
          </div>
          {form.regex && <p>{m.replace_regex_hint()}</p>}
          {task.paths.length > 0 && <p>{m.replace_in({ paths: task.paths.join(', ') })}</p>}
        </div>
      </div>
      {failed && (
        <div className={styles.failed} role="alert">
          <Wrong error={failed} />
        </div>
      )}
      <p className={styles.idle} role="status">
        {busy && !plan
          ? m.replace_looking()
          : plan &&
            m.replace_count({
              places: m.replace_places({ count: places }),
              notes: m.replace_notes({ count: notes }),
            })}
      </p>
      {plan && plan.notes + plan.issues.length > 0 && (
        <section
          className={styles.plan}
          aria-label={m.batch_plan()}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
        >
          <Issues issues={plan.issues} />
          <ul>
            {plan.edits.slice(0, shown).map((edit) => (
              <Note
                key={edit.path}
                edit={edit}
                left={left.get(edit.path)}
                onLeave={(places) => setLeft((before) => leave(before, edit, places))}
              />
            ))}
          </ul>
          {plan.edits.length > shown && (
            <Button onClick={() => setShown(shown + NOTES)}>
              {m.batch_more({ count: plan.notes - shown })}
            </Button>
          )}
          {plan.edits.length <= shown && plan.notes > plan.edits.length && (
            <p className={styles.more}>{m.batch_more({ count: plan.notes - plan.edits.length })}</p>
          )}
        </section>
      )}
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
        <Button type="submit" tone="primary" disabled={phase !== 'asking' || busy || places === 0}>
          {m.replace_go()}
        </Button>
      </div>
    </form>
  );
}

/** What is wrong with the text to look for, with the query, or with what was done. */
function Wrong({ error }: { error: CallError }) {
  if (error.fault === null) return <Reason error={error} />;
  const { text, detail } = explainFault(error);
  return (
    <>
      <p>{error.code === 'badQuery' ? m.replace_bad_query({ reason: text }) : text}</p>
      {detail !== null && <p className={controls.raw}>{detail}</p>}
    </>
  );
}

function Option({ label, on, set }: { label: string; on: boolean; set(on: boolean): void }) {
  return (
    <label className={styles.check}>
      <input type="checkbox" checked={on} onChange={(event) => set(event.target.checked)} />
      {label}
    </label>
  );
}

interface NoteProps {
  edit: PlannedEdit;
  /** Places that are left out; `all` for the whole note. */
  left: ReadonlySet<number> | 'all' | undefined;
  onLeave(places: number | 'all'): void;
}

function Note({ edit, left, onLeave }: NoteProps) {
  const { path, lines, changes } = edit;
  return (
    <li className={styles.edit}>
      <label className={styles.check}>
        <input type="checkbox" checked={left !== 'all'} onChange={() => onLeave('all')} />
        <strong>{path}</strong>
      </label>
      {lines.map((line, place) => {
        const on = left !== 'all' && !left?.has(place);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place is its number.
          <div key={place} className={styles.place} data-left={!on || undefined}>
            <input
              type="checkbox"
              aria-label={m.replace_place({ path, line: line.line })}
              checked={on}
              disabled={left === 'all'}
              onChange={() => onLeave(place)}
            />
            <Line line={line} />
          </div>
        );
      })}
      {changes > lines.length && (
        <p className={styles.more}>{m.batch_more({ count: changes - lines.length })}</p>
      )}
    </li>
  );
}
