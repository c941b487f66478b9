/** Which part of the history the right panel shows. */
import { create } from 'zustand';

export type HistoryPart = 'note' | 'deleted';

export const useHistoryPanel = create<{ part: HistoryPart }>(() => ({ part: 'note' }));

export const showHistory = (part: HistoryPart) => useHistoryPanel.setState({ part });
