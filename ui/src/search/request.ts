/** The search panel's letter box: other rooms ask for a search here, the panel answers. */
import { create } from 'zustand';
import { showLeft } from '../app/layout';
import { leaveFocus } from '../app/workspace';

export const useSearchRequest = create<{ query: string; count: number }>(() => ({ query: '', count: 0 }));

/** Shows the search panel with a query in it; without one, with what stands there already. */
export function searchFor(query?: string): void {
  showLeft('search');
  leaveFocus();
  useSearchRequest.setState((state) => ({ query: query ?? state.query, count: state.count + 1 }));
}
