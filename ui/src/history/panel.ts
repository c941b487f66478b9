/** Which part of the history the right panel shows. */
import { create } from 'zustand';

export type HistoryPart = 'note' | 'deleted';

/** `entered` grows whenever a command asks for the list of a part to take the focus. */
export const useHistoryPanel = create<{ part: HistoryPart; entered: number }>(() => ({
  part: 'note',
  entered: 0,
}));

export const showHistory = (part: HistoryPart) => useHistoryPanel.setState({ part });

export const enterHistory = (part: HistoryPart) =>
  useHistoryPanel.setState(({ entered }) => ({ part, entered: entered + 1 }));
