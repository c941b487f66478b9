import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import controls from '../design/components/components.module.css';
import { IconButton } from '../design/components/IconButton';
import { m } from '../i18n/messages';
import { type Message, useMessages } from './toasts';
import styles from './toasts.module.css';

const manager = Toast.createToastManager();
const LASTS = 6000;

function show({ title, description, detail, tone, action }: Message): void {
  const id = manager.add({
    title,
    description: detail ? (
      <>
        {description}
        <span className={controls.raw}>{detail}</span>
      </>
    ) : (
      description
    ),
    type: tone,
    timeout: tone === 'bad' ? 2 * LASTS : LASTS,
    priority: tone === 'bad' ? 'high' : 'low',
    actionProps: action && {
      children: action.label,
      onClick: () => {
        manager.close(id);
        action.run();
      },
    },
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

/** The messages in the corner of the window. */
export function ToastList() {
  const waiting = useMessages((messages) => messages.waiting);
  useEffect(() => {
    if (waiting.length === 0) return;
    useMessages.setState({ waiting: [] });
    waiting.forEach(show);
  }, [waiting]);
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
