import { AlertDialog } from '@base-ui/react/alert-dialog';
import { m } from '../../i18n/messages';
import { Button } from './Button';
import { useQuestion } from './Confirm';
import styles from './dialog.module.css';

export function ConfirmDialogs() {
  const { question, open, answer } = useQuestion();
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && answer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.popup} data-size="small">
          <AlertDialog.Title className={styles.title}>{question?.title}</AlertDialog.Title>
          {question?.text && <AlertDialog.Description>{question.text}</AlertDialog.Description>}
          {question?.detail && <p className={styles.detail}>{question.detail}</p>}
          <div className={styles.actions}>
            <Button onClick={() => answer(false)}>{m.cancel()}</Button>
            <Button tone={question?.danger ? 'danger' : 'primary'} onClick={() => answer(true)}>
              {question?.yes}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
