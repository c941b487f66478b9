/** Asks why the search finds a file, or does not. */
import { create } from 'zustand';
import { register } from '../app/commands';
import { m } from '../i18n/messages';
import { choosePath } from '../palette/open';
import { search } from './search';

interface Asked {
  query: string;
  typing: boolean;
  path: string;
}

/** What is asked; it stays while its answer fades away. */
export const useWhy = create<{ open: boolean; asked: Asked | null }>(() => ({ open: false, asked: null }));

export function askWhy(path: string): void {
  const { answered, open, text } = search.state();
  useWhy.setState({
    open: true,
    asked: { query: answered ?? text, typing: answered !== null && open, path },
  });
}

/** Lets the user name the file to ask about. */
export function chooseWhy(): void {
  useWhy.setState({ open: false });
  choosePath({ label: m.why_choose(), run: askWhy });
}

const chosen = () => search.state().hits[search.state().active];

register(
  {
    id: 'search.why',
    label: m.why_hit,
    enabled: () => chosen() !== undefined,
    run: () => {
      const hit = chosen();
      if (hit) askWhy(hit.path);
    },
  },
  { id: 'search.whyNot', label: m.why_not, enabled: () => search.state().answered !== null, run: chooseWhy },
);
