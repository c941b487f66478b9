/** Opens find and replace; remembers while the window is open whether replacing is wanted. */
import { openSearchPanel } from '@codemirror/search';
import type { Command } from '@codemirror/view';
import { create } from 'zustand';

export const useFind = create<{ replacing: boolean }>(() => ({ replacing: false }));

export function showReplace(replacing: boolean): void {
  useFind.setState({ replacing });
}

export const openFind: Command = openSearchPanel;

export const openReplace: Command = (view) => {
  showReplace(true);
  return openSearchPanel(view);
};
