import { Dialog } from '@base-ui/react/dialog';
import { Check, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Reason } from '../app/Reason';
import { Button } from '../design/components/Button';
import dialog from '../design/components/dialog.module.css';
import { formatNumber } from '../i18n/format';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { Condition, SearchExplained } from '../ipc/gen/api';
import { asCallError, type CallError } from '../ipc/transport';
import { shownName } from '../tree/paths';
import { explainFault } from './faults';
import { reasonOf, shareOf } from './reasons';
import { chooseWhy, useWhy } from './why';
import styles from './why.module.css';

const ELSEWHERE: Partial<Record<SearchExplained['standing'], () => string>> = {
  waiting: m.why_waiting,
  ignored: m.why_ignored,
  trashed: m.why_trashed,
};

/** Says for each condition of the search whether a file meets it. */
export function WhyDialog() {
  const { open, asked } = useWhy();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && useWhy.setState({ open: false })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={dialog.popup}>
          {asked && <Body key={`${asked.path}\n${asked.query}`} {...asked} />}
          <div className={dialog.actions}>
            <Button onClick={chooseWhy}>{m.why_another()}</Button>
            <Dialog.Close render={<Button tone="primary" />}>{m.close()}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Body({ query, typing, path }: { query: string; typing: boolean; path: string }) {
  const [answer, setAnswer] = useState<SearchExplained | null>(null);
  const [failed, setFailed] = useState<CallError | null>(null);
  useEffect(() => {
    const asked = new AbortController();
    call('search_explain', { query, typing, path }, asked.signal).then(
      (answer) => !asked.signal.aborted && setAnswer(answer),
      (error) => !asked.signal.aborted && setFailed(asCallError(error)),
    );
    return () => asked.abort();
  }, [query, typing, path]);

  const name = answer?.title || shownName(path);
  const elsewhere = answer && ELSEWHERE[answer.standing];
  const found = answer?.found ?? true;
  return (
    <>
      <Dialog.Title className={dialog.title}>
        {found ? m.why_found_title({ name }) : m.why_missed_title({ name })}
      </Dialog.Title>
      <p className={styles.query}>{query}</p>
      {failed && (
        <div role="alert">
          {failed.fault === null ? <Reason error={failed} /> : <p>{explainFault(failed).text}</p>}
        </div>
      )}
      {elsewhere && <p className={styles.only}>{elsewhere()}</p>}
      {answer?.root && (
        <ul className={styles.conditions} aria-label={m.why_conditions()}>
          {answer.root.kind === 'all' && answer.root.parts.length > 0 ? (
            answer.root.parts.map((part, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place in the query.
              <Met key={at} condition={part} root={answer.root as Condition} about={{ ...answer, path }} />
            ))
          ) : (
            <Met condition={answer.root} root={answer.root} about={{ ...answer, path }} />
          )}
        </ul>
      )}
      {answer && !answer.complete && <p className={styles.only}>{m.why_incomplete()}</p>}
    </>
  );
}

interface MetProps {
  condition: Condition;
  root: Condition;
  about: SearchExplained & { path: string };
}

/** One condition, with its parts. */
function Met({ condition, root, about }: MetProps) {
  const { kind, holds, parts, written } = condition;
  const [only] = parts;
  // What must not be is one condition, as it is written.
  const leaf = kind === 'not' && only && only.parts.length === 0 ? only : null;
  const share = shareOf(condition, root);
  return (
    <li className={styles.condition} data-met={holds || undefined}>
      {holds ? (
        <Check size={14} aria-label={m.why_is_met()} />
      ) : (
        <X size={14} aria-label={m.why_is_unmet()} />
      )}
      <div>
        {leaf && (
          <p>
            <code>-{leaf.written}</code> {holds ? m.why_absent() : m.why_present()}
            {!holds && ` ${reasonOf(leaf, about)}`}
          </p>
        )}
        {!leaf && parts.length === 0 && (
          <p>
            {written !== '' && <code>{written}</code>}{' '}
            {written === '' ? m.why_everything() : reasonOf(condition, about)}
            {share !== null && <small>{m.why_share({ percent: formatNumber(share) })}</small>}
          </p>
        )}
        {!leaf && parts.length > 0 && (
          <>
            <p>{kind === 'any' ? m.why_any() : kind === 'not' ? m.why_none() : m.why_all()}</p>
            <ul className={styles.conditions}>
              {parts.map((part, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place in the query.
                <Met key={at} condition={part} root={root} about={about} />
              ))}
            </ul>
          </>
        )}
      </div>
    </li>
  );
}
