import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { Reason } from '../app/Reason';
import dialog from '../design/components/dialog.module.css';
import { IconButton } from '../design/components/IconButton';
import { m } from '../i18n/messages';
import { Acts } from './Acts';
import { Changes } from './Changes';
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

function Content() {
  const { status, entries, error, reload } = useLive();
  return (
    <div className={styles.content}>
      {error && <Reason error={error} />}
      {status && <Flow status={status} />}
      <Standings entries={entries} reload={reload} />
      <Acts />
      <Changes />
    </div>
  );
}
