import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useCallback } from 'react';
import { Reason } from '../app/Reason';
import { Button } from '../design/components/Button';
import dialog from '../design/components/dialog.module.css';
import { EmptyState } from '../design/components/EmptyState';
import { IconButton } from '../design/components/IconButton';
import { formatMoment, formatSize } from '../i18n/format';
import { m } from '../i18n/messages';
import { call } from '../ipc/client';
import type { Conflict, ConflictOrigin } from '../ipc/gen/api';
import { parentOf, shownName } from '../tree/paths';
import { useAsked } from './asked';
import styles from './conflicts.module.css';
import { Decisions } from './Decisions';
import { openConflict, useConflictsDialog } from './open';

/** All conflicts in one place, and what was decided without asking. */
export function ConflictsDialog() {
  const { open, part } = useConflictsDialog();
  const parts = [
    ['conflicts', m.conflicts_title()],
    ['decisions', m.decisions_title()],
  ] as const;
  return (
    <Dialog.Root open={open} onOpenChange={(next) => useConflictsDialog.setState({ open: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={`${dialog.popup} ${styles.dialog}`}>
          <Dialog.Title className={dialog.title}>
            {part === 'conflicts' ? m.conflicts_title() : m.decisions_title()}
          </Dialog.Title>
          <fieldset className={styles.parts}>
            <legend className="visually-hidden">{m.conflicts_parts()}</legend>
            {parts.map(([each, label]) => (
              <button
                key={each}
                type="button"
                aria-pressed={part === each}
                onClick={() => useConflictsDialog.setState({ part: each })}
              >
                {label}
              </button>
            ))}
          </fieldset>
          {part === 'conflicts' ? <Conflicts /> : <Decisions />}
          <Dialog.Close
            render={
              <IconButton label={m.close()} className={styles.close}>
                <X size={16} />
              </IconButton>
            }
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const listConflicts = () => call('conflicts_list');

function Conflicts() {
  const ask = useCallback(listConflicts, []);
  const { answer, error } = useAsked<'conflicts_list'>(ask);
  if (error && !answer) return <Reason error={error} />;
  if (!answer) return <div aria-busy="true" />;
  if (answer.conflicts.length === 0) {
    return (
      <EmptyState title={m.conflicts_none()}>
        <p>{m.conflicts_none_hint()}</p>
      </EmptyState>
    );
  }
  return (
    <ul className={styles.list}>
      {answer.conflicts.map((conflict) => (
        <Row key={conflict.copy} conflict={conflict} />
      ))}
    </ul>
  );
}

const ORIGINS: Record<ConflictOrigin, string> = {
  strata: 'Strata',
  dropbox: 'Dropbox',
  nextcloud: 'Nextcloud',
  onedrive: 'OneDrive',
  syncthing: 'Syncthing',
};

function Row({ conflict }: { conflict: Conflict }) {
  const { copy, original, origin, device, time, copySize, originalSize, hasBase } = conflict;
  const facts = [
    time !== null && formatMoment(time),
    device ? m.conflict_from({ device, program: ORIGINS[origin] }) : ORIGINS[origin],
    originalSize === null
      ? m.conflict_original_gone()
      : m.conflict_sizes({ copy: formatSize(copySize), original: formatSize(originalSize) }),
    !hasBase && m.conflict_no_base(),
  ].filter((fact) => fact !== false);
  return (
    <li className={styles.item}>
      <div className={styles.what}>
        <p className={styles.name} title={copy}>
          {shownName(original)}
        </p>
        {parentOf(original) && <p className={styles.facts}>{parentOf(original)}</p>}
        <p className={styles.facts}>{facts.join(' · ')}</p>
      </div>
      <Button
        tone="primary"
        aria-label={m.conflict_resolve_label({ name: shownName(original) })}
        onClick={() => openConflict(copy)}
      >
        {m.conflict_resolve()}
      </Button>
    </li>
  );
}
