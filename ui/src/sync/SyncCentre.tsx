import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { Reason } from '../app/Reason';
import { Button } from '../design/components/Button';
import dialog from '../design/components/dialog.module.css';
import { IconButton } from '../design/components/IconButton';
import { openTimeline } from '../history/open';
import { VaultTimeline } from '../history/VaultTimeline';
import { m } from '../i18n/messages';
import { Acts } from './Acts';
import { Flow } from './Flow';
import { useLive } from './load';
import { useSyncCentre } from './open';
import { Standings } from './Standings';
import styles from './sync.module.css';

/** What goes on between the files and what is known of them, what failed, and every change that was. */
export function SyncCentre() {
  const open = useSyncCentre((state) => state.open);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => useSyncCentre.setState({ open: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={`${dialog.popup} ${styles.popup}`}>
          <Dialog.Title className={styles.title}>{m.sync_title()}</Dialog.Title>
          <Content />
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

const leave = () => useSyncCentre.setState({ open: false });

function Content() {
  const { status, entries, error, reload } = useLive();
  return (
    <div className={styles.content}>
      {error && <Reason error={error} />}
      {status && <Flow status={status} />}
      <Standings entries={entries} reload={reload} />
      <Acts />
      <section aria-labelledby="sync-changes">
        <div className={styles.changesHead}>
          <h3 id="sync-changes" className={styles.heading}>
            {m.sync_changes()}
          </h3>
          <Button
            onClick={() => {
              leave();
              openTimeline();
            }}
          >
            {m.timeline_in_tab()}
          </Button>
        </div>
        <div className={styles.changes}>
          <VaultTimeline onLeave={leave} />
        </div>
      </section>
    </div>
  );
}
