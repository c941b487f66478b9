import type { ReactNode } from 'react';

interface Props {
  text: string;
  /** Half-open ranges in UTF-16 units, in order. */
  marks: readonly (readonly [number, number])[];
}

/** Text with marked ranges. */
export function Marked({ text, marks }: Props) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from < at) continue;
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  parts.push(text.slice(at));
  return parts;
}
