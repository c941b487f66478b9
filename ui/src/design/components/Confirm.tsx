import { AlertDialog } from '@base-ui/react/alert-dialog';
import { create } from 'zustand';
import { m } from '../../i18n/messages';
import { Button } from './Button';
import styles from './dialog.module.css';

interface Question {
  title: string;
  text?: string;
  /** Shown in full and selectable, such as an address. */
  detail?: string;
  yes: string;
  danger?: boolean;
}

const useQuestion = create<{ question: Question | null; open: boolean; answer: (yes: boolean) => void }>(
  () => ({
    question: null,
    open: false,
    answer: () => {},
  }),
);

/** Asks a yes-or-no question; resolves to false when it is dismissed. */
export function confirm(question: Question): Promise<boolean> {
  useQuestion.getState().answer(false);
  return new Promise((resolve) => {
    useQuestion.setState({
      question,
      open: true,
      answer: (yes) => {
        useQuestion.setState({ open: false, answer: () => {} });
        resolve(yes);
      },
    });
  });
}

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
