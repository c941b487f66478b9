/** Yes-or-no questions. Whoever asks waits for the answer; `ConfirmDialogs` shows them. */
import { create } from 'zustand';

interface Question {
  title: string;
  text?: string;
  /** Shown in full and selectable, such as an address. */
  detail?: string;
  yes: string;
  danger?: boolean;
}

export const useQuestion = create<{
  question: Question | null;
  open: boolean;
  answer: (yes: boolean) => void;
}>(() => ({
  question: null,
  open: false,
  answer: () => {},
}));

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
