/** Short messages that go by themselves: what was done, how to take it back, what could not be done. */
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { IconButton } from '../design/components/IconButton';
import { m } from '../i18n/messages';
import { asCallError } from '../ipc/transport';
import { explain } from './explain';
import styles from './toasts.module.css';

const manager = Toast.createToastManager();
const LASTS = 6000;

/** Says what was done; with an action, how to take it back. */
export function say(title: string, action?: { label: string; run: () => void }): void {
  const id = manager.add({
    title,
    timeout: LASTS,
    actionProps: action && {
      children: action.label,
      onClick: () => {
        manager.close(id);
        action.run();
      },
    },
  });
}

/** Says what could not be done and why. */
export function sayFailed(title: string, error: unknown): void {
  manager.add({
    title,
    description: explain(asCallError(error)),
    type: 'bad',
    timeout: LASTS * 2,
    priority: 'high',
  });
}

function List() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast} data-tone={toast.type}>
      <div className={styles.text}>
        <Toast.Title className={styles.title} />
        <Toast.Description className={styles.description} />
      </div>
      <Toast.Action className={styles.action} />
      <Toast.Close
        render={
          <IconButton label={m.dismiss()}>
            <X size={14} />
          </IconButton>
        }
      />
    </Toast.Root>
  ));
}

export function Toasts() {
  return (
    <Toast.Provider toastManager={manager}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
