/** The tags of a vault as a tree: `a/b` stands under `a`. Knows no view. */
import type { TagCount } from '../ipc/gen/api';

export type Order = 'name' | 'count';

export interface Row {
  tag: string;
  /** Its last part. */
  name: string;
  depth: number;
  count: number;
  /** Whether it is unfolded; null where nothing is under it. */
  open: boolean | null;
}

/** Letters of both cases are one tag. */
export const keyOf = (tag: string): string => tag.toLowerCase();

/** Returns the tag above another, null at the top. */
export function parentOf(tag: string): string | null {
  const at = tag.lastIndexOf('/');
  return at < 0 ? null : tag.slice(0, at);
}

/** Returns the rows that show; with a filter all tags that hold its words, and those above them. */
export function rowsOf(
  tags: readonly TagCount[],
  open: ReadonlySet<string>,
  filter: string,
  order: Order,
  locale: string,
): Row[] {
  const names = new Intl.Collator(locale, { numeric: true });
  const wanted = keyOf(filter.trim().replace(/^#/, ''));
  const kept = new Set<string>();
  if (wanted !== '') {
    for (const { tag } of tags) {
      if (!keyOf(tag).includes(wanted)) continue;
      for (let at: string | null = tag; at !== null; at = parentOf(at)) kept.add(keyOf(at));
    }
  }
  const under = new Map<string, TagCount[]>();
  const known = new Set(tags.map(({ tag }) => keyOf(tag)));
  for (const each of tags) {
    if (wanted !== '' && !kept.has(keyOf(each.tag))) continue;
    let above = parentOf(each.tag);
    // One without its parent stands where it can be seen.
    while (above !== null && !known.has(keyOf(above))) above = parentOf(above);
    const key = above === null ? '' : keyOf(above);
    const siblings = under.get(key);
    if (siblings) siblings.push(each);
    else under.set(key, [each]);
  }
  for (const siblings of under.values()) {
    siblings.sort((a, b) => (order === 'count' ? b.count - a.count : 0) || names.compare(a.tag, b.tag));
  }
  const rows: Row[] = [];
  const add = (key: string, above: string, depth: number) => {
    for (const { tag, count } of under.get(key) ?? []) {
      const parent = under.has(keyOf(tag));
      const unfolded = parent && (wanted !== '' || open.has(keyOf(tag)));
      rows.push({ tag, name: tag.slice(above.length), depth, count, open: parent ? unfolded : null });
      if (unfolded) add(keyOf(tag), `${tag}/`, depth + 1);
    }
  };
  add('', '', 0);
  return rows;
}
