/**
 * Conditions as text of the query language: what a facet adds to a query and takes out of it again. Splits a query
 * into its outermost parts; what these mean only the engine knows.
 */

export type FacetKind = 'folder' | 'tag' | 'type' | 'year';

const OPERATOR: Record<FacetKind, string> = { folder: 'folder', tag: 'tag', type: 'type', year: 'modified' };

/** Returns the condition that a value of a facet stands for, such as `folder:"a/b"`. */
export function facetTerm(kind: FacetKind, value: string): string {
  const plain = kind !== 'folder' && /^[^\s"()[\]\\:*]+$/.test(value);
  return `${OPERATOR[kind]}:${plain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`;
}

interface Part {
  from: number;
  to: number;
}

/** Returns the parts between spaces; quotes, parentheses and brackets hold theirs together. */
function parts(query: string): Part[] {
  const found: Part[] = [];
  let from = -1;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at <= query.length; at++) {
    const letter = query[at];
    const ends = letter === undefined || (!quoted && depth <= 0 && /\s/.test(letter));
    if (ends) {
      if (from >= 0) found.push({ from, to: at });
      from = -1;
      continue;
    }
    if (from < 0) from = at;
    if (letter === '\\' && quoted) at++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '(' || letter === '[')) depth++;
    else if (!quoted && (letter === ')' || letter === ']')) depth--;
  }
  return found;
}

const folded = (text: string) => text.toLowerCase();

function find(query: string, term: string): Part | null {
  const all = parts(query);
  if (all.some(({ from, to }) => query.slice(from, to) === 'OR')) return null;
  return all.find(({ from, to }) => folded(query.slice(from, to)) === folded(term)) ?? null;
}

/** Whether a condition stands in a query, on its own and required. */
export function hasTerm(query: string, term: string): boolean {
  return find(query, term) !== null;
}

/** Returns the query with the condition added, or without it where it was. */
export function toggleTerm(query: string, term: string): string {
  const there = find(query, term);
  if (there) {
    const before = query.slice(0, there.from).trimEnd();
    const after = query.slice(there.to).trimStart();
    return before && after ? `${before} ${after}` : before + after;
  }
  const trimmed = query.trim();
  if (trimmed === '') return term;
  // A condition beside an OR would belong to its last branch only.
  const open = parts(trimmed).some(({ from, to }) => trimmed.slice(from, to) === 'OR');
  return open ? `(${trimmed}) ${term}` : `${trimmed} ${term}`;
}

/** Splits a query before the column that an error names, counted in characters from 1. */
export function splitAtColumn(query: string, column: number | null): [string, string] {
  const characters = [...query];
  const at = Math.min(Math.max(0, (column ?? 1) - 1), Math.max(0, characters.length - 1));
  return [characters.slice(0, at).join(''), characters.slice(at).join('')];
}
