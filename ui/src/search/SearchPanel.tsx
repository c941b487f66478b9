import { useSearchRequest } from './request';

/** The search panel in the left sidebar. */
export function SearchPanel() {
  const { query } = useSearchRequest();
  return <p>{query}</p>;
}
