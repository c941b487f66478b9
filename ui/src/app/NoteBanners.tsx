import { useEffect, useState } from 'react';
import { openConflict } from '../conflicts/open';
import { Banner } from '../design/components/Banner';
import { Button } from '../design/components/Button';
import { m } from '../i18n/messages';
import { type OpenNote, useSession, useTaken } from '../notes/open';
import { READ_ONLY } from '../notes/readOnly';
import { nameOf } from '../tree/paths';
import { reason } from './explain';
import { activeTab, close, openPath } from './workspace';

/** What the user must know of this note: not saved, collided, deleted elsewhere, or not to be changed. */
export function NoteBanners({ note }: { note: OpenNote }) {
  const { save, error, retryAt, copy } = useSession(note);
  const taken = useTaken(note);
  return (
    <>
      {note.readOnly && <Banner tone="info">{READ_ONLY[note.readOnly]()}</Banner>}
      {error && (
        <Banner
          tone="bad"
          actions={
            <Button disabled={save === 'saving'} onClick={() => void note.session.flush()}>
              {m.save_now()}
            </Button>
          }
        >
          <strong>{m.save_failed_title({ message: reason(error) })}</strong>{' '}
          {save === 'saving' ? m.save_failed_now() : retryAt !== null && <Countdown until={retryAt} />}
        </Banner>
      )}
      {copy && (
        <Banner
          tone="warn"
          actions={
            <>
              <Button onClick={() => openPath(copy, {})}>{m.conflict_open()}</Button>
              <Button tone="primary" onClick={() => openConflict(copy)}>
                {m.conflict_resolve()}
              </Button>
            </>
          }
          onClose={() => note.session.dismissCopy()}
        >
          {m.conflict_mine_title({ copy: nameOf(copy) })}
        </Banner>
      )}
      {taken > 0 && !copy && (
        <Banner
          tone="info"
          actions={
            <>
              <Button onClick={() => note.showTaken()}>{m.taken_show()}</Button>
              <Button onClick={() => note.takeBack('all')}>{m.taken_undo()}</Button>
            </>
          }
          onClose={() => note.forgetTaken()}
        >
          {m.taken_notice({ count: taken })}
        </Banner>
      )}
      {save === 'removed' && (
        <Banner
          tone="warn"
          actions={
            <>
              <Button onClick={closeActive}>{m.removed_close()}</Button>
              <Button tone="primary" onClick={() => void note.session.keep()}>
                {m.removed_keep()}
              </Button>
            </>
          }
        >
          {m.removed_title()}
        </Banner>
      )}
    </>
  );
}

function closeActive(): void {
  const tab = activeTab();
  if (tab) close(tab.id);
}

function Countdown({ until }: { until: number }) {
  const left = () => Math.max(1, Math.ceil((until - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const tick = () => setSeconds(Math.max(1, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [until]);
  return <span aria-live="off">{m.save_failed_retry({ seconds })}</span>;
}
